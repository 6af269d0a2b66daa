"""Trains the trees: `python -m eval.train.reranker DOCUMENTS... [--cache FOLDER]`; also the evidence of made questions.

DOCUMENTS are folders of official texts (DOCX, TXT), which are public; questions are made from them. No benchmark is
read. Two sets of made questions, near to the texts and farther from them, train LambdaMART on the best forty of the
fusion; their best passages, with the right article there, taken out, its whole law taken out, and beside questions of
other matters, train the logistic model of the evidence. Both files hold numbers alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import yaml

from assistant.build import open_embedder
from assistant.protocols import Vectors
from assistant.rerank import TREES, Reranker, TreeReranker
from assistant.rerank_features import EVIDENCE, NAMES, Comparison, Matrix
from assistant.settings import load_settings
from assistant.sparse import SyllableEncoder
from eval.kept import KEPT
from eval.train.article_search import ArticleSearch, article_text, embedded
from eval.train.made_questions import Hardness, made_questions
from eval.train.official_articles import articles_of

if TYPE_CHECKING:
    from lightgbm import Booster

SETS = (
    (1, Hardness(drop=0.06, exchange=0.5, longest=30, accents=0.06, law=0.08)),
    (2, Hardness(drop=0.0, exchange=0.7, longest=40, accents=0.06, law=0.05)),
)
"""Seeds and hardness of the sets of made questions."""
MADE = Path(__file__).parent / "evidence_made.json"
"""The evidence of made questions alone, which `eval/train/evidence.py` mixes with that of our own."""
EACH = 4
ROUNDS = 120
TREE_SETTINGS: dict[str, object] = {
    **{"objective": "lambdarank", "learning_rate": 0.05, "num_leaves": 7, "min_data_in_leaf": 60, "seed": 7},
    **{"feature_fraction": 0.6, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "verbosity": -1},
    **{"lambdarank_truncation_level": 10, "num_threads": 1, "deterministic": True},
}
SIZES = (5, 12, 40, 150, 10_000, 10_000)
"""Of the libraries, articles: of one document, of an office, and whole."""
JUDGED = 1_200
"""Questions of each set that calibrate the evidence."""
MISSED = 0.05
"""Share of the answerable made questions that the threshold refuses."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions with their vectors, their rows of scores, and the articles that answer each."""

    texts: Sequence[str]
    dense: Matrix
    sparse: Matrix
    right: Sequence[frozenset[int]]

    def __iter__(self) -> Iterator[tuple[str, Matrix, Matrix, frozenset[int]]]:
        return iter(zip(self.texts, self.dense, self.sparse, self.right, strict=True))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("documents", type=Path, nargs="+", help="folders of official texts")
    options.add_argument("--cache", type=Path, default=KEPT, help="where vectors are kept")
    given = options.parse_args()
    embedder = open_embedder(load_settings())
    articles = articles_of(given.documents)
    vectors = embedded("passages", [article_text(a) for a in articles], embedder, given.cache)
    search = ArticleSearch(articles, vectors, SyllableEncoder())
    sets = []
    for seed, hard in SETS:
        made = made_questions(articles, EACH, seed, hard)
        texts = [question.text for question in made]
        sets.append(asked(search, texts, embedded("queries", texts, embedder, given.cache), [q.article for q in made]))
        _say(f"set {seed}: {len(texts)} questions, recall@1 dense {_first(sets[-1].dense, sets[-1].right):.3f}")
        _say(f"         sparse {_first(sets[-1].sparse, sets[-1].right):.3f}")
    train_trees(search, sets, TREES)
    off = yaml.safe_load((Path(__file__).parent / "off_topic.yaml").read_text(encoding="utf-8"))["training"]
    other = asked(search, off, embedded("queries", off, embedder, given.cache), None)
    train_evidence(search, sets, other, MADE)


def asked(search: ArticleSearch, texts: Sequence[str], vectors: Vectors, right: Sequence[int] | None) -> Asked:
    sets = [frozenset([n]) for n in right] if right is not None else [frozenset[int]()] * len(texts)
    return Asked(texts, search.dense(vectors), search.sparse(texts), sets)


def examples(search: ArticleSearch, questions: Asked) -> Iterator[tuple[Matrix, Matrix]]:
    """Features of the best forty of each question, and which of them are right."""
    for text, dense, sparse, right in questions:
        ids, candidates, fused = search.candidates(dense, sparse)
        yield Comparison(text, candidates, fused).features, np.isin(ids, list(right)).astype(np.float64)


