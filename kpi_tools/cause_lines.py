"""`kpi_causes`: what costs a unit most points, with owners, deadlines, causes of delay and the peers' medians."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from pydantic import JsonValue
from sqlalchemy import select

from assistant.access import Principal
from kpi_tools.causes import Loss, LossKind, losses, veil
from kpi_tools.entered import IndicatorLine
from kpi_tools.inputs import Inputs, explain, inputs_of
from kpi_tools.kpi import asked_period, may_see, name_and_level
from kpi_tools.peers import Median, medians
from kpi_tools.period_total import LeftOut, NoScore
from kpi_tools.periods import Period, months_of, quarters_of
from kpi_tools.rights import TASKS
from kpi_tools.rules import Rules
from kpi_tools.schema import Person, Task
from kpi_tools.score import Grade, shown
from kpi_tools.score_cache import ScoreCache
from kpi_tools.source import Source, source_of
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.unit_rows import due_in, latest_quarter_with_data, load_rows
from kpi_tools.unit_score import UnitRows, score_period
from kpi_tools.view import View, view

Outcome = Literal["answered", "denied", "unknown"]
CauseKind = Literal[LossKind, "other"]
"""`other`: everything that the asker may not see, in one sum."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One line of the points lost; everything but kind and points is empty in `other`."""

    kind: CauseKind
    points: Fraction
    """Of 100; negative where ad hoc work wins points back."""
    shown: str
    """The points with one decimal."""
    period: Period | None = None
    """The month or quarter that was scored with it."""
    code: str | None = None
    """Of the indicator or task."""
    name: str = ""
    owner: str = ""
    """Name of the task's assignee, else of the unit."""
    deadline: date | None = None
    delay_cause: str = ""
    """As recorded with the task."""
    measure: str = ""
    """Unit of measure of target, actual value and median."""
    target: Fraction | None = None
    actual: Fraction | None = None
    direction: str | None = None
    achievement: Fraction | None = None
    """0 to 1."""
    weight: Fraction | None = None
    missing: bool = False
    """An indicator without a value yet."""
    peers: Median | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class KpiCauses:
    """Everything is empty but `outcome`, `unit`, `name` and `level` unless the outcome is `answered`."""

    outcome: Outcome
    unit: str
    name: str = ""
    level: str = ""
    asked: Period | None = None
    """The period asked for or chosen."""
    period: Period | None = None
    """The month or quarter whose points are explained."""
    chosen: bool = False
    """Whether the period was chosen here because none was asked for."""
    as_of: date | None = None
    """The day of asking when the period is not over."""
    total: Fraction | None = None
    shown: str | None = None
    provisional: bool = False
    """No general score yet: total and losses are of the task part alone, × 100."""
    no_score: NoScore | None = None
    grade: Grade | None = None
    """Proposed."""
    lost: Fraction | None = None
    """100 − total, the sum of the causes' points exactly."""
    causes: tuple[Cause, ...] = ()
    """The biggest first."""
    left_out: tuple[LeftOut, ...] = ()
    """Months without a full total, where the score is a mean."""
    freshness: date | None = None
    """Newest `updated` of the indicators used."""
    explain: JsonValue = None


