"""Full-text search over Vietnamese, accents optional: BM25 over syllables and pairs of syllables, one index a field.

bm25s does the ranking: it needs numpy alone (already here), keeps its scores precomputed in sparse arrays, and only
reads them when it searches, so that threads share an index. rank-bm25 counts through every document for each question.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from kpi_tools.search_words import Wording, folded, read_query, syllables_of, tokens, written
from kpi_tools.store import Store
from kpi_tools.versions import marks
from kpi_tools.view import View

if TYPE_CHECKING:
    from bm25s import BM25

AROUND = 0.2
"""What the question as a whole weighs, "thủ tục" and "cần gì" with it, beside the words that are looked for."""
UNKNOWN = 0.5
"""Weight, in rarest words, of a word that occurs nowhere: it may be the point, and it may be chatter."""
OTHER_ACCENTS = 0.5
"""Of a syllable typed with accents: how far the same letters with others cover it."""
MIN_COVERAGE = 0.55
"""Share of the words looked for, the rare ones heavier, below which a text is not about them."""
MAX_SYLLABLES = 100
"""Of a question; the rest of a longer one is not looked at."""
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Field:
    """Part of a document with a weight of its own."""

    weight: float
    certainty: float
    """How far a word that occurs here alone is covered, 0 to 1."""
    long: bool = False
    """Of a long text only which syllables occur counts, neither their neighbours nor how often: ten times as fast."""


@dataclass(frozen=True, slots=True)
class Hit:
    code: str
    score: float
    """Comparable within one search alone."""
    coverage: float
    """Share of the words looked for that occur, 0 to 1."""
    whole: bool
    """The first field says what is looked for and nothing else."""


class FullText:
    """An index of documents, built once, read by any thread."""

    def __init__(self, documents: Mapping[str, Sequence[str]], fields: Sequence[Field]) -> None:
        """`documents`: by code the text of each field."""
        self._codes = tuple(documents)
        self._fields = tuple(fields)
        read = [[syllables_of(text) for text in texts] for texts in documents.values()]
        self._indexes = [
            _bm25([_tokens(texts[n], field) for texts in read]) for n, field in enumerate(fields if read else ())
        ]
        self._names = [frozenset(map(folded, read_query(texts[0]).content)) for texts in documents.values()]

    def search(self, text: str) -> list[Hit]:
        """What covers enough of the text (`MIN_COVERAGE`), best first; equals in the order of the documents."""
        asked = _asked(text)
        if not asked.content or not self._codes:
            return []
        coverage = self._coverage(asked)
        score = self._score(asked.content, asked.accented) + AROUND * self._score(asked.syllables, asked.accented)
        score *= coverage
        wanted = frozenset(map(folded, asked.content))
        order = np.argsort(-score, kind="stable")
        return [
            Hit(self._codes[n], float(score[n]), float(coverage[n]), self._names[n] == wanted)
            for n in order
            if coverage[n] >= MIN_COVERAGE
        ]

    def _score(self, syllables: Sequence[str], accented: bool) -> Scores:
        wanted = list(tokens(syllables, accented))
        return sum((f.weight * _scores(i, wanted) for f, i in self._pairs()), np.zeros(len(self._codes)))

    def _coverage(self, asked: Wording) -> Scores:
        """Of each document: its part of the weight of the words looked for; a word weighs its rarity."""
        covered, whole = np.zeros(len(self._codes)), 0.0
        for syllable in dict.fromkeys(asked.content):
            credit = self._credit(folded(syllable))
            found = int(np.count_nonzero(credit))
            if syllable != folded(syllable):
                credit = np.maximum(OTHER_ACCENTS * credit, self._credit(written(syllable)))
            weight = _rarity(found, len(self._codes)) if found else UNKNOWN * _rarity(1, len(self._codes))
            covered += weight * credit
            whole += weight
        return covered / whole

    def _credit(self, token: str) -> Scores:
        credit = np.zeros(len(self._codes))
        for field, index in self._pairs():
            np.maximum(credit, field.certainty * (_scores(index, [token]) > 0), out=credit)
        return credit

    def _pairs(self) -> list[tuple[Field, BM25]]:
        return list(zip(self._fields, self._indexes, strict=True))


def _tokens(syllables: Sequence[str], field: Field) -> list[str]:
    if field.long:
        once = set(syllables)
        return [*map(folded, once), *map(written, once)]
    return list(tokens(syllables, accented=True))


def _bm25(documents: Sequence[Sequence[str]]) -> BM25:
    from bm25s import BM25

    vocabulary = {"": 0}  # in every document, so that none is empty
    ids = [[0, *(vocabulary.setdefault(token, len(vocabulary)) for token in document)] for document in documents]
    index = BM25()
    index.index((ids, vocabulary), show_progress=False)
    return index


def _scores(index: BM25, wanted: Sequence[str]) -> Scores:
    scores: Scores = index.get_scores_from_ids(index.get_tokens_ids(wanted)).astype(np.float64)
    return scores


def _rarity(found: int, documents: int) -> float:
    """As BM25 has it (Lucene); above 0."""
    return math.log(1 + (documents - found + 0.5) / (found + 0.5))


def _asked(text: str) -> Wording:
    """Of furniture alone, that is what is looked for."""
    read = read_query(text)
    content = (read.content or read.syllables)[:MAX_SYLLABLES]
    return Wording(read.syllables[:MAX_SYLLABLES], content, read.accented)


_shelf: WeakKeyDictionary[Store, dict[str, tuple[str, FullText]]] = WeakKeyDictionary()
_building = Lock()


def index_of(store: Store, seen: View, table: str, build: Callable[[], FullText]) -> FullText:
    """The index over a table that every asker of the city may read whole, as its rows are in this view.

    Kept in the process under the mark of the table, which is read with the rows; without a mark it is built anew.
    """
    (mark,) = marks(seen, [table])
    if not mark:
        return build()
    entry = _shelf.get(store, {}).get(table)
    if entry is None or entry[0] != mark:
        with _building:
            kept = _shelf.setdefault(store, {})
            entry = kept.get(table)
            if entry is None or entry[0] != mark:
                entry = kept[table] = (mark, build())
    return entry[1]
