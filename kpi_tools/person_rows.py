"""What was entered for a person, and for the others of a leader's unit, as far as one period needs it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select

from kpi_tools.entered import DatedTask, IndicatorLine
from kpi_tools.periods import Period, last_quarter_over, latest_quarter_over, parse_ky
from kpi_tools.person_score import Duty, General, PersonRows, duty_of, not_scored
from kpi_tools.rights import PERSON_GENERALS, PERSON_INDICATORS, PERSON_KPI, PERSON_SCORED_TASKS
from kpi_tools.schema import GeneralScore, Indicator, Person, Task
from kpi_tools.source import source_of
from kpi_tools.system_tables import FileImport
from kpi_tools.unit_rows import TASK_FACTS, due_in, keys_of, line_of, task_of
from kpi_tools.view import View


def load_person(seen: View, code: str, duty: Duty, period: Period) -> PersonRows:
    """What was entered for a person whose KPI the asker may see."""
    tasks = select(Task.code, *TASK_FACTS).where(Task.assignee == code, due_in([period])).order_by(Task.code)
    return PersonRows(
        duty=duty,
        generals=_generals(seen, code, period),
        tasks=tuple(task_of(row) for row in seen.rows(tasks, PERSON_SCORED_TASKS)),
        indicators=_indicators(seen, code, period),
    )


def load_others(seen: View, unit: str, without: str, period: Period) -> tuple[PersonRows, ...]:
    """Everybody else of a unit who is scored, without their indicators: three queries, however many they are."""
    people = select(Person.code, Person.role, Person.title, Person.kind).where(
        Person.unit == unit, Person.code != without
    )
    duties = {
        code: duty_of(role, title)
        for code, role, title, kind in seen.rows(people, PERSON_KPI)
        if not_scored(role, kind) is None
    }
    members = select(Person.code).where(Person.unit == unit)
    entered = select(
        GeneralScore.subject,
        GeneralScore.period,
        GeneralScore.score,
        GeneralScore.organising,
        GeneralScore.solidarity,
    ).where(GeneralScore.subject.in_(members), GeneralScore.period.in_(keys_of([period])))
    generals: dict[str, dict[Period, General]] = defaultdict(dict)
    for subject, ky, score, organising, solidarity in seen.rows(entered, PERSON_GENERALS):
        generals[subject][parse_ky(ky)] = General(Fraction(score), _exact(organising), _exact(solidarity))
    given = select(Task.assignee, Task.code, *TASK_FACTS).where(Task.assignee.in_(members), due_in([period]))
    tasks: dict[str | None, list[DatedTask]] = defaultdict(list)
    for row in seen.rows(given, PERSON_SCORED_TASKS):
        tasks[row[0]].append(task_of(row[1:]))
    return tuple(PersonRows(duty, generals[code], tuple(tasks[code])) for code, duty in sorted(duties.items()))


def latest_quarter_with_data(seen: View, code: str, today: date) -> Period:
    """The latest quarter that is over and has indicators, a general score or tasks due; else the latest over."""
    indicators = select(Indicator.period).where(Indicator.person == code).distinct()
    generals = select(GeneralScore.period).where(GeneralScore.subject == code)
    due = select(func.max(Task.deadline)).where(
        Task.assignee == code, Task.ad_hoc.is_(False), Task.deadline <= last_quarter_over(today).end
    )
    keys = {*seen.rows(indicators, PERSON_INDICATORS).scalars(), *seen.rows(generals, PERSON_GENERALS).scalars()}
    days = [p.start for p in map(parse_ky, keys) if p.kind in ("month", "quarter")]
    deadline = seen.rows(due, PERSON_SCORED_TASKS).scalar()
    return latest_quarter_over([*days, deadline] if deadline else days, today)


def _generals(seen: View, code: str, period: Period) -> dict[Period, General]:
    query = (
        select(GeneralScore, FileImport)
        .outerjoin(FileImport, FileImport.id == GeneralScore.import_id)
        .where(GeneralScore.subject == code, GeneralScore.period.in_(keys_of([period])))
        .order_by(GeneralScore.period)
    )
    return {
        parse_ky(row.period): General(
            Fraction(row.score), _exact(row.organising), _exact(row.solidarity), source_of(row, origin)
        )
        for row, origin in seen.rows(query, PERSON_GENERALS)
    }


def _indicators(seen: View, code: str, period: Period) -> tuple[IndicatorLine, ...]:
    query = (
        select(Indicator, FileImport)
        .outerjoin(FileImport, FileImport.id == Indicator.import_id)
        .where(Indicator.person == code, Indicator.period.in_(keys_of([period])))
        .order_by(Indicator.code, Indicator.period)
    )
    return tuple(line_of(row, origin) for row, origin in seen.rows(query, PERSON_INDICATORS))


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)
