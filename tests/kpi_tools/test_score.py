from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_tools.rules import load_rules
from kpi_tools.score import (
    Achievement,
    Binding,
    Grade,
    Proposal,
    Ratios,
    TaskCounts,
    TaskFacts,
    Total,
    achievement,
    count_tasks,
    indicators_score,
    mean_total,
    shown,
    task_ratios,
    unit_grade,
    unit_total,
)

RULES = load_rules()
DONE, UNDONE = TaskFacts(completed=True), TaskFacts(completed=False)


@pytest.mark.parametrize(
    ("actual", "target", "direction", "expected"),
    [
        ("80", "100", "tang", Fraction(4, 5)),
        ("120", "100", "tang", Fraction(1)),
        ("-3", "100", "tang", Fraction(0)),
        (None, "100", "tang", Fraction(0)),
        ("5", "4", "giam", Fraction(4, 5)),
        ("3", "4", "giam", Fraction(1)),
        ("0", "4", "giam", Fraction(1)),
        ("0", "0", "giam", Fraction(1)),
        ("1", "0", "giam", Fraction(0)),
        (None, "0", "giam", Fraction(0)),
        ("0.1", "0.3", "tang", Fraction(1, 3)),
    ],
)
def test_achievement(actual: str | None, target: str, direction: str, expected: Fraction) -> None:
    assert achievement(None if actual is None else Decimal(actual), Decimal(target), direction) == expected


def test_indicators_are_weighted() -> None:
    # (2 × 0.8 + 1 × 1) / 3 = 2.6 / 3 = 13/15
    assert indicators_score(
        [Achievement(Fraction(4, 5), Fraction(2)), Achievement(Fraction(1), Fraction(1))]
    ) == Fraction(13, 15)
    assert indicators_score([]) is None


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ([DONE], Ratios(Fraction(1), Fraction(1), Fraction(1))),
        ([UNDONE], Ratios(Fraction(0), Fraction(0), Fraction(0))),
        # a = 3/4; b = (1 + 1 + (1 - 2×0.25)) / 4 = 2.5/4; c = (1 + (1 - 0.25) + 1) / 4 = 2.75/4
        (
            [DONE, replace(DONE, late_instances=1), replace(DONE, quality_failures=2), UNDONE],
            Ratios(Fraction(3, 4), Fraction(5, 8), Fraction(11, 16)),
        ),
        # five failures would take 1.25: not below 0
        ([replace(DONE, quality_failures=5)], Ratios(Fraction(1), Fraction(0), Fraction(1))),
        # a confirmed objective cause removes both deductions, and does not make undone work done
        (
            [replace(DONE, quality_failures=1, late_instances=3, objective=True)],
            Ratios(Fraction(1), Fraction(1), Fraction(1)),
        ),
        ([DONE, replace(UNDONE, objective=True)], Ratios(Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))),
        # points 3 done late once, 1 undone: a = 3/4, c = 3 × 0.75 / 4 = 9/16
        (
            [replace(DONE, points=Fraction(3), late_instances=1), UNDONE],
            Ratios(Fraction(3, 4), Fraction(3, 4), Fraction(9, 16)),
        ),
        # ad hoc work fills what is missing: (1 + 1) / 2, and never more than the cap
        ([DONE, UNDONE, replace(DONE, ad_hoc=True)], Ratios(Fraction(1), Fraction(1), Fraction(1))),
        ([DONE, replace(DONE, ad_hoc=True, points=Fraction(9))], Ratios(Fraction(1), Fraction(1), Fraction(1))),
        # undone ad hoc work costs nothing; ad hoc work alone is no basis
        ([DONE, replace(UNDONE, ad_hoc=True)], Ratios(Fraction(1), Fraction(1), Fraction(1))),
        ([replace(DONE, ad_hoc=True)], None),
        ([], None),
    ],
)
def test_task_ratios(tasks: list[TaskFacts], expected: Ratios | None) -> None:
    assert task_ratios(tasks, RULES) == expected


