"""When somebody is free: working hours less whatever makes them busy; holidays are not known here."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from eval.oracle.workbooks import City

HOURS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
SHORTEST = timedelta(minutes=30)
Slot = tuple[datetime, datetime]


def busy(city: City, person: str) -> list[Slot]:
    """Entries and meetings that take place, chaired, named in, or inviting the whole unit, of whatever secrecy."""
    own = {person, city.people[person].unit}
    return [
        (entry.start, entry.end)
        for entry in [*city.entries, *city.meetings.values()]
        if not entry.state and (entry.chair == person or own & entry.invited)
    ]


def free(city: City, person: str, start: date, end: date, now: datetime) -> list[Slot]:
    taken = sorted(busy(city, person))
    found: list[Slot] = []
    for number in range((end - start).days + 1):
        day = start + timedelta(days=number)
        if day.weekday() > 4:
            continue
        for first, last in HOURS:
            found += _gaps(max(datetime.combine(day, first), now), datetime.combine(day, last), taken)
    return found


def _gaps(start: datetime, end: datetime, taken: list[Slot]) -> list[Slot]:
    found = []
    for first, last in taken:
        if last <= start or first >= end:
            continue
        if first - start >= SHORTEST:
            found.append((start, first))
        start = max(start, last)
    if end - start >= SHORTEST:
        found.append((start, end))
    return found
