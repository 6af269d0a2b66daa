"""`task_list`: the tasks that an asker may see, by unit, person, basis, words, state and deadline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, and_, func, select, true

from assistant.access import Principal
from assistant.types import ZONE
from kpi_tools.listed import listed
from kpi_tools.rights import PEOPLE_NAMES, TASKS, UNIT_NAMES
from kpi_tools.rules import Rules
from kpi_tools.schema import Person, Task, TaskUnit, Unit
from kpi_tools.source import Source
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.task_search import has_words
from kpi_tools.task_states import State as State
from kpi_tools.task_states import asked_for, days_late, state_on
from kpi_tools.view import View, view

Outcome = Literal["answered", "unknown"]
MAX_ITEMS = 200


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
    source: Source | None = None
    """None for a task that came from no file."""


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
    freshness: date | None = None
    """The day of the newest import among them."""
    stale: bool = False
    """Whether that is long ago (setting `stale_after_days`)."""


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
    with view(store, asker) as seen:
        unit_row = seen.rows(select(Unit).where(Unit.code == unit), UNIT_NAMES).scalar_one_or_none()
        person_row = seen.rows(select(Person).where(Person.code == person), PEOPLE_NAMES).scalar_one_or_none()
        if (unit is not None and unit_row is None) or (person is not None and person_row is None):
            return TaskList("unknown", unit=unit, person=person)
        root = unit_row is not None and unit_row.level == "thanh_pho"
        taking_part = None if unit is None or root else unit
        alone = taking_part is None and person is None
        asked = and_(
            Task.assignee == person if person is not None else true(),
            Task.deadline >= start if start is not None else true(),
            Task.deadline <= end if end is not None else true(),
            has_words(Task.basis_words, basis, alone=alone) if basis is not None else true(),
            has_words(Task.words, text, alone=alone) if text is not None else true(),
        )
        parts = product(_of_unit(taking_part), asked_for(status, today, rules))
        found = _find_at_once if alone and (basis is not None or text is not None) else _find
        total, rows = found(seen, [and_(*part, asked) for part in parts])
        items = _items(seen, rows, taking_part, today, rules)
        freshness = max((item.source.updated for item in items if item.source), default=None)
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
            total=total,
            items=items,
            freshness=freshness,
            stale=freshness is not None and (today - freshness).days > rules.stale_after_days,
        )


def _of_unit(unit: str | None) -> tuple[ColumnElement[bool], ...]:
    """Tasks that a unit leads, and the others that it takes part in: each part has its index."""
    if unit is None:
        return (true(),)
    joint = select(TaskUnit.task).where(TaskUnit.unit == unit)
    return Task.unit == unit, and_(Task.unit != unit, listed(Task.code, joint))


_Found = Sequence[Row[*tuple[Any, ...]]]


def _find(seen: View, parts: Sequence[ColumnElement[bool]]) -> tuple[int, _Found]:
    """How many rows fit one of the parts, which have none in common, and the first of them in order."""
    total, rows = 0, list[Row[*tuple[Any, ...]]]()
    for part in parts:
        count = seen.rows(select(func.count()).select_from(Task).where(part), TASKS).scalar_one()
        if count:
            rows += _rows(seen, part)
        total += count
    return total, sorted(rows, key=lambda row: (row.deadline, row.code))[:MAX_ITEMS]


def _find_at_once(seen: View, parts: Sequence[ColumnElement[bool]]) -> tuple[int, _Found]:
    """The same with a count that comes with the rows, where finding costs more than reading them."""
    found = list[_Found]()
    for part in parts:
        query = select(*_SHOWN, func.count().over().label("total")).where(part)
        found.append(seen.rows(query.order_by(Task.deadline, Task.code).limit(MAX_ITEMS), TASKS).all())
    rows = [row for some in found for row in some]
    total = sum(some[0].total for some in found if some)
    return total, sorted(rows, key=lambda row: (row.deadline, row.code))[:MAX_ITEMS]


def _rows(seen: View, part: ColumnElement[bool]) -> _Found:
    query = select(*_SHOWN).where(part).order_by(Task.deadline, Task.code).limit(MAX_ITEMS)
    return seen.rows(query, TASKS).all()


_SHOWN = (
    Task.code,
    Task.name,
    Task.unit,
    Task.assignee,
    Task.deadline,
    Task.completed,
    Task.progress,
    Task.product,
    Task.delay_cause,
    Task.basis,
    Task.import_id,
    Task.source_sheet,
    Task.source_row,
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the codes of the rows stand for; looked up by key, as a join would read whole tables."""

    units: Mapping[str, str]
    people: Mapping[str, str]
    imports: Mapping[int, FileImport]

    @classmethod
    def of(cls, seen: View, rows: _Found) -> _Known:
        units = select(Unit.code, Unit.name).where(Unit.code.in_({row.unit for row in rows}))
        people = select(Person.code, Person.name).where(Person.code.in_({row.assignee for row in rows} - {None}))
        imports = select(FileImport).where(FileImport.id.in_({row.import_id for row in rows} - {None}))
        return cls(
            dict(seen.rows(units, UNIT_NAMES).all()),
            dict(seen.rows(people, PEOPLE_NAMES).all()),
            {origin.id: origin for origin in seen.rows(imports).scalars()},
        )


def _items(seen: View, rows: _Found, taking_part: str | None, today: date, rules: Rules) -> tuple[TaskItem, ...]:
    known = _Known.of(seen, rows)
    return tuple(_item(row, known, taking_part, today, rules) for row in rows)


def _item(row: Row[*tuple[Any, ...]], known: _Known, taking_part: str | None, today: date, rules: Rules) -> TaskItem:
    completed = row.completed if row.completed is not None and row.completed <= today else None
    state = state_on(today, row.deadline, completed, row.progress, rules)
    return TaskItem(
        code=row.code,
        name=row.name,
        unit=row.unit,
        unit_name=known.units.get(row.unit, row.unit),
        assignee=row.assignee,
        assignee_name=known.people.get(row.assignee, ""),
        deadline=row.deadline,
        completed=completed,
        progress=row.progress,
        state=state,
        days_late=days_late(state, row.deadline, completed, today),
        takes_part=taking_part is not None and row.unit != taking_part,
        product=row.product,
        delay_cause=row.delay_cause,
        basis=row.basis,
        source=_source(row, known.imports.get(row.import_id)),
    )


def _source(row: Row[*tuple[Any, ...]], origin: FileImport | None) -> Source | None:
    if origin is None or row.source_row is None:
        return None
    return Source(origin.file, row.source_sheet, row.source_row, origin.at.astimezone(ZONE).date())
