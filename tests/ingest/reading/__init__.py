"""Tests of reading documents; every file is made here, the real ones are in `test_real_files.py`."""
