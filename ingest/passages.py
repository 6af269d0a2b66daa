"""Lines → texts of a size that an encoder takes in one piece: by paragraphs, by sentences, by rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.lines import UPPER, Line

_SENTENCE = re.compile(rf"(?<=[.;!?…”])\s+(?=[{UPPER}“(+•–\d-])")
CELLS = " | "


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a chunk, in words (Vietnamese syllables): 260 are about 350 tokens of multilingual-e5."""

    words: int = 260
    short: int = 30
    """Below it a point is merged with its neighbours."""


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    page: int | None


def cut(lines: Sequence[Line], limits: Limits) -> Iterator[Text]:
    """Texts that together hold every line once; of a table each begins with its header."""
    held: list[tuple[str, int | None]] = []
    for line in lines:
        if line.rows:
            lead = held[-1:] if held and _words(held[-1][0]) < limits.short else []
            yield from _packed(held[: len(held) - len(lead)], limits)
            yield from _table(line, lead, limits)
            held = []
        else:
            held.append((line.text, line.page))
    yield from _packed(held, limits)


def _packed(paragraphs: Sequence[tuple[str, int | None]], limits: Limits) -> Iterator[Text]:
    """Paragraphs, each on its line, filled up to the limit."""
    text, page, words = "", None, 0
    for paragraph, its_page in paragraphs:
        for number, part in enumerate(_parts(paragraph, limits)):
            size = _words(part)
            if text and words + size > limits.words:
                yield Text(text, page)
                text, page, words = "", None, 0
            if text:
                text += (" " if number else "\n") + part
            else:
                text, page = part, its_page
            words += size
    if text:
        yield Text(text, page)


def _parts(paragraph: str, limits: Limits) -> Iterator[str]:
    """A paragraph that fits, else its sentences, else its words."""
    if _words(paragraph) <= limits.words:
        yield paragraph
        return
    for sentence in _SENTENCE.split(paragraph):
        words = sentence.split()
        if len(words) <= limits.words:
            yield sentence
        else:
            for at in range(0, len(words), limits.words):
                yield " ".join(words[at : at + limits.words])


def _table(line: Line, lead: Sequence[tuple[str, int | None]], limits: Limits) -> Iterator[Text]:
    """Rows under their header, and under the short paragraph above it, filled up to the limit; a row that is too long
    alone is cut under the header too. What is too long to be repeated stands once."""
    above = "\n".join(text for text, _ in lead)
    header = "\n".join(filter(None, (row_text(row) for row in line.rows[: line.header_rows])))
    if _words(header) > limits.words // 2:
        yield from _packed([*lead, (header, line.page)], limits)
        above = header = ""
    top = "\n".join(filter(None, (above, header)))
    rows = [(text, line.page) for row in line.rows[line.header_rows :] if (text := row_text(row))]
    if not rows and top:
        yield Text(top, line.page)
    for piece in _packed(rows, Limits(limits.words - _words(top), limits.short)):
        yield Text(f"{top}\n{piece.text}" if top else piece.text, line.page)


def row_text(row: Sequence[str]) -> str:
    """Cells apart by ` | `; a row that is one merged cell is that cell; without any text nothing."""
    cells = [" ".join(cell.split()) for cell in row]
    if len(set(cells)) == 1:
        return cells[0]
    return CELLS.join(cells)


def _words(text: str) -> int:
    return len(text.split())
