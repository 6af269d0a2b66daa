"""Vietnamese text into terms for BM25: syllables and pairs of syllables, with accents and without.

Measured on 2,894 articles and 624 questions (`python -m eval.bench.retrieval --terms`): pairs of syllables beat the
words of underthesea, which also takes 30 s for that corpus. An index holds no words, only their hashes, the same in
every process; how rare a term is stays with the index (Qdrant's modifier `idf`), so that the dot product is BM25.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from assistant.document_seams import Sparse
from assistant.vietnamese import fold, has_accents, normalise

SATURATION = 0.9
"""BM25's k1."""
LENGTH_PART = 0.7
"""BM25's b."""
USUAL_LENGTH = 180.0
"""Syllables of a passage, its first line counted twice; BM25's average length, fixed so that passages never change."""
PAIR_WEIGHT = 1.3
FOLDED_WEIGHT = 0.2
"""Of the letters without accents, in a question that has accents: a wrong accent costs little."""
HEAD_COUNTS = 2
"""How often the first line of a passage, its path of titles, counts."""
_WORD = re.compile(r"\w+")


class SyllableEncoder:
    """A `SparseEncoder`; holds nothing, any thread may use it."""

    def query(self, text: str) -> Sparse:
        """Of a question without any accent only the letters count."""
        said = syllables(text)
        letters = [folded(s) for s in said]
        if not has_accents(text):
            return _vector(_weighed(letters, "~", 1.0))
        return _vector((*_weighed(said, "", 1.0), *_weighed(letters, "~", FOLDED_WEIGHT)))

    def passages(self, texts: Sequence[str]) -> Sequence[Sparse]:
        """Of texts whose first line is the path of titles."""
        return [self._passage(text) for text in texts]

    def _passage(self, text: str) -> Sparse:
        head, _, body = text.partition("\n")
        parts = [syllables(head)] * HEAD_COUNTS + [syllables(body)]
        length = sum(map(len, parts))
        room = SATURATION * (1 - LENGTH_PART + LENGTH_PART * length / USUAL_LENGTH)
        counts = Counter(term for part in parts for term in _terms(part))
        return _vector((term, n * (SATURATION + 1) / (n + room)) for term, n in counts.items())


def syllables(text: str) -> list[str]:
    """Lower case, one placement of tone marks; numbers are syllables too."""
    return _WORD.findall(normalise(text).lower())


@lru_cache(maxsize=1 << 15)
def folded(syllable: str) -> str:
    return fold(syllable)


def pairs(said: Sequence[str]) -> list[str]:
    return [f"{one} {other}" for one, other in pairwise(said)]


def _terms(said: Sequence[str]) -> Iterable[str]:
    letters = [folded(s) for s in said]
    yield from said
    yield from pairs(said)
    yield from (f"~{term}" for term in letters)
    yield from (f"~{term}" for term in pairs(letters))


def _weighed(said: Sequence[str], mark: str, weight: float) -> Iterable[tuple[str, float]]:
    """Each term once: how often a question says it does not matter."""
    yield from ((mark + term, weight) for term in dict.fromkeys(said))
    yield from ((mark + term, PAIR_WEIGHT * weight) for term in dict.fromkeys(pairs(said)))


def _vector(terms: Iterable[tuple[str, float]]) -> Sparse:
    weights: dict[int, float] = {}
    for term, weight in terms:
        place = crc32(term.encode())
        weights[place] = weights.get(place, 0.0) + weight
    places = sorted(weights)
    return Sparse(tuple(places), tuple(weights[place] for place in places))
