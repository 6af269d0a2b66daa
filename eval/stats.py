"""The statistics of a report: pure functions over counts and lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Change:
    """The difference of two means over the same cases, later less earlier."""

    difference: float
    interval: Interval
    """In which the difference lies with the confidence asked for."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in `(low, high]`; the first bin has 0 too."""

    low: float
    high: float
    n: int
    confidence: float
    """Mean; 0 of an empty bin."""
    accuracy: float


def wilson(right: int, of: int, confidence: float = 0.95) -> Interval:
    """Interval of a share, by Wilson without continuity correction; 0 to 1 of nothing. ValueError unless
    0 <= right <= of."""
    if of == 0 and right == 0:
        return Interval(0.0, 1.0)
    found = binomtest(right, of).proportion_ci(confidence, method="wilson")
    return Interval(float(found.low), float(found.high))


def mcnemar(fixed: int, broken: int) -> float:
    """Exact two-sided p-value that so many cases changed each way by chance; 1 when none did."""
    return float(binomtest(min(fixed, broken), fixed + broken).pvalue) if fixed + broken else 1.0


def paired_change(
    earlier: Sequence[float], later: Sequence[float], seed: int = 0, draws: int = 10_000, confidence: float = 0.95
) -> Change:
    """Percentile bootstrap over cases, both values of a case together. ValueError for none or unequal lengths."""
    if len(earlier) != len(later) or not earlier:
        raise ValueError("a value before and after for every case, and at least one case")
    gains = np.asarray(later, float) - np.asarray(earlier, float)
    random = np.random.default_rng(seed)
    means = [float(gains[random.integers(0, len(gains), len(gains))].mean()) for _ in range(draws)]
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Change(float(gains.mean()), Interval(float(low), float(high)))


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that at least `share` (0 to 1) of the values do not exceed; 0 of none."""
    return float(np.quantile(np.asarray(values, float), share, method="inverted_cdf")) if values else 0.0


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """`bins` bins of equal width from 0 to 1. ValueError for a confidence outside, and for unequal lengths."""
    if any(not 0 <= confidence <= 1 for confidence in confidences):
        raise ValueError("a confidence is from 0 to 1")
    edges = np.linspace(0, 1, bins + 1)
    at = np.clip(np.searchsorted(edges, confidences, side="left") - 1, 0, bins - 1)
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for place, confidence, correct in zip(at, confidences, right, strict=True):
        members[int(place)].append((confidence, correct))
    return [
        Bin(
            float(edges[n]),
            float(edges[n + 1]),
            len(inside),
            sum(confidence for confidence, _ in inside) / max(len(inside), 1),
            sum(correct for _, correct in inside) / max(len(inside), 1),
        )
        for n, inside in enumerate(members)
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: mean distance of confidence and accuracy, by answers; 0 of none."""
    total = sum(one.n for one in bins)
    return sum(one.n * abs(one.confidence - one.accuracy) for one in bins) / total if total else 0.0
