"""A unit's score over any period, from its rows: pure, so that `kpi.py` only loads and shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from kpi_tools.periods import Period, months_of, quarters_of, touched_months, whole_year
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
    mean_total,
    task_ratios,
    unit_grade,
    unit_total,
)

NoScore = Literal["no_tasks", "none_due", "no_whole_month", "no_full_total", "future"]
"""Neither indicators nor tasks · tasks, none of them due yet · no calendar month inside · no period of the range has a
general score · the period has not begun."""
LeftOutReason = Literal["no_general", "no_tasks", "future", "partial"]


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    code: str
    name: str
    period: Period
    measure: str
    """Unit of measure, as written."""
    target: Fraction
    actual: Fraction | None
    direction: str
    """`tang` higher is better, `giam` lower is better."""
    achievement: Fraction
    """0 to 1."""
    weight: Fraction
    updated: date | None

    @property
    def missing(self) -> bool:
        """No value yet: counts as 0, reported as such."""
        return self.actual is None


@dataclass(frozen=True, slots=True)
class DatedTask:
    """A task that the unit leads; `late_instances` None: as the dates say."""

    deadline: date
    completed: date | None
    late_instances: int | None
    facts: TaskFacts
    """Points, quality, cause and kind; completion and lateness are read on a day by `on`."""

    def on(self, today: date) -> TaskFacts:
        completed = self.completed is not None and self.completed <= today
        late = self.late_instances
        if late is None:
            late = int(completed and self.completed is not None and self.completed > self.deadline)
        return replace(self.facts, completed=completed, late_instances=late)


@dataclass(frozen=True, slots=True)
class UnitRows:
    """What was entered for one unit."""

    indicators: tuple[IndicatorLine, ...] = ()
    generals: Mapping[Period, Fraction] = field(default_factory=dict)
    tasks: tuple[DatedTask, ...] = ()

    def has_own(self, period: Period) -> bool:
        """Whether an indicator or general score was entered for exactly that period ("entered directly")."""
        return period in self.generals or any(i.period == period for i in self.indicators)

    def only_by_year(self, year: Period) -> bool:
        """Whether the year has rows of its own and neither a quarter nor a month of it has any."""
        entered = {*self.generals, *(i.period for i in self.indicators)}
        return year in entered and not any(p != year and year.holds(p) for p in entered)

    def counts(self, line: IndicatorLine) -> bool:
        """Whether a row counts at all: a year row does only when its year has nothing shorter."""
        return line.period.kind != "year" or self.only_by_year(line.period)

    def indicators_of(self, period: Period, today: date) -> tuple[IndicatorLine, ...]:
        """Those entered for exactly that period, else those whose period lies inside it and has begun."""
        inside = [i for i in self.indicators if period.holds(i.period) and i.period.start <= today and self.counts(i)]
        own = [i for i in inside if i.period == period]
        return tuple(own or inside)

    def tasks_of(self, period: Period, today: date) -> tuple[TaskFacts, ...]:
        """Tasks by deadline (setting `task_period`); those neither completed nor due by `today` are left out."""
        inside = ((t, t.on(today)) for t in self.tasks if period.start <= t.deadline <= period.end)
        return tuple(facts for task, facts in inside if facts.completed or task.deadline <= today)

    def waiting(self, period: Period) -> bool:
        """Whether any task but ad hoc ones falls into the period, due or not."""
        return any(period.start <= t.deadline <= period.end and not t.facts.ad_hoc for t in self.tasks)


@dataclass(frozen=True, slots=True)
class Part:
    """A period whose full total went into a mean."""

    period: Period
    total: Fraction
    months: int
    """How many months it stands for."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    period: Period
    reason: LeftOutReason


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
    found = _total(rows, period, today, rules)
    lines = _lines(rows, period, today, found.parts)
    shown = Score(
        achieved=indicators_score(_achievements(lines)),
        ratios=task_ratios(tasks, rules),
        counts=count_tasks(tasks),
        indicators=lines,
        beside=tuple(i for i in rows.indicators if period.holds(i.period) and not rows.counts(i)),
        parts=found.parts,
        left_out=found.left_out,
        general=None if found.parts else rows.generals.get(period),
    )
    if found.total is None:
        return replace(shown, no_score=_why_none(rows, period, shown))
    full = not found.total.provisional
    proposal = unit_grade(found.total.value, shown.counts, rules) if full else None
    return replace(shown, total=found.total, proposal=proposal)


