"""What a document says of itself: number, type, issuer, date, title from its first page, effect from its articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.documents import Clause, Header, Reading
from assistant.vietnamese import fold
from ingest.effect import effect_of
from ingest.first_page import OWN_NUMBER, FirstPage, first_page
from ingest.numbers import NUMBER, first_date, number_in_name, tidy, type_at, type_of_number
from ingest.side_file import SideFile
from ingest.titles import BASIS, PLACE_DATE, SUBJECT, issuer_of, title_of_page
from ingest.tree import Node

_ATTACHED = re.compile(rf"(?:kèm theo|phụ lục)[^()]{{0,60}}?s[ốôó]\s*:?\s*({NUMBER})", re.I)
_DRAFT = re.compile(r"^\W*(du thao|ban thao|draft)\b|\bdu thao lan\b")
_DRAFT_NAME = re.compile(r"(^|[\W_])(du[\W_]?thao|draft)([\W_]|$)")


def header_of(reading: Reading, root: Node, clauses: Sequence[Clause], file: str, side: SideFile | None) -> Header:
    """The header of a document; the side file wins over the text, the text over the file's name."""
    page = first_page(root)
    number = _number(page) or number_in_name(file)
    kind, at = _type(page, number)
    issued = _issued(page)
    text = "\n".join(block.text for block in reading.blocks)
    effect = effect_of(root, clauses, issued, number)
    found = Header(
        number=number,
        type=kind,
        issuer=issuer_of(page, text),
        issued=issued,
        effective=effect.effective,
        expires=effect.expires,
        title=title_of_page(page, at, text, root),
        amends=effect.amends,
        replaces=effect.replaces,
        official=_official(page, file, number, kind),
    )
    return corrected(found, side)


def corrected(header: Header, side: SideFile | None) -> Header:
    """The header with what a side file sets."""
    if side is None:
        return header
    return replace(
        header,
        number=side.number or header.number,
        type=side.type or header.type,
        issuer=side.issuer or header.issuer,
        issued=side.date or header.issued,
        effective=side.effective or header.effective,
        title=side.title or header.title,
        official=header.official if side.official is None else side.official,
        status=side.status or header.status,
        access=side.access.access() if side.access else header.access,
    )


def _number(page: FirstPage) -> str | None:
    """Its own number; of an annex or an attached regulation that of the act it came with."""
    for line in page.lines[:25]:
        if BASIS.match(line.text):
            break
        found = OWN_NUMBER.match(line.text)
        if not found and (type_at(line.text) or re.search(r"\bsố\s*:", line.text, re.I)):
            found = OWN_NUMBER.search(line.text)
        if found:
            return tidy(found[1])
    attached = _ATTACHED.search(page.text)
    return tidy(attached[1]) if attached else None


def _type(page: FirstPage, number: str | None) -> tuple[str | None, int]:
    """The type, and the index of the line that names it or -1."""
    for at, line in enumerate(page.lines[:30]):
        if BASIS.match(line.text):
            break
        kind = type_at(line.text)
        if kind and _names_type(line.text, kind):
            follows = page.lines[at + 1].text if at + 1 < len(page.lines) else ""
            concludes = kind == "Thông báo" and fold(follows).startswith(("ket luan", "y kien ket luan"))
            return "Thông báo kết luận" if concludes else kind, at
    letter = any(SUBJECT.match(line.text) or fold(line.text).startswith("kinh gui") for line in page.lines[:20])
    return type_of_number(number) if number else "Công văn" if letter else None, -1


def _names_type(text: str, kind: str) -> bool:
    """Whether a line is the type as a heading: in capitals, alone, or "Nghị định của Chính phủ"."""
    rest = fold(text[len(kind) :]).strip(" :")
    return text[: len(kind)].isupper() or kind == "Sổ tay" or not rest or rest.startswith("cua ")


def _issued(page: FirstPage) -> date | None:
    for line in page.lines[:25]:
        if BASIS.match(line.text):
            break
        if PLACE_DATE.match(line.text) or OWN_NUMBER.match(line.text) or type_at(line.text):
            found = first_date(line.text)
            if found:
                return found
    attached = re.search(r"kèm theo[^()]{0,120}", page.text, re.I)
    return first_date(attached[0]) if attached else None


def _official(page: FirstPage, file: str, number: str | None, kind: str | None) -> bool:
    """Not a draft, and something that says what it is: an index or a note has neither number nor type."""
    draft = any(_DRAFT.search(fold(line.text[:60])) for line in page.lines[:12])
    named = bool(_DRAFT_NAME.search(fold(file.rpartition("/")[2])))
    return not (draft or named) and (number is not None or kind is not None)
