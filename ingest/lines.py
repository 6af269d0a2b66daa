"""Blocks of a reading as lines, each with the mark that its beginning makes: `Điều 5.`, `2.`, `đ)`, `Chương II`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.documents import Block
from assistant.vietnamese import fold

Kind = Literal[
    "root", "preamble", "part", "chapter", "section", "subsection", "heading", "article", "clause", "point",
    "annex", "form", "signature",
]  # fmt: skip
ORDINALS = ("nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
ALPHABET = "abcdđefghijklmnopqrstuvwxyz"
SKIPPED = "đfjwz"
"""Letters that a list of points may leave out: Vietnamese ones have no f, j, w, z; automatic numbering no đ."""

UPPER = "A-ZĐ" + "".join(letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper() and letter.isalpha())
"""Capital letters, for a class of a pattern: in Unicode they stand among the small ones."""

_ARTICLE = re.compile(
    r"[“\"']?\s*([^\W\d_]{4})\s*([0-9lIOSo]{1,4})\s?([a-zđ]?)(?![\w/])\s*([.:,;)\-–]?)(?!\d)\s*(.*)", re.S
)
_HEADING = re.compile(
    r"(phan|chuong|tieu muc|muc)\s+(?:(?:thu)\s+(nhat|hai|ba|tu|nam|sau|bay|tam|chin|muoi)|([ivxlc]+|\d{1,3}|[a-h]))"
    r"(?![\w/])\s*([.:\-–)]?)\s*",
)
_ANNEX = re.compile(r"phu luc(?:\s+so)?(?:\s+([ivxlc]+|\d{1,2}[a-z]?|[a-z])(?![\w/]))?\s*([.:\-–]?)\s*")
_FORM = re.compile(r"\(?(?:mau|bieu mau|bieu|phieu)\s*(?:so)?\s*(\d+[\w./-]*|[ivx]+)(?!\w)\s*[.:\-–)]?\s*")
_CLAUSE = re.compile(rf"[“\"]?\s*(\d{{1,3}})\s?(?:(\.)\s+(?=\S)|[.,]\s*(?=[{UPPER}]))")
_DECIMAL = re.compile(r"[“\"]?\s*(\d{1,3}(?:\.\d{1,3}){1,4})\.?\s+(?=\S)")
_ROMAN = re.compile(r"([IVX]{1,7})\s?[.\-–:]\s*(?=[^\s\d])")
_LETTER = re.compile(r"([A-HĐ])\s?[.\-–:]\s+(?=\S)")
_POINT = re.compile(r"[“\"]?\s*([a-zđ])\s?([).])\s*(?=\S)")
_RUN_IN = re.compile(rf"(Điều \d{{1,3}}[.,]\s.{{4,200}}?)\s(1\.\s[{UPPER}].*)", re.S)
_LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,})\s*\d*\s*$")
_ACTS = re.compile(
    r"(luat|bo luat|nghi dinh|nghi quyet|thong tu|quyet dinh|phap lenh|hien phap|quy che|quy dinh|dieu le|nay|cua|va|"
    r"khoan|diem|dieu|phu luc|den|hoac|tai|theo|thi|duoc|hop dong)\b"
)
_KINDS: dict[str, Kind] = {"phan": "part", "chuong": "chapter", "muc": "section", "tieu muc": "subsection"}
_DIGITS = str.maketrans({"l": "1", "I": "1", "O": "0", "o": "0", "S": "5"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document: a paragraph, or a whole table."""

    text: str
    """With the number that automatic numbering puts before it."""
    page: int | None = None
    bold: bool = False
    centred: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    header_rows: int = 0
    quoted: bool = False
    """Inside the text that an amending act quotes: never a part of the act itself."""

    @property
    def shouted(self) -> bool:
        """In capitals."""
        return self.text.isupper() and sum(map(str.isalpha, self.text)) > 2

    @property
    def titled(self) -> bool:
        """Set like a title."""
        return self.bold or self.centred or self.shouted


@dataclass(frozen=True, slots=True)
class Mark:
    """What the beginning of a line says that it may be."""

    kind: Kind
    number: str
    rest: str
    """What follows on the line."""
    strong: bool = True
    """Whether it can hardly be a reference in running text."""


def lines_of(blocks: Sequence[Block]) -> list[Line]:
    """A table is one line; a paragraph one for each of its lines; without text none."""
    lines: list[Line] = []
    for block in blocks:
        if block.rows:
            lines.append(Line(block.text, block.page, rows=block.rows, header_rows=block.header_rows))
            continue
        text = f"{block.number} {block.text}" if block.number else block.text
        parts = (part.strip() for one in text.splitlines() for part in _run_in(one))
        lines += [Line(part, block.page, block.bold, block.centred) for part in parts if part]
    return lines


