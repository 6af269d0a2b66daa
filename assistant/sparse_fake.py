"""Sparse vectors without a vocabulary, for tests: one term a word."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence

from assistant.document_seams import Sparse
from assistant.vietnamese import fold


class FakeSparseEncoder:
    """Counts folded words."""

    def query(self, text: str) -> Sparse:
        return _counted(text)

    def passages(self, texts: Sequence[str]) -> Sequence[Sparse]:
        return [_counted(text) for text in texts]


def _counted(text: str) -> Sparse:
    counts = sorted(Counter(zlib.crc32(word.encode()) for word in fold(text).split()).items())
    return Sparse(tuple(term for term, _ in counts), tuple(float(n) for _, n in counts))
