"""A total over any period, for units and people alike: from the rows of the period itself or as a mean over months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, Protocol

from kpi_tools.periods import Period, months_of, quarters_of, touched_months, whole_year
from kpi_tools.score import Total, mean_total

NoScore = Literal["no_tasks", "none_due", "no_whole_month", "no_full_total", "future"]
"""Neither indicators nor tasks · tasks, none of them due yet · no calendar month inside · no period of the range has a
general score · the period has not begun."""
LeftOutReason = Literal["no_general", "no_tasks", "future", "partial"]
OwnTotal = Callable[[Period], Total | None]
"""The total from what was entered for the period itself, without looking at the months inside it."""


class Entered(Protocol):
    """What a unit or a person has rows for."""

    def has_own(self, period: Period) -> bool:
        """Whether the rows make that period one that was entered directly."""
        ...

    def has_general(self, period: Period) -> bool: ...

    def only_by_year(self, year: Period) -> bool:
        """Whether the year has rows of its own and neither a quarter nor a month of it has any."""
        ...


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
class PeriodTotal:
    total: Total | None
    parts: tuple[Part, ...] = ()
    """What the mean was taken over; empty when the rows of the period itself were scored."""
    left_out: tuple[LeftOut, ...] = ()


def period_total(rows: Entered, period: Period, today: date, own: OwnTotal) -> PeriodTotal:
    """The total of a unit or a person for a period as of `today` (Article 17.3).

    A month, and a quarter that was entered directly, is scored from its own rows; a quarter without, from the mean
    of its months that have a general score, else provisionally; anything longer from the mean of its months' full
    totals, a quarter entered directly counting as its three months. What has no full total is left out and named.
    """
    kind = period.kind
    if not months_of(period):
        return PeriodTotal(None)
    if kind == "month" or (kind == "quarter" and rows.has_own(period)):
        return PeriodTotal(own(period))
    if kind == "year" and rows.only_by_year(period):
        return PeriodTotal(own(period))
    parts, left_out = _parts(rows, period, today, own)
    mean = mean_total([(p.total, p.months) for p in parts])
    if mean is not None:
        return PeriodTotal(Total(mean, provisional=False), parts, left_out)
    if kind == "quarter":
        return PeriodTotal(own(period))
    return PeriodTotal(None, (), left_out)


def _parts(rows: Entered, period: Period, today: date, own: OwnTotal) -> tuple[tuple[Part, ...], tuple[LeftOut, ...]]:
    """Full totals of the years, quarters and months inside a period, and what had none, each in order."""
    parts: list[Part] = []
    left_out: list[LeftOut] = []
    covered: set[Period] = set()
    for block in _entered_directly(rows, period, today):
        total = own(block)
        months = months_of(block)
        if total is not None and not total.provisional:
            parts.append(Part(block, total.value, len(months)))
            covered.update(months)
        elif not any(rows.has_general(m) for m in months):
            left_out.append(LeftOut(block, "no_general" if total else "no_tasks"))
            covered.update(months)
    for month in touched_months(period):
        if month in covered:
            continue
        if not period.holds(month):
            left_out.append(LeftOut(month, "partial"))
        elif month.start > today:
            left_out.append(LeftOut(month, "future"))
        elif (total := own(month)) is None or total.provisional:
            left_out.append(LeftOut(month, "no_general" if total else "no_tasks"))
        else:
            parts.append(Part(month, total.value, 1))
    return tuple(sorted(parts, key=_by_period)), tuple(sorted(left_out, key=_by_period))


def _entered_directly(rows: Entered, period: Period, today: date) -> list[Period]:
    """Begun years with nothing but year rows, and begun quarters with rows of their own, wholly inside a period."""
    years = {whole_year(m.year) for m in months_of(period)}
    blocks = [y for y in years if period.holds(y) and rows.only_by_year(y)]
    blocks += [q for q in quarters_of(period) if q != period and rows.has_own(q)]
    return [b for b in blocks if b.start <= today]


def _by_period(item: Part | LeftOut) -> Period:
    return item.period
