"""The documents of the catalogue as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from assistant.access import Principal
from assistant.document_page import DocumentPage, PageLine, spans_of
from assistant.document_seams import Catalogue, KnownDocument
from assistant.document_validity import remark
from assistant.documents import number_key
from kpi_tools.documents import shown_document
from kpi_tools.store import Store


class StoreShelf:
    """The Shelf over the store; what an asker may see is decided there. Raises StoreError."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue

    def page(self, document: str, asker: Principal, now: datetime, version: str | None = None) -> DocumentPage | None:
        shown = shown_document(self._store, asker, document, version)
        known = next((one for one in self._catalogue.known(asker) if one.id == document), None)
        if shown is None or known is None:
            return None
        return DocumentPage(
            id=document,
            file=shown.entry.file,
            header=known.header,
            lines=tuple(map(_line, shown.outline)),
            remark=remark(known, now.date()),
            version=shown.version,
            versions=shown.versions,
        )

    def with_number(self, number: str, asker: Principal) -> str | None:
        wanted = number_key(number)
        found = [one for one in self._catalogue.known(asker) if number_key(one.header.number or "") == wanted]
        return min(found, key=_original).id if found else None


def _original(document: KnownDocument) -> tuple[bool, str]:
    return document.duplicate_of is not None, document.id


def _line(line: Mapping[str, Any]) -> PageLine:
    """From the JSON of `ingest.outline.Shown`."""
    links = [(one["start"], one["end"], _href(one["target"])) for one in line.get("mentions", ())]
    return PageLine(
        anchor=line["anchor"],
        level=line["level"],
        heading=line["heading"],
        spans=spans_of(line["text"], links),
        page=line.get("page"),
        rows=tuple(tuple(row) for row in line.get("rows", ())),
        header_rows=line.get("header_rows", 0),
        quoted=line.get("quoted", False),
    )


def _href(target: str) -> str:
    """`#dieu-5` within the page; `45/2026/NĐ-CP#dieu-5` by its number."""
    number, _, anchor = target.partition("#")
    place = f"#{anchor}" if anchor else ""
    return f"/documents?number={quote(number, safe='')}{place}" if number else place
