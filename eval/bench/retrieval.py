"""Finding articles of law: `python -m eval.bench.retrieval DATA [--terms] [--speed 20000 ...]` prints one table.

DATA holds `corpus.jsonl` (`{id, law, article, title, text}`) and `queries-dev.jsonl` (`{id, text, relevant}`). Every
row is made in this run from the same vectors: e5 alone, BM25 alone, Qdrant's own hybrid (RRF, in Qdrant Edge),
LlamaIndex's default retriever, linear fusion, what ships, and the ceiling: the same trees trained on these questions,
cross-validated in ten parts. Then the evidence: how many questions find nothing, and how many get a quote once the
right article, or its whole law, is taken out, or when they are about something else. `--speed N` measures a search
among N passages.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from assistant.build import open_embedder
from assistant.evidence import Evidence
from assistant.rerank import Reranker, TreeReranker
from assistant.rerank_features import Candidate, Comparison, Matrix, z_scores
from assistant.settings import load_settings
from assistant.sparse import SyllableEncoder
from eval.bench.retrieval_rivals import llama_index_ranking, qdrant_rrf_ranking
from eval.bench.retrieval_speed import measure_speed
from eval.bench.retrieval_terms import TERMS, score_terms
from eval.kept import KEPT
from eval.train.article_search import ArticleSearch, article_text, embedded
from eval.train.official_articles import Article
from eval.train.reranker import Asked, examples, fit_trees, judge

GOALS = {"what ships": (0.88, 0.985, 0.92), "ceiling, cross-validated": (0.90, 0.99, 0.93)}
FOLDS = 10
MISSES = (0.02, 0.05, 0.10, 0.20)
Ranking = Sequence[Sequence[int]]
"""Of each question the best articles."""


@dataclass(frozen=True, slots=True)
class Quality:
    first: float
    ten: float
    mrr: float


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("data", type=Path)
    options.add_argument("--cache", type=Path, default=KEPT, help="where vectors are kept")
    options.add_argument("--terms", action="store_true", help="also syllables, pairs and words of underthesea by BM25")
    options.add_argument("--speed", type=int, nargs="*", default=[], help="numbers of passages to search among")
    options.add_argument("--rivals", action="store_true", help="with --speed: also QdrantClient(path) and LlamaIndex")
    given = options.parse_args()
    search, questions, off_topic = load(given.data, given.cache)
    if given.terms:
        for name in TERMS:
            print_line(name, quality(tops(score_terms(name, search.articles, questions.texts)), questions))
    for name, ranking in rankings(search, questions, given.cache):
        print_line(name, quality(ranking(), questions))
    print_evidence(search, questions, off_topic)
    for count in given.speed:
        measure_speed(search, questions.texts, open_embedder(load_settings()), count, given.rivals)


def load(data: Path, cache: Path) -> tuple[ArticleSearch, Asked, Asked]:
    """The corpus, its questions, and questions that no law answers."""
    embedder = open_embedder(load_settings())
    rows = [json.loads(line) for line in (data / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    articles = [Article(r["law"], r["article"], r["title"], r["text"].removeprefix(r["title"]).strip()) for r in rows]
    vectors = embedded("passages", [article_text(a) for a in articles], embedder, cache)
    search = ArticleSearch(articles, vectors, SyllableEncoder())
    places = {row["id"]: number for number, row in enumerate(rows)}
    asked = [json.loads(line) for line in (data / "queries-dev.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in asked]
    right = [frozenset(places[id_] for id_ in row["relevant"]) for row in asked]
    dense, sparse = search.dense(embedded("queries", texts, embedder, cache)), search.sparse(texts)
    file = Path(__file__).parent.parent / "train" / "off_topic.yaml"
    other: list[str] = yaml.safe_load(file.read_text(encoding="utf-8"))["kept_back"]
    vectors = embedded("queries", other, embedder, cache)
    nothing = [frozenset[int]()] * len(other)
    return (
        search,
        Asked(texts, dense, sparse, right),
        Asked(other, search.dense(vectors), search.sparse(other), nothing),
    )


def rankings(search: ArticleSearch, questions: Asked, cache: Path) -> Iterator[tuple[str, Callable[[], Ranking]]]:
    vectors = questions_vectors(questions, cache)
    yield "e5 dense alone", lambda: tops(questions.dense)
    yield "BM25 alone", lambda: tops(questions.sparse)
    yield (
        "Qdrant's RRF hybrid",
        lambda: qdrant_rrf_ranking(search, questions.texts, vectors),
    )
    yield "LlamaIndex's default", lambda: llama_index_ranking(search, vectors)
    yield "linear fusion", lambda: [_order(ids, fused) for ids, _, fused in _candidates(search, questions)]
    yield "what ships", lambda: reranked(search, questions, TreeReranker())
    yield "ceiling, cross-validated", lambda: cross_validated(search, questions)


def questions_vectors(questions: Asked, cache: Path) -> Matrix:
    return np.asarray(embedded("queries", questions.texts, open_embedder(load_settings()), cache))


def reranked(search: ArticleSearch, questions: Asked, reranker: Reranker) -> Ranking:
    found = zip(questions.texts, _candidates(search, questions), strict=True)
    return [_order(ids, reranker.scores(Comparison(text, some, fused))) for text, (ids, some, fused) in found]


def cross_validated(search: ArticleSearch, questions: Asked) -> Ranking:
    """The same trees trained on nine parts of the questions and asked the tenth, mixed as they are shipped."""
    pairs = list(examples(search, questions))
    part = np.random.default_rng(0).permutation(len(pairs)) % FOLDS
    orders: list[Sequence[int]] = [()] * len(pairs)
    found = list(_candidates(search, questions))
    for fold in range(FOLDS):
        booster = fit_trees([pair for pair, p in zip(pairs, part, strict=True) if p != fold])
        for n in np.flatnonzero(part == fold).tolist():
            judged = np.asarray(booster.predict(pairs[n][0], num_threads=1), np.float64)
            ids, _, fused = found[n]
            orders[n] = _order(ids, 0.5 * z_scores(judged.tolist()) + 0.5 * z_scores(fused.tolist()))
    return orders


def quality(ranking: Ranking, questions: Asked) -> Quality:
    """Recall at 1 and 10 as shares of the questions whose first right article is there, and MRR@10."""
    ranks = np.array(
        [
            next((rank for rank, n in enumerate(order[:10], 1) if n in right), 0)
            for order, right in zip(ranking, questions.right, strict=True)
        ]
    )
    found, reciprocal = ranks > 0, np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0)
    return Quality(float((ranks == 1).mean()), float(found.mean()), float(reciprocal.mean()))


def print_line(name: str, got: Quality) -> None:
    goal = GOALS.get(name)
    met = (
        ""
        if goal is None
        else " ".join("met" if g >= w else "MISSED" for g, w in zip(_figures(got), goal, strict=True))
    )
    print(f"{name:<28}recall@1 {got.first:.4f}  recall@10 {got.ten:.4f}  MRR@10 {got.mrr:.4f}  {met}", flush=True)


def print_evidence(search: ArticleSearch, questions: Asked, off_topic: Asked) -> None:
    """At the shipped threshold, and where 2, 5, 10 and 20 % of the answerable questions would find nothing."""
    evidence, reranker = Evidence(), TreeReranker()
    every = np.arange(len(search.articles))
    kinds: Mapping[str, tuple[Asked, Callable[[frozenset[int]], frozenset[int]]]] = {
        "answerable": (questions, lambda right: frozenset()),
        "article out": (questions, lambda right: right),
        "law out": (questions, search.same_law),
        "off topic": (off_topic, lambda right: frozenset()),
    }
    sure: dict[str, Matrix] = {}
    for kind, (asked, removed) in kinds.items():
        figures = [
            judge(search, reranker, text, dense, sparse, right, np.setdiff1d(every, list(removed(right))))[0]
            for text, dense, sparse, right in asked
        ]
        sure[kind] = np.array([evidence.probability(row) for row in figures])
    at = {"shipped": evidence.threshold} | {f"{m:.0%}": float(np.quantile(sure["answerable"], m)) for m in MISSES}
    for name, threshold in at.items():
        missed = float((sure["answerable"] < threshold).mean())
        quoted = "  ".join(f"{kind} {float((sure[kind] >= threshold).mean()):.1%}" for kind in list(kinds)[1:])
        print(f"evidence {name:<9}threshold {threshold:.3f}  finds nothing {missed:.1%}  quoted: {quoted}", flush=True)


def tops(scores: Matrix) -> Ranking:
    return [np.argsort(-row, kind="stable")[:10].tolist() for row in scores]


def _candidates(search: ArticleSearch, questions: Asked) -> Iterator[tuple[list[int], list[Candidate], Matrix]]:
    for _, dense, sparse, _ in questions:
        ids, some, fused = search.candidates(dense, sparse)
        yield ids.tolist(), some, fused


def _order(ids: Sequence[int], scores: Matrix) -> list[int]:
    return [int(ids[n]) for n in np.argsort(-scores, kind="stable")[:10]]


def _figures(got: Quality) -> tuple[float, float, float]:
    return got.first, got.ten, got.mrr


if __name__ == "__main__":
    main()
