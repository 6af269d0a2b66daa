"""`schedule`: entries of the work schedule that an asker may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import aliased

from assistant.access import Principal
from assistant.errors import ToolError
from kpi_tools.listed import listed
from kpi_tools.rights import ENTRIES, PEOPLE_NAMES, UNIT_NAMES
from kpi_tools.schema import EntryInvitee, Person, ScheduleEntry, Unit
from kpi_tools.source import Source, source_of
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.view import view

Outcome = Literal["answered", "unknown"]
EntryState = Literal["", "huy", "hoan"]


@dataclass(frozen=True, slots=True)
class ScheduleItem:
    code: str
    start: datetime
    """Local time, without zone."""
    end: datetime
    subject: str
    place: str
    chair: str | None
    chair_name: str
    """Empty without a chair."""
    unit: str | None
    unit_name: str
    state: EntryState
    """Empty, cancelled, postponed."""
    whole_unit: bool
    """Of a person: there only because the whole unit is invited. Of a unit: another's entry that invites it."""
    note: str
    source: Source | None = None
    """None for an entry that came from no file."""


@dataclass(frozen=True, slots=True)
class ScheduleList:
    outcome: Outcome
    """`unknown`: `unit` or `person` is a code that does not exist."""
    person: str | None = None
    """The asker when neither person nor unit was asked for."""
    person_name: str = ""
    unit: str | None = None
    unit_name: str = ""
    start: str | None = None
    """As given; today when neither bound was."""
    end: str | None = None
    chosen: bool = False
    """Whether the day was chosen here because none was asked for."""
    total: int = 0
    items: tuple[ScheduleItem, ...] = ()
    """By start, then code."""


def schedule(
    store: Store,
    asker: Principal,
    person: str | None,
    unit: str | None,
    start: str | None,
    end: str | None,
    now: datetime,
) -> ScheduleList:
    """Visible entries of a person or a unit that overlap a range; an empty list says nothing about hidden ones.

    `start`, `end`: `YYYY-MM-DD` inclusive, or `YYYY-MM-DDThh:mm`; an entry that ends where the range begins is not in
    it. A person's: chaired or named in, and those that invite the whole unit; a unit's: its own and those that invite
    it; of neither: the asker's. Raises ToolError for bounds that are no dates, StoreError.
    """
    if person is None and unit is None:
        person = asker.code
    chosen = start is None and end is None
    if chosen:
        start = end = now.date().isoformat()
    with view(store, asker) as seen:
        person_row = seen.rows(select(Person).where(Person.code == person), PEOPLE_NAMES).scalar_one_or_none()
        unit_row = seen.rows(select(Unit).where(Unit.code == unit), UNIT_NAMES).scalar_one_or_none()
        if (person is not None and person_row is None) or (unit is not None and unit_row is None):
            return ScheduleList("unknown", person=person, unit=unit)
        rows = seen.rows(_entries(person_row, unit_row, _overlap(start, end)), ENTRIES).all()
        return ScheduleList(
            "answered",
            person=person,
            person_name=person_row.name if person_row else "",
            unit=unit,
            unit_name=unit_row.name if unit_row else "",
            start=start,
            end=end,
            chosen=chosen,
            total=len(rows),
            items=tuple(_item(*row) for row in rows),
        )


_Rows = Select[ScheduleEntry, str | None, str | None, FileImport | None, bool]


def _entries(person: Person | None, unit: Unit | None, overlap: ColumnElement[bool]) -> _Rows:
    chair, owner = aliased(Person), aliased(Unit)
    named: ColumnElement[bool] = true()
    whole_unit: ColumnElement[bool] = false()
    if unit is not None:
        own = ScheduleEntry.unit == unit.code
        named, whole_unit = or_(own, _invites(unit.code)), ScheduleEntry.unit.is_distinct_from(unit.code)
    if person is not None:
        own = or_(ScheduleEntry.chair.is_not_distinct_from(person.code), _invites(person.code))
        theirs = or_(ScheduleEntry.chair == person.code, _invites(person.code), _invites(person.unit))
        named, whole_unit = and_(named, theirs), ~own
    return (
        select(ScheduleEntry, chair.name, owner.name, FileImport, whole_unit)
        .outerjoin(chair, chair.code == ScheduleEntry.chair)
        .outerjoin(owner, owner.code == ScheduleEntry.unit)
        .outerjoin(FileImport, FileImport.id == ScheduleEntry.import_id)
        .where(named, overlap)
        .order_by(ScheduleEntry.start, ScheduleEntry.code)
    )


def _invites(code: str) -> ColumnElement[bool]:
    """Entries that name the person or unit; found from the list of the invited, not entry by entry."""
    return listed(ScheduleEntry.code, select(EntryInvitee.entry).where(EntryInvitee.invitee == code))


def bounds(start: str | None, end: str | None) -> tuple[datetime | None, datetime | None]:
    """The first moment of a range and the one after its last, in local time; a date as `end` counts whole.

    Raises ToolError for what is no date or lies outside the calendar.
    """
    first = None if start is None else _moment(start)
    last = None if end is None else _moment(end)
    if last is not None and end is not None and len(end) == len("YYYY-MM-DD"):
        try:
            last += timedelta(days=1)
        except OverflowError as exc:
            raise ToolError(f"out of the calendar: {end!r}", value=end) from exc
    return first, last


def _overlap(start: str | None, end: str | None) -> ColumnElement[bool]:
    """Entries of which some time lies in the range; a single moment is in what is going on then."""
    first, last = bounds(start, end)
    if first is not None and first == last:
        return and_(ScheduleEntry.start <= first, ScheduleEntry.end > first)
    return and_(
        ScheduleEntry.end > first if first is not None else true(),
        ScheduleEntry.start < last if last is not None else true(),
    )


def _moment(text: str) -> datetime:
    """Local time; a zone is dropped, as times are local throughout."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as exc:
        raise ToolError(f"not a date or date-time: {text!r}", value=text) from exc


def _item(
    entry: ScheduleEntry, chair_name: str | None, unit_name: str | None, origin: FileImport | None, whole_unit: bool
) -> ScheduleItem:
    return ScheduleItem(
        code=entry.code,
        start=entry.start,
        end=entry.end,
        subject=entry.subject,
        place=entry.place,
        chair=entry.chair,
        chair_name=chair_name or "",
        unit=entry.unit,
        unit_name=unit_name or "",
        state=cast(EntryState, entry.state),
        whole_unit=bool(whole_unit),
        note=entry.note,
        source=source_of(entry, origin),
    )
