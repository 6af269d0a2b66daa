"""How sure a search is that its best passage answers: 0 to 1, from a logistic model that is a small JSON file.

Trained by `python -m eval.train.reranker` on made questions with their article in the corpus and taken out of it.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import ModelError
from assistant.rerank_features import EVIDENCE, Comparison, Matrix

FILE = Path(__file__).parent / "evidence.json"


class Calibration(BaseModel):
    """The trained numbers, one a feature."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    names: tuple[str, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    threshold: float
    """Confidence from which a passage is quoted."""


class Evidence:
    def __init__(self, file: Path = FILE) -> None:
        """Raises ModelError when the file is missing or was trained for other features."""
        try:
            self._model = Calibration.model_validate_json(file.read_text(encoding="utf-8"))
        except (OSError, ValidationError) as exc:
            raise ModelError(f"{file}: {exc}", name=file.name, mend="python -m eval.train.reranker") from exc
        if self._model.names != EVIDENCE:
            raise ModelError(f"{file}: other features", name=file.name, mend="python -m eval.train.reranker")
        self.threshold = self._model.threshold

    def confidences(self, seen: Comparison, scores: Matrix) -> Matrix:
        """Of every candidate: the best by `scores` is judged, the others follow below it; shape (len(scores),)."""
        if not len(scores):
            return np.zeros(0)
        best = self.probability(seen.evidence(scores))
        return np.asarray(best * np.exp(np.minimum(scores - scores.max(), 0.0)))

    def probability(self, figures: Matrix) -> float:
        """That the best passage with these figures (`Comparison.evidence`) answers."""
        model = self._model
        standard = (figures - np.array(model.means)) / np.array(model.spreads)
        return 1 / (1 + math.exp(-float(standard @ np.array(model.weights)) - model.bias))
