"""Read a file into sheets of cells, row by row. The format is what the content says; what is neither is refused.

python-calamine reads `.xlsx` some ten times faster than openpyxl and gives real dates; polars reads through the same
engine but types whole columns, which a sheet with title rows does not have.
"""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from ingest.archive import Place, look_through
from ingest.cells import Cell, ErrorValue
from ingest.refusal import UnreadableError

PACKED = 256_000_000
"""Bytes of a file."""
ROWS = 1_048_576
"""Of one sheet: Excel's own limit."""
_PIECE = 1 << 20
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    """Of a csv file: the file's name."""
    rows: Iterator[Sequence[Cell]]
    """From row 1 and column A on, hidden ones too; read once. May raise UnreadableError."""
    height: int
    """Rows, about."""


def read_sheets(path: Path) -> Iterator[Sheet]:
    """Every sheet of a workbook; of a csv file one sheet for each possible separator (`,`, `;`), the caller takes
    the one whose header fits. Raises UnreadableError."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            first = file.read(_PIECE)
    except OSError as exc:
        raise UnreadableError("file_unreadable") from exc
    if not first.strip() and size <= _PIECE:
        raise UnreadableError("file_empty")
    if size > PACKED:
        raise UnreadableError("file_too_large", limit=PACKED // 1_000_000)
    return _workbook(path, first) if path.suffix.lower() == ".xlsx" else _csv(path, first)


def _workbook(path: Path, first: bytes) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    if not zipfile.is_zipfile(path):
        encrypted = first.startswith(bytes.fromhex("d0cf11e0")) and "EncryptedPackage".encode("utf-16-le") in first
        raise UnreadableError("file_encrypted" if encrypted else "file_not_workbook")
    try:
        with zipfile.ZipFile(path) as archive:
            wrong = look_through(archive)
        with CalamineWorkbook.from_path(path) as book:
            for name in [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]:
                sheet = book.get_sheet_by_name(name)
                left = (sheet.start or (0, 0))[1]
                yield Sheet(name, _rows(sheet.iter_rows(), left, wrong.get(name, {})), sheet.total_height)
    except PasswordError as exc:
        raise UnreadableError("file_encrypted") from exc
    except (
        CalamineError,
        zipfile.BadZipFile,
        ElementTree.ParseError,
        KeyError,
        ValueError,
        NotImplementedError,
    ) as exc:
        raise UnreadableError("file_not_workbook") from exc


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it looks: its cells, and which of them are merged."""

    name: str
    cells: Sequence[Sequence[Cell]]
    """From the first used row and column on."""
    start: Place
    """Of the first cell in use."""
    merged: Sequence[tuple[Place, Place]]
    """First and last place of each merged cell."""


def read_grids(path: Path, limit: int) -> Iterator[Grid]:
    """Every visible sheet of a workbook of any kind (`.xlsx`, `.xls`, `.xlsb`, `.ods`) for reading as a document.

    Raises UnreadableError, also for a sheet of more than `limit` cells.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                look_through(archive)  # the reader aborts the process over a cell that lies far away
        with CalamineWorkbook.from_path(path) as book:
            for meta in book.sheets_metadata:
                if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                if sheet.height * sheet.width > limit:
                    raise UnreadableError("file_grid", limit=limit, cells=sheet.height * sheet.width)
                cells = sheet.to_python(skip_empty_area=True)
                yield Grid(meta.name, cells, sheet.start or (0, 0), sheet.merged_cell_ranges or ())
    except PasswordError as exc:
        raise UnreadableError("file_encrypted") from exc
    except (
        CalamineError,
        zipfile.BadZipFile,
        ElementTree.ParseError,
        KeyError,
        ValueError,
        NotImplementedError,
    ) as exc:
        raise UnreadableError("file_not_workbook") from exc


def _rows(rows: Iterable[Sequence[Cell]], left: int, wrong: dict[Place, ErrorValue]) -> Iterator[Sequence[Cell]]:
    """The reader leaves out the columns before the first used one, and shows a formula without a value as empty."""
    by_row: dict[int, dict[int, ErrorValue]] = {}
    for (at, column), error in wrong.items():
        by_row.setdefault(at, {})[column] = error
    number = 0
    for number, row in enumerate(rows, start=1):
        yield _mended([*[""] * left, *row], by_row.pop(number - 1, {}))
    for at in sorted(by_row):
        yield from ([] for _ in range(number, at))
        number = at + 1
        yield _mended([], by_row[at])


def _mended(cells: list[Cell], wrong: dict[int, ErrorValue]) -> list[Cell]:
    for column, error in wrong.items():
        cells += [""] * (column + 1 - len(cells))
        cells[column] = error
    return cells


def _csv(path: Path, first: bytes) -> Iterator[Sheet]:
    encoding = next((name for mark, name in _MARKS if first.startswith(mark)), "utf-8-sig")
    height = _check_text(path, encoding)
    for mark in (",", ";"):
        yield Sheet(path.name, _records(path, encoding, mark), height)


def _check_text(path: Path, encoding: str) -> int:
    """The number of lines. UTF-8, or what its mark says; nothing is guessed. Raises UnreadableError."""
    decoder = codecs.getincrementaldecoder(encoding)()
    count = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                written = decoder.decode(piece)
                count += written.count("\n")
                if "\0" in written:
                    raise UnreadableError("file_not_workbook")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError as exc:
        raise UnreadableError("file_encoding") from exc
    return count + 1


def _records(path: Path, encoding: str, mark: str) -> Iterator[Sequence[Cell]]:
    at = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            for at, record in enumerate(csv.reader(file, delimiter=mark), start=1):
                if at > ROWS:
                    raise UnreadableError("file_rows", limit=ROWS)
                yield record
    except csv.Error as exc:
        raise UnreadableError("file_field", limit=csv.field_size_limit(), row=at + 1) from exc
