"""The documents that an asker may see, as every question needs them; kept until the catalogue changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from sqlalchemy import select

from assistant.access import Principal
from assistant.document_rights import known
from assistant.document_seams import KnownDocument
from kpi_tools.document_tables import Document
from kpi_tools.documents import DocumentEntry, entries, units_below
from kpi_tools.schema import Unit
from kpi_tools.store import Store
from kpi_tools.versions import marks
from kpi_tools.view import View, view

TABLES = (Document.__tablename__, Unit.__tablename__)
"""What the rights of documents look at."""
KEPT = 256
"""Askers, by what their rights depend on."""


class KnownDocuments:
    """Fulfils `assistant.document_seams.Catalogue`. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._marks: tuple[str, ...] = ()
        self._kept: dict[tuple[str, str], tuple[tuple[KnownDocument, ...], tuple[str, ...]]] = {}

    def known(self, asker: Principal) -> Sequence[KnownDocument]:
        """Every document that this person may see, in the version that answers. Raises StoreError."""
        return self._of(asker)[0]

    def under(self, asker: Principal) -> tuple[str, ...]:
        """Codes of the units under the asker's own, for who leads one. Raises StoreError."""
        return self._of(asker)[1]

    def _of(self, asker: Principal) -> tuple[tuple[KnownDocument, ...], tuple[str, ...]]:
        """Rights to documents go by role and unit, so people of one unit share what is kept."""
        if not known(asker):
            return (), ()
        key = (asker.role, asker.unit)
        with view(self._store, asker) as seen:
            now = marks(seen, TABLES)
            with self._lock:
                if now != self._marks:
                    self._marks, self._kept = now, {}
                found = self._kept.get(key)
            if found is None or not all(now):
                found = _read(seen), units_below(seen)
                with self._lock:
                    if now == self._marks and len(self._kept) < KEPT:
                        self._kept[key] = found
        return found


def _read(seen: View) -> tuple[KnownDocument, ...]:
    query = select(Document).where(Document.version != "").order_by(Document.id)
    return tuple(map(_known, entries(seen, query)))


def _known(entry: DocumentEntry) -> KnownDocument:
    made = KnownDocument(entry.id, entry.version, entry.header, entry.articles)
    return replace(made, replaced_by=entry.replacing, duplicate_of=entry.duplicate_of)
