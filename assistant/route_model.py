"""What the router learns from examples: multinomial logistic regression over their embeddings, letters and words.

The embedding carries the meaning; letter n-grams survive mishearing and typing errors; words and pairs of words tell
"ai làm" from "làm ai". Letters and words are compared without accents. The constants were chosen by the likelihood of
examples left out of the training, four folds, and need no tuning when examples are added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.protocols import Vectors
from assistant.vietnamese import fold

MEANING, LETTERS, WORDS = 2.0, 1.0, 0.7
"""What each of the three counts; each is a vector of length about 1 before."""
LOOSENESS = 30.0
"""Inverse strength of the L2 penalty: the shares stay as sure as they are right."""
STEPS, TOLERANCE = 60, 1e-3
"""More change no share that matters, and training takes thrice as long."""

RECIPE = (1, MEANING, LETTERS, WORDS, LOOSENESS, STEPS, TOLERANCE)
"""What was learnt by another recipe is learnt anew; count the first up when the features change."""

Arrays = Mapping[str, npt.NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class RouteModel:
    """Gives every tool its share of a question."""

    tools: tuple[str, ...]
    middle: Vectors
    """Mean of the examples' embeddings: those of one language lie in a narrow cone."""
    spread: float
    """Mean distance from the middle."""
    letters: TfidfVectorizer
    words: TfidfVectorizer
    weights: npt.NDArray[np.float64]
    """Tools × features."""
    bias: npt.NDArray[np.float64]

    @classmethod
    def learn(cls, texts: Sequence[str], tools: Sequence[str], vectors: Vectors) -> Self:
        """`vectors` embeds `texts`, each of which is an example of its tool; at least two tools."""
        plain = [fold(text) for text in texts]
        middle = vectors.mean(axis=0)
        spread = float(np.linalg.norm(vectors - middle, axis=1).mean())
        letters, words = _letters().fit(plain), _words().fit(plain)
        features = _features(plain, (vectors - middle) / spread, letters, words)
        learnt = LogisticRegression(C=LOOSENESS, max_iter=STEPS, tol=TOLERANCE).fit(features, list(tools))
        weights, bias = learnt.coef_, learnt.intercept_
        if len(learnt.classes_) == 2:  # one row for both
            weights, bias = np.vstack([-weights, weights]) / 2, np.r_[-bias, bias] / 2
        return cls(tuple(map(str, learnt.classes_)), middle, spread, letters, words, weights, bias)

    def shares(self, text: str, vector: Vectors) -> npt.NDArray[np.float64]:
        """Of each of `tools`; they sum to 1."""
        near = (vector[None, :] - self.middle) / self.spread
        features = _features([fold(text)], near, self.letters, self.words)
        return np.asarray(softmax((features @ self.weights.T)[0] + self.bias), np.float64)

    def arrays(self) -> Arrays:
        """All of it, for `numpy.savez`."""
        return {
            "tools": np.array(self.tools),
            "middle": self.middle,
            "spread": np.array(self.spread),
            "letters": self.letters.get_feature_names_out().astype(str),
            "letters_rare": self.letters.idf_,
            "words": self.words.get_feature_names_out().astype(str),
            "words_rare": self.words.idf_,
            "weights": self.weights.astype(np.float32),
            "bias": self.bias,
        }

    @classmethod
    def of(cls, kept: Arrays) -> Self:
        """From what `arrays` gave."""
        letters, words = _letters(kept["letters"].tolist()), _words(kept["words"].tolist())
        letters.idf_, words.idf_ = kept["letters_rare"], kept["words_rare"]
        weights, bias = kept["weights"].astype(np.float64), kept["bias"].astype(np.float64)
        middle = kept["middle"].astype(np.float32)
        return cls(tuple(kept["tools"].tolist()), middle, float(kept["spread"]), letters, words, weights, bias)


def _features(
    plain: Sequence[str], near: Vectors, letters: TfidfVectorizer, words: TfidfVectorizer
) -> sparse.csr_array:
    parts = (MEANING * sparse.csr_array(near), LETTERS * letters.transform(plain), WORDS * words.transform(plain))
    return sparse.csr_array(sparse.hstack(parts))


def _letters(vocabulary: Sequence[str] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, vocabulary=vocabulary)


def _words(vocabulary: Sequence[str] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, vocabulary=vocabulary)
