"""The document index in this process: Qdrant Edge, the only module that imports it. One process owns its folder."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from assistant.document_keeping import Holding
from assistant.document_seams import Point, Sparse, Where
from assistant.documents import Access, Header, Hit
from assistant.errors import ConfigError, DocumentIndexError
from ingest.index_filter import (
    DATES,
    DENSE,
    INTEGERS,
    KEYWORDS,
    SPARSE,
    Conditions,
    conditions,
    description,
    holding_of,
    passage_of,
    payload,
)

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard, FieldCondition, Filter, QueryRequest

MOST = 1_000_000
"""Documents that a source may have."""
BATCH = 256
FLUSH_SECONDS = 30.0
"""Between flushes while much is written: one takes a quarter of a second."""
READY = "ready"
"""A file in the folder that says how long its vectors are, once every payload index is made."""


class EdgeIndex:
    """A `DocumentIndex` in a folder. Thread-safe."""

    def __init__(self, folder: Path, dimension: int) -> None:
        """Open the folder, or make it. Raises ConfigError for one with vectors of another length, DocumentIndexError
        when another process has it."""
        self._shard = _open(folder, dimension)
        self._writing = RLock()
        self._flush_at = time.monotonic() + FLUSH_SECONDS

    def put(self, points: Sequence[Point]) -> None:
        import qdrant_edge as edge

        for at in range(0, len(points), BATCH):
            made = [
                edge.Point(
                    one.passage.id,
                    {
                        DENSE: one.dense.tolist(),
                        SPARSE: edge.SparseVector(list(one.sparse.indices), list(one.sparse.values)),
                    },
                    payload(one.passage),
                )
                for one in points[at : at + BATCH]
            ]
            self._update(edge.UpdateOperation.upsert_points(made))

    def remove(self, document: str, keep: str | None = None) -> None:
        import qdrant_edge as edge

        chosen = edge.Filter(must=[_equals("document", document)])
        if keep is not None:
            chosen = edge.Filter(must=[_equals("document", document)], must_not=[_equals("version", keep)])
        self._update(edge.UpdateOperation.delete_points_by_filter(chosen))

    def describe(self, document: str, file: str, header: Header, access: Access) -> None:
        import qdrant_edge as edge

        with self._writing:
            of_it = edge.Filter(must=[_equals("document", document)])
            for version in {held.version for held in self._facet(of_it)}:
                chosen = edge.Filter(must=[_equals("document", document), _equals("version", version)])
                said = description(document, version, file, header, access)
                self._update(edge.UpdateOperation.set_payload_by_filter(chosen, said))

    def search(self, where: Where, limit: int, query: npt.NDArray[np.float32] | Sparse | None = None) -> Sequence[Hit]:
        import qdrant_edge as edge

        must = conditions(where)
        if must is None or limit < 1:
            return ()
        chosen = _filter(must)
        with _translated("search"):
            if query is None:
                order = edge.OrderBy("position")
                asked = edge.ScrollRequest(limit=limit, filter=chosen, order_by=order, with_payload=True)
                return [Hit(passage_of(row.payload or {}), 0.0) for row in self._shard.scroll(asked)[0]]
            found = self._shard.query(_request(query, limit, chosen))
            return [Hit(passage_of(one.payload or {}), one.score) for one in found]

    def holdings(self, source: str) -> Mapping[Holding, int]:
        import qdrant_edge as edge

        return self._facet(edge.Filter(must=[_equals("source", source)]))

    def settle(self) -> None:
        with self._writing, _translated("optimize"):
            self._shard.optimize()
            self._flush()

    def close(self) -> None:
        with self._writing, _translated("close"):
            self._shard.close()  # flushes

    def _facet(self, chosen: Filter) -> dict[Holding, int]:
        import qdrant_edge as edge

        with _translated("facet"):
            asked = edge.FacetRequest("holding", limit=MOST, exact=True, filter=chosen)
            return {holding_of(str(hit.value)): hit.count for hit in self._shard.facet(asked).hits}

    def _update(self, operation: Any) -> None:
        """Into the log that is written before anything else: a killed process loses nothing. A machine without power
        may lose what was not flushed; the end of the next run finds it out and puts it again."""
        with self._writing, _translated("update"):
            self._shard.update(operation)
            if time.monotonic() >= self._flush_at:
                self._flush()

    def _flush(self) -> None:
        self._shard.flush()
        self._flush_at = time.monotonic() + FLUSH_SECONDS


def _open(folder: Path, dimension: int) -> EdgeShard:
    import qdrant_edge as edge

    vectors = {DENSE: edge.EdgeVectorParams(size=dimension, distance=edge.Distance.Cosine)}
    sparse = {SPARSE: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)}
    ready = folder / READY
    with _translated("open"):
        if ready.is_file():
            if ready.read_text(encoding="ascii") != str(dimension):
                raise ConfigError(f"{folder} has vectors of another length than {dimension}", mend=f"rm -r {folder}")
            return edge.EdgeShard.load(str(folder))
        if folder.exists():
            shutil.rmtree(folder)  # killed while it was made: nothing was in it yet
        folder.parent.mkdir(parents=True, exist_ok=True)
        shard = edge.EdgeShard.create(str(folder), edge.EdgeConfig(vectors=vectors, sparse_vectors=sparse))
        kinds = dict.fromkeys(KEYWORDS, edge.PayloadSchemaType.Keyword)
        kinds |= dict.fromkeys(INTEGERS, edge.PayloadSchemaType.Integer)
        kinds |= dict.fromkeys(DATES, edge.PayloadSchemaType.Datetime)
        for field, kind in kinds.items():
            shard.update(edge.UpdateOperation.create_field_index(field, kind))
        shard.flush()
        ready.write_text(str(dimension), encoding="ascii")
        return shard


def _equals(field: str, value: str) -> FieldCondition:
    import qdrant_edge as edge

    return edge.FieldCondition(field, match=edge.MatchValue(value))


def _filter(must: Conditions) -> Filter:
    import qdrant_edge as edge

    return edge.Filter(must=[edge.FieldCondition(f, match=edge.MatchAny(v)) for f, v in must.items()])


def _request(query: npt.NDArray[np.float32] | Sparse, limit: int, chosen: Filter) -> QueryRequest:
    import qdrant_edge as edge

    if isinstance(query, Sparse):
        vector = edge.SparseVector(list(query.indices), list(query.values))
        nearest = edge.Query.Nearest(vector, using=SPARSE)
    else:
        nearest = edge.Query.Nearest(query.tolist(), using=DENSE)
    return edge.QueryRequest(limit=limit, query=nearest, filter=chosen, with_payload=True)


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except ConfigError:
        raise
    except Exception as exc:
        reason = " ".join(str(exc).split())
        raise DocumentIndexError(f"{what}: {reason}", reason=reason) from exc
