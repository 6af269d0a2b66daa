"""Words placed on a page → lines → columns → paragraphs in reading order; for pages with text and pages read by OCR.

Coordinates are points from the top left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from assistant.documents import Block
from ingest.reading.blocks import paragraph

COLUMN_GAP = 11.0
"""White between two columns, at least."""
_MARK = re.compile(
    r"^(?:(?:Điều|ĐIỀU|Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN|Phụ lục|PHỤ LỤC)\s+[\dIVXLA-Z]|\d{1,3}(?:\.\d{1,3})*[.)]\s|"
    r"[a-zđ]\)|[-–+•*]\s|[IVX]{1,5}[.)]\s|\([a-z0-9ivx]{1,4}\)\s|[A-ZĐ][.)]\s)"
)
_NUMBER = re.compile(r"^(?:Điều\s+)?(\d{1,3})[.)](?:\s|$)")
_FRESH = re.compile(
    r"^(?:C[ỘO]NG H[OÒ][AÀ]|Độc lập\s*[-–]|Số\s*:|V/v|Kính gửi|Nơi nhận|(?:TM|KT|TL|TUQ|Q)\.|[^,;.]{2,30}, ngày\b)"
)
"""Lines of a letterhead and of a signature, each of its own."""
_END = (".", ";", ":", "!", "?", ",/.", "./.")


@dataclass(frozen=True, slots=True)
class Span:
    """A word, or a stretch of words, and where it stands."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool = False

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Line:
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return " ".join(span.text for span in self.spans)

    @property
    def left(self) -> float:
        return min(span.left for span in self.spans)

    @property
    def right(self) -> float:
        return max(span.right for span in self.spans)

    @property
    def top(self) -> float:
        return min(span.top for span in self.spans)

    @property
    def bottom(self) -> float:
        return max(span.bottom for span in self.spans)

    @property
    def middle(self) -> float:
        return median((span.top + span.bottom) / 2 for span in self.spans)

    @property
    def bold(self) -> bool:
        inked = [span.bold for span in self.spans if re.search(r"\w", span.text)]
        return bool(inked) and all(inked)


@dataclass(frozen=True, slots=True)
class Column:
    """Lines that are read one after the other."""

    lines: tuple[Line, ...]
    left: float
    right: float


def lines_of(spans: Sequence[Span]) -> list[Line]:
    """Spans side by side are a line; from top to bottom."""
    rows: list[list[Span]] = []
    tops: list[tuple[float, float]] = []
    for span in sorted(spans, key=lambda s: (s.top + s.bottom) / 2):
        middle = (span.top + span.bottom) / 2
        for at in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            top, bottom = tops[at]
            overlap = min(bottom, span.bottom) - max(top, span.top)
            if top <= middle <= bottom and overlap > 0.55 * min(span.height, bottom - top):
                rows[at].append(span)
                if span.height < 1.3 * (bottom - top):
                    tops[at] = (min(top, span.top), max(bottom, span.bottom))
                break
        else:
            rows.append([span])
            tops.append((span.top, span.bottom))
    return [Line(tuple(sorted(row, key=lambda s: s.left))) for row in rows]


def columns_of(lines: Sequence[Line]) -> Iterator[Column]:
    """Stretches of lines with a white lane through them are two columns, left before right; in reading order."""
    at, plain = 0, list[Line]()
    while at < len(lines):
        end, lane = _lane(lines, at)
        if lane is None:
            plain.append(lines[at])
            at += 1
            continue
        if plain:
            yield _column(plain)
            plain = []
        middle = (lane[0] + lane[1]) / 2
        for left in (True, False):
            side = [s for line in lines[at:end] for s in line.spans if ((s.left + s.right) / 2 < middle) == left]
            yield from columns_of(lines_of(side)) if side else ()
        at = end
    if plain:
        yield _column(plain)


def _lane(lines: Sequence[Line], start: int) -> tuple[int, tuple[float, float] | None]:
    """The end of the stretch from `start` on with a white lane, and the lane; None when there is none worth it."""
    best: tuple[int, tuple[float, float] | None] = (start, None)
    for gap in _gaps(lines[start]):
        lane, end, both = gap, start, 0
        sides = [0, 0]
        for line in lines[start:]:
            if end > start and (line.top - lines[end - 1].bottom > 90 or line.text.startswith("Kính gửi")):
                break
            narrowed = _through(line, lane)
            if narrowed is None:
                break
            lane = narrowed
            there = (line.left < lane[0], line.right > lane[1])
            sides = [sides[at] + there[at] for at in (0, 1)]
            both += all(there)
            end += 1
        while end > start + 1 and not _two_sided(lines[end - 1], lane) and _in_the_middle(lines[end - 1], lines):
            end -= 1  # a title below a letterhead
        if both and min(sides) >= 2 and end > best[0] and _wide_enough(lines[start:end], lane):
            best = (end, lane)
    return best


