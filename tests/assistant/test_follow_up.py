import pytest

from assistant.follow_up import is_follow_up, last_range
from assistant.names import NameIndex
from assistant.slots import read_slots
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
    assert is_follow_up(read_slots(normalise(text), NOW, STAFF, NAMES)) is expected


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
