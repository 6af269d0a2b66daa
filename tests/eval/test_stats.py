"""Statistics against values worked out elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.stats import calibration_error, mcnemar, paired_change, percentile, reliability, wilson


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
        (15, 148, 0.0624, 0.1605),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson(right: int, of: int, low: float, high: float) -> None:
    found = wilson(right, of)
    assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)


def test_no_more_right_than_there_are() -> None:
    with pytest.raises(ValueError):
        wilson(3, 2)


@pytest.mark.parametrize(
    ("fixed", "broken", "p"),
    [(0, 0, 1.0), (5, 5, 1.0), (0, 5, 0.0625), (1, 9, 0.021484), (9, 1, 0.021484), (3, 12, 0.035156)],
)
def test_mcnemar(fixed: int, broken: int, p: float) -> None:
    assert mcnemar(fixed, broken) == pytest.approx(p, abs=1e-6)


def test_a_change_for_all_is_certain() -> None:
    change = paired_change([0.0] * 20, [1.0] * 20)
    assert (change.difference, change.interval.low, change.interval.high) == (1.0, 1.0, 1.0)


def test_the_bootstrap_agrees_with_the_normal_interval_and_its_seed() -> None:
    earlier, later = [0.0] * 60 + [1.0] * 40, [0.0] * 40 + [1.0] * 60
    change = paired_change(earlier, later, seed=3)
    assert change.difference == pytest.approx(0.2)
    assert change.interval.low == pytest.approx(0.2 - 1.96 * 0.04, abs=0.015)
    assert change.interval.high == pytest.approx(0.2 + 1.96 * 0.04, abs=0.015)
    assert paired_change(earlier, later, seed=3) == change


@pytest.mark.parametrize(("earlier", "later"), [([], []), ([1.0], [])])
def test_pairs_are_complete(earlier: list[float], later: list[float]) -> None:
    with pytest.raises(ValueError):
        paired_change(earlier, later)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, 0.0),
        ([7], 0.99, 7.0),
        ([3, 1, 2, 4], 0.5, 2.0),
        (range(1, 101), 0.95, 95.0),
        (range(1, 101), 0.99, 99.0),
    ],
)
def test_percentile(values: list[float], share: float, expected: float) -> None:
    assert percentile(list(values), share) == expected


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(1, 100))
def test_a_percentile_is_one_of_the_values_and_enough_are_below(values: list[int], percent: int) -> None:
    found = percentile([float(v) for v in values], percent / 100)
    assert found in values
    assert sum(v <= found for v in values) * 100 >= percent * len(values)


def test_reliability_and_its_error() -> None:
    bins = reliability([0.0, 0.1, 0.15, 0.95, 0.95, 1.0], [False, True, False, True, True, False], bins=10)
    assert [one.n for one in bins] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert [bins[0].confidence, bins[0].accuracy] == pytest.approx([0.05, 0.5])
    assert bins[9].accuracy == pytest.approx(2 / 3)
    expected = (2 * 0.45 + 1 * 0.15 + 3 * (2.9 / 3 - 2 / 3)) / 6
    assert calibration_error(bins) == pytest.approx(expected)


def test_perfect_and_empty_calibration() -> None:
    assert calibration_error(reliability([1.0, 1.0, 0.0], [True, True, False])) == 0
    assert calibration_error(reliability([], [])) == 0


def test_a_confidence_is_a_share() -> None:
    with pytest.raises(ValueError):
        reliability([1.2], [True])
