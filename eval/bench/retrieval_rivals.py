"""What others get from the same vectors: Qdrant's own hybrid and LlamaIndex's default retriever."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from assistant.document_seams import Sparse
from assistant.protocols import Vectors
from assistant.rerank_features import Matrix
from assistant.sparse import SyllableEncoder
from eval.train.article_search import ArticleSearch, article_text

BATCH = 256
RRF_K = 2
"""Qdrant's default."""
PREFETCHED = 100


def qdrant_rrf_ranking(search: ArticleSearch, texts: Sequence[str], vectors: Matrix) -> list[list[int]]:
    """Dense and sparse prefetched and fused by ranks, all inside Qdrant Edge."""
    import qdrant_edge as edge

    encoder = SyllableEncoder()
    sparse = encoder.passages([article_text(article) for article in search.articles])
    with tempfile.TemporaryDirectory() as folder:
        shard = edge_shard(Path(folder) / "shard", search.vectors, sparse)
        orders = []
        for text, vector in zip(texts, vectors, strict=True):
            asked = encoder.query(text)
            terms = edge.SparseVector(list(asked.indices), list(asked.values))
            both = [
                edge.Prefetch(PREFETCHED, query=edge.Query.Nearest(vector.tolist(), using="dense")),
                edge.Prefetch(PREFETCHED, query=edge.Query.Nearest(terms, using="sparse")),
            ]
            rrf: Any = edge.Fusion.Rrf(RRF_K)  # its stub is narrower than what it takes
            found = shard.query(edge.QueryRequest(limit=10, prefetches=both, query=rrf))
            orders.append([UUID(str(point.id)).int for point in found])
        shard.close()
    return orders


def edge_shard(
    folder: Path, vectors: Vectors, sparse: Sequence[Sparse], payloads: Sequence[dict[str, Any]] | None = None
) -> Any:
    """A Qdrant Edge shard; ids are UUIDs of the row numbers."""
    import qdrant_edge as edge

    folder.mkdir(parents=True)
    dense = {"dense": edge.EdgeVectorParams(size=vectors.shape[1], distance=edge.Distance.Cosine)}
    terms = {"sparse": edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)}
    shard = edge.EdgeShard.create(str(folder), edge.EdgeConfig(vectors=dense, sparse_vectors=terms))
    shard.update(edge.UpdateOperation.create_field_index("secrecy", edge.PayloadSchemaType.Keyword))
    for at in range(0, len(vectors), BATCH):
        points = [
            edge.Point(
                str(UUID(int=n)),
                {
                    "dense": vectors[n].tolist(),
                    "sparse": edge.SparseVector(list(sparse[n].indices), list(sparse[n].values)),
                },
                payloads[n] if payloads else {},
            )
            for n in range(at, min(at + BATCH, len(vectors)))
        ]
        shard.update(edge.UpdateOperation.upsert_points(points))
    shard.optimize()
    shard.flush()
    return shard


def llama_index_store(vectors: Vectors) -> Any:
    """LlamaIndex's in-memory vector store with a node a row."""
    from llama_index.core.schema import TextNode
    from llama_index.core.vector_stores import SimpleVectorStore

    store = SimpleVectorStore()
    store.add([TextNode(id_=str(n), text=".", embedding=vector.tolist()) for n, vector in enumerate(vectors)])
    return store


def llama_index_ranking(search: ArticleSearch, vectors: Matrix) -> list[list[int]]:
    """Its default retriever is a look-up in that store; with our vectors, prefixes and titles, which flatter it."""
    from llama_index.core.vector_stores import VectorStoreQuery

    store = llama_index_store(search.vectors)
    orders = []
    for vector in vectors:
        found = store.query(VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=10))
        orders.append([int(id_) for id_ in found.ids])
    return orders