def _run_in(text: str) -> tuple[str, ...]:
    """`Điều 8. Thẩm quyền 1. Thẩm quyền phê duyệt:`, two lines that OCR took for one, as both."""
    found = _RUN_IN.fullmatch(text.strip())
    return (found[1], found[2]) if found else (text,)


def is_leader(text: str) -> bool:
    """A line of a table of contents, or one to be filled in."""
    return bool(_LEADERS.search(text[-80:]) or "......" in text[:400])


def _head(line: Line) -> str:
    return fold(line.text[:60])


def division(line: Line) -> Mark | None:
    """Phần, Chương, Mục, Tiểu mục."""
    if line.rows or is_leader(line.text):
        return None
    found = _HEADING.match(_head(line))
    if not found:
        return None
    rest = line.text[found.end() :].strip()
    ordinal = found[2] and str(ORDINALS.index(found[2]) + 1)
    number = ordinal or found[3].upper()
    titled = line.titled or rest.isupper()
    if rest and not titled and not (found[4] and rest[0].isupper()):
        return None
    if len(rest) > 300 or (rest and not titled and rest.endswith((";", ","))):
        return None
    return Mark(_KINDS[found[1]], number, rest)


def article(line: Line) -> Mark | None:
    """`Điều 5. Title`, also as OCR spoils it: `Điêu 5`, `Diều l0.`"""
    if line.rows or is_leader(line.text):
        return None
    found = _ARTICLE.match(line.text)
    if not found or fold(found[1]) != "dieu" or found[1][0].islower() or found[4] in (";", ")"):
        return None
    number, rest = found[2].translate(_DIGITS), found[5].strip()
    if not number.isdigit() or not 0 < int(number) < 1000:
        return None
    sure = found[4] not in ("", ",")
    if not rest and found[4] == ",":
        return None
    if rest and not sure and (not rest[0].isupper() or _ACTS.match(fold(rest[:20]))):
        return None
    strong = bool(found[4] in (".", ":") and (not rest or not rest[0].islower())) or line.titled
    return Mark("article", f"{int(number)}{found[3]}", rest, strong)


def annex(line: Line) -> Mark | None:
    if line.rows or is_leader(line.text) or len(line.text) > 250:
        return None
    found = _ANNEX.match(_head(line))
    if not found or line.text[0] in "“\"'(":
        return None
    rest = line.text[found.end() :].strip()
    number = found[1] or ""
    shouted = line.text[:7].isupper()
    if rest and not (line.titled or shouted or (found[2] and rest[0].isupper())):
        return None
    if rest and (rest[0].islower() or rest[-1] in ";,"):
        return None
    return Mark("annex", number.upper(), rest, strong=shouted or line.titled)


def form(line: Line) -> Mark | None:
    """`Mẫu số 01` at the head of a form."""
    if line.rows or len(line.text) > 250 or is_leader(line.text):
        return None
    found = _FORM.match(_head(line))
    if not found:
        return None
    rest = line.text[found.end() :].strip(" )")
    if rest and not line.titled and rest[:1].islower():
        return None
    return Mark("form", line.text[found.start(1) : found.end(1)].rstrip(".-/"), rest)


def numbered(line: Line) -> Mark | None:
    """`A.`, `I.`, `1.`, `1.2.`, `a)`; the kind is `heading` for the first two."""
    if line.rows or is_leader(line.text[:40]):
        return None
    text = line.text
    if found := _DECIMAL.match(text):
        return Mark("clause", found[1], text[found.end() :].strip())
    if found := _CLAUSE.match(text):
        return Mark("clause", found[1], text[found.end() :].strip(), strong=bool(found[2]))
    if found := _ROMAN.match(text):
        return Mark("heading", found[1], text[found.end() :].strip())
    if found := _LETTER.match(text):
        return Mark("heading", found[1], text[found.end() :].strip())
    if found := _POINT.match(text):
        return Mark("point", found[1], text[found.end() :].strip(), strong=found[2] == ")")
    return None


def roman(number: str) -> int:
    """0 for what is no Roman number of I, V, X."""
    values = [{"I": 1, "V": 5, "X": 10}.get(letter, 0) for letter in number]
    if not values or 0 in values:
        return 0
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


def ordinal(number: str) -> int:
    """Of a division, Roman or Arabic; 0 for what is neither."""
    return int(number) if number.isdigit() else roman(number)
