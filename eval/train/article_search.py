"""The two searches over a few thousand articles in memory, exact, as the index makes them; for training and figures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags

from assistant.document_seams import Sparse, SparseEncoder
from assistant.protocols import Embedder, Vectors
from assistant.rerank import CANDIDATES, LIST
from assistant.rerank_features import Candidate, Matrix, fuse
from eval.train.official_articles import Article

BATCH, BLOCK = 64, 512
"""Texts that are embedded together, and that are kept together."""


class ArticleSearch:
    def __init__(self, articles: Sequence[Article], vectors: Vectors, encoder: SparseEncoder) -> None:
        self.articles = articles
        self.vectors = vectors
        self._encoder = encoder
        self._columns: dict[int, int] = {}
        terms = self._matrix(encoder.passages([article_text(a) for a in articles]), grow=True)
        having = np.asarray((terms > 0).sum(0)).ravel()
        rarity = np.log((len(articles) - having + 0.5) / (having + 0.5) + 1)
        self._terms = terms @ diags(rarity)

    def sparse(self, questions: Sequence[str]) -> Matrix:
        """BM25 of every article, shape (len(questions), len(articles))."""
        asked = self._matrix([self._encoder.query(q) for q in questions], grow=False)
        return np.asarray((asked @ self._terms.T).todense())

    def dense(self, questions: Vectors) -> Matrix:
        return np.asarray(questions @ self.vectors.T, np.float64)

    def candidates(
        self, dense: Matrix, sparse: Matrix, among: npt.NDArray[np.int64] | None = None
    ) -> tuple[npt.NDArray[np.int64], list[Candidate], Matrix]:
        """Of one question, from its rows and `among` some articles: articles, candidates and fused scores, the best
        `CANDIDATES` first."""
        every = np.arange(len(self.articles)) if among is None else among
        by_dense = every[np.argsort(-dense[every])][:LIST]
        by_sparse = [n for n in every[np.argsort(-sparse[every])][:LIST].tolist() if sparse[n] > 0]
        in_dense, in_sparse = set(by_dense.tolist()), set(by_sparse)
        ids = np.array(sorted(in_dense | in_sparse))
        found = [
            self.candidate(n, float(dense[n]) if n in in_dense else None, float(sparse[n]) if n in in_sparse else None)
            for n in ids.tolist()
        ]
        fused = fuse(found)
        order = np.argsort(-fused, kind="stable")[:CANDIDATES]
        return ids[order], [found[n] for n in order], fused[order]

    def candidate(self, number: int, dense: float | None, sparse: float | None) -> Candidate:
        a = self.articles[number]
        return Candidate(a.law, f"Điều {a.number}. {a.title}", a.text, a.law, dense, sparse)

    def same_law(self, articles: frozenset[int]) -> frozenset[int]:
        """Every article of the laws that these are of."""
        laws = {self.articles[n].law for n in articles}
        return frozenset(n for n, article in enumerate(self.articles) if article.law in laws)

    def _matrix(self, vectors: Sequence[Sparse], grow: bool) -> Any:
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        for row, vector in enumerate(vectors):
            for term, value in zip(vector.indices, vector.values, strict=True):
                column = self._columns.setdefault(term, len(self._columns)) if grow else self._columns.get(term)
                if column is not None:
                    rows.append(row)
                    columns.append(column)
                    values.append(value)
        return csr_matrix((values, (rows, columns)), shape=(len(vectors), len(self._columns)))


def article_text(article: Article) -> str:
    """As a passage is indexed: the path of titles, then the text."""
    return f"{article.law}. Điều {article.number}. {article.title}\n{article.text}"


def blocks(texts: int) -> int:
    """How many blocks `embedded` makes of so many texts."""
    return -(-texts // BLOCK)


def embedded(
    kind: str, texts: Sequence[str], embedder: Embedder, cache: Path, progress: Callable[[], None] = lambda: None
) -> Vectors:
    """Vectors of `queries` or `passages`. The cache folder, which is of one encoder, keeps each block under what it was
    made of, so that work broken off goes on; `progress` is called once a block."""
    embed = embedder.queries if kind == "queries" else embedder.passages
    order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
    found: list[Vectors] = []
    for at in range(0, len(order), BLOCK):
        found.append(_block(kind, [texts[n] for n in order[at : at + BLOCK]], embed, cache))
        progress()
    vectors = np.zeros((len(texts), found[0].shape[1]), np.float32)
    vectors[order] = np.concatenate(found)
    return vectors


def _block(kind: str, texts: Sequence[str], embed: Callable[[Sequence[str]], Vectors], cache: Path) -> Vectors:
    key = hashlib.sha256("\0".join([kind, *texts]).encode()).hexdigest()[:20]
    file = cache / f"{kind}-{key}.npy"
    if file.is_file():
        return np.asarray(np.load(file), np.float32)
    vectors = np.concatenate([embed(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)])
    cache.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".part.npy")
    np.save(partial, vectors)
    partial.rename(file)
    return np.asarray(vectors, np.float32)
