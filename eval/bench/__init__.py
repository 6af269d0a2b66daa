"""Benchmarks: each script prints one table and can be run again."""
