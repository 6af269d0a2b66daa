"""What the reranker looks at: figures of a question and each candidate, comparable between corpora.

Scores count by their distance from the other candidates', words by how few of the candidates have them, so a model
trained on some texts holds for others. Runs of syllables are looked up as substrings of " a b c ", which takes a
tenth of the time of making sets.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

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
    *("longest_run", "line_words", "line_pairs", "length", "same_law", "numbers", "place"),
)
"""Columns of `Comparison.features`."""
EVIDENCE = (
    *("whole_words", "whole_pairs", "whole_triples", "whole_line_words", "whole_line_pairs", "lead", "sparse_lead"),
    *("asked", "many", "dense_z", "sparse_z", "dense_rank", "fours", "title_words", "title_said", "title_pairs_said"),
    *("longest_run", "same_law", "law_said"),
)
"""Of `Comparison.evidence`; none is in the scale of one embedding model or one size of library."""
LENGTHS = (1, 2, 3, 4)
TOP = 10
_WORD = re.compile(r"\w+")
_ARTICLE = re.compile(r"(?:điều|dieu)\s+(\d+[a-zđ]?)\b")


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


class Comparison:
    """A question beside its candidates, the best by fusion; what a reranker and the evidence look at."""

    def __init__(self, question: str, candidates: Sequence[Candidate], fused: Matrix) -> None:
        self.question = question
        self.candidates = candidates
        self.fused = fused
        accents = has_accents(question)
        read = _read if accents else _read_folded
        words = [w if accents else folded(w) for w in syllables(question)]
        self._words = words
        self._titles, self._laws = [read(c.title) for c in candidates], [read(c.law) for c in candidates]
        self._texts = [read(c.text) for c in candidates]
        whole = [f"{title}\n{text}" for title, text in zip(self._titles, self._texts, strict=True)]
        self._asked = [_runs(words, n) for n in LENGTHS]
        self._present = [_presence(asked, whole) for asked in self._asked]
        self._rarity = [np.log1p(len(candidates) / (has.sum(1) + 0.5)) for has in self._present]
        """Of each run that was asked: the fewer candidates have it, the more it weighs."""

    @cached_property
    def features(self) -> Matrix:
        """Shape (len(candidates), len(NAMES))."""
        dense, sparse = _both(self.candidates)
        covered = [_share_of(rare * has.any(1), has) for rare, has in zip(self._rarity, self._present, strict=True)]
        laws = Counter(c.document for c in self.candidates[:TOP])
        same_law = np.array([laws[c.document] for c in self.candidates]) / max(1, min(TOP, len(self.candidates)))
        columns = [dense, sparse, self.fused, *self._spreads(), _ranks(dense), _ranks(sparse), _ranks(self.fused)]
        columns += [*covered, *self._of_titles(), self._longest_runs(), *self._best_lines(found=True)]
        columns += [np.log1p([text.count(" ") for text in self._texts]), same_law, self._numbers(), self._places()]
        return np.column_stack(columns)

    def evidence(self, scores: Matrix) -> Matrix:
        """Figures of the best candidate by `scores`, shape (len(EVIDENCE),). What no candidate has counts here."""
        best = int(np.argmax(scores))
        judged = np.sort(z_scores(scores.tolist()))[::-1]
        lead = judged[0] - judged[1] if len(judged) > 1 else 0.0
        own = dict(zip(NAMES, self.features[best].tolist(), strict=True))
        known = {
            "whole_words": _share_of(self._rarity[0], self._present[0])[best],
            "whole_pairs": _share_of(self._rarity[1], self._present[1])[best],
            "whole_triples": _share_of(self._rarity[2], self._present[2])[best],
            "whole_line_words": self._best_line(best, 0, found=False),
            "whole_line_pairs": self._best_line(best, 1, found=False),
            "lead": lead,
            "sparse_lead": self._sparse_lead(best),
            "asked": math.log1p(len(self._words)),
            "many": math.log1p(len(self.candidates)),
        }
        return np.array([known.get(name, own.get(name, 0.0)) for name in EVIDENCE], np.float64)

    def _sparse_lead(self, best: int) -> float:
        """How far above the next one by BM25, as a share; below 0 where another is above."""
        others = [c.sparse or 0.0 for n, c in enumerate(self.candidates) if n != best]
        own = self.candidates[best].sparse or 0.0
        return (own - max(others, default=0.0)) / (max([own, *others]) or 1.0)

    def _spreads(self) -> list[Matrix]:
        """How far below the best by dense, and which share of the best by sparse."""
        dense = [c.dense for c in self.candidates if c.dense is not None] or [0.0]
        most = max((c.sparse for c in self.candidates if c.sparse is not None), default=0.0) or 1.0
        gap = np.array([max(dense) - (min(dense) if c.dense is None else c.dense) for c in self.candidates])
        return [gap, np.array([(c.sparse or 0.0) / most for c in self.candidates])]

    def _of_titles(self) -> list[Matrix]:
        """What of the question the title has, and what of the title and of the law's name was said."""
        asked = f" {' '.join(self._words)} "
        columns = [_share_of(self._rarity[n], _presence(self._asked[n], self._titles)) for n in (0, 1)]
        columns += [np.array([_said(title, n, asked) for title in self._titles]) for n in (1, 2)]
        return [*columns, np.array([_said(law, 2, asked) for law in self._laws])]

    def _longest_runs(self) -> Matrix:
        """Syllables of the question that stand together in the text, followed pair by pair."""
        longest = run = np.zeros(len(self.candidates))
        row = dict(zip(self._asked[1], self._present[1], strict=True))
        for one, other in pairwise(self._words):
            run = (run + 1) * row[f" {one} {other} "]
            longest = np.maximum(longest, run)
        return longest / max(1, len(self._words) - 1)

    def _best_lines(self, found: bool) -> list[Matrix]:
        return [np.array([self._best_line(c, n, found) for c in range(len(self.candidates))]) for n in (0, 1)]

    def _best_line(self, candidate: int, n: int, found: bool) -> float:
        """The most that one line has; of what any candidate has (`found`), or of all that was asked."""
        weights = self._rarity[n] * self._present[n].any(1) if found else self._rarity[n]
        here = self._present[n][:, candidate]
        asked = [(run, w) for run, w, has in zip(self._asked[n], weights.tolist(), here.tolist(), strict=True) if has]
        lines = self._texts[candidate].split("\n")
        whole = float(weights.sum())
        return max(sum(w for run, w in asked if run in line) for line in lines) / whole if whole else 0.0

    def _numbers(self) -> Matrix:
        """Share of the numbers of the question that the text has; half when there are none."""
        numbers = [n for n, run in enumerate(self._asked[0]) if run.strip().isdecimal()]
        if not numbers:
            return np.full(len(self.candidates), 0.5)
        return np.asarray(self._present[0][numbers].mean(0), np.float64)

    def _places(self) -> Matrix:
        asked = set(_ARTICLE.findall(self.question.lower()))
        return np.array([bool(asked & set(_ARTICLE.findall(c.title.lower()))) for c in self.candidates], np.float64)


