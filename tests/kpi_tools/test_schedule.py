from datetime import datetime

import pytest

from assistant.access import Principal
from assistant.errors import ToolError
from kpi_tools.schedule import ScheduleList, schedule
from kpi_tools.schema import EntryInvitee
from kpi_tools.store import Store
from tests.kpi_tools.rows import city, entry, fill, person, principal, unit

CITY_LEADER = principal("CC0", "TP", "lanh_dao_thanh_pho")
NOW = datetime(2026, 4, 2, 9, 15)


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, city(), unit("SO", level="so_nganh", name="Sở Mẫu"), unit("PX"))
    fill(store, person("CC0", "TP"), person("CC1", "PX", name="Lê Văn Mẫu"), person("CC2", "SO"), person("CC3", "PX"))
    fill(
        store,
        entry("early", "PX", "2026-04-02T08:00", "2026-04-02T12:00", chair="CC1", place="Phòng 1"),
        entry("noon", "PX", "2026-04-02T11:30", "2026-04-02T13:00", chair="CC3"),
        entry("late", "SO", "2026-04-02T18:00", "2026-04-02T19:00", chair="CC2", state="huy"),
        entry("night", "SO", "2026-04-01T22:00", "2026-04-02T00:00", chair="CC1"),
        entry("next", "SO", "2026-04-03T00:00", "2026-04-03T01:00", chair="CC1", state="hoan"),
        entry("trip", "SO", "2026-03-30T07:00", "2026-04-04T17:00", chair="CC2"),
        entry("secret", "PX", "2026-04-02T14:00", "2026-04-02T15:00", chair="CC1", secrecy="han_che"),
        entry("open", None, "2026-04-02T16:00", "2026-04-02T17:00", secrecy="cong_khai"),
        EntryInvitee(entry="late", invitee="CC1"),
        EntryInvitee(entry="trip", invitee="PX"),
        EntryInvitee(entry="early", invitee="PX"),
    )
    return store


def ask(
    store: Store,
    asker: Principal = CITY_LEADER,
    person: str | None = None,
    unit: str | None = None,
    start: str | None = None,
    end: str | None = None,
) -> ScheduleList:
    return schedule(store, asker, person, unit, start, end, NOW)


def codes(found: ScheduleList) -> list[str]:
    assert found.outcome == "answered"
    assert found.total == len(found.items)
    return [item.code for item in found.items]


def test_a_person_today(filled: Store) -> None:
    found = ask(filled, person="CC1")
    assert codes(found) == ["trip", "early", "secret", "late"]
    assert (found.start, found.end, found.chosen, found.person_name) == ("2026-04-02", "2026-04-02", True, "Lê Văn Mẫu")
    assert [i.code for i in found.items if i.whole_unit] == ["trip"]
    assert {i.code: i.state for i in found.items}["late"] == "huy"
    first = found.items[1]
    assert (first.chair_name, first.place, first.unit_name) == ("Lê Văn Mẫu", "Phòng 1", "Đơn vị PX")
    assert (first.start, first.end) == (datetime(2026, 4, 2, 8), datetime(2026, 4, 2, 12))


def test_somebody_of_an_invited_unit(filled: Store) -> None:
    found = ask(filled, person="CC3")
    assert [(i.code, i.whole_unit) for i in found.items] == [("trip", True), ("early", True), ("noon", False)]


def test_a_unit(filled: Store) -> None:
    found = ask(filled, unit="PX")
    assert [(i.code, i.whole_unit) for i in found.items] == [
        ("trip", True),
        ("early", False),
        ("noon", False),
        ("secret", False),
    ]
    assert found.unit_name == "Đơn vị PX"


def test_one_s_own_by_default(filled: Store) -> None:
    found = ask(filled, principal("CC1", "PX"))
    assert (found.person, codes(found)) == ("CC1", ["trip", "early", "secret", "late"])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-04-02T12:00", "2026-04-02T18:00", ["trip", "secret"]),  # `early` ends, `late` begins at the bound
        ("2026-04-02T00:00", "2026-04-02T12:00", ["trip", "early"]),
        ("2026-04-02T18:00", "2026-04-02T23:59", ["trip", "late"]),
        ("2026-04-01", "2026-04-01", ["trip", "night"]),
        ("2026-04-02", "2026-04-02", ["trip", "early", "secret", "late"]),
        ("2026-04-03", "2026-04-03", ["trip", "next"]),
        ("2026-04-03", None, ["trip", "next"]),
        (None, "2026-04-01", ["trip", "night"]),
        ("2026-04-02T08:00", "2026-04-02T08:00", ["trip", "early"]),  # a moment
        ("2026-04-02T12:00", "2026-04-02T12:00", ["trip"]),
        ("2026-04-02T14:30", "2026-04-02", ["trip", "secret", "late"]),
        ("2026-05-01", "2026-05-31", []),
    ],
)
def test_what_overlaps(filled: Store, start: str | None, end: str | None, expected: list[str]) -> None:
    found = ask(filled, person="CC1", start=start, end=end)
    assert codes(found) == expected
    assert (found.start, found.end, found.chosen) == (start, end, False)


def test_rights_are_in_the_list(filled: Store) -> None:
    colleague = principal("CC3", "PX")
    assert codes(ask(filled, colleague, person="CC1")) == ["trip", "early"]
    stranger = principal("CC2", "SO")
    assert codes(ask(filled, stranger, person="CC1")) == ["trip", "late"]
    assert codes(ask(filled, stranger, person="CC3")) == ["trip"]


def test_a_hidden_schedule_looks_like_an_empty_one(filled: Store) -> None:
    stranger = principal("CC9", "TP")
    hidden = ask(filled, stranger, person="CC1")
    assert (hidden.outcome, hidden.total, hidden.items) == ("answered", 0, ())


def test_codes_that_do_not_exist(filled: Store) -> None:
    assert ask(filled, person="X").outcome == "unknown"
    assert ask(filled, unit="X").outcome == "unknown"


@pytest.mark.parametrize("bound", ["mai", "2026-02-30", "2026-04-02T25:00", ""])
def test_bounds_that_are_no_dates(filled: Store, bound: str) -> None:
    with pytest.raises(ToolError):
        ask(filled, start=bound)
