"""What the router learns from examples: logistic regression and nearest neighbours, which err on different questions.

The regression is over embeddings, letters and words: the embedding carries the meaning; letter n-grams survive
mishearing and typing errors; words and pairs of words tell "ai làm" from "làm ai". Nearness is the cosine of
embeddings plus a share of the overlap of letters. The constants were chosen by the likelihood of examples that were
left out of the training, five folds (regression .357, with neighbours .327), and so that shares are as sure as they
are right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.protocols import Vectors

MEANING = 2.0
"""What the embedding counts in the regression beside letters and words; each is a vector of length about 1 before."""
LOOSENESS = 8.0
"""Inverse strength of the L2 penalty."""
STEPS, TOLERANCE = 60, 1e-3
"""More change no share that matters, and training takes thrice as long."""
NEAREST, FIRST = 3, 0.6
"""Examples of a tool that speak for it, and what the nearest counts beside their mean."""
OVERLAP = 0.15
"""What the overlap of letters counts beside the cosine of embeddings, which lie close together."""
REGRESSION, NEARNESS = 0.78, 31.0
"""What the regression's log share and the nearness of a tool count."""
RECIPE = (3, MEANING, LOOSENESS, STEPS, TOLERANCE)
"""What was learnt by another recipe is learnt anew; count the first up when the features change."""

Arrays = Mapping[str, npt.NDArray[np.generic]]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RouteModel:
    """Gives every tool its share of a question."""

    tools: tuple[str, ...]
    texts: tuple[str, ...]
    """The examples, without accents."""
    labels: npt.NDArray[np.int64]
    """Of each example the index of its tool."""
    vectors: Vectors
    """Of the examples as they are written and without accents, shape (2, examples, dimension)."""
    letters: TfidfVectorizer
    words: TfidfVectorizer
    weights: npt.NDArray[np.float64]
    """Features × tools."""
    bias: npt.NDArray[np.float64]

    @classmethod
    def learn(cls, texts: Sequence[str], tools: Sequence[str], vectors: Vectors) -> Self:
        """Texts without accents, of two tools at least; `vectors` as in the model."""
        names, labels = np.unique(np.array(tools), return_inverse=True)
        letters, words = _letters().fit(texts), _words().fit(texts)
        model = cls(tuple(names.tolist()), tuple(texts), labels, vectors, letters, words, np.zeros(0), np.zeros(0))
        meaning = sparse.csr_array(model._meaning(vectors.reshape(-1, vectors.shape[2])))
        spelt, said = letters.transform(texts), words.transform(texts)
        features = sparse.hstack([meaning, sparse.vstack([spelt, spelt]), sparse.vstack([said, said])]).tocsr()
        learnt = LogisticRegression(C=LOOSENESS, max_iter=STEPS, tol=TOLERANCE).fit(features, np.r_[labels, labels])
        weights, bias = learnt.coef_, learnt.intercept_
        if len(names) == 2:  # one row for both
            weights, bias = np.vstack([-weights, weights]) / 2, np.r_[-bias, bias] / 2
        return replace(model, weights=np.ascontiguousarray(weights.T), bias=bias)

    def shares(self, text: str, vector: Vectors) -> Shares:
        """Of each of `tools`; they sum to 1. `text` has no accents."""
        spelt, said = self.letters.transform([text]), self.words.transform([text])
        at, after = len(vector), len(vector) + spelt.shape[1]
        scores = self._meaning(vector) @ self.weights[:at] + self.bias
        scores = scores + (spelt @ self.weights[at:after])[0] + (said @ self.weights[after:])[0]
        near = self._nearness(self._near(text, vector))
        return np.asarray(softmax(REGRESSION * log_softmax(scores) + NEARNESS * near), np.float64)

    def nearest(self, text: str, vector: Vectors, count: int) -> list[tuple[str, str]]:
        """The examples most like a question and their tools, the nearest first. No text has accents."""
        best = np.argsort(-self._near(text, vector))[:count]
        return [(self.texts[at], self.tools[self.labels[at]]) for at in best]

    def arrays(self) -> Arrays:
        """All of it, for `numpy.savez`."""
        return {
            "tools": np.array(self.tools),
            "texts": np.array(self.texts),
            "labels": self.labels,
            "vectors": self.vectors,
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
        return cls(
            tuple(kept["tools"].tolist()),
            tuple(kept["texts"].tolist()),
            kept["labels"].astype(np.int64),
            kept["vectors"].astype(np.float32),
            letters,
            words,
            kept["weights"].astype(np.float64),
            kept["bias"].astype(np.float64),
        )

    @cached_property
    def _middle(self) -> Vectors:
        """The embeddings of one language lie in a narrow cone, around this."""
        return np.asarray(self.vectors.mean(axis=(0, 1)), np.float32)

    @cached_property
    def _spread(self) -> float:
        return float(np.linalg.norm(self.vectors - self._middle, axis=2).mean())

    @cached_property
    def _spelt(self) -> sparse.csr_array:
        return sparse.csr_array(self.letters.transform(self.texts))

    def _meaning(self, vectors: Vectors) -> Vectors:
        return np.asarray((vectors - self._middle) * (MEANING / self._spread), np.float32)

    def _near(self, text: str, vector: Vectors) -> Shares:
        """Of every example: how like it a question is."""
        overlap = (self._spelt @ self.letters.transform([text]).T).toarray()[:, 0]
        cosines = self.vectors.reshape(-1, len(vector)) @ vector  # one product of matrices; of a cube it is slow
        return np.asarray(cosines.reshape(2, -1).max(axis=0) + OVERLAP * overlap, np.float64)

    def _nearness(self, near: Shares) -> Shares:
        """Of every tool: how near its nearest examples are."""
        best = [np.sort(near[self.labels == tool])[-NEAREST:] for tool in range(len(self.tools))]
        return np.array([FIRST * some[-1] + (1 - FIRST) * some.mean() for some in best])


def _letters(vocabulary: Sequence[str] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, vocabulary=vocabulary)


def _words(vocabulary: Sequence[str] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True, vocabulary=vocabulary)
