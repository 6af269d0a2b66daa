"""Tasks by their words: folded substrings, as the database finds them fastest."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from kpi_tools.words import plain


def has_words(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Whether `words` or `basis_words` of a task holds a text, accents and case aside."""
    return column.contains(plain(text), autoescape=True)
