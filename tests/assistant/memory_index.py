"""An exact `VectorIndex` in memory for tests of what stands on it: same filters, no engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.access import Principal
from assistant.document_seams import KnownDocument, Point, Sparse, Where
from assistant.documents import Hit, Passage, Place
from assistant.vietnamese import fold


class MemoryIndex:
    def __init__(self, points: Sequence[Point] = ()) -> None:
        self._points = {point.passage.id: point for point in points}

    def put(self, points: Sequence[Point]) -> None:
        self._points |= {point.passage.id: point for point in points}

    def remove(self, document: str, keep: str | None = None) -> None:
        gone = [p.passage for p in self._points.values() if p.passage.document == document]
        for passage in gone:
            if passage.version != keep:
                del self._points[passage.id]

    def search(self, where: Where, limit: int, query: npt.NDArray[np.float32] | Sparse | None = None) -> Sequence[Hit]:
        seen = [point for point in self._points.values() if _fits(point.passage, where)]
        if query is None:
            seen.sort(key=lambda point: (point.passage.document, point.passage.order))
            return [Hit(point.passage, 0.0) for point in seen[:limit]]
        hits = [Hit(point.passage, _score(point, query)) for point in seen]
        if isinstance(query, Sparse):
            hits = [hit for hit in hits if hit.score > 0]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]


def _score(point: Point, query: npt.NDArray[np.float32] | Sparse) -> float:
    if not isinstance(query, Sparse):
        return float(point.dense @ query)
    own = dict(zip(point.sparse.indices, point.sparse.values, strict=True))
    return sum(own.get(term, 0.0) * value for term, value in zip(query.indices, query.values, strict=True))


def _fits(passage: Passage, where: Where) -> bool:
    header, issued = passage.header, passage.header.issued
    return (
        may_see(where.asker, passage)
        and (not where.documents or passage.document in where.documents)
        and (not where.numbers or header.number in where.numbers)
        and (not where.types or fold(header.type or "") in map(fold, where.types))
        and (not where.years or (issued is not None and issued.year in where.years))
        and _at(passage.clause.place, where.place)
    )


def _at(own: Place, wanted: Place | None) -> bool:
    if wanted is None:
        return True
    pairs = ((wanted.article, own.article), (wanted.clause, own.clause), (wanted.point, own.point))
    return all(w is None or w == o for w, o in (*pairs, (wanted.annex, own.annex)))


def may_see(asker: Principal, passage: Passage) -> bool:
    """Of the rights table what these tests need."""
    secrecy = passage.access.secrecy
    return secrecy == "cong_khai" or asker.role == "lanh_dao_thanh_pho" or asker.unit in passage.access.units


class ListedDocuments:
    """A `Catalogue` of a fixed list; `hidden` are known to city leaders alone."""

    def __init__(self, documents: Sequence[KnownDocument], hidden: Sequence[str] = ()) -> None:
        self._documents = documents
        self._hidden = frozenset(hidden)

    def known(self, asker: Principal) -> Sequence[KnownDocument]:
        everything = asker.role == "lanh_dao_thanh_pho"
        return [d for d in self._documents if everything or d.id not in self._hidden]

    def under(self, asker: Principal) -> tuple[str, ...]:
        return ()
