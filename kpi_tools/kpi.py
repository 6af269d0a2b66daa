"""`kpi_summary`: score, proposed grade, indicators, tasks and trend of a unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from pydantic import JsonValue
from sqlalchemy import select

from assistant.access import Principal
from kpi_tools.entered import IndicatorLine
from kpi_tools.inputs import explain, inputs_of
from kpi_tools.period_total import LeftOut, NoScore, Part
from kpi_tools.periods import Period, previous_comparable
from kpi_tools.rights import UNIT_KPI, UNIT_NAMES
from kpi_tools.rules import Rules
from kpi_tools.schema import Unit
from kpi_tools.score import Binding, Confirmation, Grade, JustBelow, Ratios, Remark, TaskCounts, shown
from kpi_tools.store import Store
from kpi_tools.unit_rows import latest_quarter_with_data, load_rows
from kpi_tools.unit_score import Score, UnitRows, score_period
from kpi_tools.view import View, view

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
    just_below: JustBelow | None = None
    """Where the total is shown as a threshold that it does not reach."""
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
    stale: bool = False
    """Whether the figures were old (setting `stale_after_days`) at the end of the period, or today if earlier."""
    rules: Rules | None = None
    """The settings behind the score."""
    explain: JsonValue = None
    """Its inputs, as `kpi_tools/inputs.py` shows them."""


def kpi_summary(
    store: Store, asker: Principal, unit: str, start: date | None, end: date | None, now: datetime, rules: Rules
) -> KpiSummary:
    """KPI of the unit with that code between two inclusive dates (Articles 6 to 8, 17.3).

    Without dates: the latest quarter that is over and has data. Without `start`: from 1 January of the end's year;
    without `end`: to the day of asking. `now` is local time. A unit that the asker may not see is `denied`, nothing
    of it is read; a code that does not exist is `unknown`. Raises StoreError.
    """
    today = now.date()
    with view(store, asker) as seen:
        known = name_and_level(seen, unit)
        if known is None:
            return KpiSummary("unknown", unit)
        if not may_see(seen, unit):
            return KpiSummary("denied", unit, *known)
        period = asked_period(start, end, today) or latest_quarter_with_data(seen, unit, today)
        before = previous_comparable(period)
        rows = load_rows(seen, unit, period, *([before] if before else []))
    score = score_period(rows, period, today, rules)
    proposal = score.proposal
    freshness = max((i.updated for i in score.indicators if i.updated), default=None)
    return KpiSummary(
        "answered",
        unit,
        *known,
        period=period,
        chosen=start is None and end is None,
        as_of=today if period.start <= today <= period.end else None,
        total=score.total.value if score.total else None,
        shown=shown(score.total.value) if score.total else None,
        provisional=score.total is not None and score.total.provisional,
        no_score=score.no_score,
        grade=proposal.grade if proposal else None,
        bindings=proposal.bindings if proposal else (),
        remarks=proposal.remarks if proposal else (),
        to_confirm=proposal.to_confirm if proposal else (),
        just_below=proposal.just_below if proposal else None,
        general=score.general,
        achieved=score.achieved,
        indicators=score.indicators,
        beside=score.beside,
        tasks=score.counts,
        ratios=score.ratios,
        trend=_trend(rows, before, score, today, rules),
        parts=score.parts,
        left_out=score.left_out,
        freshness=freshness,
        stale=freshness is not None and (min(today, period.end) - freshness).days > rules.stale_after_days,
        rules=rules,
        explain=explain(inputs_of(rows, period, score, today, rules), score.total, proposal, rules),
    )


def name_and_level(seen: View, unit: str) -> tuple[str, str] | None:
    """Of the unit with that code, as everybody knows it; None when there is none."""
    known = seen.rows(select(Unit.name, Unit.level).where(Unit.code == unit), UNIT_NAMES).one_or_none()
    return None if known is None else (known.name, known.level)


def may_see(seen: View, unit: str) -> bool:
    """Whether the asker may see the unit's KPI."""
    return seen.rows(select(Unit.code).where(Unit.code == unit), UNIT_KPI).first() is not None


def asked_period(start: date | None, end: date | None, today: date) -> Period | None:
    """Without `start`: from 1 January of the end's year; without `end`: to the day of asking; None without both."""
    if start is None and end is None:
        return None
    last = end or max(today, start or today)
    return Period(start or date(last.year, 1, 1), last)


def _trend(rows: UnitRows, previous: Period | None, score: Score, today: date, rules: Rules) -> Trend | None:
    if previous is None or score.total is None or score.total.provisional:
        return None
    before = score_period(rows, previous, today, rules).total
    if before is None or before.provisional:
        return None
    return Trend(previous, before.value, score.total.value - before.value)
