"""The binary `.doc` of Word 97 to 2003: its text, and the properties of characters, paragraphs and lists.

After [MS-DOC]: the text lies in pieces; properties lie in pages of 512 bytes, found by the place of the text in the
file; a style gives what a paragraph does not say itself. Offsets of the file's head (FIB) are those of section 2.5.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ingest.reading.numbering import Level, Numbering
from ingest.reading.refusal import RefusedError

_WORD_97, _WORD_6 = 0xA5EC, 0xA5DC
_STYLES, _CLX, _CHPX, _PAPX, _LISTS, _LIST_USES = 0xA2, 0x1A2, 0xFA, 0x102, 0x2E2, 0x2EA
_OPERAND = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_FORMATS = {0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 22: "decimalZero"}
_FORMATS |= {23: "bullet", 255: "none"}
DELETED, VANISHED, BOLD = 0x0800, 0x083C, 0x0835
ALIGN, ALIGN_80, IN_TABLE, ROW_END, DEPTH, INNER_CELL, INNER_ROW = (
    0x2461,
    0x2403,
    0x2416,
    0x2417,
    0x6649,
    0x244B,
    0x244C,
)
LIST_LEVEL, LIST_USE, ROW = 0x260A, 0x460B, 0xD608
Properties = dict[int, bytes]
"""Operand of each property (sprm) by its code."""


@dataclass(slots=True)
class Runs:
    """Stretches of the file with the same properties."""

    ends: list[int] = field(default_factory=list)
    values: list[tuple[int, Properties]] = field(default_factory=list)
    """Style and properties."""

    def at(self, offset: int) -> tuple[int, Properties]:
        place = bisect_right(self.ends, offset)
        return self.values[place] if place < len(self.values) else (0, {})


@dataclass(frozen=True, slots=True)
class Style:
    base: int
    paragraph: Properties
    characters: Properties


@dataclass(frozen=True, slots=True)
class WordFile:
    text: str
    """Of the main document, marks of paragraphs and cells included."""
    places: list[int]
    """Where in the file each character lies."""
    paragraphs: Runs
    characters: Runs
    styles: dict[int, Style]
    numbering: Numbering

    def paragraph(self, offset: int) -> tuple[int, Properties]:
        """Style of the paragraph whose mark lies there, and its properties, the style's included."""
        style, own = self.paragraphs.at(offset)
        return style, self._inherited(style, "paragraph") | own

    def bold_of_style(self, style: int) -> bool:
        return is_on(self._inherited(style, "characters").get(BOLD))

    def _inherited(self, style: int, kind: str) -> Properties:
        chain: list[Properties] = []
        for _ in range(12):
            found = self.styles.get(style)
            if found is None:
                break
            chain.append(found.paragraph if kind == "paragraph" else found.characters)
            style = found.base
        merged: Properties = {}
        for properties in reversed(chain):
            merged |= properties
        return merged


def is_on(operand: bytes | None) -> bool:
    """Of a property that is on or off."""
    return bool(operand) and operand != b"\0"


def read_word_file(main: bytes, tables: dict[str, bytes]) -> WordFile:
    """From the stream `WordDocument` and the streams `0Table` and `1Table`. Raises RefusedError."""
    if len(main) < 0x200:
        raise RefusedError("damaged")
    magic, _, flags = struct.unpack_from("<HH6xH", main)
    if magic not in (_WORD_97, _WORD_6):
        raise RefusedError("damaged")
    if flags & 0x0100:
        raise RefusedError("password")
    if magic == _WORD_6 or struct.unpack_from("<H", main, 2)[0] < 0x6A:
        return _word_6(main)
    table = tables["1Table" if flags & 0x0200 else "0Table"]
    try:
        text, places = _text(main, table)
        return WordFile(
            text,
            places,
            _runs(main, _part(main, table, _PAPX), _paragraph_run),
            _runs(main, _part(main, table, _CHPX), _character_run),
            _styles(_part(main, table, _STYLES)),
            _numbering(main, table),
        )
    except (struct.error, IndexError, ValueError) as exc:
        raise RefusedError("damaged") from exc


def _word_6(main: bytes) -> WordFile:
    """Word 6 and 95: bytes in one stretch; their properties are of another make and are left."""
    first, length = struct.unpack_from("<I", main, 0x18)[0], struct.unpack_from("<I", main, 0x34)[0]
    text = _western(main[first : first + length])
    return WordFile(text, list(range(first, first + len(text))), Runs(), Runs(), {}, Numbering())


def _western(raw: bytes) -> str:
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)


def _part(main: bytes, table: bytes, at: int) -> bytes:
    start, length = struct.unpack_from("<II", main, at)
    return table[start : start + length]


def _text(main: bytes, table: bytes) -> tuple[str, list[int]]:
    """Of the document, its footnotes, endnotes and text boxes; not of headers, footers and comments."""
    body, notes, headers, macros, comments, endnotes, boxes = struct.unpack_from("<7I", main, 0x4C)
    text, places = _all_text(main, table, body + notes + headers + macros + comments + endnotes + boxes)
    later = body + notes + headers + macros + comments
    kept = (slice(0, body + notes), slice(later, later + endnotes + boxes))
    return "".join(text[one] for one in kept), [place for one in kept for place in places[one]]


