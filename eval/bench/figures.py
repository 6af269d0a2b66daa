"""Percentiles of measured times."""

from __future__ import annotations

from collections.abc import Sequence


def percentile(times: Sequence[float], share: float) -> float:
    """The nearest-rank percentile, `share` from 0 to 1; not a number of nothing."""
    if not times:
        return float("nan")
    return sorted(times)[min(len(times) - 1, max(0, round(share * len(times)) - 1))]
