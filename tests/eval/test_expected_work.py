"""What is expected of answers about work, against what stands in the workbooks of the sample city, read by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from pydantic import JsonValue

from eval.expected.facts import Facts
from eval.expected.fill import about, sample_city
from eval.expected.tools import FACTS
from eval.oracle.workbooks import City
from tests.asked import MAYOR

pytestmark = pytest.mark.slow

NOW = datetime.fromisoformat("2026-07-14T08:00:00+07:00")
HEAD, CLERK, COLLEAGUE, OTHER = "CC0002", "CC0003", "CC0131", "CC0005"
"""Head, the handy clerk and another clerk of phường Thuận Hóa; a clerk of the department of science and technology."""
NEIGHBOUR = "CC0004"
BOUND, CUT = "NV-PX-THUANHOA-12", "Giải phóng mặt bằng tuyến đường liên tổ dân phố"
"""A restricted task of the ward that its head carries out."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return sample_city(tmp_path_factory.mktemp("city"))


def facts(city: City, who: str, tool: str, now: datetime = NOW, **args: JsonValue) -> Facts:
    return FACTS[tool](city, city.people[who], {key.rstrip("_"): value for key, value in args.items()}, now)


def test_a_short_list_is_expected_whole(city: City) -> None:
    found = facts(city, HEAD, "task_list", unit="PX-THUANHOA", status="in_progress")
    names = ("Thu gom rác thải và xử lý điểm đen môi trường", CUT, "Tuyên truyền phân loại rác tại nguồn")
    dated = [word for pair in zip(names, ("15/07/2026", "30/07/2026", "12/08/2026"), strict=True) for word in pair]
    assert found == Facts("answered", ("3 nhiệm vụ", *dated))


def test_what_a_clerk_may_not_see_is_withheld_from_the_list(city: City) -> None:
    found = facts(city, COLLEAGUE, "task_list", unit="PX-THUANHOA", status="in_progress")
    assert found.contains[0] == "2 nhiệm vụ"
    assert (found.not_contains, found.leak) == ((CUT,), (BOUND, CUT))


def test_a_long_list_says_how_many_are_left_and_its_most_urgent(city: City) -> None:
    found = facts(city, MAYOR, "task_list", unit="TP-HUE", status="overdue")
    assert (found.contains[0], found.contains[-1]) == ("83 nhiệm vụ", "73 nhiệm vụ")
    assert found.contains[1:3] == ("Cập nhật dữ liệu dân cư phục vụ Đề án 06", "27/05/2026")


def test_equal_deadlines_leave_open_which_are_named(city: City) -> None:
    found = facts(city, MAYOR, "task_list", unit="TP-HUE", status="due_soon")
    assert found.contains == ("62 nhiệm vụ", "Báo cáo nhanh số 2 về trật tự xây dựng", "14/07/2026", "52 nhiệm vụ")


def test_one_task_of_a_list(city: City) -> None:
    found = facts(city, "CC0029", "task_list", unit="SO-KHCN", status="overdue", task="NV-SO-DL-09")
    assert found == Facts("answered", ("Triển khai chữ ký số cho công chức", "04/06/2026"))


def test_one_task_undone_and_done(city: City) -> None:
    late = facts(city, CLERK, "task_detail", task="NV-PX-THUANHOA-01")
    assert {"Phường Thuận Hóa", "19/06/2026", "35%", "Đặng Tuấn Tường", "Quyết định thành lập"} < set(late.contains)
    done = facts(city, CLERK, "task_detail", task="NV-PX-THUANHOA-08")
    assert not any("%" in word for word in done.contains)


def test_a_task_that_may_not_be_seen(city: City) -> None:
    hidden = facts(city, OTHER, "task_detail", task=BOUND)
    assert hidden == Facts("not_found", (), (CUT,), (CUT, "Trần Công Vinh"))
    assert facts(city, HEAD, "task_detail", task="NV-PX-THUANHOA-77") == Facts("not_found")


def test_a_day_of_ones_own(city: City) -> None:
    assert facts(city, CLERK, "schedule").contains == (
        *("2 lịch", "07:30", "10:00", "Họp giao ban đầu tuần", "Phòng họp số 1, trụ sở UBND phường Thuận Hóa"),
        *("14:00", "15:30", "Họp đánh giá kết quả cải cách hành chính"),
    )


