"""Where a unit's points went in one month or quarter: lines that add up exactly to what is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from eval.oracle.kpi import (
    QUARTER,
    achievement,
    assigned,
    completed,
    entered,
    failures,
    has_rows,
    late_instances,
    months,
    rows_inside,
    span,
    task_ratio,
)
from eval.oracle.lists import may_see_task
from eval.oracle.workbooks import City, Indicator, Person, Task

GENERAL, COMPENSATION = ("general", ""), ("compensation", "")
MIN_PEERS = 5
Lines = dict[tuple[str, str], Fraction]
"""(kind, code) → points lost; kinds: general, indicator, undone, quality, late, compensation."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What one asker is told: named lines, and what goes into the unnamed one."""

    named: Lines
    other: Fraction
    hidden: int
    """Rows behind the unnamed line, a visible one that joins them left out."""


def parts(city: City, unit: str, period: str, today: date) -> list[tuple[str, Fraction]]:
    """The periods whose rows count, with their shares: a quarter without rows of its own is the mean of its months."""
    if "Q" in period and not has_rows(city, unit, period):
        full = [
            month
            for month in months(*span(period))
            if has_rows(city, unit, month) and is_full(entered(city, unit, month, today))
        ]
        if full:
            return [(month, Fraction(1, len(full))) for month in full]
    return [(period, Fraction(1))]


def is_full(total: tuple[Fraction | None, bool]) -> bool:
    return total[0] is not None and not total[1]


def lines(city: City, unit: str, period: str, today: date) -> tuple[Lines, Fraction]:
    """Every line with points, and the whole: 100 − total, provisional or not."""
    found: Lines = {}
    lost = Fraction(0)
    for part, share in parts(city, unit, period, today):
        own, points = _lines_of(city, unit, part, today)
        lost += share * points
        for key, value in own.items():
            found[key] = found.get(key, Fraction(0)) + share * value
    return {key: points for key, points in found.items() if points}, lost


def _lines_of(city: City, unit: str, period: str, today: date) -> tuple[Lines, Fraction]:
    total, provisional = entered(city, unit, period, today)
    if total is None:
        return {}, Fraction(0)
    whole = Fraction(100 if provisional else 70)
    found: Lines = {}
    if not provisional:
        found[GENERAL] = 30 - city.general[unit, period]
    inside = rows_inside(city, unit, *span(period), today)
    rows = [row for row in inside if row.period == period] or inside
    tasks = assigned(city, unit, *span(period), today)
    ratio = task_ratio(tasks, today)
    part = whole / 2 if rows and ratio is not None else whole
    weight = sum((row.weight for row in rows), Fraction(0))
    for row in rows:
        key = ("indicator", row.code)
        found[key] = found.get(key, Fraction(0)) + part * row.weight / weight * (1 - achievement(row))
    if ratio is not None:
        found |= _of_tasks([task for task in tasks if not task.ad_hoc], part, today)
    found[COMPENSATION] = 100 - total - sum(found.values(), Fraction(0))
    return found, 100 - total


def _of_tasks(tasks: list[Task], part: Fraction, today: date) -> Lines:
    base = sum((task.points for task in tasks), Fraction(0))
    found: Lines = {}
    for task in tasks:
        worth = part * task.points / base
        if not completed(task, today):
            found["undone", task.code] = worth
            continue
        found["quality", task.code] = worth / 3 * min(Fraction(1), QUARTER * failures(task))
        found["late", task.code] = worth / 3 * min(Fraction(1), QUARTER * late_instances(task))
    return found


def shown(city: City, asker: Person, unit: str, period: str, today: date) -> Shown:
    """What the asker may not see goes into one line: tasks, and the compensation that hidden ad hoc work has part in;
    of a single hidden row the smallest visible loss goes there too.
    """
    everything, _lost = lines(city, unit, period, today)
    secret = {task.code for task in city.tasks if not may_see_task(city, asker, task)}
    hidden = {key for key in everything if key[0] in ("undone", "quality", "late") and key[1] in secret}
    rows = {code for _, code in hidden}
    inside = assigned(city, unit, *span(period), today)
    helping = {task.code for task in inside if task.ad_hoc and completed(task, today)} & secret
    if COMPENSATION in everything and helping:
        hidden.add(COMPENSATION)
        rows |= helping
    named = {key: points for key, points in everything.items() if key not in hidden}
    if len(rows) == 1 and named:
        positive = {key: points for key, points in named.items() if key != COMPENSATION} or named
        least = min(positive.values())
        hidden.add(next(key for key, points in positive.items() if points == least))
    kept = {key: points for key, points in everything.items() if key not in hidden}
    return Shown(kept, sum((everything[key] for key in hidden), Fraction(0)), len(rows))


def peers_median(city: City, row: Indicator, fold: dict[str, str]) -> Fraction | None:
    """Of the actual values of the same name and period in other units of the level, where five have one."""
    actual = [
        other.actual
        for other in city.indicators
        if other.person is None
        and other.period == row.period
        and other.unit != row.unit
        and city.levels[other.unit] == city.levels[row.unit]
        and fold[other.name] == fold[row.name]
        and other.actual is not None
    ]
    return median(actual) if len(actual) >= MIN_PEERS else None