def z_scores(scores: Sequence[float | None]) -> Matrix:
    """Distance from the mean in standard deviations; what a search did not find counts as its last."""
    known = np.array([s for s in scores if s is not None], np.float64)
    if not len(known):
        return np.zeros(len(scores))
    spread = float(known.std()) or 1.0
    filled = np.array([known.min() if s is None else s for s in scores], np.float64)
    return np.asarray((filled - known.mean()) / spread)


def fuse(candidates: Sequence[Candidate]) -> Matrix:
    """Linear fusion of the two searches, shape (n,)."""
    dense, sparse = _both(candidates)
    return np.asarray(DENSE_PART * dense + (1 - DENSE_PART) * sparse)


def _both(candidates: Sequence[Candidate]) -> tuple[Matrix, Matrix]:
    return z_scores([c.dense for c in candidates]), z_scores([c.sparse for c in candidates])


def _ranks(scores: Matrix) -> Matrix:
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.log1p(np.arange(len(scores)))
    return ranks


@lru_cache(maxsize=1 << 13)
def _read(text: str) -> str:
    """Lines of " a b c ", of a text of the index, which is NFC."""
    return "\n".join(f" {' '.join(_WORD.findall(line))} " for line in place_tones(text).lower().split("\n"))


@lru_cache(maxsize=1 << 13)
def _read_folded(text: str) -> str:
    return "\n".join(f" {' '.join(map(folded, line.split()))} " for line in _read(text).split("\n"))


def _runs(words: Sequence[str], n: int) -> list[str]:
    """Distinct runs of n words, as they stand in a read text."""
    return list(dict.fromkeys(f" {' '.join(run)} " for run in zip(*(words[k:] for k in range(n)), strict=False)))


def _presence(runs: Sequence[str], texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Shape (len(runs), len(texts))."""
    return np.array([[run in text for text in texts] for run in runs], np.bool_).reshape(len(runs), len(texts))


def _share_of(weights: Matrix, has: npt.NDArray[np.bool_]) -> Matrix:
    whole = float(weights.sum())
    return np.asarray(weights @ has / whole) if whole else np.zeros(has.shape[1])


@lru_cache(maxsize=1 << 13)
def _title_runs(title: str, n: int) -> tuple[str, ...]:
    return tuple(_runs(title.split(), n))


def _said(title: str, n: int, asked: str) -> float:
    runs = _title_runs(title, n)
    return sum(run in asked for run in runs) / len(runs) if runs else 0.0