def test_a_part_of_a_day_of_a_unit_and_what_is_postponed(city: City) -> None:
    morning = facts(city, NEIGHBOUR, "schedule", from_="2026-07-15T00:00", to="2026-07-15T12:00")
    assert (morning.contains[0], morning.contains[-1]) == ("1 lịch", "hoãn")
    behind: dict[str, Any] = {"from_": "2026-07-15T12:00", "to": "2026-07-15T18:00", "unit": "PX-THUANHOA"}
    assert "Làm việc theo lịch riêng" in facts(city, HEAD, "schedule", **behind).contains
    assert facts(city, CLERK, "schedule", **behind).leak == ("LCT-TOAN-DON-VI", "Làm việc theo lịch riêng")


def test_free_slots_of_a_day_with_gaps_of_29_and_30_minutes(city: City) -> None:
    found = facts(city, "CC0062", "schedule_free", from_="2026-07-15", to="2026-07-15")
    assert found == Facts("answered", ("14:00", "14:30", "16:30", "17:00"))


def test_free_slots_begin_no_earlier_than_now_and_keep_to_the_part_of_the_day(city: City) -> None:
    later = NOW.replace(hour=10, minute=15)
    today = facts(city, HEAD, "schedule_free", later, from_="2026-07-14", to="2026-07-14")
    assert today.contains == ("10:15", "11:30", "13:30", "14:00", "15:30", "17:00")
    afternoon = facts(city, HEAD, "schedule_free", later, from_="2026-07-14T12:00", to="2026-07-14T18:00")
    assert afternoon.contains == ("13:30", "14:00", "15:30", "17:00")
    assert facts(city, HEAD, "schedule_free", from_="2026-07-18", to="2026-07-19") == Facts("not_found")


def test_whose_free_slots_one_may_ask_for(city: City) -> None:
    denied = facts(city, OTHER, "schedule_free", person=NEIGHBOUR, from_="2026-07-15", to="2026-07-15")
    assert (denied.status, denied.leak) == ("denied", ("LCT-20260715-00011", "Họp giao ban đầu tuần"))
    assert facts(city, CLERK, "schedule_free", person=HEAD, from_="2026-07-15", to="2026-07-15").status == "answered"


def test_conclusions_of_a_meeting_and_of_one_unit_among_them(city: City) -> None:
    assert facts(city, NEIGHBOUR, "meeting_conclusions", meeting="HOP-GIAOBAN").contains[0] == "6 kết luận"
    own = facts(city, NEIGHBOUR, "meeting_conclusions", meeting="HOP-GIAOBAN", unit="PX-PHUVINH")
    assert own.contains == (
        *("1 kết luận", "Công khai quy hoạch tại trụ sở và trên trang thông tin điện tử"),
        *("Xã Phú Vinh", "Trương Công Mẫn"),
    )


def test_a_meeting_behind_closed_doors(city: City) -> None:
    hidden = facts(city, OTHER, "meeting_conclusions", meeting="HOP-CANBO")
    assert hidden.status == "not_found" and hidden.leak[:2] == ("HOP-CANBO", "Họp xem xét trách nhiệm cán bộ")
    june = facts(city, CLERK, "meeting_conclusions", unit="PX-THUANHOA", from_="2026-06-01", to="2026-06-30")
    assert "Kiểm điểm trách nhiệm người đứng đầu" in june.contains
    assert not any("kết luận" in word for word in june.contains)  # how many there are is open


def test_a_meeting_without_conclusions_is_answered(city: City) -> None:
    found = facts(city, "CC0013", "meeting_conclusions", meeting="HOP-DANG-DIEN-RA")
    assert found == Facts("answered", ("Họp trong ngày về phòng chống thiên tai",))


def test_procedures_and_questions_of_the_forum(city: City) -> None:
    assert facts(city, CLERK, "procedure", procedure="TTHC-HT-04").contains == (
        *("Đăng ký khai tử", "Tờ khai đăng ký khai tử", "Giấy báo tử"),
        *("Trong ngày làm việc", "Miễn lệ phí", "UBND xã, phường"),
    )
    several = facts(city, CLERK, "procedure", procedure="TTHC-CT-01,TTHC-CT-04").contains
    assert several == ("Chứng thực bản sao từ bản chính", "Chứng thực di chúc")
    assert facts(city, CLERK, "forum", topic="HD-0020").contains == ("Xã vùng lõm sóng được ưu tiên phủ sóng khi nào?",)
    assert facts(city, CLERK, "procedure", procedure="TTHC-ZZ-99") == Facts("not_found")


def test_every_call_that_a_case_is_about_has_a_computer() -> None:
    assert {call["tool"] for calls in about().values() for call in calls} <= FACTS.keys()
