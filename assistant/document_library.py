"""The documents of an installation, as tools and edges ask them: search, and what amending acts say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from assistant.access import Principal
from assistant.amendments import Amended, Amendments
from assistant.document_query import read_document_query
from assistant.documents import Hit, Place
from assistant.retrieve import Found, Retriever


class Library(Protocol):
    """Every method sees with the asker's rights and raises DocumentIndexError, ModelError, StoreError."""

    def search(self, text: str, asker: Principal, now: datetime, limit: int = 10) -> Found:
        """What answers a question; nothing below the evidence threshold."""
        ...

    def nearest(self, text: str, asker: Principal, now: datetime, limit: int = 10) -> Sequence[Hit]:
        """Whatever is nearest to a text, without a threshold."""
        ...

    def amendments(self, number: str, place: Place, asker: Principal) -> Sequence[Amended]:
        """How the acts that amend that one word a place of it, or a part of it; the newest act first."""
        ...

    def amended(self, hit: Hit, asker: Principal) -> Amended | None:
        """A passage of an amending act as the place that it changes or inserts; None when it does neither."""
        ...


class IndexLibrary:
    """The Library over an index; its parts are loaded when first asked for."""

    def __init__(self, retriever: Callable[[], Retriever], amendments: Callable[[], Amendments]) -> None:
        self.retriever = retriever
        self._amendments = amendments

    def search(self, text: str, asker: Principal, now: datetime, limit: int = 10) -> Found:
        return self.retriever().search(text, asker, now, limit)

    def nearest(self, text: str, asker: Principal, now: datetime, limit: int = 10) -> Sequence[Hit]:
        return self.retriever().nearest(text, asker, now, limit)

    def amendments(self, number: str, place: Place, asker: Principal) -> Sequence[Amended]:
        return self._amendments().of(number, place, asker)

    def amended(self, hit: Hit, asker: Principal) -> Amended | None:
        return self._amendments().read(hit, asker)


class EmptyLibrary:
    """Of an installation without any document."""

    def search(self, text: str, asker: Principal, now: datetime, limit: int = 10) -> Found:
        query = read_document_query(text)
        return Found(query, missing="document" if query.unknown else "evidence")

    def nearest(self, text: str, asker: Principal, now: datetime, limit: int = 10) -> Sequence[Hit]:
        return ()

    def amendments(self, number: str, place: Place, asker: Principal) -> Sequence[Amended]:
        return ()

    def amended(self, hit: Hit, asker: Principal) -> Amended | None:
        return None
