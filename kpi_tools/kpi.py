"""`kpi_summary`: score, proposed grade, indicators, tasks and trend of a unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.access import Principal
from kpi_tools.periods import Period, last_quarter_over, parse_ky, previous_comparable, quarter_of
from kpi_tools.rights import visible_units
from kpi_tools.rules import Rules
from kpi_tools.schema import GeneralScore, Indicator, Task, Unit
from kpi_tools.score import Binding, Confirmation, Grade, Ratios, Remark, TaskCounts, TaskFacts, achievement, shown
from kpi_tools.store import Store
from kpi_tools.unit_score import DatedTask, IndicatorLine, LeftOut, NoScore, Part, Score, UnitRows, score_period

Outcome = Literal["answered", "denied", "unknown"]


@dataclass(frozen=True, slots=True)
class Trend:
    """Against the previous comparable period, both totals full."""

    previous: Period
    previous_total: Fraction
    delta: Fraction
    """Points gained; negative when lost."""


@dataclass(frozen=True, slots=True)
class KpiSummary:
    """Everything is empty but `outcome`, `unit` and `name` unless the outcome is `answered`."""

    outcome: Outcome
    unit: str
    name: str = ""
    """Empty when the unit is unknown."""
    level: str = ""
    """`thanh_pho`, `so_nganh` or `xa_phuong`."""
    period: Period | None = None
    """The one asked for or chosen."""
    chosen: bool = False
    """Whether the period was chosen here because none was asked for."""
    as_of: date | None = None
    """The day of asking when the period is not over."""
    total: Fraction | None = None
    """0 to 100, exact."""
    shown: str | None = None
    """The total with one decimal: `87,5`."""
    provisional: bool = False
    """No general score yet: the 70-point part × 100, without a grade."""
    no_score: NoScore | None = None
    """Why there is no total."""
    grade: Grade | None = None
    """Proposed."""
    bindings: tuple[Binding, ...] = ()
    remarks: tuple[Remark, ...] = ()
    to_confirm: tuple[Confirmation, ...] = ()
    general: Fraction | None = None
    """0 to 30; None when missing and when the total is a mean of other periods."""
    achieved: Fraction | None = None
    """I, the weighted mean over `indicators`, 0 to 1."""
    indicators: tuple[IndicatorLine, ...] = ()
    beside: tuple[IndicatorLine, ...] = ()
    """Year rows that do not count."""
    tasks: TaskCounts = field(default_factory=TaskCounts)
    ratios: Ratios | None = None
    trend: Trend | None = None
    parts: tuple[Part, ...] = ()
    """The periods over which the total is a mean; empty when it is none."""
    left_out: tuple[LeftOut, ...] = ()
    freshness: date | None = None
    """Newest `updated` of the indicators used."""
    rules: Rules | None = None
    """The settings behind the score."""


def kpi_summary(
    store: Store, asker: Principal, unit: str, start: date | None, end: date | None, now: datetime, rules: Rules
) -> KpiSummary:
    """KPI of the unit with that code between two inclusive dates (Articles 6 to 8, 17.3).

    Without dates: the latest quarter that is over and has data. Without `start`: from 1 January of the end's year;
    without `end`: to the day of asking. `now` is local time. A unit that the asker may not see is `denied`, nothing
    of it is read; a code that does not exist is `unknown`. Raises StoreError.
    """
    today = now.date()
    with store.read() as session:
        known = session.execute(select(Unit.name, Unit.level).where(Unit.code == unit)).one_or_none()
        if known is None:
            return KpiSummary("unknown", unit)
        if session.scalar(select(Unit.code).where(Unit.code == unit, visible_units(asker))) is None:
            return KpiSummary("denied", unit, name=known.name, level=known.level)
        rows = load_rows(session, asker, unit)
    period = _period(start, end, today) or latest_quarter_with_data(rows, today)
    score = score_period(rows, period, today, rules)
    return KpiSummary(
        "answered",
        unit,
        name=known.name,
        level=known.level,
        period=period,
        chosen=start is None and end is None,
        as_of=today if period.start <= today <= period.end else None,
        total=score.total.value if score.total else None,
        shown=shown(score.total.value) if score.total else None,
        provisional=score.total is not None and score.total.provisional,
        no_score=score.no_score,
        grade=score.proposal.grade if score.proposal else None,
        bindings=score.proposal.bindings if score.proposal else (),
        remarks=score.proposal.remarks if score.proposal else (),
        to_confirm=score.proposal.to_confirm if score.proposal else (),
        general=score.general,
        achieved=score.achieved,
        indicators=score.indicators,
        beside=score.beside,
        tasks=score.counts,
        ratios=score.ratios,
        trend=_trend(rows, period, score, today, rules),
        parts=score.parts,
        left_out=score.left_out,
        freshness=max((i.updated for i in score.indicators if i.updated), default=None),
        rules=rules,
    )


def latest_quarter_with_data(rows: UnitRows, today: date) -> Period:
    """The latest quarter that is over and has indicators, a general score or tasks due; else the latest over."""
    last = last_quarter_over(today)
    entered = [p for p in (*rows.generals, *(i.period for i in rows.indicators)) if p.kind in ("month", "quarter")]
    days = [p.start for p in entered] + [t.deadline for t in rows.tasks if not t.facts.ad_hoc]
    return max((quarter_of(d) for d in days if d <= last.end), default=last)


def load_rows(session: Session, asker: Principal, unit: str) -> UnitRows:
    """All that was entered for a unit, filtered by rights once more in every query."""
    visible = select(Unit.code).where(Unit.code == unit, visible_units(asker))
    indicators = select(Indicator).where(Indicator.unit.in_(visible), Indicator.person.is_(None))
    generals = select(GeneralScore).where(GeneralScore.subject.in_(visible))
    tasks = select(
        Task.deadline,
        Task.completed,
        Task.late_instances,
        Task.points,
        Task.quality_failures,
        Task.objective,
        Task.ad_hoc,
    ).where(Task.unit.in_(visible))
    return UnitRows(
        indicators=tuple(_line(i) for i in session.scalars(indicators.order_by(Indicator.code, Indicator.period))),
        generals={parse_ky(g.period): Fraction(g.score) for g in session.scalars(generals)},
        tasks=tuple(
            DatedTask(
                deadline,
                completed,
                late,
                TaskFacts(
                    completed=False,
                    points=Fraction(points),
                    quality_failures=failures,
                    objective=objective,
                    ad_hoc=ad_hoc,
                ),
            )
            for deadline, completed, late, points, failures, objective, ad_hoc in session.execute(tasks)
        ),
    )


def _line(row: Indicator) -> IndicatorLine:
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
    )


def _period(start: date | None, end: date | None, today: date) -> Period | None:
    if start is None and end is None:
        return None
    last = end or max(today, start or today)
    return Period(start or date(last.year, 1, 1), last)


def _trend(rows: UnitRows, period: Period, score: Score, today: date, rules: Rules) -> Trend | None:
    previous = previous_comparable(period)
    if previous is None or score.total is None or score.total.provisional:
        return None
    before = score_period(rows, previous, today, rules).total
    if before is None or before.provisional:
        return None
    return Trend(previous, before.value, score.total.value - before.value)
