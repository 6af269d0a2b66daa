"""Tasks by their words: folded substrings, as the database finds them fastest."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from kpi_tools.listed import listed
from kpi_tools.schema import Task
from kpi_tools.words import plain


def has_words(column: InstrumentedAttribute[str], text: str, *, alone: bool) -> ColumnElement[bool]:
    """Whether `words` or `basis_words` of a task holds a text, accents and case aside.

    `alone`: nothing else narrows the tasks down; then the words are looked for in their index (`word_indexes`) first,
    and not in each row.
    """
    holds = column.contains(plain(text), autoescape=True)
    return listed(Task.code, select(Task.code).where(holds).correlate(None)) if alone else holds