def test_unit_total_by_hand() -> None:
    # part = 0.5 × 13/15 + 0.5 × (3/4 + 5/8 + 11/16)/3 = 13/30 + 0.5 × 11/16 = 208/480 + 165/480 = 373/480
    # total = 27 + 70 × 373/480 = 27 + 2611/48 = 3907/48 = 81.3958…
    ratios = Ratios(Fraction(3, 4), Fraction(5, 8), Fraction(11, 16))
    assert unit_total(Decimal(27), Fraction(13, 15), ratios, RULES) == Total(Fraction(3907, 48), provisional=False)
    assert shown(Fraction(3907, 48)) == "81,4"
    # without a general score: 373/480 × 100 = 77.708…, provisional
    assert unit_total(None, Fraction(13, 15), ratios, RULES) == Total(Fraction(37300, 480), provisional=True)


def test_a_part_without_data_gives_its_weight_away() -> None:
    half = Ratios(Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))
    assert unit_total(Fraction(20), None, half, RULES) == Total(Fraction(55), provisional=False)  # 20 + 70 × 1/2
    assert unit_total(Fraction(20), Fraction(1), None, RULES) == Total(Fraction(90), provisional=False)  # 20 + 70 × 1
    assert unit_total(Fraction(20), None, None, RULES) is None


@pytest.mark.parametrize(
    ("total", "counts", "grade", "bindings", "remarks"),
    [
        (Fraction(90), TaskCounts(assigned=4, done=4), "excellent", (), ()),
        (Fraction(90) - Fraction(1, 10**9), TaskCounts(assigned=4, done=4), "good", (), ()),
        (Fraction(70), TaskCounts(), "good", (), ()),
        (Fraction(70) - Fraction(1, 10**9), TaskCounts(assigned=4, done=4), "fair", (), ()),
        (Fraction(50), TaskCounts(assigned=4, done=4), "fair", (), ()),
        (Fraction(50) - Fraction(1, 10**9), TaskCounts(assigned=4, done=4), "failed", (), ()),
        # 7 of 10 done is exactly 70 %
        (Fraction(95), TaskCounts(assigned=10, done=7), "fair", (("undone", 3),), ("article8",)),
        (Fraction(95), TaskCounts(assigned=10, done=6), "failed", (("undone", 4),), ()),
        # 2 of 10 late is exactly 20 %, 3 is over
        (Fraction(95), TaskCounts(assigned=10, done=10, late=2), "fair", (("late", 2),), ()),
        (Fraction(75), TaskCounts(assigned=10, done=10, late=3), "fair", (("late", 3),), ("article8",)),
        (Fraction(95), TaskCounts(assigned=10, done=10, poor=1), "fair", (("quality", 1),), ()),
        (
            Fraction(81),
            TaskCounts(assigned=4, done=3, late=1, poor=1),
            "fair",
            (("undone", 1), ("late", 1), ("quality", 1)),
            ("article8",),
        ),
        # what the score alone gives is not said to be bound by the conditions of a higher grade
        (Fraction(60), TaskCounts(assigned=10, done=9, late=1), "fair", (), ("article8",)),
        (Fraction(60), TaskCounts(assigned=10, done=10, late=3), "fair", (), ("article8",)),
        (Fraction(60), TaskCounts(assigned=10, done=5, late=1), "failed", (("undone", 5),), ()),
        (Fraction(40), TaskCounts(assigned=10, done=2), "failed", (), ()),
    ],
)
def test_unit_grade(
    total: Fraction, counts: TaskCounts, grade: Grade, bindings: tuple[tuple[str, int], ...], remarks: tuple[str, ...]
) -> None:
    found = unit_grade(total, counts, RULES)
    assert (found.grade, tuple((b.kind, b.count) for b in found.bindings), found.remarks) == (grade, bindings, remarks)
    assert bool(found.to_confirm) == (grade == "excellent")


def test_counts_leave_ad_hoc_and_objective_apart() -> None:
    tasks = [
        DONE,
        replace(DONE, late_instances=1),
        replace(DONE, late_instances=2, quality_failures=1, objective=True),
        replace(UNDONE, objective=True),
        replace(UNDONE, late_instances=3),  # not completed: undone, not late
        replace(DONE, ad_hoc=True, late_instances=1),
        replace(UNDONE, ad_hoc=True),
    ]
    found = count_tasks(tasks)
    assert found == TaskCounts(assigned=5, done=3, late=1, poor=0, ad_hoc=2, ad_hoc_done=1)
    assert found.undone == 2