def _all_text(main: bytes, table: bytes, length: int) -> tuple[str, list[int]]:
    clx = _part(main, table, _CLX)
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    size = struct.unpack_from("<I", clx, at + 1)[0]
    plc = clx[at + 5 : at + 5 + size]
    count = (len(plc) - 4) // 12
    starts = struct.unpack_from(f"<{count + 1}I", plc)
    pieces: list[str] = []
    places: list[int] = []
    for number in range(count):
        begin, end = starts[number], min(starts[number + 1], length)
        if begin >= end:
            break
        where = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
        offset, wide = where & 0x3FFFFFFF, 1 if where & 0x40000000 else 2
        offset = offset // 2 if wide == 1 else offset
        raw = main[offset : offset + (end - begin) * wide]
        piece = (
            _western(raw)
            if wide == 1
            else "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))
        )
        pieces.append(piece)
        places += range(offset, offset + len(piece) * wide, wide)
    return "".join(pieces), places


def _runs(main: bytes, plc: bytes, read: Callable[[bytes, int], tuple[int, Properties]]) -> Runs:
    runs = Runs()
    count = (len(plc) - 4) // 8
    for (number,) in struct.iter_unpack("<I", plc[4 * (count + 1) : 4 * (count + 1) + 4 * count]):
        page = main[(number & 0x3FFFFF) * 512 :][:512]
        if len(page) < 512:
            continue
        for at in range(page[511]):
            runs.ends.append(struct.unpack_from("<I", page, 4 * (at + 1))[0])
            runs.values.append(read(page, at))
    return runs


def _paragraph_run(page: bytes, at: int) -> tuple[int, Properties]:
    offset = page[4 * (page[511] + 1) + 13 * at] * 2
    if not offset:
        return 0, {}
    size, start = page[offset] * 2 - 1, offset + 1
    if page[offset] == 0:
        size, start = page[offset + 1] * 2, offset + 2
    raw = page[start : start + size]
    return (struct.unpack_from("<H", raw)[0], dict(_properties(raw[2:]))) if len(raw) >= 2 else (0, {})


def _character_run(page: bytes, at: int) -> tuple[int, Properties]:
    offset = page[4 * (page[511] + 1) + at] * 2
    return (0, dict(_properties(page[offset + 1 : offset + 1 + page[offset]]))) if offset else (0, {})


def _properties(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(raw):
        code = struct.unpack_from("<H", raw, at)[0]
        at += 2
        if code == ROW and at + 2 <= len(raw):
            size, head = max(0, struct.unpack_from("<H", raw, at)[0] - 1), 2
        elif code >> 13 == 6:
            size, head = (raw[at] if at < len(raw) else 0), 1
        else:
            size, head = _OPERAND[code >> 13], 0
        yield code, raw[at + head : at + head + size]
        at += head + size


def _styles(raw: bytes) -> dict[int, Style]:
    styles: dict[int, Style] = {}
    if len(raw) < 6:
        return styles
    head, count, base_size = struct.unpack_from("<HHH", raw)
    at = 2 + head
    for number in range(count):
        if at + 2 > len(raw):
            break
        size = struct.unpack_from("<H", raw, at)[0]
        one = raw[at + 2 : at + 2 + size]
        at += 2 + size + size % 2
        if len(one) > base_size + 2:
            styles[number] = _style(one, base_size)
    return styles


def _style(raw: bytes, base_size: int) -> Style:
    kind_and_base, parts = struct.unpack_from("<HH", raw, 2)
    at = base_size + 2 + 2 * struct.unpack_from("<H", raw, base_size)[0] + 2
    found: list[bytes] = []
    for _ in range(parts & 0xF):
        if at + 2 > len(raw):
            break
        size = struct.unpack_from("<H", raw, at)[0]
        found.append(raw[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    if kind_and_base & 0xF != 1:  # of characters, tables or lists
        return Style(0xFFF, {}, {})
    paragraph = dict(_properties(found[0][2:])) if found else {}
    return Style(kind_and_base >> 4, paragraph, dict(_properties(found[1])) if len(found) > 1 else {})


def _numbering(main: bytes, table: bytes) -> Numbering:
    numbering = Numbering()
    start, length = struct.unpack_from("<II", main, _LISTS)
    raw, uses = table[start : start + length], _part(main, table, _LIST_USES)
    if len(raw) < 2 or len(uses) < 4:
        return numbering
    at = start + length  # the levels follow the lists
    lists: dict[int, dict[int, Level]] = {}
    for number in range(struct.unpack_from("<H", raw)[0]):
        head = raw[2 + 28 * number : 30 + 28 * number]
        levels = lists.setdefault(struct.unpack_from("<i", head)[0], {})
        for depth in range(1 if head[26] & 1 else 9):
            levels[depth], at = _level(table, at)
    at = 4 + 16 * (count := struct.unpack_from("<I", uses)[0])
    for number in range(1, count + 1):
        ident, levels_given = struct.unpack_from("<i8xB", uses, 16 * number - 12)
        key = str(number)
        numbering.abstract[key] = str(ident)
        numbering.levels[key] = dict(lists.get(ident, {}))
        at += 4
        for _ in range(levels_given):
            if at + 8 > len(uses):
                break
            first, flags = struct.unpack_from("<iI", uses, at)
            at += 8
            if flags & 0x20:
                numbering.levels[key][flags & 0xF], at = _level(uses, at)
            elif flags & 0x10:
                numbering.starts.setdefault(key, {})[flags & 0xF] = first
    return numbering


def _level(raw: bytes, at: int) -> tuple[Level, int]:
    first, form, flags = struct.unpack_from("<iBB", raw, at)
    characters, paragraph, restart = raw[at + 24], raw[at + 25], raw[at + 26]
    at += 28 + characters + paragraph
    size = struct.unpack_from("<H", raw, at)[0]
    letters = struct.unpack_from(f"<{size}H", raw, at + 2)
    text = "".join(f"%{code + 1}" if code < 9 else chr(code) for code in letters)
    style = _FORMATS.get(form, "decimal")
    return Level(first, style, text, bool(flags & 4), restart if flags & 8 else None), at + 2 + 2 * size
