"""What `schedule` and `schedule_free` must say."""

from __future__ import annotations

from datetime import datetime, timedelta

from eval.expected.facts import Facts
from eval.expected.words import SHOWN, Args, bounds, clock, day, local, name_of, unique, withheld
from eval.oracle.free import SHORTEST, Slot, free
from eval.oracle.lists import entries_seen, may_see_entry, may_see_schedule
from eval.oracle.workbooks import City, Entry, Person

FIRST = 3
"""Of a longer list, so many are named."""
STATES = {"": "", "huy": "hủy", "hoan": "hoãn"}


def schedule(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    found = _entries(city, asker, args, now)
    everything = _entries(city, asker.with_role("lanh_dao_thanh_pho"), args, now)
    others = [entry for entry in everything if entry not in found]
    hidden, leak = withheld((entry.subject for entry in others), (e.subject for e in found)), _codes(others)
    if not found:
        return Facts("not_found", (), hidden, (*leak, *hidden))
    rest = [] if len(found) <= SHOWN else [f"{len(found) - SHOWN} lịch"]
    named = found if len(found) <= SHOWN else found[:FIRST]
    words = [word for entry in named for word in _told(entry)]
    return Facts("answered", unique([f"{len(found)} lịch", *words, *rest]), hidden, (*leak, *hidden))


def schedule_free(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    person = city.people[name_of(args, "person") or asker.code]
    if not may_see_schedule(city, asker, person):
        hidden = [entry for entry in _entries(city, person, args, now) if not may_see_entry(city, asker, entry)]
        return Facts("denied", leak=unique([*_codes(hidden), *(entry.subject for entry in hidden)]))
    start, end = bounds(args, now)
    slots = free(city, person.code, start.date(), (end - timedelta(microseconds=1)).date(), local(now))
    inside = [slot for slot in (_cut(slot, start, end) for slot in slots) if slot[1] - slot[0] >= SHORTEST]
    if not inside:
        return Facts("not_found")
    many = end - start > timedelta(days=1)
    words = [word for slot in inside[:SHOWN] for word in ([day(slot[0])] if many else []) + [clock(t) for t in slot]]
    rest = [] if len(inside) <= SHOWN else [str(len(inside) - SHOWN)]
    return Facts("answered", unique([*words, *rest]))


def _entries(city: City, asker: Person, args: Args, now: datetime) -> list[Entry]:
    unit = name_of(args, "unit")
    person = None if unit else name_of(args, "person") or asker.code
    codes = entries_seen(city, asker, *bounds(args, now), person=person, unit=unit)
    return sorted((entry for entry in city.entries if entry.code in codes), key=lambda e: (e.start, e.code))


def _codes(entries: list[Entry]) -> tuple[str, ...]:
    return tuple(entry.code for entry in entries)


def _told(entry: Entry) -> tuple[str, ...]:
    return clock(entry.start), clock(entry.end), entry.subject, entry.place, STATES[entry.state]


def _cut(slot: Slot, start: datetime, end: datetime) -> Slot:
    return max(slot[0], start), min(slot[1], end)
