"""Find the header of a sheet and what stands under it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from assistant.vietnamese import fold
from ingest.cells import Cell, is_blank, shown

REASONS = "ly_do_tu_choi"
"""Key of the column that `ingest/bad_rows.py` adds; it is no note of the city's."""
_SEARCHED = 1_000
"""Rows in which a header is looked for."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a table stand on a sheet."""

    row: int
    """Number of the header's row, from 1."""
    columns: Mapping[str, int]
    """Column key → position from 0."""
    notes: Mapping[int, str] = field(default_factory=dict)
    """Position → heading of a column that the format does not know."""
    twice: tuple[str, ...] = ()
    """Keys that more than one column claims."""
    passed_over: frozenset[int] = frozenset()
    """Positions of columns that are neither data nor notes."""
    headings: tuple[str, ...] = ()
    """As written, by position."""

    def note(self, position: int) -> str:
        """The heading of a column that the format does not know; cells beyond the header go by their letter."""
        return self.notes.get(position) or letter(position)


@dataclass(frozen=True, slots=True)
class Line:
    """The filled cells of one row."""

    row: int
    """As the spreadsheet numbers it, from 1."""
    values: dict[str, Cell]
    notes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Missed:
    """A row that looks like a header but lacks columns of the key."""

    row: int
    lacking: tuple[str, ...]


def column_key(heading: str) -> str:
    """`Mã đơn vị`, `MA DON VI` and `ma_don_vi` are all `ma_don_vi`."""
    return re.sub(r"[^a-z0-9]+", "_", fold(heading)).strip("_")


def find_header(
    rows: Iterator[tuple[int, Sequence[Cell]]], known: Collection[str], keys: Collection[str]
) -> Header | Missed | None:
    """The first of the numbered rows that names every column of the unique key and at least two columns of the table.

    Consumes the rows up to it. Missed: there is none, but a row names three columns, at least half of its headings.
    """
    missed = None
    for at, row in islice(rows, _SEARCHED):
        named = [(position, column_key(shown(cell))) for position, cell in enumerate(row) if isinstance(cell, str)]
        found = [(position, key) for position, key in named if key in known]
        columns = {key: position for position, key in reversed(found)}
        if len(columns) < 2 or not set(keys) <= set(columns):
            if missed is None and len(columns) >= 3 and 2 * len(found) >= sum(bool(key) for _, key in named):
                missed = Missed(at, tuple(key for key in keys if key not in columns))
            continue
        twice = tuple(key for key in columns if sum(key == other for _, other in found) > 1)
        reasons = frozenset(position for position, key in named if key == REASONS)
        headings = tuple(map(shown, row))
        notes = {p: text for p, text in enumerate(headings) if text and p not in {*columns.values(), *reasons}}
        return Header(at, columns, notes, twice, reasons, headings)
    return missed


def lines(rows: Iterable[tuple[int, Sequence[Cell]]], header: Header) -> Iterator[Line]:
    """The numbered rows under the header; empty ones and repeated headers (printed pages) are passed over."""
    titles = {position: key for key, position in header.columns.items()}
    for at, row in rows:
        filled = {position: cell for position, cell in enumerate(row) if cell != "" and not is_blank(cell)}
        if header.passed_over:
            filled = {position: cell for position, cell in filled.items() if position not in header.passed_over}
        if not filled or _repeats(titles, filled):
            continue
        values = {titles[p]: cell for p, cell in filled.items() if p in titles}
        if not values and len(filled) < 2:
            continue  # a remark beside the table
        others = filled.keys() - titles.keys() if len(values) < len(filled) else ()
        yield Line(at, values, {header.note(p): shown(filled[p]) for p in sorted(others)})


def _repeats(titles: Mapping[int, str], filled: Mapping[int, Cell]) -> bool:
    """No heading has a digit, most codes have one: looked at first, it is a hundred times as fast."""
    if not titles.keys() <= filled.keys() or any(map(str.isdigit, shown(filled[next(iter(titles))]))):
        return False
    return all(column_key(shown(filled[position])) == key for position, key in titles.items())


def letter(position: int) -> str:
    """0 → `A`, 26 → `AA`, as spreadsheets name columns."""
    name, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(65 + digit) + name
    return name
