"""`task_list`: the tasks that an asker may see, by unit, person, basis, words, state and deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, get_args

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from assistant.access import Principal
from assistant.vietnamese import fold
from kpi_tools.rights import visible_tasks
from kpi_tools.rules import Rules
from kpi_tools.schema import Person, Task, TaskUnit, Unit
from kpi_tools.store import Store

Outcome = Literal["answered", "unknown"]
State = Literal["done", "done_late", "overdue", "due_soon", "in_progress", "not_started"]
STATES: tuple[str, ...] = get_args(State)
MAX_ITEMS = 500


@dataclass(frozen=True, slots=True)
class TaskItem:
    code: str
    name: str
    unit: str
    """Lead unit."""
    unit_name: str
    assignee: str | None
    assignee_name: str
    """Empty without an assignee."""
    deadline: date
    completed: date | None
    """None when not completed by the day of asking."""
    progress: Decimal
    """0 to 100."""
    state: State
    """On the day of asking."""
    days_late: int
    """Days after the deadline, of `overdue` and `done_late`; else 0."""
    takes_part: bool
    """The unit asked for takes part but does not lead."""
    product: str
    delay_cause: str
    basis: str


@dataclass(frozen=True, slots=True)
class TaskList:
    outcome: Outcome
    """`unknown`: `unit` or `person` is a code that does not exist."""
    unit: str | None = None
    unit_name: str = ""
    whole_city: bool = False
    """The unit asked for is the root, or neither unit nor person was asked for."""
    person: str | None = None
    person_name: str = ""
    basis: str | None = None
    text: str | None = None
    status: State | None = None
    start: date | None = None
    """Of the deadline, inclusive."""
    end: date | None = None
    today: date | None = None
    """The day of the states."""
    total: int = 0
    """How many fit and are visible."""
    items: tuple[TaskItem, ...] = ()
    """The first of them (`MAX_ITEMS`), by deadline, then code."""


def task_list(
    store: Store,
    asker: Principal,
    unit: str | None,
    person: str | None,
    basis: str | None,
    text: str | None,
    status: State | None,
    start: date | None,
    end: date | None,
    now: datetime,
    rules: Rules,
) -> TaskList:
    """Visible tasks that fit every filter given; an empty list does not say whether anything is hidden.

    `unit`: tasks that it leads or takes part in; the root unit means the whole city. `person`: the assignee.
    `basis` and `text` (over name and product) match folded substrings. `status` as in the domain, `done` with
    `done_late`, `in_progress` due soon or not, `due_soon` begun or not. Raises StoreError.
    """
    today = now.date()
    with store.read() as session:
        unit_row = session.get(Unit, unit) if unit is not None else None
        person_row = session.get(Person, person) if person is not None else None
        if (unit is not None and unit_row is None) or (person is not None and person_row is None):
            return TaskList("unknown", unit=unit, person=person)
        root = unit_row is not None and unit_row.level == "thanh_pho"
        taking_part = None if unit is None or root else unit
        asked = and_(
            _of_unit(taking_part),
            Task.assignee == person if person is not None else true(),
            Task.deadline >= start if start is not None else true(),
            Task.deadline <= end if end is not None else true(),
            _in_status(status, today, rules),
        )
        codes = _codes(session, asker, asked, basis, text)
        items = _items(session, asker, codes[:MAX_ITEMS], taking_part, today, rules)
        return TaskList(
            "answered",
            unit=unit,
            unit_name=unit_row.name if unit_row else "",
            whole_city=root or (unit is None and person is None),
            person=person,
            person_name=person_row.name if person_row else "",
            basis=basis,
            text=text,
            status=status,
            start=start,
            end=end,
            today=today,
            total=len(codes),
            items=items,
        )


def state_on(day: date, deadline: date, completed: date | None, progress: Decimal, rules: Rules) -> State:
    """The state of a task on a day; a completion after that day does not count yet."""
    if completed is not None and completed <= day:
        return "done" if completed <= deadline else "done_late"
    if deadline < day:
        return "overdue"
    if deadline <= day + timedelta(days=rules.due_soon_days):
        return "due_soon"
    return "in_progress" if progress > 0 else "not_started"


def _codes(
    session: Session, asker: Principal, asked: ColumnElement[bool], basis: str | None, text: str | None
) -> list[str]:
    """Codes of what fits, in order. Words are matched here, as databases fold Vietnamese each in their own way."""
    order = (Task.deadline, Task.code)
    if basis is None and text is None:
        return list(session.scalars(select(Task.code).where(visible_tasks(asker), asked).order_by(*order)))
    query = select(Task.code, Task.basis, Task.name, Task.product).where(visible_tasks(asker), asked).order_by(*order)
    wanted_basis, wanted_text = _plain(basis or ""), _plain(text or "")
    return [
        code
        for code, of_basis, *words in session.execute(query)
        if wanted_basis in _plain(of_basis) and any(wanted_text in _plain(w) for w in words)
    ]


def _items(
    session: Session, asker: Principal, codes: list[str], taking_part: str | None, today: date, rules: Rules
) -> tuple[TaskItem, ...]:
    lead, assignee = aliased(Unit), aliased(Person)
    query = (
        select(Task, lead.name, assignee.name)
        .outerjoin(lead, lead.code == Task.unit)
        .outerjoin(assignee, assignee.code == Task.assignee)
        .where(visible_tasks(asker), Task.code.in_(codes))
        .order_by(Task.deadline, Task.code)
    )
    return tuple(_item(*row, taking_part, today, rules) for row in session.execute(query))


def _plain(text: str) -> str:
    """Without accents, case and needless spaces."""
    return " ".join(fold(text).split())


def _of_unit(unit: str | None) -> ColumnElement[bool]:
    if unit is None:
        return true()
    return or_(Task.unit == unit, exists().where(TaskUnit.task == Task.code, TaskUnit.unit == unit))


def _in_status(status: State | None, today: date, rules: Rules) -> ColumnElement[bool]:
    done = and_(Task.completed.is_not(None), Task.completed <= today)
    undone = or_(Task.completed.is_(None), Task.completed > today)
    soon = Task.deadline <= today + timedelta(days=rules.due_soon_days)
    match status:
        case None:
            return true()
        case "done":
            return done
        case "done_late":
            return and_(done, Task.completed > Task.deadline)
        case "overdue":
            return and_(undone, Task.deadline < today)
        case "due_soon":
            return and_(undone, Task.deadline >= today, soon)
        case "in_progress":
            return and_(undone, Task.deadline >= today, Task.progress != 0)
        case "not_started":
            return and_(undone, Task.deadline >= today, ~soon, Task.progress == 0)
    return false()


def _item(
    task: Task, unit_name: str | None, assignee_name: str | None, taking_part: str | None, today: date, rules: Rules
) -> TaskItem:
    completed = task.completed if task.completed is not None and task.completed <= today else None
    state = state_on(today, task.deadline, completed, task.progress, rules)
    late = state in ("overdue", "done_late")
    return TaskItem(
        code=task.code,
        name=task.name,
        unit=task.unit,
        unit_name=unit_name or task.unit,
        assignee=task.assignee,
        assignee_name=assignee_name or "",
        deadline=task.deadline,
        completed=completed,
        progress=task.progress,
        state=state,
        days_late=((completed or today) - task.deadline).days if late else 0,
        takes_part=taking_part is not None and task.unit != taking_part,
        product=task.product,
        delay_cause=task.delay_cause,
        basis=task.basis,
    )