def _two_sided(line: Line, lane: tuple[float, float]) -> bool:
    return line.left < lane[0] and line.right > lane[1]


def _in_the_middle(line: Line, lines: Sequence[Line]) -> bool:
    left, right = min(one.left for one in lines), max(one.right for one in lines)
    return abs(line.left + line.right - left - right) < 0.1 * (right - left)


def _gaps(line: Line) -> list[tuple[float, float]]:
    edges = [(a.right, b.left) for a, b in pairwise(line.spans)]
    return sorted((gap for gap in edges if gap[1] - gap[0] >= COLUMN_GAP), key=lambda g: g[0] - g[1])[:3]


def _through(line: Line, lane: tuple[float, float]) -> tuple[float, float] | None:
    low, high = lane
    for span in line.spans:
        middle = (span.left + span.right) / 2
        if middle < (low + high) / 2:
            low = max(low, span.right)
        else:
            high = min(high, span.left)
    return (low, high) if high - low >= COLUMN_GAP else None


def _wide_enough(lines: Sequence[Line], lane: tuple[float, float]) -> bool:
    """Neither side is a mere column of numbers or marks."""
    spans = [span for line in lines for span in line.spans]
    whole = max(s.right for s in spans) - min(s.left for s in spans)
    sides = (
        [s for s in spans if s.right <= lane[0] + 1],
        [s for s in spans if s.left >= lane[1] - 1],
    )
    if not all(sides):
        return False
    return all(max(s.right for s in side) - min(s.left for s in side) > 0.12 * whole for side in sides)


def _column(lines: list[Line]) -> Column:
    return Column(tuple(lines), min(line.left for line in lines), max(line.right for line in lines))


def paragraphs_of(column: Column, page: int) -> list[Block]:
    """Lines that belong together joined; see `starts_new`."""
    spacing = _spacing(column.lines)
    blocks: list[Block] = []
    group: list[Line] = []
    for line in column.lines:
        if group and starts_new(group, line, column, spacing):
            blocks += _joined(group, column, page)
            group = []
        group.append(line)
    return blocks + (_joined(group, column, page) if group else [])


def _spacing(lines: Sequence[Line]) -> float:
    steps = [b.middle - a.middle for a, b in pairwise(lines) if b.middle > a.middle]
    return median(steps) if len(steps) > 2 else 1.6 * median(line.bottom - line.top for line in lines)


def starts_new(group: Sequence[Line], line: Line, column: Column, spacing: float) -> bool:
    """Whether a paragraph begins here: a wider gap, an indent, a list mark, a short line before, another weight."""
    last = group[-1]
    width = column.right - column.left
    height = line.bottom - line.top
    if _FRESH.match(line.text):
        return True
    if line.middle - last.middle > max(1.3 * spacing, 0.1) and line.middle - last.middle > 1.75 * height:
        return True
    if is_centred(last, column) or is_centred(line, column):
        same = is_centred(last, column) and is_centred(line, column) and last.bold == line.bold
        return not same or last.text.isupper() != line.text.isupper() or bool(_MARK.match(line.text))
    if last.bold != line.bold and (last.text.endswith(_END) or column.right - last.right > 0.15 * width):
        return True
    if _is_next(group[0].text, line.text):
        return True
    indented = line.left - column.left > 12
    if indented and last.text.endswith(_END):
        return True
    if _MARK.match(line.text) and (last.text.endswith(_END) or column.right - last.right > 0.08 * width):
        return True
    if column.right - last.right > 0.15 * width and not line.text[:1].islower():
        return True
    return indented and line.left - last.left > 12 and column.right - last.right > 3


def _is_next(first: str, text: str) -> bool:
    """`2.` after a paragraph that began with `1.`"""
    before, now = _NUMBER.match(first), _NUMBER.match(text)
    return before is not None and now is not None and int(now[1]) == int(before[1]) + 1


def is_centred(line: Line, column: Column) -> bool:
    width = column.right - column.left
    left, right = line.left - column.left, column.right - line.right
    return (
        left > 0.06 * width
        and right > 0.06 * width
        and abs(left - right) < 0.03 * width
        and not line.text.endswith(";")
    )


def _joined(lines: Sequence[Line], column: Column, page: int) -> list[Block]:
    text = lines[0].text
    for line in lines[1:]:
        text += line.text if text.endswith("-") and re.search(r"[A-ZĐ]-$|\d-$", text) else f" {line.text}"
    bold, centred = all(line.bold for line in lines), all(is_centred(line, column) for line in lines)
    return paragraph(text, page=page, bold=bold, centred=centred)


def is_full(line: Line, column: Column) -> bool:
    """It runs to the right edge: its paragraph may go on."""
    return column.right - line.right < 0.06 * (column.right - column.left)
