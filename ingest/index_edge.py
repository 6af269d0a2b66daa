"""The document index in this process: Qdrant Edge, the only module that imports it. One process owns its folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

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
from ingest.turns import Turns

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard, FieldCondition, Filter, QueryRequest

ROOT = Path(__file__).resolve().parents[1]
MOST = 1_000_000
"""Documents that a source may have."""
BATCH = 256
FLUSH_SECONDS = 30.0
"""Between flushes while much is written: one takes a quarter of a second."""
READY = "ready"
"""A file in the folder: the length of the vectors, and the name of the folder within that holds them."""
UNSETTLED = 20_000
"""Vectors that are searched one by one; above it the graph is built anew."""


class EdgeIndex:
    """A `DocumentIndex` in a folder. Thread-safe."""

    def __init__(self, folder: Path, dimension: int, unsettled: int = UNSETTLED) -> None:
        """Open the folder, or make it. Raises ConfigError for one with vectors of another length, DocumentIndexError
        when another process has it."""
        self._folder, self._dimension, self._unsettled = folder, dimension, unsettled
        self._never = 0
        self._name, self._shard = _open(folder, dimension)
        self._writing = RLock()
        self._using = Turns()
        self._put_since = 0
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
            self._put_since += len(made)

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
        with self._using.one_of_many(), _translated("search"):
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
        """Build the graph over what is new, when that is much. The engine would let no thread of this process go on
        for as long as it takes, so another process does it on a copy: searches go on, writing waits."""
        with self._writing, _translated("settle"):
            if self._pending() <= self._unsettled:
                return
            self._flush()
            name = f"shard-{uuid4().hex[:8]}"
            shutil.copytree(self._folder / self._name, self._folder / name)
            command = [sys.executable, "-m", "ingest.index_edge", str(self._folder / name)]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
            with self._using.alone():
                self._shard.close()
                _point_to(self._folder, self._dimension, name)
                old, self._name = self._name, name
                self._shard = _load(self._folder / name)
            shutil.rmtree(self._folder / old, ignore_errors=True)
            self._put_since, self._never = 0, self._outside()

    def _pending(self) -> int:
        """About how many vectors are in no graph and would be after settling."""
        return max(self._put_since, self._outside() - self._never)

    def _outside(self) -> int:
        """About how many vectors are in no graph. The engine counts sparse vectors as indexed from the start, and those
        that were replaced too; of a small part it builds none."""
        info = self._shard.info()
        return int(2 * info.points_count - info.indexed_vectors_count)

    def close(self) -> None:
        with self._writing, self._using.alone(), _translated("close"):
            self._shard.close()  # flushes

    def _facet(self, chosen: Filter) -> dict[Holding, int]:
        import qdrant_edge as edge

        with self._using.one_of_many(), _translated("facet"):
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


def _open(folder: Path, dimension: int) -> tuple[str, EdgeShard]:
    """The name of the folder that holds it, and the shard."""
    with _translated("open"):
        folder.mkdir(parents=True, exist_ok=True)
        ready = folder / READY
        if ready.is_file():
            length, name = ready.read_text(encoding="ascii").split()
            if length != str(dimension):
                raise ConfigError(f"{folder} has vectors of another length than {dimension}", mend=f"rm -r {folder}")
            shard = _load(folder / name)
        else:
            name = f"shard-{uuid4().hex[:8]}"
            shard = _made(folder / name, dimension)
            _point_to(folder, dimension, name)
        for other in folder.glob("shard-*"):
            if other.name != name:
                shutil.rmtree(other, ignore_errors=True)  # of a process that was killed
        return name, shard


def _load(folder: Path) -> EdgeShard:
    import qdrant_edge as edge

    return edge.EdgeShard.load(str(folder))


def _made(folder: Path, dimension: int) -> EdgeShard:
    import qdrant_edge as edge

    vectors = {DENSE: edge.EdgeVectorParams(size=dimension, distance=edge.Distance.Cosine, on_disk=True)}
    sparse = {SPARSE: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf, on_disk=True)}
    shard = edge.EdgeShard.create(str(folder), edge.EdgeConfig(vectors=vectors, sparse_vectors=sparse))
    kinds = dict.fromkeys(KEYWORDS, edge.PayloadSchemaType.Keyword)
    kinds |= dict.fromkeys(INTEGERS, edge.PayloadSchemaType.Integer)
    kinds |= dict.fromkeys(DATES, edge.PayloadSchemaType.Datetime)
    for field, kind in kinds.items():
        shard.update(edge.UpdateOperation.create_field_index(field, kind))
    shard.flush()
    return shard


def _point_to(folder: Path, dimension: int, name: str) -> None:
    """At once or not at all."""
    partial = folder / f".{READY}"
    partial.write_text(f"{dimension} {name}", encoding="ascii")
    partial.replace(folder / READY)


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


if __name__ == "__main__":  # `settle` of another process: FOLDER
    shard = _load(Path(sys.argv[1]))
    shard.optimize()
    shard.close()
