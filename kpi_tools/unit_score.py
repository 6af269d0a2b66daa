"""A unit's score over any period, from its rows: pure, so that `kpi.py` only loads and shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from kpi_tools.entered import DatedTask, IndicatorLine, beside, indicators_of, only_by_year, tasks_of, waiting
from kpi_tools.period_total import LeftOut, NoScore, Part, period_total
from kpi_tools.periods import Period, months_of
from kpi_tools.rules import Rules
from kpi_tools.score import (
    Achievement,
    Proposal,
    Ratios,
    TaskCounts,
    TaskFacts,
    Total,
    count_tasks,
    indicators_score,
    task_ratios,
    unit_grade,
    unit_total,
)


@dataclass(frozen=True, slots=True)
class UnitRows:
    """What was entered for one unit."""

    indicators: tuple[IndicatorLine, ...] = ()
    generals: Mapping[Period, Fraction] = field(default_factory=dict)
    tasks: tuple[DatedTask, ...] = ()

    @property
    def entered(self) -> frozenset[Period]:
        """Every period with a general score or an indicator."""
        return frozenset((*self.generals, *(i.period for i in self.indicators)))

    def has_own(self, period: Period) -> bool:
        """Whether an indicator or general score was entered for exactly that period ("entered directly")."""
        return period in self.generals or any(i.period == period for i in self.indicators)

    def has_general(self, period: Period) -> bool:
        return period in self.generals

    def only_by_year(self, year: Period) -> bool:
        """Whether the year has rows of its own and neither a quarter nor a month of it has any."""
        return only_by_year(self.entered, year)

    def indicators_of(self, period: Period, today: date) -> tuple[IndicatorLine, ...]:
        """Those entered for exactly that period, else those whose period lies inside it and has begun."""
        return indicators_of(self.indicators, self.entered, period, today)

    def tasks_of(self, period: Period, today: date) -> tuple[TaskFacts, ...]:
        """Tasks by deadline (setting `task_period`); those neither completed nor due by `today` are left out."""
        return tasks_of(self.tasks, period, today)


@dataclass(frozen=True, slots=True)
class Score:
    total: Total | None = None
    no_score: NoScore | None = None
    """Set exactly when there is no total."""
    general: Fraction | None = None
    """0 to 30; None when missing and when the total is a mean."""
    achieved: Fraction | None = None
    """I over the indicators shown, 0 to 1."""
    ratios: Ratios | None = None
    """Over all tasks of the period."""
    counts: TaskCounts = field(default_factory=TaskCounts)
    proposal: Proposal | None = None
    """None without a full total."""
    indicators: tuple[IndicatorLine, ...] = ()
    beside: tuple[IndicatorLine, ...] = ()
    """Rows entered for a year that do not count, since there are quarters or months."""
    parts: tuple[Part, ...] = ()
    """What the mean was taken over; empty when the rows of the period itself were scored."""
    left_out: tuple[LeftOut, ...] = ()


def score_period(rows: UnitRows, period: Period, today: date, rules: Rules) -> Score:
    """The score of a unit for a period (Articles 6 to 8, 17.3), as of `today`.

    A month, and a quarter that was entered directly, is scored from its own rows; a quarter without, from the mean
    of its months that have a general score, else provisionally; anything longer from the mean of its months' full
    totals, a quarter entered directly counting as its three months. A quarter that was entered with a general score
    alone takes the indicators of its months.
    """
    if period.start > today:
        return Score(no_score="future")
    tasks = rows.tasks_of(period, today)
    found = period_total(rows, period, today, lambda p: own_total(rows, p, today, rules))
    lines = _lines(rows, period, today, found.parts)
    shown = Score(
        achieved=indicators_score(_achievements(lines)),
        ratios=task_ratios(tasks, rules),
        counts=count_tasks(tasks),
        indicators=lines,
        beside=beside(rows.indicators, rows.entered, period),
        parts=found.parts,
        left_out=found.left_out,
        general=None if found.parts else rows.generals.get(period),
    )
    if found.total is None:
        return replace(shown, no_score=_why_none(rows, period, shown))
    full = not found.total.provisional
    proposal = unit_grade(found.total.value, shown.counts, rules) if full else None
    return replace(shown, total=found.total, proposal=proposal)


def own_total(rows: UnitRows, period: Period, today: date, rules: Rules) -> Total | None:
    """The total from what was entered for the period itself, without looking at the months inside it."""
    indicators = indicators_score(_achievements(rows.indicators_of(period, today)))
    return unit_total(rows.generals.get(period), indicators, task_ratios(rows.tasks_of(period, today), rules), rules)


def _lines(rows: UnitRows, period: Period, today: date, parts: tuple[Part, ...]) -> tuple[IndicatorLine, ...]:
    """The indicators inside, but for the months of a quarter that was scored from indicators of its own."""
    lines = rows.indicators_of(period, today)
    direct = {p.period for p in parts} & {i.period for i in lines}
    return tuple(i for i in lines if not any(d != i.period and d.holds(i.period) for d in direct))


def _why_none(rows: UnitRows, period: Period, shown: Score) -> NoScore:
    if not months_of(period):
        return "no_whole_month"
    if shown.achieved is None and shown.ratios is None:
        return "none_due" if waiting(rows.tasks, period) else "no_tasks"
    return "no_full_total"


def _achievements(lines: tuple[IndicatorLine, ...]) -> list[Achievement]:
    return [Achievement(i.achievement, i.weight) for i in lines]
