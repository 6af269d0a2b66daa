"""`.doc` into blocks: paragraphs with their automatic numbers, tables from the marks of cells and rows."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.documents import Block
from ingest.reading import doc_file as word
from ingest.reading.blocks import Merged, clean, is_layout, paragraph, table
from ingest.reading.doc_file import Properties, WordFile, read_word_file
from ingest.reading.ole import stream

_ENDS = "\r\x07\x0c"
_DROPPED = dict.fromkeys([*range(9), 0x0E, 0x1F], None) | {
    0x1E: "-",
    0x0B: "\n",
    0x0C: None,
    0x0D: None,
}
_SNAP = 60
"""Twips; edges of cells that are closer are one edge."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    block: Block | None
    in_table: bool
    cell_end: bool
    row_end: bool
    row: bytes
    """What the row says of its cells, at its end."""


@dataclass(slots=True)
class _Row:
    cells: list[list[Block]] = field(default_factory=list)
    shape: bytes = b""


def read_doc(path: Path) -> Iterator[Block]:
    """Raises RefusedError."""
    tables = {name: stream(path, name) for name in ("0Table", "1Table")}
    file = read_word_file(stream(path, "WordDocument"), tables)
    rows: list[_Row] = []
    row, cell = _Row(), list[Block]()
    for one in _paragraphs(file):
        if not one.in_table:
            if cell:
                row.cells.append(cell)
            if row.cells:
                rows.append(row)
            yield from _table(rows)
            rows, row, cell = [], _Row(), []
            if one.block:
                yield one.block
            continue
        if one.row_end:
            row.shape = one.row
            rows.append(row)
            row, cell = _Row(), []
            continue
        cell += [one.block] if one.block else []
        if one.cell_end:
            row.cells.append(cell)
            cell = []
    yield from _table([*rows, *([row] if row.cells else [])])
    yield from cell


def _paragraphs(file: WordFile) -> Iterator[_Paragraph]:
    start = 0
    plain = not file.paragraphs.ends
    for at, char in enumerate(file.text):
        if char not in _ENDS:
            continue
        if char == "\x0c" and start == at:
            start = at + 1
            continue
        style, own = file.paragraph(file.places[at])
        text, bold = _visible(file, start, at, style)
        in_table = word.is_on(own.get(word.IN_TABLE)) or char == "\x07"
        row_end = char == "\x07" and (word.is_on(own.get(word.ROW_END)) or (plain and start == at))
        block = None
        if text and not row_end:
            number = _number(file, own)
            centred = (own.get(word.ALIGN) or own.get(word.ALIGN_80)) == b"\x01"
            block = next(iter(paragraph(text, bold=bold, centred=centred, number=number)), None)
        yield _Paragraph(block, in_table, char == "\x07", row_end, own.get(word.ROW, b""))
        start = at + 1
    if rest := clean(_shown(file.text[start:]).translate(_DROPPED)):
        yield _Paragraph(paragraph(rest)[0], False, False, False, b"")


def _visible(file: WordFile, start: int, end: int, style: int) -> tuple[str, bool]:
    """The text without what is deleted or hidden, and whether all of it is bold."""
    kept: list[str] = []
    from_style = file.bold_of_style(style)
    bold = True
    until, properties = -1, Properties()
    for at in range(start, end):
        place = file.places[at]
        if not until > place >= file.places[at - 1] or at == start:
            properties = file.characters.at(place)[1]
            until = _end_of_run(file, place)
        char = file.text[at]
        if word.is_on(properties.get(word.DELETED)) or word.is_on(properties.get(word.VANISHED)):
            continue
        kept.append(char)
        if char > " " and bold:
            own = properties.get(word.BOLD, b"\x80")
            bold = {b"\0": False, b"\1": True, b"\x81": not from_style}.get(own, from_style)
    text = clean(_shown("".join(kept)).translate(_DROPPED))
    return text, bold and bool(text)


def _end_of_run(file: WordFile, place: int) -> int:
    at = bisect_right(file.characters.ends, place)
    return file.characters.ends[at] if at < len(file.characters.ends) else 1 << 40


def _shown(text: str) -> str:
    """Of a field (page number, reference, link) its result, not its code."""
    if "\x13" not in text and "\x15" not in text:
        return _symbols(text)
    shown: list[str] = []
    inside: list[bool] = []
    for char in text:
        if char == "\x13":
            inside.append(True)
        elif char == "\x14":
            if inside:
                inside[-1] = False
        elif char == "\x15":
            if inside:
                inside.pop()
        elif not any(inside):
            shown.append(char)
    return _symbols("".join(shown))


def _symbols(text: str) -> str:
    """Letters of fonts that Word took for symbols stand in the private area."""
    return "".join(chr(ord(c) - 0xF000) if 0xF020 <= ord(c) <= 0xF0FF else c for c in text)


def _number(file: WordFile, own: Properties) -> str:
    use = own.get(word.LIST_USE, b"\0\0")
    if len(use) < 2 or not (number := struct.unpack("<H", use[:2])[0]) or number > 0x7FE:
        return ""
    return file.numbering.next(str(number), (own.get(word.LIST_LEVEL) or b"\0")[0])


def _table(rows: list[_Row]) -> Iterator[Block]:
    if not rows:
        return
    texts = [["\n".join(f"{b.number} {b.text}".strip() for b in cell) for cell in row.cells] for row in rows]
    if is_layout(texts, bordered=True):
        for row in rows:
            for cell in row.cells:
                yield from cell
        return
    shapes = [_shape(row.shape) for row in rows]
    edges = _snapped(sorted({edge for shape in shapes for edge in shape[0]}))
    grid: list[list[str]] = []
    for words, (sides, merges) in zip(texts, shapes, strict=True):
        line: list[str] = []
        for at, text in enumerate(words):
            merge = merges[at] if at < len(merges) else 0
            above = grid[-1][len(line)] if grid and len(line) < len(grid[-1]) else ""
            said = Merged(above) if merge & 0x20 and not merge & 0x40 and not text else text
            if merge & 0x02 and not text and line:
                said = Merged(line[-1])
            width = edges[sides[at + 1]] - edges[sides[at]] if at + 1 < len(sides) else 1
            line += [said, *[Merged(said)] * (width - 1)]
        grid.append(line)
    yield from table(grid)


def _shape(raw: bytes) -> tuple[list[int], list[int]]:
    """Edges of the cells in twips, and the merge flags of each."""
    if not raw or len(raw) < 1 + 2 * (raw[0] + 1):
        return [], []
    count = raw[0]
    edges = list(struct.unpack_from(f"<{count + 1}h", raw, 1))
    start = 1 + 2 * (count + 1)
    cells = range(start, min(len(raw) - 1, start + 20 * count), 20)
    return edges, [struct.unpack_from("<H", raw, at)[0] for at in cells]


def _snapped(edges: list[int]) -> dict[int, int]:
    """Edge → number of its column."""
    numbers: dict[int, int] = {}
    column, last = -1, -(1 << 20)
    for edge in edges:
        if edge - last > _SNAP:
            column, last = column + 1, edge
        numbers[edge] = column
    return numbers
