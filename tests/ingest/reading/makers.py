"""Files made for the tests: PDF, the compound files of old Office, `.doc`, `.ppt`, zips that lie."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.documents import Block, Reading
from ingest.reading.layout import Span
from ingest.reading.limits import Limits
from ingest.reading.parse import parse

Placed = tuple[float, float, str]
"""Left, height from the top, text."""
SECTOR = 512


class NoOcr:
    """A reader of pictures that must not be asked."""

    def read(self, picture: Any, dpi: int) -> list[Span]:
        raise AssertionError("no page of this file has to be read by OCR")


class SaidOcr:
    """Says the same lines for every picture, and how often it was asked."""

    def __init__(self, *lines: str) -> None:
        self._lines, self.asked = lines, 0

    def read(self, picture: Any, dpi: int) -> list[Span]:
        self.asked += 1
        return [Span(line, 80, 90 + 20 * at, 80 + 5 * len(line), 103 + 20 * at) for at, line in enumerate(self._lines)]


def read(path: Path, limits: Limits | None = None) -> Reading:
    return parse(path, limits or Limits(), NoOcr())


def texts(blocks: Sequence[Block]) -> list[str]:
    return [f"{block.number} {block.text}".strip() for block in blocks]


def pdf(pages: Sequence[Sequence[Placed]], drawn: Sequence[str] = (), size: tuple[int, int] = (595, 842)) -> bytes:
    """A4 pages with ASCII text of 12 points; `drawn` are PDF's drawing commands, of each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>")
    kids = []
    for number, words in enumerate(pages):
        said = "".join(f"BT /F1 12 Tf {x} {size[1] - y} Td ({t}) Tj ET\n" for x, y, t in words)
        content = (drawn[number] if number < len(drawn) else "") + said
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return f"{out}{end}startxref\n{len(out)}\n%%EOF\n".encode("latin-1")


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file with these streams at its root; each of at least 4,096 bytes, by zeros behind."""
    padded = {name: raw.ljust(4096, b"\0") for name, raw in streams.items()}
    sectors: list[bytes] = []
    table: list[int] = []
    starts: dict[str, int] = {}
    for name, raw in padded.items():
        pieces = [raw[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(raw), SECTOR)]
        starts[name] = len(sectors)
        table += [*range(len(sectors) + 1, len(sectors) + len(pieces)), 0xFFFFFFFE]
        sectors += pieces
    entries = [_entry("Root Entry", 5, child=1 if padded else 0xFFFFFFFF, start=0xFFFFFFFE, size=0)]
    for number, (name, raw) in enumerate(padded.items(), 1):
        right = number + 1 if number < len(padded) else 0xFFFFFFFF
        entries.append(_entry(name, 2, right=right, start=starts[name], size=len(raw)))
    entries += [_entry("", 0, start=0, size=0)] * (-len(entries) % 4)
    directory = len(sectors)
    pieces = [b"".join(entries[at : at + 4]) for at in range(0, len(entries), 4)]
    table += [*range(directory + 1, directory + len(pieces)), 0xFFFFFFFE]
    sectors += pieces
    count = -(-(len(table) + 8) // 128)
    fat = range(len(sectors), len(sectors) + count)
    table += [0xFFFFFFFD] * count
    table += [0xFFFFFFFF] * (128 * count - len(table))
    sectors += [struct.pack("<128I", *table[at : at + 128]) for at in range(0, len(table), 128)]
    head = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + bytes(16)
        + struct.pack("<HHHHH6xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory, 0, 4096)
    )
    head += struct.pack("<IIII", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack(
        "<109I", *fat, *[0xFFFFFFFF] * (109 - count)
    )
    return head + b"".join(sectors)


def _entry(name: str, kind: int, *, start: int, size: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    said = name.encode("utf-16-le") + b"\0\0" if name else b""
    return (
        said.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(said), kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def doc(paragraphs: Sequence[tuple[str, bytes]], *, wide: bool = True, flags: int = 0x0200) -> bytes:
    """A Word 97 file of paragraphs: the text with its mark (`\\r` or `\\x07`), and its properties (sprms)."""
    text = "".join(said for said, _ in paragraphs)
    raw = text.encode("utf-16-le") if wide else text.encode("cp1252")
    step, first = (2, 2048) if wide else (1, 2048)
    clx = struct.pack("<BIII", 2, 16, 0, len(text)) + struct.pack(
        "<HIH", 0, first if wide else (first * 2) | 1 << 30, 0
    )
    ends, at = [first], first
    for said, _ in paragraphs:
        at += len(said) * step
        ends.append(at)
    page = bytearray(512)
    page[511] = len(paragraphs)
    struct.pack_into(f"<{len(ends)}I", page, 0, *ends)
    place = 508
    for number, (_, sprms) in enumerate(paragraphs):
        own = struct.pack("<H", 0) + sprms
        own += b"\0" * (1 - len(own) % 2)  # an odd count, so that it is told in words
        place = (place - len(own) - 1) & ~1
        page[place] = (len(own) + 1) // 2
        page[place + 1 : place + 1 + len(own)] = own
        page[4 * len(ends) + 13 * number] = place // 2
    head = bytearray(1024)
    struct.pack_into("<HH6xH", head, 0, 0xA5EC, 0xC1, flags)
    struct.pack_into("<I", head, 0x4C, len(text))
    table = clx.ljust(64, b"\0") + struct.pack("<III", ends[0], ends[-1], 2)
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    struct.pack_into("<II", head, 0x102, 64, 12)
    main = bytes(head) + bytes(page)  # the page of properties is number 2
    return compound({"1Table": table, "WordDocument": main.ljust(first, b"\0") + raw})


def ppt(slides: Sequence[Sequence[str]], masters: Sequence[str] = ()) -> bytes:
    """A PowerPoint 97 file whose document lists these texts for its slides."""
    place = _atom(0x03F3, struct.pack("<I16x", 9))
    listed = b"".join(place + b"".join(map(_said, texts)) for texts in slides)
    behind = _atom(0x0FF0, b"".join(map(_said, masters)), instance=1, inside=True)
    document = _atom(0x03E8, _atom(0x0FF0, listed, inside=True) + behind, inside=True)
    directory = _atom(0x1772, struct.pack("<II", 1 | 1 << 20, 0))
    edit = _atom(0x0FF5, struct.pack("<8xIIII4x", 0, len(document), 1, 2))
    user = _atom(0x0FF6, struct.pack("<III", 20, 0xE391C05F, len(document) + len(directory)))
    return compound({"Current User": user, "PowerPoint Document": document + directory + edit})


def _said(text: str) -> bytes:
    return _atom(0x0F9F, struct.pack("<I", 0)) + _atom(0x0FA0, text.encode("utf-16-le"))


def _atom(kind: int, raw: bytes, *, instance: int = 0, inside: bool = False) -> bytes:
    return struct.pack("<HHI", instance << 4 | (0xF if inside else 0), kind, len(raw)) + raw


def rezipped(path: Path, parts: Mapping[str, bytes | None]) -> None:
    """Write a zip again with other parts; None leaves one out."""
    with zipfile.ZipFile(path) as archive:
        held: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in (held | dict(parts)).items():
            if raw is not None:
                archive.writestr(name, raw)
