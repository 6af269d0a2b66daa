"""A sample document as a scan: a PDF whose pages are pictures, a little askew and grainy, without a text layer."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ingest.sample.documents.fonts import font
from ingest.sample.documents.layout import Break, Columns, Element, Grid, Line, Look, widths
from ingest.sample.documents.source import Source

DPI = 200
WIDTH, HEIGHT = round(8.27 * DPI), round(11.69 * DPI)
LEFT, RIGHT, TOP, BOTTOM = round(1.18 * DPI), WIDTH - round(0.79 * DPI), round(0.79 * DPI), HEIGHT - round(0.79 * DPI)
TILT = (0.6, -0.4, 0.3)
"""Degrees, page by page."""
GRAIN = 14.0
"""Standard deviation of the noise, of 255."""
_EPOCH = time.gmtime(1767225600)


def scan(elements: list[Element], _source: Source) -> bytes:
    """Grey pages of 200 dpi."""
    sheets = _Sheets()
    for element in elements:
        sheets.put(element)
    pages = [_worn(page, number) for number, page in enumerate(sheets.pages)]
    buffer = io.BytesIO()
    dates = {"creationDate": _EPOCH, "modDate": _EPOCH}
    pages[0].save(buffer, "PDF", resolution=DPI, save_all=True, append_images=pages[1:], quality=60, **dates)
    return buffer.getvalue()


def _worn(page: Any, number: int) -> Any:
    import numpy as np
    from PIL import Image

    tilted = page.rotate(TILT[number % len(TILT)], Image.Resampling.BICUBIC, fillcolor=255)
    noise = np.random.default_rng(number).normal(0, GRAIN, (HEIGHT, WIDTH))
    grey = np.clip(np.asarray(tilted, dtype=np.float32) * 0.94 + noise, 0, 255)
    return Image.fromarray(grey.astype(np.uint8))


@cache
def _face(size: int, bold: bool, italic: bool) -> Any:
    from PIL import ImageFont

    style = ("Bold" if bold else "") + ("Italic" if italic else "")
    return ImageFont.truetype(str(font(style or "Regular")), round(size * DPI / 72))


@dataclass(slots=True)
class _Sheets:
    """Pages as they fill."""

    pages: list[Any] = field(default_factory=list)
    y: int = BOTTOM

    def put(self, element: Element) -> None:
        if isinstance(element, Break):
            self.y = BOTTOM
        elif isinstance(element, Line):
            self._paragraph(element)
        elif isinstance(element, Columns):
            middle = LEFT + (RIGHT - LEFT) * 2 // 5
            self._side_by_side([(element.left, LEFT, middle), (element.right, middle, RIGHT)], rules=False)
        else:
            self._grid(element)

    def _room(self, height: int) -> Any:
        """The page to draw on, a new one where `height` does not fit."""
        from PIL import Image, ImageDraw

        if self.y + height > BOTTOM:
            self.pages.append(Image.new("L", (WIDTH, HEIGHT), 255))
            self.y = TOP
        return ImageDraw.Draw(self.pages[-1])

    def _paragraph(self, line: Line) -> None:
        size = 10 if line.look == "small" else 13
        for words in _wrapped(line, size, RIGHT - LEFT):
            step = round(size * 1.4 * DPI / 72)
            _draw(self._room(step), words, line, size, LEFT, RIGHT, self.y)
            self.y += step
        self.y += round(5 * DPI / 72)

    def _grid(self, grid: Grid) -> None:
        edges = [LEFT]
        for width in widths(grid, RIGHT - LEFT):
            edges.append(edges[-1] + round(width))
        for number, row in enumerate(grid.rows):
            look: Look = "left" if number else "title"
            cells = [((Line(text, look),), edges[i], edges[i + 1]) for i, text in enumerate(row)]
            self._side_by_side(cells, rules=True)
        self.y += round(8 * DPI / 72)

    def _side_by_side(self, cells: Sequence[tuple[Sequence[Line], int, int]], *, rules: bool) -> None:
        size, pad = 11, 10
        step = round(size * 1.35 * DPI / 72)
        texts = [
            [(words, line) for line in lines for words in _wrapped(line, size, right - left - 2 * pad)]
            for lines, left, right in cells
        ]
        height = max(map(len, texts)) * step + 2 * pad
        pen = self._room(height)
        for text, (_, left, right) in zip(texts, cells, strict=True):
            if rules:
                pen.rectangle((left, self.y, right, self.y + height), outline=0, width=2)
            for number, (words, line) in enumerate(text):
                _draw(pen, words, line, size, left + pad, right - pad, self.y + pad + number * step)
        self.y += height if rules else height + step


Words = list[tuple[str, bool]]


def _wrapped(line: Line, size: int, width: int) -> Iterator[Words]:
    """Rows of (word, whether bold) that fit `width` pixels."""
    row: Words = []
    used = _indent(line, size)
    italic = line.look in ("italic", "small")
    space = _face(size, False, italic).getlength(" ")
    for text, bold in line.spans():
        for word in text.split():
            wide = _face(size, bold, italic).getlength(word)
            if row and used + wide > width:
                yield row
                row, used = [], 0.0
            row.append((word, bold))
            used += wide + space
    yield row


def _indent(line: Line, size: int) -> float:
    indented = line.look in ("body", "heading") or (line.look == "italic" and not line.text.startswith("("))
    return 0.4 * DPI if indented and size == 13 else 0.0


def _draw(pen: Any, words: Words, line: Line, size: int, left: int, right: int, y: int) -> None:
    italic = line.look in ("italic", "small")
    space = _face(size, False, italic).getlength(" ")
    lengths = [_face(size, bold, italic).getlength(word) for word, bold in words]
    x = float(left)
    if line.look in ("centre", "title", "small") or (line.look == "italic" and not _indent(line, size)):
        x += max(0.0, (right - left - sum(lengths) - space * (len(words) - 1)) / 2)
    elif _first(words, line):
        x += _indent(line, size)
    for (word, bold), length in zip(words, lengths, strict=True):
        pen.text((x, y), word, font=_face(size, bold, italic), fill=25)
        x += length + space


def _first(words: Words, line: Line) -> bool:
    return line.text.replace("**", "").split()[: len(words)] == [word for word, _ in words]
