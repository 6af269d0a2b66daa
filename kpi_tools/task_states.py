"""The states of a task on a day, for one task and as SQL conditions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, get_args

from sqlalchemy import ColumnElement, and_, select, true

from kpi_tools.listed import listed
from kpi_tools.rules import Rules
from kpi_tools.schema import Task

State = Literal["done", "done_late", "overdue", "due_soon", "in_progress", "not_started"]
STATES: tuple[str, ...] = get_args(State)


def state_on(day: date, deadline: date, completed: date | None, progress: Decimal, rules: Rules) -> State:
    """The state of a task on a day; a completion after that day does not count yet."""
    if completed is not None and completed <= day:
        return "done" if completed <= deadline else "done_late"
    if deadline < day:
        return "overdue"
    if deadline <= day + timedelta(days=rules.due_soon_days):
        return "due_soon"
    return "in_progress" if progress > 0 else "not_started"


def days_late(state: State, deadline: date, completed: date | None, day: date) -> int:
    """Days after the deadline until completed or, while not, until that day; 0 when it is not late."""
    return ((completed or day) - deadline).days if state in ("overdue", "done_late") else 0


def asked_for(status: State | None, day: date, rules: Rules) -> tuple[ColumnElement[bool], ...]:
    """What is listed under a state: `done` with `done_late`, `in_progress` due soon or not, `due_soon` begun or not.

    Conditions of which no row fits two: what is completed after that day is apart from what is not completed at all,
    for which there is an index; it is a short list, so that nothing else is looked through for it.
    """
    if status is None:
        return (true(),)
    if status in ("done", "done_late"):
        late = Task.completed > Task.deadline if status == "done_late" else true()
        return (and_(Task.completed <= day, late),)
    open_so = _undone(status, day, rules)
    to_come = select(Task.code).where(Task.completed > day).correlate(None)
    return and_(Task.completed.is_(None), open_so), and_(listed(Task.code, to_come), open_so)


def _undone(status: State, day: date, rules: Rules) -> ColumnElement[bool]:
    last = day + timedelta(days=rules.due_soon_days)
    if status == "overdue":
        return Task.deadline < day
    if status == "due_soon":
        return Task.deadline.between(day, last)
    if status == "in_progress":
        return and_(Task.deadline >= day, Task.progress != 0)
    return and_(Task.deadline > last, Task.progress == 0)
