"""What was entered for one unit, as far as some periods need it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, func, or_, select

from kpi_tools.entered import DatedTask, IndicatorLine
from kpi_tools.periods import (
    Period,
    last_quarter_over,
    latest_quarter_over,
    months_of,
    parse_ky,
    quarters_of,
    whole_year,
)
from kpi_tools.rights import UNIT_GENERALS, UNIT_INDICATORS, UNIT_SCORED_TASKS
from kpi_tools.schema import GeneralScore, Indicator, Task
from kpi_tools.score import TaskFacts, achievement
from kpi_tools.source import source_of
from kpi_tools.system_tables import FileImport
from kpi_tools.unit_score import UnitRows
from kpi_tools.view import View

TASK_FACTS = (
    Task.deadline,
    Task.completed,
    Task.late_instances,
    Task.points,
    Task.quality_failures,
    Task.objective,
    Task.ad_hoc,
)


def keys_of(periods: Iterable[Period]) -> list[str]:
    """Keys of the workbooks (`2026-Q1`) of everything that `score_period` reads for these periods: the months,
    quarters and years that lie inside them."""
    inside: set[Period] = set()
    for period in periods:
        months = months_of(period)
        years = (whole_year(year) for year in {m.year for m in months})
        inside.update((*months, *quarters_of(period), *(y for y in years if period.holds(y))))
    return sorted(p.ky for p in inside if p.ky)


def due_in(periods: Iterable[Period]) -> ColumnElement[bool]:
    """Tasks by deadline (setting `task_period`)."""
    return or_(*(Task.deadline.between(p.start, p.end) for p in periods))


def load_rows(seen: View, unit: str, *periods: Period) -> UnitRows:
    """What was entered for a unit that the asker may see, as far as the scores of these periods need it."""
    keys = keys_of(periods)
    indicators = (
        select(Indicator, FileImport)
        .outerjoin(FileImport, FileImport.id == Indicator.import_id)
        .where(Indicator.unit == unit, Indicator.person.is_(None), Indicator.period.in_(keys))
        .order_by(Indicator.code, Indicator.period)
    )
    generals = select(GeneralScore.period, GeneralScore.score).where(
        GeneralScore.subject == unit, GeneralScore.period.in_(keys)
    )
    tasks = select(Task.code, *TASK_FACTS).where(Task.unit == unit, due_in(periods)).order_by(Task.code)
    return UnitRows(
        indicators=tuple(line_of(row, origin) for row, origin in seen.rows(indicators, UNIT_INDICATORS)),
        generals={parse_ky(ky): Fraction(score) for ky, score in seen.rows(generals, UNIT_GENERALS)},
        tasks=tuple(task_of(row) for row in seen.rows(tasks, UNIT_SCORED_TASKS)),
    )


def latest_quarter_with_data(seen: View, unit: str, today: date) -> Period:
    """The latest quarter that is over and has indicators, a general score or tasks due; else the latest over."""
    indicators = select(Indicator.period).where(Indicator.unit == unit, Indicator.person.is_(None)).distinct()
    generals = select(GeneralScore.period).where(GeneralScore.subject == unit)
    due = select(func.max(Task.deadline)).where(
        Task.unit == unit, Task.ad_hoc.is_(False), Task.deadline <= last_quarter_over(today).end
    )
    keys = {*seen.rows(indicators, UNIT_INDICATORS).scalars(), *seen.rows(generals, UNIT_GENERALS).scalars()}
    entered = [p for p in map(parse_ky, keys) if p.kind in ("month", "quarter")]
    deadline = seen.rows(due, UNIT_SCORED_TASKS).scalar()
    days = [p.start for p in entered] + ([deadline] if deadline else [])
    return latest_quarter_over(days, today)


def line_of(row: Indicator, origin: FileImport | None) -> IndicatorLine:
    return IndicatorLine(
        code=row.code,
        name=row.name,
        period=parse_ky(row.period),
        measure=row.measure,
        target=Fraction(row.target),
        actual=None if row.actual is None else Fraction(row.actual),
        direction=row.direction,
        achievement=achievement(row.actual, row.target, row.direction),
        weight=Fraction(row.weight),
        updated=row.updated,
        source=source_of(row, origin),
    )


TaskRow = tuple[str, date, date | None, int | None, Decimal, int, bool, bool]


def task_of(row: TaskRow) -> DatedTask:
    code, deadline, completed, late, points, failures, objective, ad_hoc = row
    facts = TaskFacts(
        completed=False,
        points=Fraction(points),
        quality_failures=failures,
        objective=objective,
        ad_hoc=ad_hoc,
    )
    return DatedTask(deadline, completed, late, facts, code)
