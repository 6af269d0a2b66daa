from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.types import ZONE
from kpi_tools.free_slots import MAX_DAYS, FreeSlots, Span, remainder, schedule_free
from kpi_tools.public_holidays import public_holidays
from kpi_tools.rules import Rules
from kpi_tools.schema import EntryInvitee, Meeting, MeetingInvitee
from kpi_tools.store import Store
from tests.kpi_tools.rows import city, entry, fill, person, principal, unit

CITY_LEADER = principal("CC0", "TP", "lanh_dao_thanh_pho")
NOW = datetime(2026, 4, 1, 20, 0, tzinfo=ZONE)
THURSDAY, FRIDAY = "2026-04-02", "2026-04-03"
WHOLE_DAY = ["07:30-11:30", "13:30-17:00"]


def meeting(code: str, of: str | None, start: str, end: str, **values: Any) -> Meeting:
    begins, ends = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return Meeting(code=code, unit=of, name=code, start=begins, end=ends, **values)


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, city(), unit("SO", level="so_nganh"), unit("PX"), unit("TO", parent="PX"))
    fill(store, person("CC0", "TP"), person("CC1", "PX"), person("CC2", "SO"), person("CC3", "PX"), person("CC4", "TO"))
    return store


def ask(
    store: Store,
    rules: Rules,
    start: str | None = THURSDAY,
    end: str | None = THURSDAY,
    whose: str = "CC1",
    asker: Principal = CITY_LEADER,
    now: datetime = NOW,
) -> FreeSlots:
    return schedule_free(store, asker, whose, start, end, now, rules)


def slots(found: FreeSlots) -> list[str]:
    assert found.outcome == "answered"
    assert found.total == len(found.items)
    return [f"{item.start}-{item.end}" for item in found.items]


def test_an_empty_day_is_its_working_hours(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules)
    assert slots(found) == WHOLE_DAY
    assert [item.minutes for item in found.items] == [240, 210]
    assert {item.date for item in found.items} == {date(2026, 4, 2)}
    assert (found.start, found.end, found.chosen, found.person_name) == (THURSDAY, THURSDAY, False, "Người CC1")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("08:00", "09:00", ["07:30-08:00", "09:00-11:30", "13:30-17:00"]),
        ("07:59", "09:00", ["09:00-11:30", "13:30-17:00"]),  # 29 minutes are no slot
        ("07:00", "11:30", ["13:30-17:00"]),
        ("11:30", "13:30", WHOLE_DAY),
        ("11:00", "14:00", ["07:30-11:00", "14:00-17:00"]),
        ("00:00", "23:59", []),
        ("16:30", "20:00", ["07:30-11:30", "13:30-16:30"]),
    ],
)
def test_what_an_entry_leaves(filled: Store, rules: Rules, start: str, end: str, expected: list[str]) -> None:
    fill(filled, entry("E", "SO", f"{THURSDAY}T{start}", f"{THURSDAY}T{end}", chair="CC1"))
    assert slots(ask(filled, rules)) == expected


@pytest.mark.parametrize("kind", ["entry", "meeting"])
@pytest.mark.parametrize(
    ("chair", "invited", "state", "secrecy", "busy"),
    [
        ("CC1", None, "", "noi_bo", True),
        (None, "CC1", "", "noi_bo", True),
        (None, "PX", "", "noi_bo", True),
        (None, "PX", "", "han_che", True),
        ("CC1", None, "", "han_che", True),
        ("CC1", None, "huy", "noi_bo", False),
        ("CC1", None, "hoan", "noi_bo", False),
        ("CC3", "SO", "", "cong_khai", False),
        (None, None, "", "noi_bo", False),
    ],
)
def test_what_makes_busy(
    filled: Store, rules: Rules, kind: str, chair: str | None, invited: str | None, state: str, secrecy: str, busy: bool
) -> None:
    make, belongs = (entry, EntryInvitee) if kind == "entry" else (meeting, MeetingInvitee)
    fill(filled, make("E", "PX", f"{THURSDAY}T07:00", f"{THURSDAY}T12:00", chair=chair, state=state, secrecy=secrecy))
    if invited:
        fill(filled, belongs(**{kind: "E"}, invitee=invited))
    colleague = principal("CC3", "PX")
    assert slots(ask(filled, rules, asker=colleague)) == (["13:30-17:00"] if busy else WHOLE_DAY)


