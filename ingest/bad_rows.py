"""The refused rows of an import as workbooks to mend and import again: wrong cells coloured, the reason beside them.

The rows are read once more from the files that the report names, so that the report of a server will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any, cast

from ingest.cells import LONGEST, Cell, ErrorValue, shown
from ingest.headers import REASONS, Header, find_header
from ingest.refusal import UnreadableError
from ingest.report import Remark, label
from ingest.sheets import Sheet, read_sheets
from ingest.tables import TABLES, Table
from prompts import message

_WRONG = "FFFFC7CE"
_REASON_WIDTH = 60
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take typed text for a formula."""


@dataclass(frozen=True, slots=True)
class BadSheet:
    """Refused rows of one sheet, columns where they were."""

    name: str
    headings: Sequence[str]
    rows: Sequence[tuple[Sequence[Cell], str, Mapping[int, str]]]
    """Cells, all reasons in one text, position of a wrong cell → reason."""
    wrong_headings: Mapping[int, str]


def write_bad_rows(source: Path, report: Mapping[str, object], target: Path) -> list[Path]:
    """Write `TABLE_can_sua.xlsx` into `target` for each table with refused rows; `report` is the document of
    `troly import --json`. Files refused whole are left out: there is no row to mend. Raises OSError."""
    files = cast(list[dict[str, Any]], report["files"])
    written = []
    for name, table in TABLES.items():
        mine = [file for file in files if file["table"] == name and file["status"] == "read" and file["errors"]]
        sheets = list(chain.from_iterable(_bad_sheets(source / file["file"], file["errors"], table) for file in mine))
        if sheets:
            target.mkdir(parents=True, exist_ok=True)
            written.append(_write(target / f"{name}_can_sua.xlsx", sheets))
    return written


def _bad_sheets(path: Path, errors: Sequence[Mapping[str, Any]], table: Table) -> Iterator[BadSheet]:
    by_sheet: dict[str, dict[int, list[Remark]]] = {}
    for error in errors:
        by_sheet.setdefault(error["sheet"], {}).setdefault(error["row"], []).append(Remark(**error))
    try:
        for sheet in read_sheets(path):
            if sheet.name in by_sheet and (found := _bad_sheet(path.name, sheet, by_sheet[sheet.name], table)):
                yield found
    except UnreadableError as exc:
        raise OSError(message("import", exc.reason, **exc.values)) from exc


def _bad_sheet(file: str, sheet: Sheet, wrong: Mapping[int, Sequence[Remark]], table: Table) -> BadSheet | None:
    shape = table.shape
    numbered = enumerate(sheet.rows, start=1)
    header = find_header(numbered, shape.columns, shape.key)
    if not isinstance(header, Header):
        return None
    whole = wrong.get(header.row, ())
    taken = [(at, row) for at, row in numbered if any(map(shown, row)) and (whole or at in wrong)]
    width = max(len(header.headings), *(len(row) for _, row in taken), 0)
    headings = [*header.headings, *[""] * (width - len(header.headings))]
    places = dict(header.columns)
    for remark in whole:
        if remark.column and remark.column not in places:
            places[remark.column] = len(headings)
            headings.append(label(remark.column))
    rows = []
    for at, row in taken:
        remarks = [*wrong.get(at, ()), *whole]
        reasons = "; ".join(f"{label(r.column)}: {r.reason}" if r.column else r.reason for r in remarks)
        cells = ["" if p in header.passed_over else cell for p, cell in enumerate(row)]
        marks = {places[r.column]: r.reason for r in remarks if r.column in places}
        note = message("import", "bad_rows_note", file=file, row=at, reasons=reasons)
        rows.append((cells, note, marks))
    marked = {places[r.column]: r.reason for r in whole if r.column}
    return BadSheet(
        Path(file).stem,
        ["" if p in header.passed_over else heading for p, heading in enumerate(headings)],
        rows,
        marked,
    )


def _write(path: Path, sheets: Sequence[BadSheet]) -> Path:
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    for number, bad in enumerate(sheets, start=1):
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", f"{number} {bad.name}")[:31])
        sheet.freeze_panes = "A2"
        last = len(bad.headings)
        for position in range(last + 1):
            width = _REASON_WIDTH if position == last else 18
            sheet.column_dimensions[get_column_letter(position + 1)].width = width
        headings = [_cell(sheet, text, bad.wrong_headings.get(p)) for p, text in enumerate(bad.headings)]
        sheet.append([*headings, _cell(sheet, label(REASONS), None)])
        for cells, reasons, marks in bad.rows:
            padded = [*cells, *[""] * (last - len(cells))]
            sheet.append([*(_cell(sheet, c, marks.get(p)) for p, c in enumerate(padded)), _cell(sheet, reasons, None)])
    waiting = path.with_name(f".{path.name}.part")
    book.save(waiting)
    return waiting.replace(path)


def _cell(sheet: Any, value: Cell, wrong: str | None) -> Any:
    """Text stays text, whatever it begins with: typed as text and with the quote that keeps it so when edited."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    plain = value.text if isinstance(value, ErrorValue) else value
    if isinstance(plain, str):
        plain = _ILLEGAL.sub("", plain)[:LONGEST]
    cell = WriteOnlyCell(sheet, value=plain if plain != "" else None)
    if isinstance(plain, str) and plain:
        cell.data_type = "s"
        cell.quotePrefix = plain.startswith(_ACTIVE)
    elif isinstance(plain, date):
        cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(plain, datetime) else "dd/mm/yyyy"
    if wrong is not None:
        cell.fill = PatternFill("solid", fgColor=_WRONG)
        cell.comment = Comment(wrong, message("import", "bad_rows_author"))
    return cell
