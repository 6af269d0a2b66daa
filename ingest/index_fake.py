"""A document index in plain NumPy, for tests."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from assistant.document_keeping import Holding
from assistant.document_seams import Point, Sparse, Where
from assistant.documents import Access, Header, Hit
from ingest.index_filter import Conditions, conditions, payload, stamp_of


class FakeIndex:
    """A `DocumentIndex` in memory that looks at every passage."""

    def __init__(self) -> None:
        self.points: dict[str, Point] = {}

    def put(self, points: Sequence[Point]) -> None:
        self.points |= {one.passage.id: one for one in points}

    def remove(self, document: str, keep: str | None = None) -> None:
        self.points = {
            key: one
            for key, one in self.points.items()
            if one.passage.document != document or (keep is not None and one.passage.version == keep)
        }

    def describe(self, document: str, file: str, header: Header, access: Access) -> None:
        for key, one in self.points.items():
            if one.passage.document == document:
                self.points[key] = replace(one, passage=replace(one.passage, file=file, header=header, access=access))

    def search(self, where: Where, limit: int, query: npt.NDArray[np.float32] | Sparse | None = None) -> Sequence[Hit]:
        must = conditions(where)
        if must is None:
            return ()
        fitting = [one for one in self.points.values() if _fits(payload(one.passage), must)]
        if query is None:
            ordered = sorted(fitting, key=lambda one: int(payload(one.passage)["position"]))
            return [Hit(one.passage, 0.0) for one in ordered[:limit]]
        if isinstance(query, Sparse):
            hits = [Hit(one.passage, score) for one in fitting if (score := self._bm25(query, one.sparse)) > 0]
        else:
            hits = [Hit(one.passage, float(one.dense @ query)) for one in fitting]
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def holdings(self, source: str) -> Mapping[Holding, int]:
        held = (one.passage for one in self.points.values() if one.passage.source == source)
        return Counter(Holding(p.document, p.version, stamp_of(p.file, p.header, p.access)) for p in held)

    def settle(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _bm25(self, query: Sparse, passage: Sparse) -> float:
        weights, total = dict(zip(passage.indices, passage.values, strict=True)), len(self.points)
        score = 0.0
        for term, weight in zip(query.indices, query.values, strict=True):
            having = sum(term in one.sparse.indices for one in self.points.values())
            rare = math.log(1 + (total - having + 0.5) / (having + 0.5))
            score += rare * weight * weights.get(term, 0.0)
        return score


def _fits(stored: Mapping[str, object], must: Conditions) -> bool:
    return all(
        bool(set(values) & set(kept)) if isinstance(kept := stored.get(field), list) else kept in values
        for field, values in must.items()
    )
