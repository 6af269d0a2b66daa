"""The document index on a Qdrant server or cluster: the only module that imports its client.

One collection serves many cities: each is a tenant, in every filter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

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
    from qdrant_client import QdrantClient
    from qdrant_client.models import FieldCondition, Filter

MOST = 1_000_000
"""Documents that a source may have."""
BATCH = 128
TENANT = "tenant"


@dataclass(frozen=True, slots=True)
class Placement:
    """How a collection is made; one that is there stays as it is."""

    collection: str = "troly"
    tenant: str = "city"
    """Which of the cities that share the collection."""
    shards: int = 1
    replicas: int = 1


class ServerIndex:
    """A `DocumentIndex` on a server. Thread-safe."""

    def __init__(self, client: QdrantClient, dimension: int, placement: Placement | None = None) -> None:
        """Open the collection, or make it. Raises ConfigError for one with vectors of another length,
        DocumentIndexError."""
        self._client = client
        self._place = placement or Placement()
        self._name = self._place.collection
        with _translated("open"):
            if not client.collection_exists(self._name):
                self._make(dimension)
            vectors = client.get_collection(self._name).config.params.vectors
        size = vectors[DENSE].size if isinstance(vectors, dict) and DENSE in vectors else None
        if size != dimension:
            raise ConfigError(f"collection {self._name}: vectors of length {size}, not {dimension}", mend=self._name)

    @classmethod
    def connect(
        cls, url: str, dimension: int, placement: Placement | None = None, api_key: str | None = None
    ) -> ServerIndex:
        """Raises as the constructor. `url` `:memory:` is the client's own small engine, for tests."""
        from qdrant_client import QdrantClient

        with _translated("connect"):
            client = QdrantClient(url) if url == ":memory:" else QdrantClient(url=url, api_key=api_key, timeout=60)
        return cls(client, dimension, placement)

    def put(self, points: Sequence[Point]) -> None:
        from qdrant_client import models

        for at in range(0, len(points), BATCH):
            made = [
                models.PointStruct(
                    id=str(uuid5(NAMESPACE_URL, f"{self._place.tenant}/{one.passage.id}")),
                    vector={
                        DENSE: one.dense.tolist(),
                        SPARSE: models.SparseVector(indices=list(one.sparse.indices), values=list(one.sparse.values)),
                    },
                    payload={**payload(one.passage), TENANT: self._place.tenant},
                )
                for one in points[at : at + BATCH]
            ]
            with _translated("put"):
                self._client.upsert(self._name, made, wait=True)

    def remove(self, document: str, keep: str | None = None) -> None:
        chosen = self._chosen({"document": [document]}, {} if keep is None else {"version": [keep]})
        with _translated("remove"):
            self._client.delete(self._name, chosen, wait=True)

    def describe(self, document: str, file: str, header: Header, access: Access) -> None:
        of_it: Conditions = {"document": [document]}
        for version in {held.version for held in self._facet(self._chosen(of_it))}:
            said = description(document, version, file, header, access)
            with _translated("describe"):
                self._client.set_payload(
                    self._name, said, points=self._chosen({**of_it, "version": [version]}), wait=True
                )

    def search(self, where: Where, limit: int, query: npt.NDArray[np.float32] | Sparse | None = None) -> Sequence[Hit]:
        from qdrant_client import models

        must = conditions(where)
        if must is None or limit < 1:
            return ()
        chosen = self._chosen(must)
        with _translated("search"):
            if query is None:
                rows, _ = self._client.scroll(self._name, chosen, limit=limit, order_by="position", with_payload=True)
                return [Hit(passage_of(row.payload or {}), 0.0) for row in rows]
            if isinstance(query, Sparse):
                vector: Any = models.SparseVector(indices=list(query.indices), values=list(query.values))
            else:
                vector = query.tolist()
            using = SPARSE if isinstance(query, Sparse) else DENSE
            found = self._client.query_points(
                self._name, vector, using=using, query_filter=chosen, limit=limit, with_payload=True
            )
            return [Hit(passage_of(one.payload or {}), one.score) for one in found.points]

    def holdings(self, source: str) -> Mapping[Holding, int]:
        return self._facet(self._chosen({"source": [source]}))

    def settle(self) -> None:
        """A server does it by itself."""

    def drop(self) -> None:
        """The whole collection, of every tenant."""
        with _translated("drop"):
            self._client.delete_collection(self._name)

    def close(self) -> None:
        with _translated("close"):
            self._client.close()

    def _facet(self, chosen: Filter) -> dict[Holding, int]:
        with _translated("facet"):
            found = self._client.facet(self._name, "holding", facet_filter=chosen, limit=MOST, exact=True)
            return {holding_of(str(hit.value)): hit.count for hit in found.hits}

    def _chosen(
        self,
        must: Conditions,
        must_not: Conditions | None = None,
    ) -> Filter:
        from qdrant_client import models

        return models.Filter(
            must=[_any(field, values) for field, values in {**must, TENANT: [self._place.tenant]}.items()],
            must_not=[_any(field, values) for field, values in (must_not or {}).items()],
        )

    def _make(self, dimension: int) -> None:
        from qdrant_client import models

        self._client.create_collection(
            self._name,
            vectors_config={DENSE: models.VectorParams(size=dimension, distance=models.Distance.COSINE)},
            sparse_vectors_config={SPARSE: models.SparseVectorParams(modifier=models.Modifier.IDF)},
            shard_number=self._place.shards,
            replication_factor=self._place.replicas,
        )
        kinds: dict[str, Any] = dict.fromkeys(KEYWORDS, models.PayloadSchemaType.KEYWORD)
        kinds |= dict.fromkeys(INTEGERS, models.PayloadSchemaType.INTEGER)
        kinds |= dict.fromkeys(DATES, models.PayloadSchemaType.DATETIME)
        kinds[TENANT] = models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True)
        for field, kind in kinds.items():
            self._client.create_payload_index(self._name, field, kind, wait=True)


def _any(field: str, values: list[str] | list[int]) -> FieldCondition:
    from qdrant_client import models

    return models.FieldCondition(key=field, match=models.MatchAny(any=values))


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except ConfigError:
        raise
    except Exception as exc:
        reason = " ".join(str(exc).split())[:300]
        raise DocumentIndexError(f"{what}: {reason}", reason=reason) from exc
