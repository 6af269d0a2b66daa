"""Tasks, schedule entries and conclusions as the rights table shows them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from eval.oracle.kpi import completed
from eval.oracle.workbooks import City, Conclusion, Entry, Person, Task, folded


def may_see_kpi(city: City, asker: Person, unit: str) -> bool:
    if asker.role == "lanh_dao_thanh_pho":
        return True
    return unit in city.below(asker.unit) if asker.role == "lanh_dao_don_vi" else unit == asker.unit


def may_see_task(city: City, asker: Person, task: Task) -> bool:
    if asker.role == "lanh_dao_thanh_pho" or task.secrecy == "cong_khai" or asker.code in (task.assignee, task.giver):
        return True
    taking_part = {task.lead} | task.joint
    leads = asker.role == "lanh_dao_don_vi"
    if task.secrecy == "noi_bo" and leads:
        return bool(taking_part & city.below(asker.unit))
    if task.secrecy == "noi_bo" or leads:
        return asker.unit in taking_part
    return False


def may_see_entry(city: City, asker: Person, entry: Entry) -> bool:
    if asker.role == "lanh_dao_thanh_pho" or entry.secrecy == "cong_khai":
        return True
    if asker.code == entry.chair or asker.code in entry.invited:
        return True
    leads = asker.role == "lanh_dao_don_vi"
    if entry.secrecy == "han_che":
        return leads and asker.unit in entry.invited
    own = city.below(asker.unit) if leads else {asker.unit}
    return asker.unit in entry.invited or entry.unit in own


def may_see_conclusion(city: City, asker: Person, row: Conclusion) -> bool:
    """With its meeting; besides, the unit that carries it out."""
    return row.unit == asker.unit or may_see_entry(city, asker, city.meetings[row.meeting])


def conclusions_seen(
    city: City,
    asker: Person,
    start: date | None = None,
    end: date | None = None,
    unit: str | None = None,
    meeting: str | None = None,
) -> set[tuple[str, str]]:
    """(meeting, number) of those that the unit carries out, by the date of the meeting."""
    found = set()
    for row in city.conclusions:
        day = city.meetings[row.meeting].start.date()
        inside = (start is None or start <= day) and (end is None or day <= end)
        named = unit in (None, row.unit) and meeting in (None, row.meeting)
        if inside and named and may_see_conclusion(city, asker, row):
            found.add((row.meeting, row.number))
    return found


def may_see_person(city: City, asker: Person, person: Person) -> bool:
    """A person's KPI."""
    if asker.role == "lanh_dao_thanh_pho" or asker.code == person.code:
        return True
    return asker.role == "lanh_dao_don_vi" and person.unit in city.below(asker.unit)


def may_see_schedule(city: City, asker: Person, person: Person) -> bool:
    """The `noi_bo` schedule of a person, and with it when they are free."""
    if asker.role == "lanh_dao_thanh_pho" or asker.code == person.code:
        return True
    units = city.below(asker.unit) if asker.role == "lanh_dao_don_vi" else {asker.unit}
    return person.unit in units


def state(task: Task, today: date) -> str:
    if completed(task, today):
        return "done" if task.completed is not None and task.completed <= task.deadline else "done_late"
    if task.deadline < today:
        return "overdue"
    if task.deadline <= today + timedelta(days=7):
        return "due_soon"
    return "not_started" if task.progress == 0 else "in_progress"


def has_status(task: Task, status: str | None, today: date) -> bool:
    now = state(task, today)
    if status == "done":
        return now in ("done", "done_late")
    if status == "in_progress":
        return now == "in_progress" or (now == "due_soon" and task.progress > 0)
    return status is None or now == status


def tasks_seen(
    city: City,
    asker: Person,
    today: date,
    unit: str | None = None,
    person: str | None = None,
    status: str | None = None,
    start: date | None = None,
    end: date | None = None,
    basis: str | None = None,
    text: str | None = None,
) -> dict[str, tuple[str, bool]]:
    """Code → (state, whether the unit asked about only takes part)."""
    whole = unit is None or unit == city.root
    return {
        task.code: (state(task, today), not whole and task.lead != unit)
        for task in city.tasks
        if may_see_task(city, asker, task)
        and (whole or unit == task.lead or unit in task.joint)
        and (person is None or task.assignee == person)
        and has_status(task, status, today)
        and (start is None or start <= task.deadline)
        and (end is None or task.deadline <= end)
        and (basis is None or folded(basis) in folded(task.basis))
        and (text is None or any(folded(text) in folded(words) for words in (task.name, task.product)))
    }


def entries_seen(
    city: City, asker: Person, start: datetime, end: datetime, person: str | None = None, unit: str | None = None
) -> dict[str, tuple[str, bool]]:
    """Code → (trang_thai, whether it is there as an invitation of the whole unit). The range overlaps the entry."""
    own_unit = city.people[person].unit if person else None
    found = {}
    for entry in city.entries:
        if not (entry.start < end and start < entry.end and may_see_entry(city, asker, entry)):
            continue
        named = person is not None and (person == entry.chair or person in entry.invited)
        whole = own_unit is not None and own_unit in entry.invited
        if named or whole or (unit is not None and (entry.unit == unit or unit in entry.invited)):
            found[entry.code] = (entry.state, whole and not named)
    return found
