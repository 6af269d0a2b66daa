"""`task_detail`: everything about one task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import aliased

from assistant.access import Principal
from kpi_tools.rights import TASKS
from kpi_tools.rules import Rules
from kpi_tools.schema import Person, Task, TaskUnit, Unit
from kpi_tools.source import Source, source_of
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.task_states import State, days_late, state_on
from kpi_tools.view import View, view

Outcome = Literal["answered", "not_found"]


@dataclass(frozen=True, slots=True)
class JointUnit:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TaskDetail:
    outcome: Outcome
    """`not_found`: no such task, or none that the asker may see; nothing tells the two apart."""
    code: str
    """As the store has it; of `not_found` as asked."""
    name: str = ""
    unit: str = ""
    """Lead unit."""
    unit_name: str = ""
    joint: tuple[JointUnit, ...] = ()
    """Units that take part, by name."""
    assignee: str | None = None
    assignee_name: str = ""
    assignee_title: str = ""
    giver: str = ""
    """A person's code or free text."""
    giver_name: str = ""
    """The person's name, else the text."""
    assigned: date | None = None
    deadline: date | None = None
    completed: date | None = None
    """None when not completed by the day of asking."""
    progress: Decimal = Decimal(0)
    """0 to 100."""
    state: State | None = None
    days_late: int = 0
    """Days after the deadline, of `overdue` and `done_late`; else 0."""
    points: Decimal = Decimal(1)
    """Converted points p_i (Article 14)."""
    quality_failures: int = 0
    late_instances: int = 0
    """As entered; not entered, 1 when completed after the deadline, else 0."""
    objective: bool = False
    """Objective cause confirmed."""
    ad_hoc: bool = False
    product: str = ""
    basis: str = ""
    delay_cause: str = ""
    source: Source | None = None
    """None for a task that came from no file."""
    stale: bool = False
    """Whether the row is old (setting `stale_after_days`)."""
    today: date | None = None
    """The day of the state."""


def task_detail(store: Store, asker: Principal, task: str, now: datetime, rules: Rules) -> TaskDetail:
    """One visible task by its code, as written or else in capitals or small letters. Raises StoreError."""
    today = now.date()
    with view(store, asker) as seen:
        found = _find(seen, task.strip())
        if found is None:
            return TaskDetail("not_found", task)
        row, lead, assignee, giver, origin = found
        source = source_of(row, origin)
        completed = row.completed if row.completed is not None and row.completed <= today else None
        state = state_on(today, row.deadline, completed, row.progress, rules)
        late = row.late_instances
        return TaskDetail(
            "answered",
            row.code,
            name=row.name,
            unit=row.unit,
            unit_name=lead or row.unit,
            joint=_joint(seen, row.code),
            assignee=row.assignee,
            assignee_name=assignee.name if assignee else "",
            assignee_title=assignee.title if assignee else "",
            giver=row.giver,
            giver_name=giver or row.giver,
            assigned=row.assigned,
            deadline=row.deadline,
            completed=completed,
            progress=row.progress,
            state=state,
            days_late=days_late(state, row.deadline, completed, today),
            points=row.points,
            quality_failures=row.quality_failures,
            late_instances=int(state == "done_late") if late is None else late,
            objective=row.objective,
            ad_hoc=row.ad_hoc,
            product=row.product,
            basis=row.basis,
            delay_cause=row.delay_cause,
            source=source,
            stale=source is not None and (today - source.updated).days > rules.stale_after_days,
            today=today,
        )


_Found = tuple[Task, str | None, Person | None, str | None, FileImport | None]


def _find(seen: View, code: str) -> _Found | None:
    lead, assignee, giver = aliased(Unit), aliased(Person), aliased(Person)
    spellings = list(dict.fromkeys((code, code.upper(), code.lower())))
    query = (
        select(Task, lead.name, assignee, giver.name, FileImport)
        .outerjoin(lead, lead.code == Task.unit)
        .outerjoin(assignee, assignee.code == Task.assignee)
        .outerjoin(giver, giver.code == Task.giver)
        .outerjoin(FileImport, FileImport.id == Task.import_id)
        .where(Task.code.in_(spellings))
    )
    rows = {row[0].code: row for row in seen.rows(query, TASKS)}
    return next((rows[spelling] for spelling in spellings if spelling in rows), None)


def _joint(seen: View, code: str) -> tuple[JointUnit, ...]:
    query = (
        select(TaskUnit.unit, Unit.name)
        .join(Task, Task.code == TaskUnit.task)
        .outerjoin(Unit, Unit.code == TaskUnit.unit)
        .where(Task.code == code)
    )
    units = [JointUnit(unit, name or unit) for unit, name in seen.rows(query, TASKS)]
    return tuple(sorted(units, key=lambda unit: (unit.name, unit.code)))
