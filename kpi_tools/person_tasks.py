"""The tasks of one person in a period, as far as the asker may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from kpi_tools.periods import Period
from kpi_tools.rights import TASKS
from kpi_tools.rules import Rules
from kpi_tools.schema import Task, Unit
from kpi_tools.source import Source, source_of
from kpi_tools.system_tables import FileImport
from kpi_tools.task_states import State, days_late, state_on
from kpi_tools.view import View

MAX_ITEMS = 500


@dataclass(frozen=True, slots=True)
class PersonTask:
    code: str
    name: str
    unit: str
    """Lead unit."""
    unit_name: str
    deadline: date
    completed: date | None
    """None when not completed by the day of asking."""
    progress: Decimal
    """0 to 100."""
    points: Decimal
    """Converted points p_i."""
    state: State
    """On the day of asking."""
    days_late: int
    """Days after the deadline, of `overdue` and `done_late`; else 0."""
    quality_failures: int
    objective: bool
    """Objective cause confirmed: no deduction."""
    ad_hoc: bool
    product: str
    delay_cause: str
    source: Source | None


def visible_tasks(seen: View, person: str, period: Period, today: date, rules: Rules) -> tuple[PersonTask, ...]:
    """Tasks of a person due in the period that the asker may see, by deadline, then code; at most `MAX_ITEMS`."""
    query = (
        select(Task, Unit.name, FileImport)
        .outerjoin(Unit, Unit.code == Task.unit)
        .outerjoin(FileImport, FileImport.id == Task.import_id)
        .where(Task.assignee == person, Task.deadline.between(period.start, period.end))
        .order_by(Task.deadline, Task.code)
        .limit(MAX_ITEMS)
    )
    return tuple(_item(*row, today, rules) for row in seen.rows(query, TASKS))


def _item(task: Task, unit_name: str | None, origin: FileImport | None, today: date, rules: Rules) -> PersonTask:
    completed = task.completed if task.completed is not None and task.completed <= today else None
    state = state_on(today, task.deadline, completed, task.progress, rules)
    return PersonTask(
        code=task.code,
        name=task.name,
        unit=task.unit,
        unit_name=unit_name or task.unit,
        deadline=task.deadline,
        completed=completed,
        progress=task.progress,
        points=task.points,
        state=state,
        days_late=days_late(state, task.deadline, completed, today),
        quality_failures=task.quality_failures,
        objective=task.objective,
        ad_hoc=task.ad_hoc,
        product=task.product,
        delay_cause=task.delay_cause,
        source=source_of(task, origin),
    )
