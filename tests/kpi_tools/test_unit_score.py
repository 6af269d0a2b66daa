"""A unit's score over months, quarters and longer ranges, worked out by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kpi_tools.entered import DatedTask, IndicatorLine
from kpi_tools.periods import Period, half, month, parse_ky, quarter, whole_year
from kpi_tools.rules import Rules
from kpi_tools.score import Binding, TaskFacts
from kpi_tools.unit_score import Score, UnitRows, score_period

LATER = date(2027, 3, 1)
"""A day on which 2026 is over."""


def line(ky: str, achieved: str, code: str = "A", weight: int = 1) -> IndicatorLine:
    value = Fraction(achieved)
    return IndicatorLine(code, code, parse_ky(ky), "%", Fraction(1), value, "tang", value, Fraction(weight), None)


def generals(**scores: int) -> Mapping[Period, Fraction]:
    return {parse_ky(ky.removeprefix("ky").replace("_", "-")): Fraction(score) for ky, score in scores.items()}


def due(deadline: str, completed: str | None = None, *, ad_hoc: bool = False) -> DatedTask:
    done = None if completed is None else date.fromisoformat(completed)
    return DatedTask(date.fromisoformat(deadline), done, None, TaskFacts(completed=False, ad_hoc=ad_hoc))


def totals(score: Score) -> tuple[Fraction | None, bool | None, str | None]:
    total = score.total
    return (total.value if total else None, total.provisional if total else None, score.no_score)


def test_a_month_from_its_own_rows(rules: Rules) -> None:
    # I = (3 × 1/2 + 1 × 1) / 4 = 5/8; tasks 1 of 2 done: 1/2; 24 + 70 × (5/16 + 1/4) = 24 + 70 × 9/16 = 63.375
    rows = UnitRows(
        (line("2026-02", "1/2", weight=3), line("2026-02", "1", "B"), line("2026-Q1", "1"), line("2026-03", "0")),
        generals(ky2026_02=24, ky2026_Q1=30),
        (due("2026-02-01", "2026-02-01"), due("2026-02-28"), due("2026-03-01"), due("2026-01-31", "2026-01-01")),
    )
    score = score_period(rows, month(2026, 2), LATER, rules)
    assert totals(score) == (Fraction(507, 8), False, None)
    assert (score.general, score.achieved) == (Fraction(24), Fraction(5, 8))
    assert (score.counts.assigned, score.counts.undone) == (2, 1)
    assert score.proposal is not None
    # 1 of 2 done is under 70 %: failed although the score alone would be "fair"
    assert (score.proposal.grade, score.proposal.bindings) == ("failed", (Binding("undone", 1),))


def test_a_quarter_with_rows_of_its_own_ignores_its_months(rules: Rules) -> None:
    rows = UnitRows(
        (line("2026-Q1", "1/2"), line("2026-01", "1"), line("2026-02", "1")),
        generals(ky2026_Q1=20, ky2026_01=30, ky2026_02=30),
    )
    score = score_period(rows, quarter(2026, 1), LATER, rules)
    assert totals(score) == (Fraction(55), False, None)  # 20 + 70 × 1/2
    assert [i.period for i in score.indicators] == [quarter(2026, 1)]
    assert (score.parts, score.left_out) == ((), ())


def test_a_quarter_with_indicators_of_its_own_but_no_general_score_is_provisional(rules: Rules) -> None:
    rows = UnitRows((line("2026-Q1", "1/2"),), generals(ky2026_01=30), (due("2026-01-05", "2026-01-05"),))
    score = score_period(rows, quarter(2026, 1), LATER, rules)
    assert totals(score) == (Fraction(75), True, None)  # (1/2 × 1/2 + 1/2 × 1) × 100
    assert score.proposal is None


def test_a_quarter_with_a_general_score_alone_takes_the_indicators_of_its_months(rules: Rules) -> None:
    rows = UnitRows((line("2026-01", "1"), line("2026-02", "1/2"), line("2026-04", "0")), generals(ky2026_Q1=30))
    # 30 + 70 × 3/4
    assert totals(score_period(rows, quarter(2026, 1), LATER, rules)) == (Fraction(165, 2), False, None)


def test_a_quarter_without_rows_is_the_mean_of_its_months_with_a_general_score(rules: Rules) -> None:
    rows = UnitRows(
        (line("2026-01", "1"), line("2026-02", "1/2"), line("2026-03", "0")),
        generals(ky2026_01=30, ky2026_02=20),
        (due("2026-03-10"),),
    )
    score = score_period(rows, quarter(2026, 1), LATER, rules)
    # January 30 + 70 = 100, February 20 + 35 = 55, mean 77.5; March has no general score
    assert totals(score) == (Fraction(155, 2), False, None)
    assert [(p.period.ky, p.total) for p in score.parts] == [("2026-01", Fraction(100)), ("2026-02", Fraction(55))]
    assert [(x.period, x.reason) for x in score.left_out] == [(month(2026, 3), "no_general")]
    assert score.general is None
    # the shares are over all tasks of the quarter: none of one is done
    assert score.proposal is not None
    assert score.proposal.grade == "failed"


def test_a_quarter_with_neither_is_provisional(rules: Rules) -> None:
    rows = UnitRows((line("2026-01", "1"), line("2026-02", "1/2")), {}, (due("2026-03-10"),))
    score = score_period(rows, quarter(2026, 1), LATER, rules)
    assert totals(score) == (Fraction(75, 2), True, None)  # (1/2 × 3/4 + 1/2 × 0) × 100
    assert (score.parts, score.left_out) == ((), ())


def test_a_half_counts_a_quarter_as_three_months(rules: Rules) -> None:
    rows = UnitRows(
        (line("2026-Q1", "1"), line("2026-01", "0"), line("2026-04", "1/2"), line("2026-05", "0")),
        generals(ky2026_Q1=20, ky2026_01=0, ky2026_04=20, ky2026_06=30),
    )
    score = score_period(rows, half(2026, 1), LATER, rules)
    # Q1 = 90 three times, April = 55: (270 + 55) / 4 = 81.25
    assert totals(score) == (Fraction(325, 4), False, None)
    assert [(p.period.ky, p.months) for p in score.parts] == [("2026-Q1", 3), ("2026-04", 1)]
    assert [(x.period.ky, x.reason) for x in score.left_out] == [("2026-05", "no_general"), ("2026-06", "no_tasks")]
    assert [i.period.ky for i in score.indicators] == ["2026-Q1", "2026-04", "2026-05"]


def test_a_quarter_without_full_total_is_named_as_a_quarter(rules: Rules) -> None:
    rows = UnitRows((line("2026-Q1", "1"), line("2026-04", "1/2")), generals(ky2026_04=20))
    score = score_period(rows, half(2026, 1), LATER, rules)
    assert totals(score) == (Fraction(55), False, None)
    assert [(x.period.ky, x.reason) for x in score.left_out] == [
        ("2026-Q1", "no_general"),
        ("2026-05", "no_tasks"),
        ("2026-06", "no_tasks"),
    ]


def test_a_long_range_without_any_full_total_has_none(rules: Rules) -> None:
    rows = UnitRows((line("2026-Q1", "1"), line("2026-04", "1/2")), {}, (due("2026-02-02"),))
    score = score_period(rows, half(2026, 1), LATER, rules)
    assert totals(score) == (None, None, "no_full_total")
    assert score.counts.assigned == 1


def test_year_rows_count_only_when_there_is_nothing_shorter(rules: Rules) -> None:
    alone = UnitRows((line("2026", "1/2"),), {})
    assert totals(score_period(alone, whole_year(2026), LATER, rules)) == (Fraction(50), True, None)
    with_month = UnitRows((line("2026", "1/2"), line("2026-03", "1")), generals(ky2026_03=25))
    score = score_period(with_month, whole_year(2026), LATER, rules)
    assert totals(score) == (Fraction(95), False, None)
    assert [i.period.ky for i in score.beside] == ["2026"]
    assert [i.period.ky for i in score.indicators] == ["2026-03"]
    assert score_period(with_month, month(2026, 3), LATER, rules).beside == ()


def test_a_year_row_does_not_belong_to_a_quarter(rules: Rules) -> None:
    score = score_period(UnitRows((line("2026", "1"),)), quarter(2026, 1), LATER, rules)
    assert totals(score) == (None, None, "no_tasks")


def test_two_years_take_a_year_with_year_rows_alone_as_twelve_months(rules: Rules) -> None:
    rows = UnitRows(
        (line("2025", "1"), line("2026-Q1", "1/2")),
        generals(ky2025=30, ky2026_Q1=15),  # 100 twelve times, 50 three times
    )
    score = score_period(rows, Period(date(2025, 1, 1), date(2026, 12, 31)), LATER, rules)
    assert totals(score) == (Fraction(90), False, None)  # (1200 + 150) / 15


def test_a_range_counts_whole_months_alone(rules: Rules) -> None:
    rows = UnitRows(
        (line("2026-01", "0"), line("2026-02", "1"), line("2026-03", "0")),
        generals(ky2026_01=0, ky2026_02=10, ky2026_03=0),
    )
    score = score_period(rows, Period(date(2026, 1, 15), date(2026, 3, 30)), LATER, rules)
    assert totals(score) == (Fraction(80), False, None)
    assert [(x.period.ky, x.reason) for x in score.left_out] == [("2026-01", "partial"), ("2026-03", "partial")]
    inside = score_period(rows, Period(date(2026, 1, 15), date(2026, 2, 27)), LATER, rules)
    assert totals(inside) == (None, None, "no_whole_month")


def test_future_months_are_left_out_and_named(rules: Rules) -> None:
    rows = UnitRows(
        (line("2026-10", "1"), line("2026-11", "1/2"), line("2026-12", "0")),
        generals(ky2026_10=30, ky2026_11=30, ky2026_12=30),
    )
    score = score_period(rows, quarter(2026, 4), date(2026, 11, 21), rules)
    assert totals(score) == (Fraction(165, 2), False, None)  # (100 + 65) / 2
    assert [(x.period.ky, x.reason) for x in score.left_out] == [("2026-12", "future")]
    assert [i.period.ky for i in score.indicators] == ["2026-10", "2026-11"]
    assert totals(score_period(rows, month(2026, 12), date(2026, 11, 21), rules)) == (None, None, "future")


def test_an_unfinished_period_leaves_out_what_is_not_due(rules: Rules) -> None:
    rows = UnitRows(
        tasks=(
            due("2026-11-05", "2026-11-05"),
            due("2026-11-21"),  # due today
            due("2026-11-22"),  # due tomorrow
            due("2026-11-30", "2026-11-20"),  # completed ahead
            due("2026-11-30", "2026-11-25"),  # will be completed
            due("2026-11-10", "2026-11-25"),  # not completed by today
        )
    )
    score = score_period(rows, month(2026, 11), date(2026, 11, 21), rules)
    assert (score.counts.assigned, score.counts.done, score.counts.late) == (4, 2, 0)
    assert totals(score) == (Fraction(50), True, None)
    assert totals(score_period(UnitRows(tasks=(due("2026-11-22"),)), month(2026, 11), date(2026, 11, 21), rules)) == (
        None,
        None,
        "none_due",
    )


def test_lateness_as_the_dates_say_unless_entered(rules: Rules) -> None:
    late, entered = due("2026-02-10", "2026-02-11"), replace(due("2026-02-10", "2026-02-11"), late_instances=0)
    early = replace(due("2026-02-10", "2026-02-09"), late_instances=2)
    facts = [t.on(LATER).late_instances for t in (late, entered, early)]
    assert facts == [1, 0, 2]
    score = score_period(UnitRows(tasks=(late, entered, early)), month(2026, 2), LATER, rules)
    assert score.ratios is not None
    assert score.ratios.c == Fraction(3, 4)  # (0.75 + 1 + 0.5) / 3
    assert score.counts.late == 2


def test_ad_hoc_work_alone_is_no_basis(rules: Rules) -> None:
    rows = UnitRows(tasks=(due("2026-02-10", "2026-02-09", ad_hoc=True),))
    assert totals(score_period(rows, month(2026, 2), LATER, rules)) == (None, None, "no_tasks")


@pytest.mark.parametrize("period", [month(2026, 2), quarter(2026, 1), half(2026, 1), whole_year(2026)])
def test_nothing_entered(rules: Rules, period: Period) -> None:
    assert totals(score_period(UnitRows(), period, LATER, rules)) == (None, None, "no_tasks")
