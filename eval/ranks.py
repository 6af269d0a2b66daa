"""Figures of rankings."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

TOP = (1, 3, 10)


def recall(ranking: Sequence[str], relevant: frozenset[str], top: int) -> float:
    """Share of the relevant that are among the first `top`."""
    return len(relevant & set(ranking[:top])) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], relevant: frozenset[str]) -> float:
    """Of the first relevant one among ten; 0 when none is."""
    return next((1 / rank for rank, one in enumerate(ranking[:10], 1) if one in relevant), 0.0)


def ndcg(ranking: Sequence[str], relevant: frozenset[str]) -> float:
    """At 10, every relevant one worth the same."""
    gained = sum(1 / log2(rank + 1) for rank, one in enumerate(ranking[:10], 1) if one in relevant)
    return gained / sum(1 / log2(rank + 1) for rank in range(1, min(len(relevant), 10) + 1))
