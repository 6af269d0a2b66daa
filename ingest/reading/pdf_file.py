"""PDF files by pdfium: the words of a page with their places, the lines drawn on it, its picture; the only import."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.reading.layout import Span
from ingest.reading.refusal import RefusedError
from ingest.reading.ruled import Rule

_BOLD = 600
_THIN = 3.0
_PICTURE, _PATH = 3, 2  # pdfium's numbers for kinds of objects
_MOST_OBJECTS = 20_000
_OBJECT_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Page:
    """Points from the top left corner, as the page is shown."""

    width: float
    height: float
    spans: tuple[Span, ...]
    rules: tuple[Rule, ...] = ()
    pictured: float = 0.0
    """How much of the page its biggest picture covers, 0 to 1."""


@contextmanager
def opened(path: Path) -> Iterator[PdfFile]:
    """Raises RefusedError: `password`, `damaged`."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(str(path))
    except pypdfium2.PdfiumError as exc:
        code = getattr(exc, "err_code", None)
        locked = code == 4 or "password" in str(exc).lower()
        raise RefusedError("password" if locked else "damaged") from exc
    try:
        yield PdfFile(document)
    finally:
        document.close()


class PdfFile:
    def __init__(self, document: Any) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    def page(self, number: int) -> Page:
        """From 0. Raises RefusedError."""
        page = self._loaded(number)
        try:
            turn = _Turn(page)
            rules, pictured = _drawn(page, turn)
            return Page(turn.width, turn.height, tuple(_words(page, turn)), rules, pictured)
        finally:
            page.close()

    def picture(self, number: int, dpi: int) -> Any:
        """Of a page from 0: a grey PIL image."""
        page = self._loaded(number)
        try:
            scale = min(dpi / 72, 6_000 / max(page.get_size()))
            return page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
        finally:
            page.close()

    def _loaded(self, number: int) -> Any:
        import pypdfium2

        try:
            return self._document[number]
        except pypdfium2.PdfiumError as exc:
            raise RefusedError("damaged") from exc


class _Turn:
    """From the coordinates of a page (up from the bottom left, before it is turned) to those of its picture."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_bbox()
        self._left, self._bottom, self._wide, self._high = left, bottom, right - left, top - bottom
        self._turn = page.get_rotation() % 360
        upright = self._turn in (0, 180)
        self.width, self.height = (self._wide, self._high) if upright else (self._high, self._wide)

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self._left, y - self._bottom
        match self._turn:
            case 90:
                return y, x
            case 180:
                return self._wide - x, y
            case 270:
                return self._high - y, self._wide - x
        return x, self._high - y

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        (x0, y0), (x1, y1) = self(left, bottom), self(right, top)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _words(page: Any, turn: _Turn) -> Iterator[Span]:
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    box = pdfium.FS_RECTF()
    try:
        letters: list[str] = []
        edges: list[tuple[float, float, float, float]] = []
        heavy = 0
        for at in range(text.count_chars()):
            code = pdfium.FPDFText_GetUnicode(text, at)
            char = (
                "-" if code in (2, 0xFFFE) else chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
            )
            if char.strip() and pdfium.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box)):
                letters.append(char)
                edges.append(turn.box(box.left, box.bottom, box.right, box.top))
                heavy += _is_bold(text, at) if len(letters) == 1 else 0
            elif char.isspace() and letters:
                yield _word(letters, edges, heavy)
                letters, edges, heavy = [], [], 0
        if letters:
            yield _word(letters, edges, heavy)
    finally:
        text.close()


def _is_bold(text: Any, at: int) -> bool:
    """By the weight of a letter's font, or its name: embedded fonts often state none."""
    import pypdfium2.raw as pdfium

    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(text, at, name, 128, ctypes.byref(ctypes.c_int()))
    return pdfium.FPDFText_GetFontWeight(text, at) >= _BOLD or b"bold" in name.value.lower()


def _word(letters: list[str], edges: list[tuple[float, float, float, float]], heavy: int) -> Span:
    left, top = min(e[0] for e in edges), min(e[1] for e in edges)
    right, bottom = max(e[2] for e in edges), max(e[3] for e in edges)
    return Span("".join(letters), left, top, right, bottom, bool(heavy))


def _drawn(page: Any, turn: _Turn) -> tuple[tuple[Rule, ...], float]:
    """The level and upright lines, and how much the biggest picture covers."""
    rules: list[Rule] = []
    pictured = 0.0
    for count, thing in enumerate(page.get_objects(filter=[_PATH, _PICTURE], max_depth=_OBJECT_DEPTH)):
        if count > _MOST_OBJECTS:
            break
        if thing.type == _PICTURE:
            left, top, right, bottom = turn.box(*thing.get_bounds())
            pictured = max(pictured, (right - left) * (bottom - top) / max(1.0, turn.width * turn.height))
        else:
            rules += _rules(thing, turn)
    return tuple(rules), pictured


def _rules(path: Any, turn: _Turn) -> Iterator[Rule]:
    left, top, right, bottom = turn.box(*path.get_bounds())
    if bottom - top <= _THIN < right - left:
        yield Rule(False, (top + bottom) / 2, left, right)
    elif right - left <= _THIN < bottom - top:
        yield Rule(True, (left + right) / 2, top, bottom)
    elif right - left > _THIN and bottom - top > _THIN:
        yield from _strokes(path, turn)


def _strokes(path: Any, turn: _Turn) -> Iterator[Rule]:
    """The straight lines of a path that is stroked; a filled area is no line."""
    import pypdfium2.raw as pdfium

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    count = pdfium.FPDFPath_CountSegments(path)
    if not stroke.value or count > 2_000:
        return
    matrix = path.get_matrix()
    first = here = (0.0, 0.0)
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        there = turn(*matrix.on_point(x.value, y.value))
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = there
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield from _straight(here, there)
        here = there
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield from _straight(here, first)


def _straight(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    (x0, y0), (x1, y1) = one, other
    if abs(y0 - y1) < 1 < abs(x0 - x1):
        yield Rule(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
    elif abs(x0 - x1) < 1 < abs(y0 - y1):
        yield Rule(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
