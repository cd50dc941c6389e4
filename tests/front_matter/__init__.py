"""Tests of front matter."""
