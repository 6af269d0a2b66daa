"""What an `.xlsx` file is made of, looked through before it is read: absurd sizes, formulas that failed or never ran.

One pass over the raw parts, a piece at a time. The reader fills a grid from the first used cell to the last, so one
stray cell at XFD1048576 would take hundreds of gigabytes; and it shows failed formulas as empty cells.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO
from xml.etree import ElementTree

from ingest.cells import ErrorValue
from ingest.refusal import UnreadableError

UNPACKED = 1_000_000_000
"""Bytes of all parts together: some 1.5 million rows of tasks."""
GRID = 20_000_000
"""Cells from A1 to the last row and column in use."""
_PIECE = 1 << 20
_OVERLAP = 1 << 16  # longer than any cell whose formula is looked at
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'](?:[^>]*[^>/])?>""")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b(?P<attributes>[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>(?P<formula>[^<]*)</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FAILED = re.compile(rb"""<(?:\w+:)?c\b(?P<attributes>[^>]*\bt=["']e["'][^>]*)>(?P<inside>.*?)</(?:\w+:)?c>""", re.S)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TEXT = re.compile(rb"""\bt=["']str["']""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass(slots=True)
class Part:
    """What one sheet holds, as far as the reader does not show it."""

    wrong: dict[Place, ErrorValue] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


def look_through(archive: zipfile.ZipFile) -> dict[str, dict[Place, ErrorValue]]:
    """Sheet name → cells whose formula has no value. Reads every part once, so a size that lies is found too.

    Raises UnreadableError, zipfile.BadZipFile, ElementTree.ParseError.
    """
    if sum(part.file_size for part in archive.infolist()) > UNPACKED:
        raise UnreadableError("file_too_large_unpacked", limit=UNPACKED // 1_000_000)
    parts: dict[str, Part] = {}
    for info in archive.infolist():
        with archive.open(info) as stream:
            if "worksheets/" in info.filename and info.filename.endswith(".xml"):
                parts[info.filename] = _sheet(stream)
            else:
                while stream.read(_PIECE):
                    pass
    for part in parts.values():
        if part.rows * part.columns > GRID:
            raise UnreadableError("file_grid", limit=GRID, cells=part.rows * part.columns)
    names = _sheet_names(archive) if any(part.wrong for part in parts.values()) else {}
    return {name: parts[file].wrong for file, name in names.items() if file in parts and parts[file].wrong}


def _sheet(stream: IO[bytes]) -> Part:
    part = Part()
    columns: set[bytes] = set()
    for piece in _pieces(stream):
        found = _CELL.findall(piece)
        columns |= {letters for letters, _ in found}
        part.rows = max([part.rows, *map(int, {row for _, row in found})])
        if b't="e"' in piece or b"t='e'" in piece:
            part.wrong |= dict(_failed(piece))
        if b"<f" in piece or b":f" in piece:
            part.wrong |= dict(_pending(piece))
    part.columns = max(map(_column, columns), default=-1) + 1
    return part


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Pieces that overlap, so that no cell is cut in two."""
    before = b""
    while piece := stream.read(_PIECE):
        yield before + piece
        before = piece[-_OVERLAP:]


def _failed(piece: bytes) -> Iterator[tuple[Place, ErrorValue]]:
    for cell in _FAILED.finditer(piece):
        value = _VALUE.search(cell["inside"])
        yield _place(cell["attributes"]), ErrorValue(_text(value[1]) if value else "")


def _pending(piece: bytes) -> Iterator[tuple[Place, ErrorValue]]:
    """Formulas without a value; a formula whose result is the empty text says so by its type."""
    for cell in _FORMULA.finditer(piece):
        if not _TEXT.search(cell["attributes"]):
            yield _place(cell["attributes"]), ErrorValue("=" + _text(cell["formula"] or b""), pending=True)


def _place(attributes: bytes) -> Place:
    found = _PLACE.search(attributes)
    if found is None:
        raise UnreadableError("file_not_workbook")
    return int(found[2]) - 1, _column(found[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _text(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace"))


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part → name of its sheet."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - size is bounded above
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    names = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(_RELATION), "")
            file = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
            names[file] = sheet.get("name", "")
    return names
