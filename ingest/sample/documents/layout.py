"""What the pages of a sample document are made of, laid out as Nghị định 30/2020/NĐ-CP, Phụ lục I, wants them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.sample.documents.source import Source

Look = Literal["body", "left", "centre", "heading", "title", "italic", "small"]
"""`body` is justified with its first line indented; `heading` bold and left; `title` bold and centred."""
NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; `**bold**` inside it."""

    text: str
    look: Look = "body"

    @property
    def bold(self) -> bool:
        return self.look in ("heading", "title")

    def spans(self) -> Iterator[tuple[str, bool]]:
        """(text, whether bold), without empty ones."""
        for number, text in enumerate(self.text.split("**")):
            if text:
                yield text, self.bold or bool(number % 2)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, its header first."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns side by side without rules: the letterhead, and the addressees beside the signature."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A new page: an annex or an attached regulation begins."""


Element = Line | Grid | Columns | Break


def layout(source: Source) -> list[Element]:
    """A whole document: mark of the sample, letterhead, title, text, signature; of a page of the handbook no frame."""
    mark = Line(source.mark, "small")
    body = list(_body(source.body))
    if source.letterhead is None:
        return [mark, Line(source.title, "title"), *body]
    attached = body.index(Break()) if Break() in body else len(body)
    return [
        mark,
        _letterhead(source),
        *(Line(text, "title") for text in source.heading),
        *body[:attached],
        *([_signature(source)] if source.signature else []),
        *body[attached:],
    ]


def _letterhead(source: Source) -> Columns:
    head = source.letterhead
    if head is None:
        raise ValueError(source.title)
    *above, issuer = head.issuer
    left = [*(Line(text, "centre") for text in above), Line(f"**{issuer}**", "centre"), Line("_______", "centre")]
    left.append(Line(f"Số: {head.number}", "centre"))
    if head.subject:
        left.append(Line(f"V/v {head.subject}", "centre"))
    right = [Line(f"**{NATION[0]}**", "centre"), Line(f"**{NATION[1]}**", "centre"), Line("_______________", "centre")]
    right.append(Line(f"{head.place}, {head.dated}", "italic"))
    return Columns(tuple(left), tuple(right))


def _signature(source: Source) -> Columns:
    left = [Line("**Nơi nhận:**", "left"), *(Line(f"- {text}", "left") for text in source.receivers)]
    *authority, name = source.signature
    signed = [] if source.draft else [Line("(đã ký)", "centre")]
    right = [*(Line(f"**{text}**", "centre") for text in authority), *signed, Line(f"**{name}**", "centre")]
    return Columns(tuple(left), tuple(right))


def _body(text: str) -> Iterator[Element]:
    """A line of the source is a paragraph: `# ` centred and bold, `## ` bold, `_…_` italic, `> ` centred and italic,
    `| a | b |` rows of a table, `<<<` a new page.
    """
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append(cells)
            continue
        if rows:
            yield Grid(tuple(rows))
            rows = []
        if line == "<<<":
            yield Break()
        elif line.strip():
            yield _line(line.strip())


def _line(text: str) -> Line:
    if text.startswith("## "):
        return Line(text[3:], "heading")
    if text.startswith("# "):
        return Line(text[2:], "title")
    if text.startswith("> "):
        return Line(f"({text[2:]})", "italic")
    if text.startswith("_") and text.endswith("_"):
        return Line(text[1:-1], "italic")
    return Line(text)


def widths(grid: Grid, whole: float) -> list[float]:
    """Of the columns, by the root of their longest text, with room for their longest word; together `whole`."""
    parts = []
    for column in zip(*grid.rows, strict=True):
        word = max(len(word) for cell in column for word in ["no.", *cell.split()])
        parts.append(max(max(map(len, column)) ** 0.5, 0.55 * word + 0.6))
    return [whole * part / sum(parts) for part in parts]
