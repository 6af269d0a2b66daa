"""The binary `.ppt` of PowerPoint 97 to 2003 into blocks, a page a slide: the texts of its records in their order."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from assistant.documents import Block
from ingest.reading.blocks import paragraph
from ingest.reading.ole import stream
from ingest.reading.refusal import RefusedError

_LIST, _SLIDE, _PLACE = 0x0FF0, 0x03EE, 0x03F3
_WIDE, _BYTES, _KIND, _FURNITURE = 0x0FA0, 0x0FA8, 0x0F9F, 0x0FD9
_DOCUMENT = 0x03E8
_TITLES = (0, 6)
_DEPTH = 30


def read_ppt(path: Path) -> tuple[list[Block], int]:
    """Blocks and slides. Raises RefusedError."""
    raw = stream(path, "PowerPoint Document")
    user = stream(path, "Current User")
    if len(user) > 16 and struct.unpack_from("<I", user, 12)[0] == 0xF3D1C4DF:
        raise RefusedError("password")
    try:
        records = list(_records(raw, 0, len(raw), 0, (), 0))
    except (struct.error, RecursionError) as exc:
        raise RefusedError("damaged") from exc
    listed = list(_listed(records))
    slides = [start for kind, parents, start, _, _ in records if kind == _SLIDE and not parents]
    blocks = list(_blocks(raw, records, listed, slides))
    return blocks, max(len(slides), max((page for page, _, _ in listed), default=0))


Record = tuple[int, tuple[int, ...], int, int, int]
"""Kind, kinds of the records around it, where its content starts and ends, its instance."""


def _records(raw: bytes, at: int, end: int, depth: int, parents: tuple[int, ...], _: int) -> Iterator[Record]:
    while at + 8 <= end and depth < _DEPTH:
        version, kind, size = struct.unpack_from("<HHI", raw, at)
        stop = min(at + 8 + size, end)
        yield kind, parents, at + 8, stop, version >> 4
        if version & 0xF == 0xF:
            yield from _records(raw, at + 8, stop, depth + 1, (*parents, kind), 0)
        at += 8 + size


def _listed(records: list[Record]) -> Iterator[tuple[int, int, Record]]:
    """The texts that the document lists for its slides: page, kind of text, record."""
    page, said, inside = 0, 1, False
    for record in records:
        kind, parents, start, _, instance = record
        if kind == _LIST:
            inside = instance == 0  # 1 are the masters, 2 the notes
        if not inside or _LIST not in parents or _DOCUMENT not in parents:
            continue
        if kind == _PLACE:
            page += 1
        elif kind == _KIND:
            said = start
        elif kind in (_WIDE, _BYTES):
            yield page, said, record


def _blocks(raw: bytes, records: list[Record], listed: list[tuple[int, int, Record]], slides: list[int]) -> Iterator[Block]:
    seen: set[tuple[int, str]] = set()
    own: dict[int, list[Record]] = {}
    for record in records:
        if record[0] in (_WIDE, _BYTES) and record[1][:1] == (_SLIDE,):
            page = sum(start <= record[2] for start in slides)
            own.setdefault(page, []).append(record)
    pages = sorted({page for page, _, _ in listed} | own.keys())
    for page in pages:
        texts = [(record, struct.unpack_from("<I", raw, kind)[0]) for at, kind, record in listed if at == page]
        texts += [(record, 4) for record in own.get(page, [])]
        for record, kind in texts:
            for line in _text(raw, record).replace("\x0b", "\n").split("\r"):
                if (page, line) not in seen and line.strip() not in ("", "*"):
                    seen.add((page, line))
                    yield from paragraph(line, page=page, bold=kind in _TITLES)


def _text(raw: bytes, record: Record) -> str:
    kind, _, start, end, _ = record
    piece = raw[start:end]
    text = piece.decode("utf-16-le", "ignore") if kind == _WIDE else piece.decode("latin-1")
    return "".join(chr(ord(c) - 0xF000) if 0xF020 <= ord(c) <= 0xF0FF else c for c in text)
