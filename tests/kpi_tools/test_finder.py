"""Tasks and meetings by their words, as far as the asker may see them."""

from __future__ import annotations

from datetime import date

import pytest

from kpi_tools.finder import StoreFinder
from kpi_tools.schema import MeetingInvitee, TaskUnit
from kpi_tools.store import Store
from tests.kpi_tools.rows import city, fill, meeting, principal, task, unit

CITY = principal("CC0", "TP", "lanh_dao_thanh_pho")
STAFF = principal("CC1", "PX-1")
DAY = date(2026, 6, 30)


@pytest.fixture
def finder(store: Store) -> StoreFinder:
    fill(store, city(), unit("PX-1", name="Phường Một"), unit("PX-2", name="Phường Hai"))
    fill(
        store,
        task("T1", "PX-1", DAY, name="Chỉnh trang đô thị tuyến đường ven sông"),
        task("T2", "PX-2", DAY, name="Chỉnh trang đô thị tuyến đường ven sông"),
        task("T3", "PX-2", DAY, name="Số hóa hồ sơ hộ tịch", secrecy="cong_khai"),
        task("T4", "PX-2", DAY, name="Thanh tra đột xuất mỏ cát", secrecy="han_che"),
        task("T5", "PX-2", DAY, name="Lắp đặt camera an ninh"),
        task("T6", "PX-2", DAY, name="100% hồ sơ_điện tử", secrecy="cong_khai"),
        TaskUnit(task="T5", unit="PX-1"),
    )
    return StoreFinder(store)


def codes(finder: StoreFinder, text: str, asker: object = CITY) -> list[str]:
    assert asker in (CITY, STAFF)
    return [thing.code for thing in finder.find("task", text, STAFF if asker is STAFF else CITY)]


def test_a_name_is_found_by_part_of_it_with_or_without_accents(finder: StoreFinder) -> None:
    assert codes(finder, "số hóa hồ sơ") == ["T3"]
    assert codes(finder, "so hoa ho so ho tich") == ["T3"]
    assert finder.find("task", "số hóa hồ sơ hộ tịch", CITY)[0].score == 1


def test_the_own_units_task_comes_alone_and_others_see_both(finder: StoreFinder) -> None:
    assert codes(finder, "chỉnh trang đô thị", STAFF) == ["T1"]
    assert sorted(codes(finder, "chỉnh trang đô thị")) == ["T1", "T2"]


def test_the_name_of_the_unit_tells_them_apart(finder: StoreFinder) -> None:
    first, second = finder.find("task", "chỉnh trang đô thị tuyến đường Phường Hai", CITY)
    assert (first.code, first.name) == ("T2", "Chỉnh trang đô thị tuyến đường ven sông – Phường Hai")
    assert first.score > second.score


def test_of_a_unit_the_tasks_that_it_leads_come_before_those_it_takes_part_in(store: Store) -> None:
    fill(store, city(), unit("PX-1", name="Phường Một"), unit("PX-2", name="Phường Hai"))
    fill(
        store,
        task("T1", "PX-1", DAY, name="Trả lời chất vấn"),
        task("T2", "PX-2", DAY, name="Trả lời chất vấn"),
        task("T3", "PX-2", DAY, name="Trả lời chất vấn của đại biểu"),
        TaskUnit(task="T2", unit="PX-1"),
        TaskUnit(task="T3", unit="PX-1"),
    )
    finder = StoreFinder(store)

    assert [thing.code for thing in finder.find("task", "trả lời chất vấn", CITY, unit="PX-1")] == ["T1"]
    assert finder.find("task", "trả lời chất vấn của đại biểu", CITY, unit="PX-1")[0].code == "T3"
    assert finder.find("task", "chỉnh trang đô thị", CITY, unit="PX-1") == ()


def test_what_the_asker_may_not_see_is_not_found(finder: StoreFinder) -> None:
    assert codes(finder, "thanh tra đột xuất") == ["T4"]
    assert codes(finder, "thanh tra đột xuất", STAFF) == []
    assert codes(finder, "lắp đặt camera", STAFF) == ["T5"]


@pytest.mark.parametrize("text", ["", "…", "trồng cây xanh", "%", "_", "đô"])
def test_nothing_fits(finder: StoreFinder, text: str) -> None:
    assert [c for c in codes(finder, text) if c not in ("T1", "T2")] == []


def test_signs_are_no_wildcards(finder: StoreFinder) -> None:
    assert codes(finder, "100% hồ sơ_điện tử") == ["T6"]


def test_meetings_the_latest_first_and_only_visible_ones(store: Store) -> None:
    fill(store, city(), unit("PX-1"), unit("PX-2"))
    fill(
        store,
        meeting("H1", "PX-1", "2026-03-02T08:00", name="Giao ban tháng"),
        meeting("H2", "PX-1", "2026-04-02T08:00", name="Giao ban tháng"),
        meeting("H3", "PX-2", "2026-04-02T08:00", name="Giao ban tháng", secrecy="han_che"),
        MeetingInvitee(meeting="H3", invitee="CC9"),
    )
    finder = StoreFinder(store)

    assert [m.code for m in finder.find("meeting", "giao ban tháng", STAFF)] == ["H2", "H1"]
    assert {m.code for m in finder.find("meeting", "giao ban tháng", CITY)} == {"H1", "H2", "H3"}
