"""How long one search takes among N passages: embedding, filter, two searches, fusion, reranking, evidence.

The passages are lines of the corpus, repeated to N with noise in their vectors. As ratios to the same question put to
`QdrantClient(path=...)` and to LlamaIndex's in-memory store, which only search (one dense search with a filter, one
without), over at most `RIVALS` passages, and scaled up: both read every vector.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from assistant.document_seams import Sparse
from assistant.evidence import Evidence
from assistant.protocols import Embedder, Vectors
from assistant.rerank import CANDIDATES, LIST, TreeReranker
from assistant.rerank_features import Candidate, Comparison, fuse
from assistant.sparse import SyllableEncoder
from eval.bench.figures import percentile
from eval.bench.retrieval_rivals import edge_shard, llama_index_store
from eval.train.article_search import ArticleSearch
from eval.train.official_articles import Article

RIVALS = 20_000
QUESTIONS = 100
NOISE = 0.02
SECRECY = ("cong_khai", "cong_khai", "cong_khai", "noi_bo")


def measure_speed(
    search: ArticleSearch, questions: Sequence[str], embedder: Embedder, count: int, rivals: bool
) -> None:
    """Prints the p50 of each step and of the whole."""
    passages, vectors, sparse = _grown(search, count)
    payloads = [{"secrecy": SECRECY[n % len(SECRECY)], "line": n % len(passages)} for n in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        shard = edge_shard(Path(folder) / "shard", vectors, sparse, payloads)
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6
        print(f"{count:,} passages: {time.perf_counter() - began:.0f} s to load, {size:,.0f} MB", flush=True)
        whole = _measure(shard, passages, questions[:QUESTIONS], embedder)
        shard.close()
        if rivals:
            _measure_rivals(Path(folder), vectors[:RIVALS], payloads, count, whole)


def _measure(shard: Any, passages: Sequence[Article], questions: Sequence[str], embedder: Embedder) -> float:
    """Seconds, p50 of the whole."""
    import qdrant_edge as edge

    encoder, reranker, evidence = SyllableEncoder(), TreeReranker(), Evidence()
    allowed = edge.Filter(must=[edge.FieldCondition("secrecy", match=edge.MatchAny(["cong_khai"]))])

    def ranked(vector: Any, using: str) -> dict[int, tuple[int, float]]:
        nearest = edge.Query.Nearest(vector, using=using)
        found = shard.query(edge.QueryRequest(limit=LIST, query=nearest, filter=allowed, with_payload=True))
        return {UUID(str(p.id)).int: (int((p.payload or {})["line"]), p.score) for p in found}

    steps: dict[str, list[float]] = {"embed": [], "search": [], "rerank": [], "whole": []}
    for question in questions:
        at = [time.perf_counter()]
        vector = embedder.queries([question])[0].tolist()
        at.append(time.perf_counter())
        asked = encoder.query(question)
        near = ranked(vector, "dense")
        like = ranked(edge.SparseVector(list(asked.indices), list(asked.values)), "sparse")
        at.append(time.perf_counter())
        lines = {id_: line for found in (near, like) for id_, (line, _) in found.items()}
        some = [_candidate(passages[line], near.get(id_), like.get(id_)) for id_, line in lines.items()]
        fused = fuse(some)
        order = np.argsort(-fused, kind="stable")[:CANDIDATES]
        seen = Comparison(question, [some[n] for n in order], fused[order])
        evidence.confidences(seen, reranker.scores(seen))
        at.append(time.perf_counter())
        for name, took in zip(steps, (*np.diff(at).tolist(), at[-1] - at[0]), strict=True):
            steps[name].append(took)
    middle = {name: percentile(times[5:], 0.5) for name, times in steps.items()}
    print("  p50 ms: " + "  ".join(f"{name} {1000 * took:.1f}" for name, took in middle.items()), flush=True)
    return middle["whole"]


def _candidate(passage: Article, near: tuple[int, float] | None, like: tuple[int, float] | None) -> Candidate:
    title = f"Điều {passage.number}. {passage.title}"
    dense, sparse = (near[1] if near else None), (like[1] if like else None)
    return Candidate(passage.law, title, passage.text, passage.law, dense, sparse)


def _grown(search: ArticleSearch, count: int) -> tuple[list[Article], Vectors, list[Sparse]]:
    """Lines of the articles as passages, and `count` vectors of both kinds, repeated in turn."""
    encoder, dice = SyllableEncoder(), np.random.default_rng(0)
    passages: list[Article] = []
    of: list[int] = []
    for number, a in enumerate(search.articles):
        for line in a.text.split("\n"):
            if len(line.split()) >= 12:
                passages.append(Article(a.law, a.number, a.title, line))
                of.append(number)
    texts = [f"{p.law}. Điều {p.number}. {p.title}\n{p.text}" for p in passages[:count]]
    sparse = encoder.passages(texts)
    vectors = search.vectors[np.array(of)[np.arange(count) % len(passages)]]
    vectors = vectors + dice.normal(0, NOISE, vectors.shape).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return passages, vectors, [sparse[n % len(sparse)] for n in range(count)]


def _measure_rivals(
    folder: Path, vectors: Vectors, payloads: Sequence[dict[str, Any]], count: int, whole: float
) -> None:
    from llama_index.core.vector_stores import VectorStoreQuery
    from qdrant_client import QdrantClient, models

    scale = count / len(vectors)
    client = QdrantClient(path=str(folder / "local"))
    size = models.VectorParams(size=vectors.shape[1], distance=models.Distance.COSINE)
    client.create_collection("passages", vectors_config=size)
    client.upload_collection("passages", vectors=vectors, payload=payloads[: len(vectors)], ids=range(len(vectors)))
    public = models.Filter(must=[models.FieldCondition(key="secrecy", match=models.MatchValue(value="cong_khai"))])
    store = llama_index_store(vectors)

    def local(vector: list[float]) -> None:
        client.query_points("passages", query=vector, limit=LIST, query_filter=public)

    def llama(vector: list[float]) -> None:
        store.query(VectorStoreQuery(query_embedding=vector, similarity_top_k=LIST))

    for name, ask in (("QdrantClient(path)", local), ("LlamaIndex in memory", llama)):
        took = scale * _middle(ask, vectors)
        print(f"  {name}: {1000 * took:.0f} ms a dense search alone, {took / whole:.1f} of our whole", flush=True)
    client.close()


def _middle(ask: Callable[[list[float]], None], vectors: Vectors) -> float:
    times = []
    for vector in vectors[:10]:
        began = time.perf_counter()
        ask(vector.tolist())
        times.append(time.perf_counter() - began)
    return percentile(times, 0.5)
