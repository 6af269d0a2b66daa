"""The templates of one task and of free slots, over constructed results."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kpi_tools.free_slots import DayOff, FreeSlot, FreeSlots
from kpi_tools.source import Source
from kpi_tools.task_detail import JointUnit, TaskDetail
from tests.assistant.fakes_answer import answer_of
from tests.assistant.fakes_city import NOW

TODAY = NOW.date()


def detail(**given: Any) -> TaskDetail:
    facts: dict[str, Any] = {
        "name": "Chỉnh trang đô thị",
        "unit": "PX-THUANHOA",
        "unit_name": "Phường Thuận Hóa",
        "deadline": date(2026, 3, 30),
        "progress": Decimal("12.5"),
        "state": "overdue",
        "days_late": 3,
        "today": TODAY,
    }
    return TaskDetail("answered", "NV-1", **(facts | given))


def test_a_task_in_two_lines() -> None:
    answer = answer_of("task_detail", detail())

    assert answer.answer.splitlines() == [
        "Nhiệm vụ NV-1 – Chỉnh trang đô thị: quá hạn 3 ngày, tiến độ 12,5%, hạn 30/3/2026 (tính đến ngày 2/4/2026).",
        "Chủ trì: Phường Thuận Hóa.",
    ]
    assert answer.detail.markdown.splitlines()[1:] == [
        "- Tình trạng: quá hạn 3 ngày, tiến độ 12,5%",
        "- Điểm quy đổi: 1",
        "- Số lần không đạt chất lượng: 0",
        "- Số lần chậm: 0",
    ]


def test_a_task_with_everything() -> None:
    full = detail(
        assignee="CC1",
        assignee_name="Trần Thị Mẫu",
        assignee_title="Chuyên viên",
        joint=(JointUnit("A", "Sở Mẫu"), JointUnit("B", "Xã Mẫu")),
        giver_name="Chủ tịch",
        assigned=date(2026, 2, 1),
        product="Báo\ncáo",
        basis="Kế hoạch 12",
        delay_cause="Chờ mặt bằng",
        objective=True,
        ad_hoc=True,
        stale=True,
        source=Source("nhiem_vu.xlsx", "Sheet1", 9, date(2026, 1, 5)),
    )
    answer = answer_of("task_detail", full)

    assert answer.answer.splitlines()[1:] == [
        "Chủ trì: Phường Thuận Hóa; phụ trách: Trần Thị Mẫu; phối hợp: Sở Mẫu, Xã Mẫu.",
        "Nguyên nhân chậm: Chờ mặt bằng (đã xác nhận nguyên nhân khách quan).",
        "Sản phẩm: Báo cáo.",
        "Người giao: Chủ tịch, ngày giao 1/2/2026.",
        "Căn cứ: Kế hoạch 12.",
        "Số liệu cập nhật lần cuối 5/1/2026, có thể đã cũ.",
    ]
    assert "- Nguồn: nhiem_vu.xlsx, trang Sheet1, dòng 9, cập nhật 5/1/2026" in answer.detail.markdown
    assert "- Nhiệm vụ phát sinh" in answer.detail.markdown
    assert all(len(row) == 2 for row in answer.detail.table.rows)
    assert ("Phụ trách", "Trần Thị Mẫu, Chuyên viên") in answer.detail.table.rows


def test_a_task_that_is_done() -> None:
    answer = answer_of("task_detail", detail(state="done_late", completed=date(2026, 4, 2), progress=Decimal(100)))

    assert "hoàn thành muộn 3 ngày, hoàn thành 2/4/2026 (hạn 30/3/2026)." in answer.answer
    assert "tiến độ" not in answer.answer


@pytest.mark.parametrize("state", ["done", "done_late", "overdue", "due_soon", "in_progress", "not_started"])
def test_a_task_is_spoken_shortly(state: str) -> None:
    done = date(2026, 4, 1) if state.startswith("done") else None
    late = {"done_late": 3, "overdue": 3}.get(state, 0)
    speech = answer_of("task_detail", detail(state=state, completed=done, days_late=late)).speech

    assert speech.startswith("Chỉnh trang đô thị:")
    assert re.search(r"\d", speech) is None
    assert len(speech.split()) <= 28


@pytest.mark.parametrize(
    ("asked", "speech"),
    [
        ("Vì sao nhiệm vụ này bị chậm?", "Chỉnh trang đô thị: quá hạn ba ngày, nguyên nhân: Thiếu vốn."),
        ("do ai phụ trách", "Chỉnh trang đô thị: Phường Thuận Hóa chủ trì, Trần Thị Mẫu phụ trách."),
        ("san pham la gi", "Chỉnh trang đô thị: sản phẩm là Biên bản nghiệm thu."),
        ("ai phụ trách và vì sao chậm", "Chỉnh trang đô thị: quá hạn ba ngày, tiến độ"),
    ],
)
def test_what_was_asked_of_a_task_is_spoken(asked: str, speech: str) -> None:
    facts = detail(state="overdue", days_late=3, delay_cause="Thiếu vốn", product="Biên bản nghiệm thu",
                   unit_name="Phường Thuận Hóa", assignee_name="Trần Thị Mẫu")  # fmt: skip

    assert answer_of("task_detail", facts, asked=asked).speech.startswith(speech)


def test_the_cause_comes_first_when_it_is_asked_for() -> None:
    asked = "Vì sao chậm?"

    assert answer_of("task_detail", detail(delay_cause="Thiếu vốn"), asked=asked).answer.startswith(
        "Nguyên nhân chậm: Thiếu vốn"
    )
    assert answer_of("task_detail", detail(delay_cause=""), asked=asked).answer.startswith("Chưa ghi nguyên nhân")


def test_no_task_says_which_code() -> None:
    answer = answer_of("task_detail", TaskDetail("not_found", "NV-9"), "not_found")

    assert (answer.answer, answer.status, answer.suggestions) == ("Không tìm thấy nhiệm vụ NV-9.", "not_found", ())


def slots(*items: FreeSlot, **given: Any) -> FreeSlots:
    facts: dict[str, Any] = {
        "person_name": "Trần Thị Mẫu",
        "first": date(2026, 4, 3),
        "last": date(2026, 4, 3),
        "min_minutes": 30,
        "total": len(items),
    }
    return FreeSlots("answered", given.pop("person", "CC2"), items=items, **(facts | given))


def slot(day: int = 3, start: str = "07:30", end: str = "09:00", minutes: int = 90) -> FreeSlot:
    return FreeSlot(date(2026, 4, day), start, end, minutes)


def test_free_slots_of_a_day() -> None:
    answer = answer_of("schedule_free", slots(slot(), slot(start="13:30", end="17:00", minutes=210)))

    assert answer.answer.splitlines() == [
        "Trần Thị Mẫu có 2 khoảng trống từ 30 phút trở lên trong giờ làm việc ngày 3/4/2026:",
        "1. thứ Sáu 3/4/2026, 07:30–09:00 (90 phút)",
        "2. thứ Sáu 3/4/2026, 13:30–17:00 (210 phút)",
    ]
    assert answer.detail.table.rows[0] == ("3/4/2026", "thứ Sáu", "07:30", "09:00", "90")
    assert len(answer.speech.split()) <= 25
    assert re.search(r"\d", answer.speech) is None


@pytest.mark.parametrize(
    ("given", "period", "words"),
    [
        ({"person": "CC1", "chosen": True, "first": TODAY, "last": TODAY}, None, "hôm nay (2/4/2026):"),
        ({"person": "CC1"}, "sáng mai", "sáng mai:"),
        ({"person": "CC1", "last": date(2026, 4, 9)}, None, "từ 3/4/2026 đến 9/4/2026:"),
    ],
)
def test_ones_own_free_slots(given: dict[str, Any], period: str | None, words: str) -> None:
    first = answer_of("schedule_free", slots(slot(), **given), period=period).answer.splitlines()[0]

    assert first == f"Anh/chị có 1 khoảng trống từ 30 phút trở lên trong giờ làm việc {words}"


def test_many_free_slots_days_off_and_a_cut_range() -> None:
    days_off = (DayOff(date(2026, 4, 27), "Giỗ Tổ"), DayOff(date(2026, 4, 30), "Ngày Chiến thắng"))
    many = slots(*(slot(day) for day in range(3, 15)), last=date(2026, 5, 3), cut=True, days_off=days_off)
    answer = answer_of("schedule_free", many)

    assert answer.answer.splitlines()[11:] == [
        "Còn 2 khoảng trống nữa.",
        "Ngày nghỉ: 27/4/2026 (Giỗ Tổ), 30/4/2026 (Ngày Chiến thắng).",
        "Chỉ xem đến hết ngày 3/5/2026.",
    ]
    assert "thứ Sáu" in answer.speech


def test_no_free_slot_says_when_it_was_looked_for() -> None:
    answer = answer_of("schedule_free", slots(), "not_found", period="sáng mai")

    assert answer.answer == ("Trần Thị Mẫu không có khoảng trống nào từ 30 phút trở lên trong giờ làm việc sáng mai.")
