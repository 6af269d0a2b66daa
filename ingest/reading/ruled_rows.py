"""Rows of a table that no line parts: a cell of names over each other beside cells of figures over each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.reading.blocks import Merged
from ingest.reading.layout import Line

_FIGURE = re.compile(r"^(?:[-–+]?[\d.,\s]*\d%?|[-–])$")
_LEVEL = 3.5
"""Points; lines that are closer are level with each other."""
_LEAST = 3


def split_row(cells: Sequence[Sequence[Line]], new: Sequence[bool]) -> Iterator[list[str]]:
    """The texts of a drawn row, in one row, or in several where two columns of figures say so.

    A column that does not go with the figures says its whole text in each of them, Merged after the first.
    """
    whole = [" ".join(line.text for line in lines) for lines in cells]
    figures = [lines for lines, first in zip(cells, new, strict=True) if first and _is_figures(lines)]
    levels = _levels([lines for lines, first in zip(cells, new, strict=True) if first], figures)
    if not levels:
        yield whole
        return
    fits = [
        first and bool(lines) and _level_share(lines, levels) > 0.9 for lines, first in zip(cells, new, strict=True)
    ]
    fits = [
        fit and (len(lines) > len(levels) // 2 or _is_figures(lines)) for fit, lines in zip(fits, cells, strict=True)
    ]
    for number, level in enumerate(levels):
        row = []
        for lines, fit, text in zip(cells, fits, whole, strict=True):
            if fit:
                row.append(" ".join(line.text for line in lines if abs(line.middle - level) <= _LEVEL))
            else:
                row.append(Merged(text) if number else text)
        yield row


def _is_figures(lines: Sequence[Line]) -> bool:
    if len(lines) < _LEAST:
        return False
    return sum(bool(_FIGURE.match(line.text)) for line in lines) > 0.8 * len(lines)


def _levels(cells: Sequence[Sequence[Line]], figures: Sequence[Sequence[Line]]) -> list[float]:
    """Heights of the rows: those of the longest column that all figures are level with."""
    if not figures:
        return []
    best: list[float] = []
    for lines in cells:
        levels = [line.middle for line in lines]
        if len(levels) > len(best) and all(_level_share(column, levels) > 0.9 for column in figures):
            best = levels
    return best if len(best) >= _LEAST else []


def _level_share(lines: Sequence[Line], levels: Sequence[float]) -> float:
    return sum(any(abs(line.middle - level) <= _LEVEL for level in levels) for line in lines) / len(lines)
