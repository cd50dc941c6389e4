"""Benchmarks: run by `./inv bench`, never by the tests. Ratios within one run, medians."""
