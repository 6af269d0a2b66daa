"""Typed read-only functions over the stores of a city, and the arithmetic of the decree."""
