"""What is noted of a turn, and that nothing is when nobody asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.console_trace import ROWS, WIDTH, parts_of, print_trace
from assistant.trace import Notes, note, traced
from assistant.types import Answer, Row, Took, ToolCall
from kpi_tools.directory import StoreDirectory
from prompts import message
from tests.assistant.fakes_city import open_city
from tests.assistant.fakes_plan import FakeConversations, FixedRouter
from tests.assistant.fakes_planning import Planning

CALL = ToolCall(tool="kpi_summary", args={"unit": "PX-THUANHOA"})


def fails() -> str:
    raise AssertionError("nobody asked")


def test_nothing_is_noted_unasked() -> None:
    note("text", fails)
    with traced(wanted=False) as notes:
        note("text", fails)

    assert notes == {}


def test_notes_end_with_the_turn() -> None:
    with traced() as notes:
        note("text", lambda: "một")
    note("text", fails)

    assert notes == {"text": "một"}


def test_the_planner_notes_how_it_read_and_weighed(tmp_path: Path) -> None:

    store = open_city(tmp_path)
    plan = Planning(StoreDirectory(store), FakeConversations())
    with traced() as notes:
        plan("KPI  quý một của P. Thuận Hóa", router=FixedRouter("kpi_summary", 0.93))
    store.close()

    assert notes["text"] == "KPI quý một của phường Thuận Hóa"
    shown: dict[str, Any] = notes
    [read] = shown["read"]
    assert read["tools"][0] == {"tool": "kpi_summary", "score": 0.93}
    assert read["units"][0]["code"] == "PX-THUANHOA"
    assert read["time"]["from"] == "2026-01-01"


def test_the_table_has_every_part() -> None:
    trace: Notes = {
        "asker": {"code": "CC1", "role": "chuyen_vien", "unit": "PX"},
        "text": "kpi",
        "read": [
            {
                "text": "kpi",
                "masked": "kpi",
                "time": {"label": "quý I/2026", "from": "2026-01-01", "to": None},
                "units": [{"code": "PX", "name": "Phường Mẫu", "score": 1.0, "probability": 0.8}],
                "people": [],
                "words": {"status": "overdue"},
                "tools": [{"tool": "kpi_summary", "score": 0.93}],
            }
        ],
        "unfounded": [],
    }
    rows: tuple[Row, ...] = tuple({"name": "x" * 300, "number": number} for number in range(ROWS + 2))
    answer = Answer("KPI?", "90", "…", "answered", "kpi", (CALL,), rows, trace=trace, took_ms=Took(plan=3, total=5))
    parts = parts_of(answer)

    assert parts["transcript"] == ["kpi"]
    assert parts["tools"] == ["0.930  kpi_summary"]
    assert parts["units"] == ["1.00 (0.80)  PX Phường Mẫu"]
    assert parts["calls"] == ['kpi_summary {"unit": "PX-THUANHOA"}']
    assert (len(parts["rows"]), len(parts["rows"][0])) == (ROWS + 1, WIDTH + 1)
    assert parts["checks"] == [message("trace", "grounded")]
    assert "plan 3" in parts["times"][0]


def test_an_answer_without_results_says_that_nothing_was_checked(capsys: pytest.CaptureFixture[str]) -> None:
    print_trace(Answer("?", "Xin hỏi lại", "…", "clarify", trace={"text": "a\x1b[2J"}))
    shown = capsys.readouterr().out

    assert message("trace", "title") in shown
    assert "\x1b[2J" not in shown
