"""A document as it is read: its lines in order, with anchors and links; what `/documents/{id}` shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.access import Principal
from assistant.document_validity import Remark
from assistant.documents import Header


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; with an address it is a link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class PageLine:
    """One paragraph, heading or table."""

    anchor: str
    level: int
    """How deep what begins here stands, from 1."""
    heading: bool
    spans: tuple[Span, ...]
    page: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    header_rows: int = 0
    quoted: bool = False
    """Words of an act that this one amends."""


@dataclass(frozen=True, slots=True)
class DocumentPage:
    id: str
    file: str
    header: Header
    lines: tuple[PageLine, ...]
    remark: Remark | None
    version: str
    versions: tuple[tuple[str, datetime], ...]
    """Every version that is kept, newest first."""


class Shelf(Protocol):
    """Documents to read, with the reader's rights: what is not theirs is not there. Raises StoreError."""

    def page(self, document: str, asker: Principal, now: datetime, version: str | None = None) -> DocumentPage | None:
        """By its id; None when there is none that they may see."""
        ...

    def with_number(self, number: str, asker: Principal) -> str | None:
        """The id of the document of that number."""
        ...


class EmptyShelf:
    def page(self, document: str, asker: Principal, now: datetime, version: str | None = None) -> DocumentPage | None:
        return None

    def with_number(self, number: str, asker: Principal) -> str | None:
        return None


def spans_of(text: str, links: Sequence[tuple[int, int, str]]) -> tuple[Span, ...]:
    """A text cut at its links, each (start, end, address); links that overlap an earlier one are left out."""
    found, at = list[Span](), 0
    for start, end, href in sorted(links):
        if start < at or end > len(text):
            continue
        found += [Span(text[at:start])] if start > at else []
        found.append(Span(text[start:end], href))
        at = end
    return (*found, Span(text[at:])) if at < len(text) or not found else tuple(found)
