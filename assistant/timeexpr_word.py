"""A word of a question, as the grammar of time reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    """Lower case, NFC, accents kept."""
    plain: str
    """The same without accents."""
    start: int
    end: int
    capital: bool = False
    upper: bool = False
    """All capitals: "KPI"."""


NOTHING = Word("", "", 0, 0)
