from typing import Any

import pytest

from assistant.follow_up import asked_of, asks_on, asks_why, carried, last_range, only_names, says_nothing, unjoined
from assistant.names import NameIndex
from assistant.slots import Slots, read_slots
from assistant.types import Named, TimeRange, ToolCall
from assistant.vietnamese import normalise
from tests.assistant.fakes_city import NOW, STAFF

NAMES = NameIndex(
    [
        Named("PX-THUANHOA", "Phường Thuận Hóa", "unit", level="xa_phuong"),
        Named("CC2", "Trần Thị Ví Dụ", "person", unit="PX-THUANHOA"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("còn quý một?", True),
        ("thế phường Thuận Hóa thì sao?", True),
        ("phường Thuận Hóa", True),
        ("quá hạn", True),
        ("cho tôi xem tháng trước nhé", True),
        ("còn của chị Trần Thị Ví Dụ?", True),
        ("con quy mot", True),
        ("thế sao?", True),
        ("KPI quý một", False),
        ("phường Thuận Hóa có nhiệm vụ gì?", False),
        ("xin chào", False),
        ("thời tiết ngày mai", False),
    ],
)
def test_a_follow_up_says_nothing_by_itself(text: str, expected: bool) -> None:
    assert only_names(read_slots(normalise(text), NOW, STAFF, NAMES)) is expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"from": "2026-01-01", "to": "2026-03-31"}, TimeRange("2026-01-01", "2026-03-31", "")),
        ({"from": None, "to": "2026-03-31"}, TimeRange(None, "2026-03-31", "")),
        ({"from": "2026-01-01"}, TimeRange("2026-01-01", None, "")),
        ({"unit": "PX-THUANHOA"}, None),
        ({"from": None, "to": None}, None),
    ],
)
def test_the_last_range_is_that_of_the_call(args: dict[str, str | None], expected: TimeRange | None) -> None:
    assert last_range(ToolCall(tool="kpi_summary", args={**args})) == expected


def test_without_a_call_there_is_no_range() -> None:
    assert last_range(None) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("còn quý một?", "quý một?"),
        ("thế phường An Cựu thì sao?", "phường An Cựu"),
        ("the con phuong an cuu", "phuong an cuu"),
        ("không, Thuận An cơ", "Thuận An"),
        ("nhầm, tháng 5", "tháng 5"),
        ("à nhầm rồi, ý tôi là quý một", "quý một"),
        ("không phải An Cựu mà là Thuận An", "Thuận An"),
        ("không phải quý một, quý hai", "quý hai"),
        ("quý hai chứ không phải quý một", "quý hai"),
        ("việc quá hạn thì sao", "việc quá hạn"),
        ("thế phường An Cựu có khác không", "phường An Cựu"),
    ],
)
def test_what_joins_a_question_to_the_conversation_is_taken_off(text: str, left: str) -> None:
    joined = unjoined(normalise(text))
    assert (joined.text, joined.marked) == (normalise(left), True)


@pytest.mark.parametrize(
    "text",
    [
        "Thế nào là nhiệm vụ phát sinh?",
        "còn hiệu lực không",
        "không biết phường An Cựu mấy điểm",
        "KPI quý một",
        "hồ sơ không phải nộp gì",
    ],
)
def test_a_question_of_its_own_keeps_its_words(text: str) -> None:
    joined = unjoined(normalise(text))
    assert (joined.text, joined.marked) == (normalise(text), False)


def _slots(text: str) -> Slots:
    return read_slots(normalise(text), NOW, STAFF, NAMES)


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("task_detail", "ai phụ trách?", True),
        ("task_detail", "hạn bao giờ", True),
        ("procedure", "lệ phí bao nhiêu?", True),
        ("task_list", "sắp đến hạn thì có gì", True),
        ("schedule", "họp ở đâu?", True),
        ("kpi_summary", "lệ phí bao nhiêu?", False),
        ("task_detail", "KPI quý một", False),
    ],
)
def test_the_last_answer_is_asked_about_in_words_that_name_nothing(before: str, text: str, expected: bool) -> None:
    assert asks_on(_slots(text), ToolCall(tool=before, args={})) is expected


@pytest.mark.parametrize(
    ("text", "why", "nothing"),
    [
        ("vì sao thấp?", True, True),
        ("sao kém thế", True, True),
        ("tại sao lại bị trừ điểm", True, False),
        ("ai phụ trách?", False, True),
        ("KPI quý một", False, False),
        ("vì sao hồ sơ chậm", False, False),
    ],
)
def test_asking_why_alone_leans_on_what_was_shown(text: str, why: bool, nothing: bool) -> None:
    slots = _slots(text)
    assert (asks_why(slots), says_nothing(slots)) == (why, nothing)


@pytest.mark.parametrize(
    ("before", "text", "tool"),
    [
        ("kpi_summary", "vì sao thấp?", "kpi_causes"),
        ("kpi_ranking", "vì sao thấp?", "kpi_causes"),
        ("kpi_summary", "quá hạn", "task_list"),
        ("kpi_summary", "chị Trần Thị Ví Dụ", "kpi_person"),
        ("kpi_person", "phường Thuận Hóa", "kpi_summary"),
        ("schedule", "trống giờ nào", "schedule_free"),
        ("task_detail", "vì sao bị chậm?", "task_detail"),
        ("task_detail", "sắp đến hạn", "task_list"),
        ("schedule", "tháng 5", "schedule"),
    ],
)
def test_a_follow_up_may_be_for_another_tool(before: str, text: str, tool: str) -> None:
    assert asked_of(before, _slots(text)) == tool


UNIT: dict[str, Any] = {"unit": "PX", "from": "2026-01-01", "to": "2026-03-31"}


@pytest.mark.parametrize(
    ("before", "args", "tool", "leans", "kept"),
    [
        ("kpi_summary", UNIT, "kpi_causes", False, UNIT),
        ("kpi_summary", UNIT, "task_list", True, {"unit": "PX"}),
        ("kpi_summary", UNIT, "task_list", False, None),
        ("kpi_summary", UNIT, "schedule", True, None),
        (
            "schedule",
            {"person": "CC2", "from": "2026-04-02", "to": None},
            "schedule_free",
            True,
            {"person": "CC2", "from": "2026-04-02"},
        ),
        ("task_list", {"person": "CC2", "status": "overdue"}, "kpi_person", True, {"person": "CC2"}),
        ("task_list", {"unit": "PX", "status": "overdue"}, "task_list", True, {"unit": "PX", "status": "overdue"}),
        ("procedure", {"procedure": "TT1"}, "procedure", False, {"procedure": "TT1"}),
    ],
)
def test_another_tool_takes_over_what_means_the_same_to_it(
    before: str, args: dict[str, Any], tool: str, leans: bool, kept: dict[str, Any] | None
) -> None:
    found = carried(ToolCall(tool=before, args=args), tool, _slots("việc quá hạn"), leans)
    assert (found and found.args) == kept
