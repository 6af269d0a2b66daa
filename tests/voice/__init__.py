"""Tests of the package voice."""
