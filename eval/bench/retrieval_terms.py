"""BM25 with other terms than those that ship: syllables, words of underthesea (`eval.bench.retrieval --terms`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from assistant.rerank_features import Matrix
from assistant.sparse import pairs, syllables
from assistant.vietnamese import normalise
from eval.train.article_search import article_text
from eval.train.official_articles import Article


def _words(text: str) -> list[str]:
    """Words of underthesea, their syllables joined."""
    from underthesea import word_tokenize

    return [word.lower() for word in word_tokenize(normalise(text)) if any(c.isalnum() for c in word)]


def _of_syllables(more: Callable[[list[str]], list[str]]) -> Callable[[str], list[str]]:
    return lambda text: syllables(text) + more(syllables(text))


TERMS: Mapping[str, Callable[[str], list[str]]] = {
    "syllables": _of_syllables(lambda said: []),
    "syllables and pairs": _of_syllables(pairs),
    "words (underthesea)": _words,
    "words and pairs of words": lambda text: (words := _words(text)) + pairs(words),
}


def score_terms(name: str, articles: Sequence[Article], questions: Sequence[str]) -> Matrix:
    """Scores of bm25s (k1 0.9, b 0.7), shape (len(questions), len(articles))."""
    from bm25s import BM25

    read = TERMS[name]
    index = BM25(k1=0.9, b=0.7)
    index.index([read(article_text(article)) for article in articles], show_progress=False)
    return np.array([index.get_scores(list(dict.fromkeys(read(question)))) for question in questions], np.float64)