def test_entries_that_overlap_and_go_over_midnight(filled: Store, rules: Rules) -> None:
    fill(
        filled,
        entry("a", "PX", "2026-03-30T07:00", f"{THURSDAY}T08:00", chair="CC1"),
        entry("b", "PX", f"{THURSDAY}T09:00", f"{THURSDAY}T10:00", chair="CC1"),
        entry("c", "PX", f"{THURSDAY}T09:15", f"{THURSDAY}T09:30", chair="CC1"),
        entry("d", "PX", f"{THURSDAY}T16:00", f"{FRIDAY}T14:00", chair="CC1"),
    )
    found = ask(filled, rules, THURSDAY, FRIDAY)
    assert slots(found) == ["08:00-09:00", "10:00-11:30", "13:30-16:00", "14:00-17:00"]
    assert found.items[-1].date == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (f"{THURSDAY}T00:00", f"{THURSDAY}T12:00", ["07:30-11:30"]),
        (f"{THURSDAY}T12:00", f"{THURSDAY}T18:00", ["13:30-17:00"]),
        (f"{THURSDAY}T08:15", f"{THURSDAY}T14:00", ["08:15-11:30", "13:30-14:00"]),
        (f"{THURSDAY}T18:00", f"{THURSDAY}T23:59", []),
        ("2026-04-04", "2026-04-05", []),  # a weekend
        ("2026-03-01", "2026-03-31", []),  # over
        (FRIDAY, THURSDAY, []),
    ],
)
def test_ranges(filled: Store, rules: Rules, start: str, end: str, expected: list[str]) -> None:
    found = ask(filled, rules, start, end)
    assert slots(found) == expected
    assert (found.start, found.end, found.cut) == (start, end, False)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 4, 2, 8, 0, tzinfo=ZONE), ["08:00-11:30", "13:30-17:00"]),
        (datetime(2026, 4, 2, 8, 0, 1, tzinfo=ZONE), ["08:01-11:30", "13:30-17:00"]),
        (datetime(2026, 4, 2, 11, 1, tzinfo=ZONE), ["13:30-17:00"]),
        (datetime(2026, 4, 2, 17, 30, tzinfo=ZONE), []),
    ],
)
def test_what_is_over_is_not_offered_and_today_is_taken_when_nothing_is_asked(
    filled: Store, rules: Rules, now: datetime, expected: list[str]
) -> None:
    found = ask(filled, rules, None, None, now=now)
    assert slots(found) == expected
    assert (found.chosen, found.start, found.end) == (True, THURSDAY, THURSDAY)


def test_public_holidays_are_free_of_work_and_named(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, "2026-04-27", "2026-05-01")
    assert {item.date.day for item in found.items} == {28, 29}
    assert [off.date for off in found.days_off] == [date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)]


def test_tet_and_days_in_lieu_are_known() -> None:
    year = public_holidays(2026)
    assert {date(2026, 2, 17), date(2026, 4, 27), date(2026, 9, 2)} <= set(year)
    assert date(2026, 4, 2) not in year


def test_a_long_range_is_cut_and_says_so(filled: Store, rules: Rules) -> None:
    for end in ("2026-12-31", None):
        found = ask(filled, rules, THURSDAY, end)
        assert (found.cut, found.end) == (True, end)
        assert found.last == date(2026, 4, 2) + timedelta(days=MAX_DAYS - 1)
    from_now = ask(filled, rules, None, THURSDAY)
    assert (from_now.first, from_now.last, from_now.cut) == (date(2026, 4, 1), date(2026, 4, 2), False)


def test_working_time_is_a_setting(filled: Store, rules: Rules) -> None:
    own = rules.model_copy(
        update={"working_hours": ("08:00-12:00",), "working_days": frozenset({6}), "min_slot_minutes": 60}
    )
    fill(filled, entry("E", "PX", "2026-04-04T08:59", "2026-04-04T11:00", chair="CC1"))
    assert slots(ask(filled, own)) == []
    assert slots(ask(filled, own, "2026-04-04", "2026-04-04")) == ["11:00-12:00"]


@pytest.mark.parametrize(
    ("asker", "whose", "outcome"),
    [
        (principal("CC3", "PX"), "CC1", "answered"),
        (principal("CC3", "PX", "quan_tri"), "CC1", "answered"),
        (principal("CC3", "PX"), "CC2", "denied"),
        (principal("CC3", "PX"), "CC4", "denied"),
        (principal("CC3", "PX", "lanh_dao_don_vi"), "CC4", "answered"),
        (principal("CC4", "TO", "lanh_dao_don_vi"), "CC3", "denied"),
        (principal("CC2", "SO"), "CC2", "answered"),
        (CITY_LEADER, "CC4", "answered"),
        (CITY_LEADER, "CC99", "unknown"),
        (principal("CC9", "SO", "khach"), "CC2", "unknown"),
    ],
)
def test_who_may_ask(filled: Store, rules: Rules, asker: Principal, whose: str, outcome: str) -> None:
    found = ask(filled, rules, whose=whose, asker=asker)
    assert found.outcome == outcome
    assert bool(found.items) == (outcome == "answered")
    assert (found.person_name == "") == (outcome != "answered")


@pytest.mark.parametrize("bound", ["mai", "2026-02-30", "", "9999-12-31"])
def test_bounds_that_are_no_dates(filled: Store, rules: Rules, bound: str) -> None:
    with pytest.raises(ToolError):
        ask(filled, rules, bound, bound)


MOMENTS = st.integers(0, 60).map(lambda n: datetime(2026, 4, 2, 8) + timedelta(minutes=n))
SPANS = st.tuples(MOMENTS, MOMENTS).filter(lambda span: span[0] < span[1])


@given(SPANS, st.lists(SPANS, max_size=6))
def test_what_is_left_is_every_minute_that_nothing_takes(span: Span, busy: list[Span]) -> None:
    left = list(remainder(span, sorted(busy)))

    def minutes(spans: list[Span]) -> set[datetime]:
        return {a + timedelta(minutes=n) for a, b in spans for n in range((b - a) // timedelta(minutes=1))}

    assert minutes(left) == minutes([span]) - minutes(busy)
    assert all(a < b for a, b in left)
