"""`.xlsx` and `.xls` into blocks: each sheet its title lines as paragraphs, then its table with the header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from assistant.documents import Block
from ingest.reading.blocks import Merged, clean, paragraph, table
from ingest.reading.limits import Limits
from ingest.reading.refusal import RefusedError
from ingest.refusal import UnreadableError
from ingest.sheets import Grid, read_grids


def read_workbook(path: Path, limits: Limits) -> Iterator[Block]:
    """Hidden sheets stay out. Raises RefusedError."""
    left = limits.cells
    try:
        for grid in read_grids(path, left):
            left -= sum(map(len, grid.cells))
            if left < 0:
                raise RefusedError("cells", limit=limits.cells)
            yield from _sheet(grid)
    except UnreadableError as exc:
        if exc.reason == "file_grid":
            raise RefusedError("cells", limit=limits.cells) from exc
        raise RefusedError("password" if exc.reason == "file_encrypted" else "damaged") from exc


def _sheet(grid: Grid) -> Iterator[Block]:
    rows = _with_merged(grid)
    start = _table_start(rows)
    for row in rows[:start]:
        said = [cell for cell in row if cell and not isinstance(cell, Merged)]
        for cell in said if len(said) <= 2 else [" ".join(said)]:
            yield from paragraph(cell)
    end = _table_end(rows, start)
    yield from table(rows[start:end])
    for row in rows[end:]:
        for cell in row:
            yield from paragraph("" if isinstance(cell, Merged) else cell)


def _table_start(rows: Sequence[Sequence[str]]) -> int:
    """The first row of at least three columns that are filled; before it stand titles."""
    widest = max((_filled(row) for row in rows), default=0)
    need = min(3, widest)
    return next((at for at, row in enumerate(rows) if _filled(row) >= need and need > 1), len(rows))


def _table_end(rows: Sequence[Sequence[str]], start: int) -> int:
    """Behind the last row with as many, and rows of sums under it: below stand notes and signatures."""
    need = 3 if start < len(rows) and _filled(rows[start]) >= 3 else 2
    end = next((at + 1 for at in range(len(rows) - 1, start, -1) if _filled(rows[at]) >= need), len(rows))
    while end < len(rows) and _filled(rows[end]) > 1 and any(cell[:1].isdigit() for cell in rows[end]):
        end += 1
    return end


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell and not isinstance(cell, Merged))


def _with_merged(grid: Grid) -> list[list[str]]:
    rows = [[_text(cell) for cell in row] for row in grid.cells]
    top, left = grid.start
    for (first_row, first_column), (last_row, last_column) in grid.merged:
        if not 0 <= first_row - top < len(rows) or not 0 <= first_column - left < len(rows[first_row - top]):
            continue
        said = rows[first_row - top][first_column - left]
        for row in range(first_row - top, min(last_row - top + 1, len(rows))):
            for column in range(first_column - left, min(last_column - left + 1, len(rows[row]))):
                if not rows[row][column]:
                    rows[row][column] = Merged(said)
    return rows


def _text(value: object) -> str:
    """Numbers and dates the Vietnamese way: `1234,5`, `31/12/2026`."""
    match value:
        case bool():
            return "x" if value else ""
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}".replace(".", ",")
        case datetime():
            return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case time() | timedelta():
            return str(value)
    return clean(str(value)) if value is not None else ""