def fit_trees(pairs: Sequence[tuple[Matrix, Matrix]], rounds: int = ROUNDS) -> Booster:
    """A LightGBM booster."""
    import lightgbm

    table = np.concatenate([features for features, _ in pairs])
    labels = np.concatenate([right for _, right in pairs])
    data = lightgbm.Dataset(table, labels, group=[len(right) for _, right in pairs], feature_name=list(NAMES))
    return lightgbm.train(TREE_SETTINGS, data, rounds)


def train_trees(search: ArticleSearch, sets: Sequence[Asked], file: Path) -> None:
    booster = fit_trees([pair for questions in sets for pair in examples(search, questions)])
    text = booster.model_to_string()
    file.write_text(text[: text.index("\nparameters:")] + "\n", encoding="utf-8")
    _say(f"{file.name}: {file.stat().st_size:,} bytes")


def train_evidence(search: ArticleSearch, sets: Sequence[Asked], other: Asked, file: Path) -> None:
    """Writes weights, and the threshold that misses `MISSED` of the answerable made questions."""
    from sklearn.linear_model import LogisticRegression

    reranker, dice = TreeReranker(), np.random.default_rng(3)
    rows: list[tuple[Matrix, bool, bool]] = []
    whole: list[bool] = []
    """Whether the library was whole: the hardest, which sets the threshold."""
    for questions in sets:
        for number, (text, dense, sparse, right) in enumerate(questions):
            if number % max(1, len(questions.texts) // JUDGED):
                continue
            for removed in (frozenset[int](), right, search.same_law(right)):
                size = int(dice.choice(SIZES))
                among = library(search, right, removed, size, dice)
                whole.append(size >= len(search.articles))
                rows.append((*judge(search, reranker, text, dense, sparse, right, among), not removed))
    for text, dense, sparse, right in other:
        for size in SIZES:
            among = library(search, right, frozenset(), size, dice)
            whole.append(size >= len(search.articles))
            rows.append((*judge(search, reranker, text, dense, sparse, right, among), False))
    table = np.array([figures for figures, _, _ in rows])
    hits, answerable = np.array([hit for _, hit, _ in rows]), np.array([can for _, _, can in rows])
    means, spreads = table.mean(0), table.std(0) + 1e-9
    fitted = LogisticRegression(C=0.1, max_iter=2000).fit((table - means) / spreads, hits)
    sure = fitted.predict_proba((table - means) / spreads)[:, 1]
    threshold = float(np.quantile(sure[answerable & np.array(whole)], MISSED))
    numbers: dict[str, object] = {
        "names": EVIDENCE,
        "means": _short(means),
        "spreads": _short(spreads),
        "weights": _short(fitted.coef_[0]),
    }
    numbers |= {"bias": round(float(fitted.intercept_[0]), 5), "threshold": round(threshold, 4)}
    file.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    _say(f"{file.name}: threshold {threshold:.3f} quotes {float((sure[~answerable] >= threshold).mean()):.1%}")


def library(
    search: ArticleSearch, right: frozenset[int], removed: frozenset[int], size: int, dice: np.random.Generator
) -> npt.NDArray[np.int64]:
    """About `size` articles, the right ones with them, without the removed ones."""
    kept = dice.permutation(len(search.articles))[:size]
    return np.array(sorted((set(kept.tolist()) | right) - removed), np.int64)


def judge(
    search: ArticleSearch,
    reranker: Reranker,
    text: str,
    dense: Matrix,
    sparse: Matrix,
    right: frozenset[int],
    among: npt.NDArray[np.int64],
) -> tuple[Matrix, bool]:
    """Evidence figures of the best passage among some articles, and whether it is right."""
    ids, candidates, fused = search.candidates(dense, sparse, among)
    seen = Comparison(text, candidates, fused)
    scores = reranker.scores(seen)
    return seen.evidence(scores), int(ids[int(np.argmax(scores))]) in right


def _first(scores: Matrix, right: Sequence[frozenset[int]]) -> float:
    return float(np.mean([int(row.argmax()) in articles for row, articles in zip(scores, right, strict=True)]))


def _short(numbers: Matrix) -> list[float]:
    return [round(float(number), 5) for number in numbers]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
