"""The templates of lists, tasks and schedule, over constructed results."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kpi_tools.schedule import ScheduleItem, ScheduleList
from kpi_tools.tasks import TaskItem, TaskList
from tests.assistant.fakes_answer import answer_of
from tests.assistant.fakes_city import NOW


def task(number: int = 1, **given: Any) -> TaskItem:
    facts: dict[str, Any] = {
        "unit": "PX-THUANHOA",
        "unit_name": "Phường Thuận Hóa",
        "assignee": None,
        "assignee_name": "",
        "deadline": date(2026, 4, 5),
        "completed": None,
        "progress": Decimal("12.5"),
        "state": "in_progress",
        "days_late": 0,
        "takes_part": False,
        "product": "",
        "delay_cause": "",
        "basis": "",
    }
    return TaskItem(f"NV{number}", given.pop("name", f"Việc số {number}"), **(facts | given))


def tasks(*items: TaskItem, **given: Any) -> TaskList:
    return TaskList("answered", today=NOW.date(), total=given.pop("total", len(items)), items=items, **given)


@pytest.mark.parametrize(
    ("state", "days", "words"),
    [
        ("done", 0, "đã hoàn thành"),
        ("done_late", 3, "hoàn thành muộn 3 ngày"),
        ("overdue", 32, "quá hạn 32 ngày"),
        ("due_soon", 0, "sắp đến hạn"),
        ("in_progress", 0, "đang thực hiện"),
        ("not_started", 0, "chưa bắt đầu"),
    ],
)
def test_a_task_in_each_state(state: str, days: int, words: str) -> None:
    done = date(2026, 4, 1) if state.startswith("done") else None
    answer = answer_of("task_list", tasks(task(state=state, days_late=days, completed=done)))
    line = answer.answer.splitlines()[1]

    assert line.startswith(f"1. Việc số 1 – Phường Thuận Hóa, hạn 5/4/2026, {words}")
    assert ("tiến độ 12,5%" in line) is (done is None)
    assert answer.detail.table.rows[0][-1] == words


def test_a_list_of_tasks_begins_with_its_total_and_says_how_it_was_asked_for() -> None:
    answer = answer_of(
        "task_list",
        tasks(
            task(takes_part=True, assignee_name="Nguyễn Văn Mẫu"),
            unit="PX-PHUVINH",
            unit_name="Phường Phú Vinh",
            status="overdue",
            basis="Nghị quyết 57",
            text="số hóa",
            end=date(2026, 6, 29),
        ),
    )
    first, second = answer.answer.splitlines()

    assert first == (
        "Có 1 nhiệm vụ quá hạn của Phường Phú Vinh theo Nghị quyết 57 về số hóa, hạn đến 29/6/2026 "
        "(tính đến ngày 2/4/2026):"
    )
    assert second.endswith("– Phường Thuận Hóa (phối hợp), hạn 5/4/2026, đang thực hiện, tiến độ 12,5%, Nguyễn Văn Mẫu")
    assert "Nhiệm vụ nào đang quá hạn?" not in answer.suggestions


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"whole_city": True, "unit": "TP", "unit_name": "Thành phố Huế"}, "Có 1 nhiệm vụ của toàn thành phố ("),
        ({"whole_city": True}, "Có 1 nhiệm vụ ("),
        ({"person": "CC2", "person_name": "Trần Thị Ví Dụ"}, "Có 1 nhiệm vụ do Trần Thị Ví Dụ phụ trách ("),
        ({"person": "CC1", "person_name": "Nguyễn Văn Mẫu"}, "Có 1 nhiệm vụ của anh/chị ("),
        ({"start": date(2026, 4, 1)}, "Có 1 nhiệm vụ, hạn từ 1/4/2026 ("),
        ({"start": date(2026, 4, 1), "end": date(2026, 4, 30)}, "Có 1 nhiệm vụ, hạn từ 1/4/2026 đến 30/4/2026 ("),
    ],
)
def test_whose_tasks_and_until_when(given: dict[str, Any], words: str) -> None:
    assert answer_of("task_list", tasks(task(), **given)).answer.startswith(words)


def test_a_period_that_was_understood_is_said_back() -> None:
    named = answer_of("task_list", tasks(task(), end=date(2026, 4, 30)), period="tháng này")

    assert named.answer.startswith("Có 1 nhiệm vụ, hạn tháng này (")


@pytest.mark.parametrize(("count", "total", "more"), [(10, 10, None), (12, 12, 2), (20, 620, 610)])
def test_more_than_ten_tasks_say_how_many_more(count: int, total: int, more: int | None) -> None:
    answer = answer_of("task_list", tasks(*(task(n) for n in range(1, count + 1)), total=total))
    lines = answer.answer.splitlines()

    assert lines[0].startswith(f"Có {total} nhiệm vụ")
    assert [line.split(".")[0] for line in lines[1:11]] == [str(n) for n in range(1, 11)]
    assert lines[11:] == ([f"Còn {more} nhiệm vụ nữa."] if more else [])


def test_tasks_are_spoken_as_their_number_and_the_first() -> None:
    two = answer_of("task_list", tasks(task(name="Số hóa hồ sơ"), task(2))).speech
    one = answer_of("task_list", tasks(task(name="Số hóa hồ sơ"))).speech

    assert two.startswith("Có hai nhiệm vụ. Đầu tiên là Số hóa hồ sơ, hạn ngày năm tháng tư")
    assert one.startswith("Có một nhiệm vụ. Đó là Số hóa hồ sơ")
    assert re.search(r"\d", one + two) is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"status": "overdue", "whole_city": True, "unit": "TP", "unit_name": "Thành phố Huế", "total": 83},
            "Có tám mươi ba nhiệm vụ quá hạn của toàn thành phố. Trễ nhất là Thành lập tổ công nghệ số cộng đồng, "
            "bốn mươi tám ngày.",
        ),
        (
            {"status": "overdue", "person": "CC1", "person_name": "Nguyễn Văn Mẫu"},
            "Có một nhiệm vụ quá hạn của anh chị. Đó là Thành lập tổ công nghệ số cộng đồng, trễ bốn mươi tám ngày.",
        ),
    ],
)
def test_late_tasks_are_short_enough_to_hear(given: dict[str, Any], words: str) -> None:
    late = task(name="Thành lập tổ công nghệ số cộng đồng ở các tổ dân phố và thôn", state="overdue", days_late=48)

    assert answer_of("task_list", tasks(late, **given)).speech == words


@pytest.mark.parametrize(
    ("given", "suggestions"),
    [
        (
            {"status": "overdue", "unit": "U", "unit_name": "Phường Phú Vinh"},
            ("Vì sao nhiệm vụ NV1 bị chậm?", "Nhiệm vụ nào của Phường Phú Vinh sắp đến hạn?"),
        ),
        (
            {"status": "due_soon", "person": "CC1", "person_name": "Nguyễn Văn Mẫu"},
            ("Nhiệm vụ nào của tôi đang quá hạn?",),
        ),
        ({}, ("Nhiệm vụ nào đang quá hạn?", "Nhiệm vụ nào sắp đến hạn?")),
    ],
)
def test_the_next_question_is_about_the_same_tasks(given: dict[str, Any], suggestions: tuple[str, ...]) -> None:
    assert answer_of("task_list", tasks(task(), **given)).suggestions == suggestions


def test_the_detail_of_tasks_has_product_basis_and_cause() -> None:
    item = task(product="Báo cáo", basis="Nghị quyết 57", delay_cause="Thiếu\nngười")
    answer = answer_of("task_list", tasks(item))

    assert answer.detail.markdown == (
        "- NV1: Việc số 1. Sản phẩm: Báo cáo. Căn cứ: Nghị quyết 57. Nguyên nhân chậm: Thiếu người"
    )


def test_no_tasks_says_what_was_looked_for() -> None:
    empty = tasks(unit="PX-PHUVINH", unit_name="Phường Phú Vinh", status="overdue")
    answer = answer_of("task_list", empty, "not_found", args={"unit": "PX-PHUVINH"})

    assert answer.answer == "Không tìm thấy nhiệm vụ quá hạn nào của Phường Phú Vinh."
    assert (answer.status, answer.rows, answer.suggestions) == ("not_found", (), ())
    assert [call.tool for call in answer.calls] == ["task_list"]


def entry(number: int = 1, **given: Any) -> ScheduleItem:
    facts: dict[str, Any] = {
        "start": datetime(2026, 4, 3, 14),
        "end": datetime(2026, 4, 3, 15, 30),
        "subject": f"Họp số {number}",
        "place": "",
        "chair": None,
        "chair_name": "",
        "unit": "PX-THUANHOA",
        "unit_name": "Phường Thuận Hóa",
        "state": "",
        "whole_unit": False,
        "note": "",
    }
    return ScheduleItem(f"L{number}", **(facts | given))


def schedule(*items: ScheduleItem, **given: Any) -> ScheduleList:
    facts: dict[str, Any] = {"person": "CC1", "person_name": "Nguyễn Văn Mẫu", "total": len(items)}
    return ScheduleList("answered", items=items, **(facts | given))


def test_ones_own_schedule_is_said_to_the_asker() -> None:
    item = entry(place="Phòng họp A", chair_name="Trần Thị Ví Dụ", whole_unit=True)
    answer = answer_of("schedule", schedule(item, chosen=True), args={"from": "2026-04-02", "to": "2026-04-02"})

    assert answer.answer.splitlines() == [
        "Anh/chị có 1 lịch hôm nay (2/4/2026):",
        "1. 14:00–15:30: Họp số 1, tại Phòng họp A, chủ trì: Trần Thị Ví Dụ (mời cả đơn vị)",
    ]
    assert answer.speech.startswith("Anh chị có một lịch hôm nay")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"person": "CC2", "person_name": "Trần Thị Ví Dụ"}, "Trần Thị Ví Dụ có 1 lịch chiều mai:"),
        ({"person": None, "person_name": "", "unit": "U", "unit_name": "Phường Phú Vinh"}, "Phường Phú Vinh có 1 lịch"),
    ],
)
def test_the_schedule_of_others_names_them(given: dict[str, Any], words: str) -> None:
    assert answer_of("schedule", schedule(entry(), **given), period="chiều mai").answer.startswith(words)


@pytest.mark.parametrize(("state", "mark"), [("huy", "ĐÃ HỦY"), ("hoan", "ĐÃ HOÃN")])
def test_cancelled_and_postponed_entries_are_marked(state: Any, mark: str) -> None:
    answer = answer_of("schedule", schedule(entry(state=state)), period="chiều mai")

    assert f"Họp số 1 [{mark}]" in answer.answer
    assert mark.lower() in answer.speech
    assert answer.detail.table.rows[0][-1] == mark


def test_what_is_still_to_come_is_spoken_first() -> None:
    past = entry(start=datetime(2026, 4, 1, 8), end=datetime(2026, 4, 1, 9))
    coming = entry(2, start=datetime(2026, 4, 3, 14), place="Phòng họp A, trụ sở UBND phường")
    week = {"from": "2026-03-30", "to": "2026-04-05"}

    assert answer_of("schedule", schedule(past, coming), period="tuần này", args=dict(week)).speech == (
        "Anh chị có hai lịch tuần này. Sắp tới là Họp số hai, mười bốn giờ thứ Sáu, tại Phòng họp A."
    )
    assert answer_of("schedule", schedule(past), period="tuần này", args=dict(week)).suggestions[0] == (
        "Tuần này tôi rảnh lúc nào?"
    )


def test_several_days_name_the_day_of_each_entry() -> None:
    items = schedule(entry(), entry(2, end=datetime(2026, 4, 4, 9)), start="2026-04-03", end="2026-04-09")
    lines = answer_of("schedule", items, args={"from": "2026-04-03", "to": "2026-04-09"}).answer.splitlines()

    assert lines[1] == "1. thứ Sáu 3/4/2026, 14:00–15:30: Họp số 1"
    assert "09:00 ngày 4/4/2026" in lines[2]


@pytest.mark.parametrize(("count", "more"), [(10, None), (13, "Còn 3 lịch nữa.")])
def test_more_than_ten_entries_say_how_many_more(count: int, more: str | None) -> None:
    lines = answer_of("schedule", schedule(*(entry(n) for n in range(count))), period="tuần này").answer.splitlines()

    assert lines[0] == f"Anh/chị có {count} lịch tuần này:"
    assert lines[11:] == ([more] if more else [])


def test_the_notes_of_entries_are_the_detail() -> None:
    detail = answer_of("schedule", schedule(entry(note="Mang  hồ sơ"), entry(2)), period="mai").detail

    assert detail.markdown == "- Họp số 1: Mang hồ sơ"
    assert len(detail.table.rows) == 2
    assert detail.table.rows[0][:2] == ("3/4/2026", "14:00–15:30")


def test_an_empty_schedule_says_whose_and_when() -> None:
    own = answer_of("schedule", schedule(), "not_found", period="chiều mai")
    other = answer_of("schedule", schedule(person="CC2", person_name="Trần Thị Ví Dụ", chosen=True), "not_found")

    assert own.answer == "Không tìm thấy lịch nào của anh/chị chiều mai."
    assert other.answer == "Không tìm thấy lịch nào của Trần Thị Ví Dụ hôm nay (2/4/2026)."


def test_every_row_of_a_table_has_every_cell() -> None:
    table = answer_of("schedule", schedule(entry(0), entry(1)), period="hôm nay").detail.table

    assert [len(row) for row in table.rows] == [len(table.columns)] * 2
