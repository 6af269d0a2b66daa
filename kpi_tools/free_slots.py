"""`schedule_free`: when somebody has no entry and no meeting, within working hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from sqlalchemy import or_, select

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.types import ZONE
from kpi_tools.listed import listed
from kpi_tools.public_holidays import public_holidays
from kpi_tools.rights import BUSY_MEETINGS, BUSY_TIMES, FREE_SLOTS, PEOPLE_NAMES
from kpi_tools.rules import Rules
from kpi_tools.schedule import bounds
from kpi_tools.schema import EntryInvitee, Meeting, MeetingInvitee, Person, ScheduleEntry
from kpi_tools.store import Store
from kpi_tools.view import View, view

Outcome = Literal["answered", "denied", "unknown"]
Span = tuple[datetime, datetime]
"""From, until: local time, without zone."""
MAX_DAYS = 31


@dataclass(frozen=True, slots=True)
class FreeSlot:
    date: date
    start: str
    """`hh:mm`"""
    end: str
    minutes: int


@dataclass(frozen=True, slots=True)
class DayOff:
    date: date
    name: str


@dataclass(frozen=True, slots=True)
class FreeSlots:
    outcome: Outcome
    """`unknown`: `person` is a code that does not exist; `denied`: one whose free slots the asker may not ask for."""
    person: str
    person_name: str = ""
    start: str | None = None
    """As given; today when neither bound was."""
    end: str | None = None
    chosen: bool = False
    """Whether the day was chosen here because none was asked for."""
    first: date | None = None
    """First and last day that were looked at."""
    last: date | None = None
    cut: bool = False
    """Whether the range asked for goes on after `last`: `MAX_DAYS` are looked at."""
    min_minutes: int = 0
    total: int = 0
    items: tuple[FreeSlot, ...] = ()
    """In order of time."""
    days_off: tuple[DayOff, ...] = ()
    """Public holidays among the days, those of weekends left out."""


def schedule_free(
    store: Store, asker: Principal, person: str, start: str | None, end: str | None, now: datetime, rules: Rules
) -> FreeSlots:
    """What is left of the working hours of a range (settings of the rules) when every entry and meeting is taken out.

    `start`, `end` as of `schedule`; without both today, without `start` from now on, without `end` `MAX_DAYS` days.
    Whatever the person chairs, is named in, or the whole unit is invited to makes busy, restricted or not; cancelled
    and postponed does not. What is before `now` is not offered. Raises ToolError for bounds that are no dates,
    StoreError.
    """
    now = (now.astimezone(ZONE) if now.tzinfo else now).replace(tzinfo=None)
    chosen = start is None and end is None
    if chosen:
        start = end = now.date().isoformat()
    first, until, cut = _range(start, end, now)
    with view(store, asker) as seen:
        known = seen.rows(select(Person.code).where(Person.code == person), PEOPLE_NAMES).scalar_one_or_none()
        row = seen.rows(select(Person).where(Person.code == person), FREE_SLOTS).scalar_one_or_none()
        if row is None:
            return FreeSlots("unknown" if known is None else "denied", person)
        busy = _busy(seen, row, first, until)
    items = tuple(_slots(first, until, busy, rules))
    return FreeSlots(
        "answered",
        person,
        person_name=row.name,
        start=start,
        end=end,
        chosen=chosen,
        first=first.date(),
        last=max(first, until - timedelta(minutes=1)).date(),
        cut=cut,
        min_minutes=rules.min_slot_minutes,
        total=len(items),
        items=items,
        days_off=tuple(_days_off(first, until, rules)),
    )


def remainder(span: Span, busy: Iterable[Span]) -> Iterator[Span]:
    """What is left of a span when others, in order of their beginning, are taken out of it."""
    free, last = span
    for begins, ends in busy:
        if begins >= last:
            break
        if begins > free:
            yield free, begins
        free = max(free, ends)
    if free < last:
        yield free, last


def _range(start: str | None, end: str | None, now: datetime) -> tuple[datetime, datetime, bool]:
    """First moment, the one after the last, and whether the range asked for is longer."""
    asked_first, asked_until = bounds(start, end)
    whole = now.replace(second=0, microsecond=0)
    now = whole if whole == now else whole + timedelta(minutes=1)
    first = now if asked_first is None else max(asked_first, now)
    try:
        limit = datetime.combine(first.date(), time()) + timedelta(days=MAX_DAYS)
    except OverflowError as exc:
        raise ToolError(f"out of the calendar: {start!r}", value=str(start)) from exc
    if asked_until is None:
        return first, limit, True
    return first, max(first, min(asked_until, limit)), asked_until > limit


def _busy(seen: View, person: Person, first: datetime, until: datetime) -> list[Span]:
    """Times of entries and meetings that touch the range, in order; never what they are about."""
    invited = (person.code, person.unit)
    entries = select(EntryInvitee.entry).where(EntryInvitee.invitee.in_(invited))
    meetings = select(MeetingInvitee.meeting).where(MeetingInvitee.invitee.in_(invited))
    in_schedule = select(ScheduleEntry.start, ScheduleEntry.end).where(
        or_(ScheduleEntry.chair == person.code, listed(ScheduleEntry.code, entries)),
        ScheduleEntry.state == "",
        ScheduleEntry.start < until,
        ScheduleEntry.end > first,
    )
    in_meetings = select(Meeting.start, Meeting.end).where(
        or_(Meeting.chair == person.code, listed(Meeting.code, meetings)),
        Meeting.state == "",
        Meeting.start < until,
        Meeting.end > first,
    )
    found = [*seen.rows(in_schedule, BUSY_TIMES), *seen.rows(in_meetings, BUSY_MEETINGS)]
    return sorted((begins, ends) for begins, ends in found)


def _slots(first: datetime, until: datetime, busy: list[Span], rules: Rules) -> Iterator[FreeSlot]:
    for day in _days(first, until):
        if day.isoweekday() not in rules.working_days or day in public_holidays(day.year):
            continue
        for opens, closes in _hours(day, rules):
            span = max(first, opens), min(until, closes)
            for begins, ends in remainder(span, busy) if span[0] < span[1] else ():
                minutes = (ends - begins) // timedelta(minutes=1)
                if minutes >= rules.min_slot_minutes:
                    yield FreeSlot(day, f"{begins:%H:%M}", f"{ends:%H:%M}", minutes)


def _days_off(first: datetime, until: datetime, rules: Rules) -> Iterator[DayOff]:
    for day in _days(first, until):
        name = public_holidays(day.year).get(day)
        if name is not None and day.isoweekday() in rules.working_days:
            yield DayOff(day, name)


def _days(first: datetime, until: datetime) -> Iterator[date]:
    """Every day of which something lies in the range."""
    day = first.date()
    while datetime.combine(day, time()) < until:
        yield day
        day += timedelta(days=1)


def _hours(day: date, rules: Rules) -> Iterator[Span]:
    for hours in rules.working_hours:
        opens, closes = (datetime.combine(day, time.fromisoformat(text)) for text in hours.split("-"))
        yield opens, closes
