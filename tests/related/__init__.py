"""Tests of related."""
