"""What the reranker looks at: figures of a question and each candidate, comparable between corpora.

Scores count by their distance from the other candidates', words by how few of the candidates have them, so a model
trained on some texts holds for others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assistant.sparse import folded, syllables
from assistant.vietnamese import has_accents, place_tones

Matrix = npt.NDArray[np.float64]
DENSE_PART = 0.35
"""Of the linear fusion of z-scores; between .3 and .5 it hardly matters."""
NAMES = (
    *("dense_z", "sparse_z", "fused", "dense_gap", "sparse_share", "dense_rank", "sparse_rank", "fused_rank"),
    *("words", "pairs", "triples", "fours", "title_words", "title_pairs", "title_said", "title_pairs_said", "law_said"),
    *("longest_run", "best_line_words", "best_line_pairs", "length", "same_law", "numbers", "place"),
)
"""Columns of `features`."""
_WORD = re.compile(r"\w+")
_ARTICLE = re.compile(r"(?:điều|dieu)\s+(\d+[a-zđ]?)\b")
TOP = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that one of the two searches found."""

    law: str
    """What the document is called."""
    title: str
    """Of its article or annex, with "Điều 5."."""
    text: str
    document: str
    dense: float | None
    """None: not among the best of that search."""
    sparse: float | None


def z_scores(scores: Sequence[float | None]) -> Matrix:
    """Distance from the mean in standard deviations; what a search did not find counts as its last."""
    known = np.array([s for s in scores if s is not None], np.float64)
    if not len(known):
        return np.zeros(len(scores))
    spread = float(known.std()) or 1.0
    filled = np.array([known.min() if s is None else s for s in scores], np.float64)
    return (filled - known.mean()) / spread


def fuse(candidates: Sequence[Candidate]) -> Matrix:
    """Linear fusion of the two searches, shape (n,)."""
    dense, sparse = z_scores([c.dense for c in candidates]), z_scores([c.sparse for c in candidates])
    return np.asarray(DENSE_PART * dense + (1 - DENSE_PART) * sparse)


def features(question: str, candidates: Sequence[Candidate], fused: Matrix) -> Matrix:
    """Shape (len(candidates), len(NAMES)); `candidates` are the best by `fused`, whose values they keep."""
    said = _Said(question, candidates)
    columns = [*_score_columns(candidates, fused), *zip(*(said.of(n) for n in range(len(candidates))), strict=True)]
    return np.array(columns, np.float64).T


def _score_columns(candidates: Sequence[Candidate], fused: Matrix) -> list[Matrix]:
    dense, sparse = z_scores([c.dense for c in candidates]), z_scores([c.sparse for c in candidates])
    best = max((c.dense for c in candidates if c.dense is not None), default=0.0)
    most = max((c.sparse for c in candidates if c.sparse is not None), default=0.0) or 1.0
    least = min((c.dense for c in candidates if c.dense is not None), default=0.0)
    gap = np.array([best - (c.dense if c.dense is not None else least) for c in candidates])
    share = np.array([(c.sparse or 0.0) / most for c in candidates])
    return [dense, sparse, fused, gap, share, _ranks(dense), _ranks(sparse), _ranks(fused)]


def _ranks(scores: Matrix) -> Matrix:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.log1p(np.arange(len(scores)))
    return ranks


class _Said:
    """The words of a question beside those of each candidate."""

    def __init__(self, question: str, candidates: Sequence[Candidate]) -> None:
        self._accents = has_accents(question)
        self._words = [w if self._accents else folded(w) for w in syllables(question)]
        self._candidates = candidates
        self._lines = [[self._read(line) for line in c.text.split("\n") if line.strip()] for c in candidates]
        self._titles, self._laws = [self._read(c.title) for c in candidates], [self._read(c.law) for c in candidates]
        self._grams = [[_grams([*lines, title], n) for n in (1, 2, 3, 4)] for lines, title in self._with_titles()]
        self._asked = [list(dict.fromkeys(_gram_list(self._words, n))) for n in (1, 2, 3, 4)]
        self._weights = [self._rarity(n) for n in range(4)]
        self._numbers = {w for w in self._words if w.isdecimal()}
        self._articles = set(_ARTICLE.findall(question.lower()))
        self._laws_on_top = Counter(c.document for c in candidates[:TOP])

    def of(self, n: int) -> list[float]:
        grams, title, law = self._grams[n], self._titles[n], self._laws[n]
        title_words, title_pairs = _grams([title], 1), _grams([title], 2)
        said_words, said_pairs = set(self._asked[0]), set(self._asked[1])
        lines = [(_grams([line], 1), _grams([line], 2)) for line in self._lines[n]]
        length = sum(map(len, self._lines[n]))
        candidate = self._candidates[n]
        return [
            *(self._coverage(k, grams[k]) for k in range(4)),
            self._coverage(0, title_words),
            self._coverage(1, title_pairs),
            _share(title_words, said_words),
            _share(title_pairs, said_pairs),
            _share(_grams([law], 2), said_pairs),
            self._longest_run(grams),
            max((self._coverage(0, words) for words, _ in lines), default=0.0),
            max((self._coverage(1, pairs) for _, pairs in lines), default=0.0),
            math.log1p(length),
            self._laws_on_top[candidate.document] / min(TOP, len(self._candidates)),
            _share(self._numbers, grams[0]) if self._numbers else 0.5,
            float(bool(self._articles & set(_ARTICLE.findall(candidate.title.lower())))),
        ]

    def _with_titles(self) -> zip[tuple[list[tuple[str, ...]], tuple[str, ...]]]:
        return zip(self._lines, self._titles, strict=True)

    def _read(self, text: str) -> tuple[str, ...]:
        return _stored(text) if self._accents else _stored_folded(text)

    def _rarity(self, n: int) -> dict[tuple[str, ...], float]:
        """Of what was asked and occurs: the fewer candidates have it, the more it weighs."""
        many = len(self._candidates)
        having = Counter(gram for grams in self._grams for gram in grams[n])
        return {gram: math.log1p(many / (having[gram] + 0.5)) for gram in self._asked[n] if having[gram]}

    def _coverage(self, n: int, grams: set[tuple[str, ...]]) -> float:
        weights = self._weights[n]
        whole = sum(weights.values())
        return sum(weight for gram, weight in weights.items() if gram in grams) / whole if whole else 0.0

    def _longest_run(self, grams: Sequence[set[tuple[str, ...]]]) -> float:
        """Syllables of the question that stand together in the text, followed pair by pair."""
        longest = run = 0
        for pair in _gram_list(self._words, 2):
            run = run + 1 if pair in grams[1] else 0
            longest = max(longest, run)
        return longest / max(1, len(self._words) - 1)


@lru_cache(maxsize=1 << 14)
def _stored(text: str) -> tuple[str, ...]:
    """Syllables of a text of the index, which is NFC."""
    return tuple(_WORD.findall(place_tones(text).lower()))


@lru_cache(maxsize=1 << 14)
def _stored_folded(text: str) -> tuple[str, ...]:
    return tuple(map(folded, _stored(text)))


def _gram_list(words: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return list(zip(*(words[k:] for k in range(n)), strict=False))


def _grams(lines: Sequence[Sequence[str]], n: int) -> set[tuple[str, ...]]:
    return {gram for line in lines for gram in zip(*(line[k:] for k in range(n)), strict=False)}


def _share(of: set[tuple[str, ...]] | set[str], among: set[tuple[str, ...]] | set[str]) -> float:
    return len(of & among) / len(of) if of else 0.0
