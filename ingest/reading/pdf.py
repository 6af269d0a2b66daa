"""PDF into blocks: each page by its text layer, or by OCR where it has none worth reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.documents import Block
from ingest.reading.blocks import table
from ingest.reading.layout import Column, Line, columns_of, is_full, lines_of, paragraphs_of
from ingest.reading.limits import Limits
from ingest.reading.ocr import DPI, PageReader
from ingest.reading.pdf_file import Page, PdfFile, opened
from ingest.reading.refusal import RefusedError
from ingest.reading.ruled import Grid, cells_of, grids_of
from ingest.reading.running import without_running
from ingest.reading.scanned_rules import straightened

_FEW = 40
"""Letters; fewer on a page with a picture are no text layer."""
_STAMP = 300
"""Letters; fewer over a picture of the whole page are the stamp of a digital signature."""
_PAGE_WIDE = 0.55
_ENDED = re.compile(r"[.:!?/][\"”’)]*$")


@dataclass(slots=True)
class _Laid:
    """A page cut into blocks; whether its last paragraph may go on, and its first may be the rest of one."""

    blocks: list[Block]
    open_end: bool = False
    open_start: bool = False


def read_pdf(path: Path, limits: Limits, ocr: PageReader) -> tuple[list[Block], int, int]:
    """Blocks, pages, pages read by OCR. Raises RefusedError."""
    with opened(path) as file:
        if len(file) > limits.pages:
            raise RefusedError("pages", pages=len(file), limit=limits.pages)
        if not len(file):
            raise RefusedError("empty")
        pages: list[Page] = []
        scanned = 0
        for number in range(len(file)):
            page = file.page(number)
            if not has_text(page):
                page = _by_ocr(file, number, page, ocr)
                scanned += 1
            pages.append(page)
    return list(joined(_laid(pages))), len(pages), scanned


def read_picture(picture: Any, ocr: PageReader, page: int = 1) -> list[Block]:
    """Of a scan that is an image file."""
    dpi = max(72, round(max(picture.size) / 11.7))  # as if it were an A4 page
    seen = _read(picture, dpi, picture.size[0] * 72 / dpi, picture.size[1] * 72 / dpi, ocr)
    return [replace(block, page=page) for block in joined(_laid([seen]))]


def has_text(page: Page) -> bool:
    """False where reading the picture of the page says more than its text layer."""
    letters = sum(len(span.text) for span in page.spans)
    strange = sum(1 for span in page.spans for c in span.text if c == "\ufffd" or "\ue000" <= c <= "\uefff" or c < " ")
    if letters and strange > 0.3 * letters:
        return False
    if page.pictured > _PAGE_WIDE:
        return letters >= _STAMP
    return letters >= _FEW or page.pictured < 0.05


def _by_ocr(file: PdfFile, number: int, page: Page, ocr: PageReader) -> Page:
    picture = file.picture(number, DPI)
    dpi = round(max(picture.size) * 72 / max(page.width, page.height, 1))
    return _read(picture, dpi, page.width, page.height, ocr)


def _read(picture: Any, dpi: int, width: float, height: float, ocr: PageReader) -> Page:
    picture, rules = straightened(picture, dpi)
    return Page(width, height, tuple(ocr.read(picture, dpi)), rules)


def _laid(pages: Sequence[Page]) -> list[_Laid]:
    grids = [grids_of(page.rules) for page in pages]
    outside = []
    for page, found in zip(pages, grids, strict=True):
        free = [span for span in page.spans if not any(grid.holds(span) for grid in found)]
        outside.append((page.height, lines_of(free)))
    lines = without_running(outside)
    return [_page(*one) for one in zip(range(1, len(pages) + 1), pages, grids, lines, strict=True)]


def _page(number: int, page: Page, grids: Sequence[Grid], lines: Sequence[Line]) -> _Laid:
    laid = _Laid([])
    rest = list(lines)
    for grid in grids:
        above = [line for line in rest if line.middle < grid.top]
        rest = [line for line in rest if line.middle >= grid.top]
        _text(laid, above, number)
        inside = [span for span in page.spans if grid.holds(span)]
        blocks = table(cells_of(grid, inside), page=number)
        laid.open_end = laid.open_end and not blocks
        laid.blocks += blocks
    _text(laid, rest, number)
    return laid


def _text(laid: _Laid, lines: Sequence[Line], number: int) -> None:
    columns = list(columns_of(lines))
    for at, column in enumerate(columns):
        blocks = paragraphs_of(column, number)
        if not laid.blocks and at == 0 and blocks:
            laid.open_start = _continues(column)
        laid.blocks += blocks
        laid.open_end = is_full(column.lines[-1], column)


def _continues(column: Column) -> bool:
    first = column.lines[0]
    return first.left - column.left < 12 or first.text[:1].islower()


def joined(pages: Sequence[_Laid]) -> Iterator[Block]:
    """Paragraphs and tables that a page end cut in two are one again; the page is that of the beginning."""
    last: Block | None = None
    may = False
    for page in pages:
        for at, block in enumerate(page.blocks):
            whole = _joined(last, block, may and page.open_start) if last is not None and at == 0 else None
            if whole is None and last is not None:
                yield last
            last = whole or block
        if page.blocks:
            may = page.open_end
    if last is not None:
        yield last


def _joined(last: Block, block: Block, open_both: bool) -> Block | None:
    if last.rows and block.rows and len(last.rows[0]) == len(block.rows[0]):
        header = last.rows[: last.header_rows]
        again = len(header) if header and block.rows[: len(header)] == header else 0
        text = "\n".join([last.text, *block.text.split("\n")[again:]])
        return replace(last, rows=last.rows + block.rows[again:], text=text)
    if last.rows or block.rows or last.centred or block.centred or last.bold != block.bold:
        return None
    small = block.text[:1].islower() and not re.match(r"[a-zđ]\)", block.text)
    if _ENDED.search(last.text) or not (small or (open_both and not last.text.endswith(";"))):
        return None
    return replace(last, text=f"{last.text} {block.text}")
