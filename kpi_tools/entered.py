"""What was entered for a unit or a person, chosen by period: indicators and dated tasks, as plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from kpi_tools.periods import Period
from kpi_tools.score import TaskFacts

if TYPE_CHECKING:
    from kpi_tools.source import Source


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
    source: Source | None = None

    @property
    def missing(self) -> bool:
        """No value yet: counts as 0, reported as such."""
        return self.actual is None


@dataclass(frozen=True, slots=True)
class DatedTask:
    """A task that the unit leads or the person carries out; `late_instances` None: as the dates say."""

    deadline: date
    completed: date | None
    late_instances: int | None
    facts: TaskFacts
    """Points, quality, cause and kind; completion and lateness are read on a day by `on`."""
    code: str = ""
    """Empty where nobody asks which task it is."""

    def on(self, today: date) -> TaskFacts:
        completed = self.completed is not None and self.completed <= today
        late = self.late_instances
        if late is None:
            late = int(completed and self.completed is not None and self.completed > self.deadline)
        facts = self.facts
        return TaskFacts(completed, facts.points, facts.quality_failures, late, facts.objective, facts.ad_hoc)


def only_by_year(entered: Collection[Period], year: Period) -> bool:
    """Whether the year has rows of its own and neither a quarter nor a month of it has any."""
    return year in entered and not any(p != year and year.holds(p) for p in entered)


def indicators_of(
    lines: Iterable[IndicatorLine], entered: Collection[Period], period: Period, today: date
) -> tuple[IndicatorLine, ...]:
    """Those entered for exactly that period, else those whose period lies inside it and has begun.

    A year row belongs only where `entered`, all periods with rows, has nothing shorter of its year.
    """
    inside = [i for i in lines if period.holds(i.period) and i.period.start <= today and _counts(i, entered)]
    own = [i for i in inside if i.period == period]
    return tuple(own or inside)


def beside(lines: Iterable[IndicatorLine], entered: Collection[Period], period: Period) -> tuple[IndicatorLine, ...]:
    """Year rows inside the period that do not count, since there are quarters or months."""
    return tuple(i for i in lines if period.holds(i.period) and not _counts(i, entered))


def _counts(line: IndicatorLine, entered: Collection[Period]) -> bool:
    return line.period.kind != "year" or only_by_year(entered, line.period)


def tasks_of(tasks: Iterable[DatedTask], period: Period, today: date) -> tuple[TaskFacts, ...]:
    """Tasks by deadline (setting `task_period`); those neither completed nor due by `today` are left out."""
    inside = ((t, t.on(today)) for t in tasks if period.start <= t.deadline <= period.end)
    return tuple(facts for task, facts in inside if facts.completed or task.deadline <= today)


def waiting(tasks: Iterable[DatedTask], period: Period) -> bool:
    """Whether any task but ad hoc ones falls into the period, due or not."""
    return any(period.start <= t.deadline <= period.end and not t.facts.ad_hoc for t in tasks)