@dataclass(frozen=True, slots=True)
class _Found:
    total: Total | None
    parts: tuple[Part, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def _total(rows: UnitRows, period: Period, today: date, rules: Rules) -> _Found:
    kind = period.kind
    if not months_of(period):
        return _Found(None)
    if kind == "month" or (kind == "quarter" and rows.has_own(period)):
        return _Found(own_total(rows, period, today, rules))
    if kind == "year" and rows.only_by_year(period):
        return _Found(own_total(rows, period, today, rules))
    parts, left_out = _parts(rows, period, today, rules)
    mean = mean_total([(p.total, p.months) for p in parts])
    if mean is not None:
        return _Found(Total(mean, provisional=False), parts, left_out)
    if kind == "quarter":
        return _Found(own_total(rows, period, today, rules))
    return _Found(None, (), left_out)


def own_total(rows: UnitRows, period: Period, today: date, rules: Rules) -> Total | None:
    """The total from what was entered for the period itself, without looking at the months inside it."""
    indicators = indicators_score(_achievements(rows.indicators_of(period, today)))
    return unit_total(rows.generals.get(period), indicators, task_ratios(rows.tasks_of(period, today), rules), rules)


def _parts(rows: UnitRows, period: Period, today: date, rules: Rules) -> tuple[tuple[Part, ...], tuple[LeftOut, ...]]:
    """Full totals of the years, quarters and months inside a period, and what had none, each in order."""
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    covered: set[Period] = set()
    for block in _entered_directly(rows, period, today):
        total = own_total(rows, block, today, rules)
        months = months_of(block)
        if total is not None and not total.provisional:
            parts.append(Part(block, total.value, len(months)))
            covered.update(months)
        elif not any(m in rows.generals for m in months):
            left_out.append(LeftOut(block, "no_general" if total else "no_tasks"))
            covered.update(months)
    for month in touched_months(period):
        if month in covered:
            continue
        total = own_total(rows, month, today, rules)
        if not period.holds(month):
            left_out.append(LeftOut(month, "partial"))
        elif month.start > today:
            left_out.append(LeftOut(month, "future"))
        elif total is None or total.provisional:
            left_out.append(LeftOut(month, "no_general" if total else "no_tasks"))
        else:
            parts.append(Part(month, total.value, 1))
    return tuple(sorted(parts, key=_by_period)), tuple(sorted(left_out, key=_by_period))


def _entered_directly(rows: UnitRows, period: Period, today: date) -> list[Period]:
    """Begun years with nothing but year rows, and begun quarters with rows of their own, wholly inside a period."""
    years = {whole_year(m.year) for m in months_of(period)}
    blocks = [y for y in years if period.holds(y) and rows.only_by_year(y)]
    blocks += [q for q in quarters_of(period) if q != period and rows.has_own(q)]
    return [b for b in blocks if b.start <= today]


def _lines(rows: UnitRows, period: Period, today: date, parts: tuple[Part, ...]) -> tuple[IndicatorLine, ...]:
    """The indicators inside, but for the months of a quarter that was scored from indicators of its own."""
    lines = rows.indicators_of(period, today)
    direct = {p.period for p in parts} & {i.period for i in lines}
    return tuple(i for i in lines if not any(d != i.period and d.holds(i.period) for d in direct))


def _why_none(rows: UnitRows, period: Period, shown: Score) -> NoScore:
    if not months_of(period):
        return "no_whole_month"
    if shown.achieved is None and shown.ratios is None:
        return "none_due" if rows.waiting(period) else "no_tasks"
    return "no_full_total"


def _achievements(lines: tuple[IndicatorLine, ...]) -> list[Achievement]:
    return [Achievement(i.achievement, i.weight) for i in lines]


def _by_period(item: Part | LeftOut) -> Period:
    return item.period
