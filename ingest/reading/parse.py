"""One file of any kind into a Reading, in this process and without limits of time: what the worker does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from assistant.documents import Block, Reading
from ingest.reading.kinds import Kind, kind_of
from ingest.reading.legacy import to_unicode
from ingest.reading.limits import Limits
from ingest.reading.ocr import PageReader
from ingest.reading.parts import check_parts
from ingest.reading.refusal import RefusedError
from ingest.reading.secrecy import secrecy_stamp


def parse(path: Path, limits: Limits, ocr: PageReader) -> Reading:
    """Raises RefusedError; anything else that a damaged file makes a library raise is the caller's to name."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise RefusedError("unreadable")
        if size > limits.file:
            raise RefusedError("size", limit=limits.file // 1_000_000)
        kind = kind_of(path)
    except OSError as exc:
        raise RefusedError("unreadable") from exc
    if kind in ("docx", "xlsx", "pptx"):
        check_parts(path, limits)
    reading = _read(path, kind, limits, ocr)
    blocks, encoding = to_unicode(reading.blocks)
    if not any(character.isalnum() for block in blocks for character in block.text):
        raise RefusedError("no_text")
    stamp = secrecy_stamp(blocks)
    if stamp is not None:
        raise RefusedError("secret", stamp=stamp)
    return replace(reading, blocks=blocks, encoding=encoding)


def _read(path: Path, kind: Kind, limits: Limits, ocr: PageReader) -> Reading:
    match kind:
        case "pdf":
            from ingest.reading.pdf import read_pdf

            blocks, pages, scanned = read_pdf(path, limits, ocr)
            return Reading(tuple(blocks), pages, scanned)
        case "pptx" | "ppt":
            from ingest.reading.ppt import read_ppt
            from ingest.reading.slides import read_slides

            blocks, pages = (read_slides if kind == "pptx" else read_ppt)(path)
            return Reading(tuple(blocks), pages)
        case "image":
            from ingest.reading.images import read_image

            return read_image(path, limits, ocr)
        case "zip":
            raise RefusedError("archive")
        case "xlsx" | "xls":
            from ingest.reading.workbooks import read_workbook

            return Reading(tuple(read_workbook(path, limits)))
    return Reading(tuple(_reader(kind)(path)))


def _reader(kind: Kind) -> Callable[[Path], Iterable[Block]]:
    match kind:
        case "docx":
            from ingest.reading.docx import read_docx as read
        case "doc":
            from ingest.reading.doc import read_doc as read
        case "rtf":
            from ingest.reading.rtf import read_rtf as read
        case "html":
            from ingest.reading.markup import read_html as read
        case "markdown":
            from ingest.reading.plain import read_markdown as read
        case _:
            from ingest.reading.plain import read_text as read
    return read
