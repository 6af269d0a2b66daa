"""The binary `.ppt` of PowerPoint 97 to 2003 into blocks, a page a slide; after [MS-PPT].

A file that was saved again has its old parts before its new ones: the last edit says which of them hold.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from assistant.documents import Block
from ingest.reading.blocks import paragraph
from ingest.reading.ole import stream
from ingest.reading.refusal import RefusedError

_LIST, _PLACE, _KIND, _WIDE, _BYTES = 0x0FF0, 0x03F3, 0x0F9F, 0x0FA0, 0x0FA8
_EDIT, _DIRECTORY, _LOCKED = 0x0FF5, 0x1772, 0xF3D1C4DF
_TITLES, _OTHER = (0, 6), 4
_DEPTH, _MOST_EDITS = 30, 1_000
Record = tuple[int, int, int, int]
"""Kind, instance, where its content starts and ends."""


def read_ppt(path: Path) -> tuple[list[Block], int]:
    """Blocks and slides. Raises RefusedError."""
    raw, user = stream(path, "PowerPoint Document"), stream(path, "Current User")
    try:
        if struct.unpack_from("<I", user, 12)[0] == _LOCKED:
            raise RefusedError("password")
        parts, document = _parts(raw, struct.unpack_from("<I", user, 16)[0])
        slides = list(_slides(raw, parts[document]))
        blocks = [block for page, slide in enumerate(slides, 1) for block in _slide(raw, parts, page, *slide)]
    except (struct.error, KeyError) as exc:
        raise RefusedError("damaged") from exc
    return blocks, len(slides)


def _parts(raw: bytes, edit: int) -> tuple[dict[int, int], int]:
    """Number of each part → its place in the file, and the number of the document."""
    parts: dict[int, int] = {}
    document = 0
    for _ in range(_MOST_EDITS):
        kind, _, at, _ = _record(raw, edit)
        if kind != _EDIT:
            raise RefusedError("damaged")
        before, directory, number = struct.unpack_from("<8xIII", raw, at)
        document = document or number
        for part, place in _directory(raw, directory):
            parts.setdefault(part, place)
        if not before:
            break
        edit = before
    return parts, document


def _directory(raw: bytes, place: int) -> Iterator[tuple[int, int]]:
    kind, _, at, end = _record(raw, place)
    while kind == _DIRECTORY and at + 4 <= end:
        head = struct.unpack_from("<I", raw, at)[0]
        first, count = head & 0xFFFFF, head >> 20
        yield from enumerate(struct.unpack_from(f"<{count}I", raw, at + 4), first)
        at += 4 + 4 * count


def _record(raw: bytes, at: int) -> Record:
    version, kind, size = struct.unpack_from("<HHI", raw, at)
    return kind, version >> 4, at + 8, min(at + 8 + size, len(raw))


def _inside(raw: bytes, at: int, end: int, depth: int = 0) -> Iterator[Record]:
    """The records of a stretch and all within them, in their order."""
    while at + 8 <= end and depth < _DEPTH:
        kind, instance, start, stop = _record(raw, at)
        yield kind, instance, start, stop
        if raw[at] & 0xF == 0xF:
            yield from _inside(raw, start, min(stop, end), depth + 1)
        at = stop


def _slides(raw: bytes, document: int) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    """Part of each slide, and the texts that the document lists for it with their kind."""
    _, _, start, end = _record(raw, document)
    for kind, instance, first, last in _inside(raw, start, end):
        if kind != _LIST or instance != 0:  # 1 are the masters, 2 the notes
            continue
        part, said, texts = 0, _OTHER, list[tuple[int, str]]()
        for inner, _, at, stop in _inside(raw, first, last):
            if inner == _PLACE:
                if part:
                    yield part, texts
                part, texts = struct.unpack_from("<I", raw, at)[0], []
            elif inner == _KIND:
                said = struct.unpack_from("<I", raw, at)[0]
            elif inner in (_WIDE, _BYTES):
                texts.append((said, _text(raw, inner, at, stop)))
        if part:
            yield part, texts


def _slide(raw: bytes, parts: dict[int, int], page: int, part: int, texts: list[tuple[int, str]]) -> Iterator[Block]:
    own: list[tuple[int, str]] = []
    if part in parts:
        _, _, start, end = _record(raw, parts[part])
        records = _inside(raw, start, end)
        own = [(_OTHER, _text(raw, kind, at, stop)) for kind, _, at, stop in records if kind in (_WIDE, _BYTES)]
    listed = {text for _, text in texts}
    for kind, text in texts + [one for one in own if one[1] not in listed]:
        for line in text.replace("\x0b", "\n").split("\r"):
            if line.strip() not in ("", "*"):  # a star stands for the number of the slide
                yield from paragraph(line, page=page, bold=kind in _TITLES)


def _text(raw: bytes, kind: int, start: int, end: int) -> str:
    piece = raw[start:end]
    text = piece.decode("utf-16-le", "ignore") if kind == _WIDE else piece.decode("latin-1")
    return "".join(chr(ord(c) - 0xF000) if 0xF020 <= ord(c) <= 0xF0FF else c for c in text)
