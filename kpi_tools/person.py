"""`kpi_person`: score, proposed grade, indicators and tasks of a person by job position."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from pydantic import JsonValue
from sqlalchemy import select

from assistant.access import Principal
from kpi_tools.entered import IndicatorLine
from kpi_tools.kpi import asked_period
from kpi_tools.period_total import LeftOut, NoScore, Part
from kpi_tools.periods import Period
from kpi_tools.person_explain import explain
from kpi_tools.person_rows import latest_quarter_with_data, load_others, load_person
from kpi_tools.person_score import (
    MISSING,
    Duty,
    General,
    Inputs,
    Missing,
    NotScored,
    duty_of,
    not_scored,
    score_person,
)
from kpi_tools.person_tasks import PersonTask, visible_tasks
from kpi_tools.rights import PEOPLE_NAMES, PERSON_KPI
from kpi_tools.rules import Rules
from kpi_tools.schema import Person, Unit
from kpi_tools.score import Grade, JustBelow, Ratios, TaskCounts, shown
from kpi_tools.store import Store
from kpi_tools.unit_rows import load_rows
from kpi_tools.unit_score import score_period
from kpi_tools.view import View, view

Outcome = Literal["answered", "denied", "unknown"]


@dataclass(frozen=True, slots=True)
class GeneralLine:
    """A general score (form 01) that was entered inside the period."""

    period: Period
    entered: General
    measure: str = "điểm"


@dataclass(frozen=True, slots=True)
class PersonKpi:
    """Everything is empty but `outcome`, `person` and `name` unless the outcome is `answered`."""

    outcome: Outcome
    person: str
    name: str = ""
    """Empty when the person is unknown."""
    title: str = ""
    position: str = ""
    """Vị trí việc làm."""
    unit: str = ""
    unit_name: str = ""
    duty: Duty | None = None
    """None of one who is not scored."""
    period: Period | None = None
    """The one asked for or chosen."""
    chosen: bool = False
    """Whether the period was chosen here because none was asked for."""
    as_of: date | None = None
    """The day of asking when the period is not over."""
    not_scored: NotScored | None = None
    """Why the decree gives this person no score."""
    no_score: NoScore | None = None
    """Why there is no total for one who is scored."""
    total: Fraction | None = None
    """0 to 100, exact."""
    shown: str | None = None
    """The total with one decimal: `87,5`."""
    provisional: bool = False
    """No general score yet: the 70-point part × 100, without a grade."""
    grade: Grade | None = None
    """Proposed."""
    by_score: Grade | None = None
    """What the score alone gives; a head's grade may be lower."""
    unit_grade: Grade | None = None
    """Of a head with a full total: the unit's proposed grade for the period, if it has one."""
    just_below: JustBelow | None = None
    """Where the total is shown as a threshold that it does not reach."""
    inputs: tuple[Inputs, ...] = ()
    """Of the period itself, or of each part of a mean: general, a, b, c, of leaders d, đ, e."""
    ratios: Ratios | None = None
    """a, b, c over all tasks of the period."""
    tasks: TaskCounts = field(default_factory=TaskCounts)
    """Of all tasks that count by the day of asking."""
    generals: tuple[GeneralLine, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()
    """The person's; they do not enter the score."""
    beside: tuple[IndicatorLine, ...] = ()
    """Year rows of a year that has quarters or months as well."""
    items: tuple[PersonTask, ...] = ()
    """The tasks that the asker may see, due or not, by deadline."""
    parts: tuple[Part, ...] = ()
    """The periods over which the total is a mean; empty when it is none."""
    left_out: tuple[LeftOut, ...] = ()
    freshness: date | None = None
    """Newest `updated` of the indicators."""
    rules: Rules | None = None
    """The settings behind the score."""
    explain: JsonValue = None
    """Its inputs, as `kpi_tools/explain.py` shapes them."""

    @property
    def capped(self) -> bool:
        """Whether the unit's grade lowered the proposal (Article 20.6)."""
        return self.grade != self.by_score

    @property
    def ungraded_unit(self) -> bool:
        """Whether a head's proposal could not be held against the unit's grade, since there is none (Article 20.6)."""
        return self.duty == "head" and self.grade is not None and self.unit_grade is None

    @property
    def missing(self) -> tuple[tuple[Missing, tuple[Period, ...]], ...]:
        """Which of d (`results`), đ (`organising`), e (`solidarity`) counted as 1 for want of data, and when."""
        periods = ((key, tuple(one.period for one in self.inputs if key in one.missing)) for key in MISSING)
        return tuple((key, when) for key, when in periods if when)


def kpi_person(
    store: Store, asker: Principal, person: str, start: date | None, end: date | None, now: datetime, rules: Rules
) -> PersonKpi:
    """KPI of the person with that code between two inclusive dates (Articles 14 to 17, 20).

    Periods without dates as in `kpi_summary`. A person whose KPI the asker may not see is `denied`, nothing of it is
    read; a code that does not exist is `unknown`. Raises StoreError.
    """
    today = now.date()
    with view(store, asker) as seen:
        whole = select(Person, Unit.name).outerjoin(Unit, Unit.code == Person.unit).where(Person.code == person)
        known = seen.rows(whole, PERSON_KPI).one_or_none()
        if known is None:
            name = seen.rows(select(Person.name).where(Person.code == person), PEOPLE_NAMES).scalar_one_or_none()
            return PersonKpi("unknown" if name is None else "denied", person, name=name or "")
        row, unit_name = known
        period = asked_period(start, end, today) or latest_quarter_with_data(seen, person, today)
        found = _found(seen, row, period, today, rules)
        items = visible_tasks(seen, person, period, today, rules)
    return replace(
        found,
        name=row.name,
        title=row.title,
        position=row.position,
        unit=row.unit,
        unit_name=unit_name or row.unit,
        period=period,
        chosen=start is None and end is None,
        as_of=today if period.start <= today <= period.end else None,
        items=items,
        freshness=max((i.updated for i in found.indicators if i.updated), default=None),
        rules=rules,
    )


def _found(seen: View, row: Person, period: Period, today: date, rules: Rules) -> PersonKpi:
    """Score, inputs, indicators and counts; of one who is not scored, indicators and counts alone."""
    exempt = not_scored(row.role, row.kind)
    duty: Duty = "staff" if exempt else duty_of(row.role, row.title)
    rows = load_person(seen, row.code, duty, period)
    if exempt:
        score = score_person(rows, (), period, today, rules)
        return PersonKpi(
            "answered",
            row.code,
            not_scored=exempt,
            tasks=score.counts,
            indicators=score.indicators,
            beside=score.beside,
        )
    others = load_others(seen, row.unit, row.code, period) if duty != "staff" else ()
    unit_grade = _unit_grade(seen, row.unit, period, today, rules) if duty == "head" else None
    score = score_person(rows, others, period, today, rules, unit_grade)
    total, proposal = score.total, score.proposal
    return PersonKpi(
        "answered",
        row.code,
        duty=duty,
        no_score=score.no_score,
        total=total.value if total else None,
        shown=shown(total.value) if total else None,
        provisional=total is not None and total.provisional,
        grade=proposal.grade if proposal else None,
        by_score=proposal.by_score if proposal else None,
        unit_grade=unit_grade if proposal else None,
        just_below=proposal.just_below if proposal else None,
        inputs=score.inputs,
        ratios=score.ratios,
        tasks=score.counts,
        generals=tuple(GeneralLine(p, g) for p, g in sorted(rows.generals.items(), key=lambda one: one[0])),
        indicators=score.indicators,
        beside=score.beside,
        parts=score.parts,
        left_out=score.left_out,
        explain=explain(duty, score, unit_grade, rules),
    )


def _unit_grade(seen: View, unit: str, period: Period, today: date, rules: Rules) -> Grade | None:
    """The unit's proposed grade for the period (Article 20.6)."""
    proposal = score_period(load_rows(seen, unit, period), period, today, rules).proposal
    return proposal.grade if proposal else None
