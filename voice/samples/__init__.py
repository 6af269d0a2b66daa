"""Spoken sample questions."""
