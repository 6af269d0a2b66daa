"""Find the header of a sheet and what stands under it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from assistant.vietnamese import fold
from ingest.cells import Cell, is_blank, shown
from ingest.sheets import Sheet


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


@dataclass(frozen=True, slots=True)
class Line:
    """The filled cells of one row."""

    row: int
    """As the spreadsheet numbers it, from 1."""
    values: dict[str, Cell]
    notes: dict[str, str]


def column_key(heading: str) -> str:
    """`Mã đơn vị`, `MA DON VI` and `ma_don_vi` are all `ma_don_vi`."""
    return re.sub(r"[^a-z0-9]+", "_", fold(heading)).strip("_")


def find_header(sheet: Sheet, known: Collection[str], keys: Collection[str]) -> Header | None:
    """The first row that names every column of the unique key and at least two columns of the table."""
    for at, row in enumerate(sheet.rows, start=1):
        named = [(position, column_key(shown(cell))) for position, cell in enumerate(row) if isinstance(cell, str)]
        found = [(position, key) for position, key in named if key in known]
        columns = {key: position for position, key in reversed(found)}
        if len(columns) < 2 or not set(keys) <= set(columns):
            continue
        twice = tuple(key for key in columns if sum(key == other for _, other in found) > 1)
        taken = set(columns.values())
        notes = {p: shown(row[p]) or letter(p) for p in range(sheet.width) if p not in taken and p < len(row)}
        notes |= {p: letter(p) for p in range(len(row), sheet.width)}
        return Header(at, columns, notes, twice)
    return None


def lines(sheet: Sheet, header: Header) -> Iterator[Line]:
    """The rows under the header; empty ones and repeated headers (printed pages) are passed over."""
    titles = {position: key for key, position in header.columns.items()}
    for at, row in enumerate(sheet.rows[header.row :], start=header.row + 1):
        filled = {position: cell for position, cell in enumerate(row) if not is_blank(cell)}
        if not filled or _repeats(titles, filled):
            continue
        values = {titles[p]: cell for p, cell in filled.items() if p in titles}
        if not values and len(filled) < 2:
            continue  # a remark beside the table
        yield Line(at, values, {header.notes[p]: shown(cell) for p, cell in filled.items() if p in header.notes})


def _repeats(titles: Mapping[int, str], filled: Mapping[int, Cell]) -> bool:
    return all(column_key(shown(filled.get(position, ""))) == key for position, key in titles.items())


def letter(position: int) -> str:
    """0 → `A`, 26 → `AA`, as spreadsheets name columns."""
    name, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(65 + digit) + name
    return name