def test_a_mean_counts_months() -> None:
    # a quarter of 90 as three months and one month of 70: (270 + 70) / 4 = 85
    assert mean_total([(Fraction(90), 3), (Fraction(70), 1)]) == Fraction(85)
    assert mean_total([]) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(875, 10), "87,5"),
        (Fraction(8745, 100), "87,5"),  # half goes up
        (Fraction(8745, 100) - Fraction(1, 10**9), "87,4"),
        (Fraction(8995, 100), "90,0"),
        (Fraction(100), "100,0"),
        (Fraction(0), "0,0"),
        (Fraction(-1, 100), "0,0"),
        (Fraction(-125, 100), "-1,3"),
        (Decimal("0.05"), "0,1"),
    ],
)
def test_shown(value: Fraction | Decimal, text: str) -> None:
    assert shown(value) == text


points = st.fractions(min_value=Fraction(1, 10), max_value=50, max_denominator=20)
facts = st.builds(
    TaskFacts,
    completed=st.booleans(),
    points=points,
    quality_failures=st.integers(0, 6),
    late_instances=st.integers(0, 6),
    objective=st.booleans(),
    ad_hoc=st.booleans(),
)
achievements = st.builds(Achievement, value=st.fractions(0, 1, max_denominator=50), weight=points)
generals = st.none() | st.fractions(0, 30, max_denominator=10)


def total_of(general: Fraction | None, indicators: list[Achievement], tasks: list[TaskFacts]) -> Total | None:
    return unit_total(general, indicators_score(indicators), task_ratios(tasks, RULES), RULES)


@given(generals, st.lists(achievements, max_size=6), st.lists(facts, max_size=8))
def test_a_total_lies_between_0_and_100(
    general: Fraction | None, indicators: list[Achievement], tasks: list[TaskFacts]
) -> None:
    total = total_of(general, indicators, tasks)
    if total is None:
        assert not indicators and all(t.ad_hoc for t in tasks)
    else:
        assert 0 <= total.value <= 100
        assert total.provisional == (general is None)


@given(generals, st.lists(achievements, max_size=4), st.lists(facts, min_size=1, max_size=8), st.data())
def test_worse_work_never_raises_the_score(
    general: Fraction | None, indicators: list[Achievement], tasks: list[TaskFacts], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(tasks) - 1))
    one = tasks[index]
    worse = data.draw(
        st.sampled_from(
            [
                replace(one, late_instances=one.late_instances + 1),
                replace(one, quality_failures=one.quality_failures + 1),
                replace(one, completed=False),
                replace(one, objective=False),
            ]
        )
    )
    before = total_of(general, indicators, tasks)
    after = total_of(general, indicators, [*tasks[:index], worse, *tasks[index + 1 :]])
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert after.value <= before.value


@given(generals, st.lists(achievements, max_size=5), st.lists(facts, max_size=8), st.randoms())
def test_order_does_not_matter(
    general: Fraction | None, indicators: list[Achievement], tasks: list[TaskFacts], random: Random
) -> None:
    before = total_of(general, indicators, tasks), count_tasks(tasks)
    shuffled, others = list(tasks), list(indicators)
    random.shuffle(shuffled)
    random.shuffle(others)
    assert (total_of(general, others, shuffled), count_tasks(shuffled)) == before


@given(st.fractions(0, 100, max_denominator=100), st.lists(facts, max_size=8))
def test_a_grade_is_never_better_than_its_score(total: Fraction, tasks: list[TaskFacts]) -> None:
    order: list[Grade] = ["failed", "fair", "good", "excellent"]
    found: Proposal = unit_grade(total, count_tasks(tasks), RULES)
    alone = unit_grade(total, TaskCounts(), RULES)
    assert order.index(found.grade) <= order.index(alone.grade)
    assert bool(found.bindings) == (found.grade != alone.grade)
    assert all(isinstance(b, Binding) and b.count > 0 for b in found.bindings)