def kpi_causes(
    store: Store,
    asker: Principal,
    unit: str,
    start: date | None,
    end: date | None,
    now: datetime,
    rules: Rules,
    cache: ScoreCache,
) -> KpiCauses:
    """What the unit with that code lost, of one month or quarter; of any longer range its last full quarter.

    Dates as in `kpi_summary`. A unit that the asker may not see is `denied`; a code that does not exist is `unknown`.
    Tasks that the asker may not see are summed up without a name. Raises StoreError.
    """
    today = now.date()
    with view(store, asker) as seen:
        known = name_and_level(seen, unit)
        if known is None:
            return KpiCauses("unknown", unit)
        if not may_see(seen, unit):
            return KpiCauses("denied", unit, *known)
        asked = asked_period(start, end, today) or latest_quarter_with_data(seen, unit, today)
        rows = load_rows(seen, unit, asked)
        period = last_scored(rows, asked, today, rules)
        score = score_period(rows, period, today, rules)
        inputs = inputs_of(rows, period, score, today, rules)
        provisional = score.total is not None and score.total.provisional
        details = _Details(
            known[0],
            _visible_tasks(seen, unit, period),
            medians(seen, cache, known[1], [line for one in inputs for line in one.indicators]),
        )
    total = score.total.value if score.total else None
    return KpiCauses(
        "answered",
        unit,
        *known,
        asked=asked,
        period=period,
        chosen=start is None and end is None,
        as_of=today if period.start <= today <= period.end else None,
        total=total,
        shown=None if total is None else shown(total),
        provisional=provisional,
        no_score=score.no_score,
        grade=score.proposal.grade if score.proposal else None,
        lost=None if total is None else 100 - total,
        causes=_causes(losses(inputs, provisional, rules), inputs, details),
        left_out=score.left_out,
        freshness=max((i.updated for i in score.indicators if i.updated), default=None),
        explain=explain(inputs, score.total, score.proposal, rules),
    )


def last_scored(rows: UnitRows, asked: Period, today: date, rules: Rules) -> Period:
    """A month or quarter as it is. Of anything else the last quarter inside that is over and has a total, else the
    last that is over; without such a quarter the last month likewise, and at last the range itself."""
    if asked.kind in ("month", "quarter"):
        return asked
    for blocks in (quarters_of(asked), months_of(asked)):
        over = [block for block in blocks if block.end < today]
        if over:
            scored = (block for block in reversed(over) if score_period(rows, block, today, rules).total)
            return next(scored, over[-1])
    begun = [month for month in months_of(asked) if month.start <= today]
    return begun[-1] if begun else asked


@dataclass(frozen=True, slots=True)
class _VisibleTask:
    name: str
    assignee: str
    deadline: date
    delay_cause: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class _Details:
    unit_name: str
    tasks: dict[str, _VisibleTask]
    medians: dict[tuple[str, Period], Median]


def _visible_tasks(seen: View, unit: str, period: Period) -> dict[str, _VisibleTask]:
    """What a line says of a task, of those that the asker may see, by code."""
    query = (
        select(Task, Person.name, FileImport)
        .outerjoin(Person, Person.code == Task.assignee)
        .outerjoin(FileImport, FileImport.id == Task.import_id)
        .where(Task.unit == unit, due_in([period]))
    )
    return {
        task.code: _VisibleTask(task.name, name or "", task.deadline, task.delay_cause, source_of(task, origin))
        for task, name, origin in seen.rows(query, TASKS)
    }


def _causes(found: tuple[Loss, ...], inputs: tuple[Inputs, ...], details: _Details) -> tuple[Cause, ...]:
    veiled = veil(found, inputs, details.tasks.keys())
    lines = [_cause(loss, details) for loss in veiled.seen]
    if veiled.other is not None:
        lines.append(Cause("other", veiled.other, shown(veiled.other)))
    return tuple(sorted(lines, key=lambda line: -line.points))


def _cause(loss: Loss, details: _Details) -> Cause:
    if loss.indicator is not None:
        return _of_indicator(loss, loss.indicator, details)
    if loss.task is None:
        return Cause(loss.kind, loss.points, shown(loss.points), loss.period, owner=details.unit_name)
    task = details.tasks[loss.task.code]
    return Cause(
        loss.kind,
        loss.points,
        shown(loss.points),
        loss.period,
        code=loss.task.code,
        name=task.name,
        owner=task.assignee or details.unit_name,
        deadline=task.deadline,
        delay_cause=task.delay_cause,
        source=task.source,
    )


def _of_indicator(loss: Loss, line: IndicatorLine, details: _Details) -> Cause:
    return Cause(
        loss.kind,
        loss.points,
        shown(loss.points),
        loss.period,
        code=line.code,
        name=line.name,
        owner=details.unit_name,
        measure=line.measure,
        target=line.target,
        actual=line.actual,
        direction=line.direction,
        achievement=line.achievement,
        weight=line.weight,
        missing=line.missing,
        peers=details.medians.get((line.code, line.period)),
        source=line.source,
    )
