"""What `meeting_conclusions` must say."""

from __future__ import annotations

from datetime import datetime

from eval.expected.facts import Facts
from eval.expected.words import SHOWN, Args, day, day_of, name_of, unique, withheld
from eval.oracle.lists import conclusions_seen, may_see_entry
from eval.oracle.workbooks import City, Conclusion, Person


def meeting_conclusions(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    meeting = name_of(args, "meeting")
    held = city.meetings.get(meeting or "")
    if meeting and held is None:
        return Facts("not_found")
    if held and not may_see_entry(city, asker, held):
        said = [row.content for row in city.conclusions if row.meeting == meeting]
        return Facts("not_found", (), unique(said), unique([held.code, held.subject, *said]))
    wanted = (day_of(args, "from"), day_of(args, "to"), name_of(args, "unit"), meeting)
    seen = conclusions_seen(city, asker, *wanted)
    everything = conclusions_seen(city, asker.with_role("lanh_dao_thanh_pho"), *wanted)
    found = [row for row in city.conclusions if (row.meeting, row.number) in seen]
    others = [row for row in city.conclusions if (row.meeting, row.number) in everything - seen]
    hidden = withheld((row.content for row in others), (row.content for row in found))
    closed = [city.meetings[row.meeting] for row in others]
    leak = unique(one.code for one in closed if not may_see_entry(city, asker, one)) if wanted[2] else ()
    if not found and held and not everything:
        return Facts("answered", (held.subject,))
    if not found:
        return Facts("not_found", (), hidden, leak)
    total = [] if meeting is None and _undated(city, asker, wanted[2]) else [f"{len(found)} kết luận"]
    named = [] if len(found) > SHOWN else found
    words = [word for row in named for word in _told(city, row)]
    return Facts("answered", unique([*total, *words]), hidden, leak)


def _undated(city: City, asker: Person, unit: str | None) -> bool:
    """Whether the own unit carries out something from a meeting that the asker may not see: its day would tell too
    much, so such conclusions may be listed whatever the range, and the total is open.
    """
    own = [row for row in city.conclusions if row.unit == asker.unit and unit in (None, row.unit)]
    return any(not may_see_entry(city, asker, city.meetings[row.meeting]) for row in own)


def _told(city: City, row: Conclusion) -> tuple[str, ...]:
    unit = city.names[row.unit] if row.unit else ""
    person = city.people[row.person].name if row.person else ""
    return row.content, unit, person, day(row.deadline) if row.deadline else ""
