"""Order among the candidates of a search: linear fusion, then trees (LambdaMART) or, as a setting, a cross-encoder.

The trees are a text file trained by `python -m eval.train.reranker` on questions made from official texts.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.errors import ModelError
from assistant.rerank_features import Candidate, Comparison, Matrix, z_scores

if TYPE_CHECKING:
    from lightgbm import Booster

    from assistant.embed import SentenceJudge

LIST = 100
"""Passages taken from each of the two searches."""
CANDIDATES = 40
"""The best of them by fusion, which are looked at closely."""
TREES = Path(__file__).parent / "rerank_trees.txt"
TREES_PART = 0.5
"""Of the order, in z-scores; the rest is the fusion's."""
MOST_SYLLABLES = 256
"""Of a passage shown to a cross-encoder."""


class Reranker(Protocol):
    def scores(self, seen: Comparison) -> Matrix:
        """The higher the better, comparable within one question; shape (len(candidates),). Raises ModelError."""
        ...


class FusionOnly:
    """A `Reranker` that keeps the fusion's order."""

    def scores(self, seen: Comparison) -> Matrix:
        return seen.fused


class TreeReranker:
    """A `Reranker` of small trees: some milliseconds for forty candidates."""

    def __init__(self, file: Path = TREES) -> None:
        """Raises ModelError when the file is not there."""
        if not file.is_file():
            raise ModelError(f"{file} is missing", name=file.name, mend="python -m eval.train.reranker")
        self._file = file

    def scores(self, seen: Comparison) -> Matrix:
        if not seen.candidates:
            return np.zeros(0)
        judged = np.asarray(self._trees.predict(seen.features, num_threads=1), np.float64)
        return np.asarray(TREES_PART * _z(judged) + (1 - TREES_PART) * _z(seen.fused))

    @cached_property
    def _trees(self) -> Booster:
        from lightgbm import Booster

        return Booster(model_file=str(self._file))


class CrossEncoderReranker:
    """A `Reranker` with a sentence-transformers cross-encoder (setting `reranker_model`)."""

    def __init__(self, folder: Path) -> None:
        """A local folder; loaded at the first question. Raises ModelError when it is none."""
        if not (folder / "config.json").is_file():
            raise ModelError(f"{folder} is no cross-encoder", name=str(folder), mend="troly models fetch")
        self._folder = folder

    def scores(self, seen: Comparison) -> Matrix:
        if not seen.candidates:
            return np.zeros(0)
        return self._model.judge(seen.question, [_shown(candidate) for candidate in seen.candidates])

    @cached_property
    def _model(self) -> SentenceJudge:
        from assistant.embed import SentenceJudge

        return SentenceJudge(self._folder)


def _shown(candidate: Candidate) -> str:
    text = f"{candidate.law}. {candidate.title}\n{candidate.text}"
    return " ".join(text.split(" ")[:MOST_SYLLABLES])


def _z(scores: Matrix) -> Matrix:
    return z_scores(scores.tolist())
