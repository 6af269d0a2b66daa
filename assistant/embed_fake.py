"""An embedder without a model, for tests: texts that share letters lie near each other."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from assistant.protocols import Vectors
from assistant.vietnamese import fold


class FakeEmbedder:
    """Hashes the character trigrams and the words of a text; the same text always gives the same vector."""

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension)."""
        return self._vectors(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension)."""
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for feature in _features(text):
                row[zlib.crc32(feature.encode()) % self.dimension] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)


def _features(text: str) -> list[str]:
    words = fold(text).split()
    padded = f" {' '.join(words)} "
    return [padded[i : i + 3] for i in range(len(padded) - 2)] + words
