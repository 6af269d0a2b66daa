"""Read a file into sheets of cells. The format is what the content says; a file that is neither is refused.

python-calamine reads `.xlsx` some ten times faster than openpyxl and gives real dates; it shows a failed formula as an
empty cell, so a workbook that holds one is looked at again with openpyxl, which names it.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.cells import Cell, ErrorValue


class UnreadableError(Exception):
    """The file cannot be read as a workbook; the message is a key of `prompts/import.yaml`."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    """Of a csv file: the file's name."""
    rows: Sequence[Sequence[Cell]]
    """From row 1 and column A on, hidden ones too."""

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet of a workbook; of a csv file one sheet for each possible separator (`,`, `;`), the caller takes
    the one whose header fits. Raises UnreadableError."""
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise UnreadableError("file_unreadable") from exc
    if not content.strip():
        raise UnreadableError("file_empty")
    return _workbook(content) if path.suffix.lower() == ".xlsx" else _csv(path, content)


def _workbook(content: bytes) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if not zipfile.is_zipfile(io.BytesIO(content)):
        encrypted = content.startswith(bytes.fromhex("d0cf11e0")) and "EncryptedPackage".encode("utf-16-le") in content
        raise UnreadableError("file_encrypted" if encrypted else "file_not_workbook")
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            rows: dict[str, list[list[Cell]]] = {
                name: [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
                for name in book.sheet_names
            }
        failed = _failed_formulas(content)
    except PasswordError as exc:
        raise UnreadableError("file_encrypted") from exc
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError) as exc:
        raise UnreadableError("file_not_workbook") from exc
    for (name, row, column), error in failed.items():
        rows[name][row][column] = error
    return [Sheet(name, cells) for name, cells in rows.items()]


def _failed_formulas(content: bytes) -> dict[tuple[str, int, int], ErrorValue]:
    """(sheet, row, column), from 0, of cells that hold an error."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(b't="e"' in archive.read(name) for name in parts):
            return {}
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        (sheet.title, cell.row - 1, cell.column - 1): ErrorValue(str(cell.value))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e"
    }


def _csv(path: Path, content: bytes) -> list[Sheet]:
    written = _decoded(content)
    if "\0" in written:
        raise UnreadableError("file_not_workbook")
    try:
        return [
            Sheet(path.name, list(csv.reader(io.StringIO(written, newline=""), delimiter=mark))) for mark in (",", ";")
        ]
    except csv.Error as exc:
        raise UnreadableError("file_not_workbook") from exc


def _decoded(content: bytes) -> str:
    """UTF-8, or UTF-16 where its mark stands first; nothing is guessed."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as exc:
        raise UnreadableError("file_encoding") from exc
