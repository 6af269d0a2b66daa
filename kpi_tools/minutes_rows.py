"""Meetings and conclusions as `meeting_conclusions` shows them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import aliased

from kpi_tools.rights import CONCLUSIONS, MEETINGS, TASKS
from kpi_tools.rules import Rules
from kpi_tools.schema import Conclusion, Meeting, Person, Task, Unit
from kpi_tools.source import Source, source_of
from kpi_tools.system_tables import FileImport
from kpi_tools.task_states import State, state_on
from kpi_tools.view import View

MeetingState = Literal["", "huy", "hoan"]
ConclusionState = Literal["chua_thuc_hien", "dang_thuc_hien", "hoan_thanh"]
CONCLUSION_STATES: tuple[str, ...] = get_args(ConclusionState)
Key = tuple[str, str]
"""Meeting and number of a conclusion."""


@dataclass(frozen=True, slots=True)
class LinkedTask:
    code: str
    name: str
    state: State
    """On the day of asking."""


@dataclass(frozen=True, slots=True)
class ConclusionItem:
    number: str | None
    """None, and no source, when the asker may not see the meeting."""
    content: str
    unit: str | None
    """Who carries it out."""
    unit_name: str
    person: str | None
    person_name: str
    deadline: date | None
    state: ConclusionState
    days_late: int
    """Days after the deadline, of one not carried out; else 0."""
    task: LinkedTask | None
    """The task it became, if the asker may see that."""
    source: Source | None


@dataclass(frozen=True, slots=True)
class MeetingItem:
    code: str
    name: str
    start: datetime
    """Local time, without zone."""
    end: datetime
    place: str
    chair: str | None
    chair_name: str
    notice: str
    """Number of the notice of conclusion; empty without one."""
    subject: str
    state: MeetingState
    """Empty, cancelled, postponed."""
    conclusions: tuple[ConclusionItem, ...]
    source: Source | None


def meetings_of(
    seen: View, codes: Sequence[str], keys: Sequence[Key], today: date, rules: Rules
) -> tuple[MeetingItem, ...]:
    """The meetings in the order of `codes`, each with those of its conclusions that `keys` name."""
    chair = aliased(Person)
    query = (
        select(Meeting, chair.name, FileImport)
        .outerjoin(chair, chair.code == Meeting.chair)
        .outerjoin(FileImport, FileImport.id == Meeting.import_id)
        .where(Meeting.code.in_(codes))
    )
    items = conclusions_of(seen, keys, today, rules)
    of: dict[str, list[ConclusionItem]] = {}
    for (code, _), item in zip(keys, items, strict=True):
        of.setdefault(code, []).append(item)
    found = {
        row.code: _meeting(row, name, origin, of.get(row.code, ())) for row, name, origin in seen.rows(query, MEETINGS)
    }
    return tuple(found[code] for code in codes)


def conclusions_of(
    seen: View, keys: Sequence[Key], today: date, rules: Rules, *, of_hidden: bool = False
) -> tuple[ConclusionItem, ...]:
    """In the order of the keys, all of which the asker may see. `of_hidden`: without what tells of the meeting."""
    unit, person = aliased(Unit), aliased(Person)
    query = (
        select(Conclusion, unit.name, person.name, FileImport)
        .outerjoin(unit, unit.code == Conclusion.unit)
        .outerjoin(person, person.code == Conclusion.person)
        .outerjoin(FileImport, FileImport.id == Conclusion.import_id)
        .where(Conclusion.meeting.in_({meeting for meeting, _ in keys}))
    )
    rows = {(row[0].meeting, row[0].number): row for row in seen.rows(query, CONCLUSIONS)}
    chosen = [rows[key] for key in keys]
    tasks = _tasks(seen, {row[0].task for row in chosen if row[0].task is not None}, today, rules)
    return tuple(
        ConclusionItem(
            number=None if of_hidden else row.number,
            content=row.content,
            unit=row.unit,
            unit_name=unit_name or row.unit or "",
            person=row.person,
            person_name=person_name or "",
            deadline=row.deadline,
            state=_state(row.state),
            days_late=_days_late(row, today),
            task=tasks.get(row.task or ""),
            source=None if of_hidden else source_of(row, origin),
        )
        for row, unit_name, person_name, origin in chosen
    )


def _tasks(seen: View, codes: Collection[str], today: date, rules: Rules) -> dict[str, LinkedTask]:
    rows = seen.rows(select(Task).where(Task.code.in_(codes)), TASKS).scalars() if codes else ()
    return {
        task.code: LinkedTask(
            task.code, task.name, state_on(today, task.deadline, task.completed, task.progress, rules)
        )
        for task in rows
    }


def _meeting(
    row: Meeting, chair_name: str | None, origin: FileImport | None, conclusions: Sequence[ConclusionItem]
) -> MeetingItem:
    return MeetingItem(
        code=row.code,
        name=row.name,
        start=row.start,
        end=row.end,
        place=row.place,
        chair=row.chair,
        chair_name=chair_name or "",
        notice=row.notice,
        subject=row.subject,
        state="huy" if row.state == "huy" else "hoan" if row.state == "hoan" else "",
        conclusions=tuple(conclusions),
        source=source_of(row, origin),
    )


def _state(written: str) -> ConclusionState:
    return next((state for state in get_args(ConclusionState) if state == written), "chua_thuc_hien")


def _days_late(row: Conclusion, today: date) -> int:
    if row.state == "hoan_thanh" or row.deadline is None:
        return 0
    return max(0, (today - row.deadline).days)
