"""Tests of the import and of the sample city."""
