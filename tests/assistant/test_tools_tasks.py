"""`task_detail`, `schedule_free` and the sources of lists as tools: status, call, rows, answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.access import Principal
from assistant.answer import TemplateAnswerer
from assistant.errors import ToolError
from assistant.tools import StoreTools
from assistant.tools.entry import Stores
from assistant.types import Plan, Question, ToolCall, ToolResult
from assistant.wire import answer_json
from kpi_tools.rules import load_rules
from kpi_tools.store import Store
from tests.assistant.fakes_city import HEAD, MAYOR, NOW, STAFF, open_city
from tests.kpi_tools.rows import entry, fill, task
from voice.speakable import speakable


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_city(tmp_path_factory.mktemp("city"))
    fill(
        opened,
        task("HC1", "PX-PHUVINH", NOW.date(), name="Việc kín", secrecy="han_che"),
        entry("KIN", "PX-THUANHOA", "2026-04-02T14:00", "2026-04-02T15:00", chair="CC1", secrecy="han_che"),
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def tools(store: Store) -> StoreTools:
    return StoreTools(Stores(store, load_rules()))


@pytest.fixture(scope="module")
def without_it(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreTools]:
    """The same city without the restricted rows."""
    opened = open_city(tmp_path_factory.mktemp("without"))
    yield StoreTools(Stores(opened, load_rules()))
    opened.close()


def run(tools: StoreTools, tool: str, asker: Principal = STAFF, **args: Any) -> ToolResult:
    given = {{"start": "from", "end": "to"}.get(key, key): value for key, value in args.items()}
    return tools.run(ToolCall(tool=tool, args=given), asker, NOW)


def whole_answer(result: ToolResult, asker: Principal = STAFF) -> str:
    plan = Plan("semantic", 0.9, asker.code, (result.call,))
    answer = TemplateAnswerer(speakable).answer(Question("hỏi", NOW), plan, [result])
    return json.dumps(answer_json(answer), ensure_ascii=False)


def test_one_task_is_one_row(tools: StoreTools) -> None:
    result = run(tools, "task_detail", task="nv2")

    assert (result.status, result.call.args) == ("answered", {"task": "NV2"})
    [row] = result.rows
    assert (row["code"], row["state"], row["progress"], row["deadline"]) == ("NV2", "due_soon", 12.5, "2026-04-05")
    assert row["joint"] == [{"code": "PX-PHUVINH", "name": "Phường Phú Vinh"}]
    assert row["source"] is None
    assert json.loads(json.dumps(dict(row))) == row


def test_an_invisible_task_is_to_the_byte_like_none(tools: StoreTools, without_it: StoreTools) -> None:
    hidden, absent = (run(some, "task_detail", task="HC1") for some in (tools, without_it))

    assert hidden == absent
    assert (hidden.status, hidden.rows, hidden.freshness) == ("not_found", (), None)
    assert whole_answer(hidden) == whole_answer(absent)
    assert run(tools, "task_detail", MAYOR, task="HC1").status == "answered"
    assert run(without_it, "task_detail", MAYOR, task="HC1").status == "not_found"


def test_free_slots_have_four_keys(tools: StoreTools) -> None:
    result = run(tools, "schedule_free", person="CC1")

    assert result.call.args == {"person": "CC1", "from": "2026-04-02", "to": "2026-04-02"}
    assert list(result.rows) == [
        {"date": "2026-04-02", "start": "08:00", "end": "09:00", "minutes": 60},
        {"date": "2026-04-02", "start": "10:00", "end": "11:30", "minutes": 90},
        {"date": "2026-04-02", "start": "13:30", "end": "14:00", "minutes": 30},
        {"date": "2026-04-02", "start": "15:00", "end": "17:00", "minutes": 120},
    ]
    assert run(tools, "schedule_free").rows == result.rows
    assert "KIN" not in whole_answer(result)


def test_free_slots_of_others_are_denied_and_of_nobody_an_error(tools: StoreTools) -> None:
    denied = run(tools, "schedule_free", person="CC2")

    assert (denied.status, denied.rows) == ("denied", ())
    assert "Ví Dụ" not in whole_answer(denied)
    assert run(tools, "schedule_free", MAYOR, person="CC2").status == "answered"
    assert run(tools, "schedule_free", HEAD, person="CC1").status == "denied"
    with pytest.raises(ToolError):
        run(tools, "schedule_free", person="CC99")


def test_no_free_slot_is_not_found(tools: StoreTools) -> None:
    weekend = run(tools, "schedule_free", person="CC1", start="2026-04-04", end="2026-04-05")

    assert (weekend.status, weekend.rows) == ("not_found", ())
    assert weekend.call.args == {"person": "CC1", "from": "2026-04-04", "to": "2026-04-05"}


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        ("task_detail", {}),
        ("task_detail", {"task": None}),
        ("task_detail", {"task": "NV1", "unit": "TP"}),
        ("schedule_free", {"person": "CC1", "unit": "TP"}),
        ("schedule_free", {"person": "CC1", "from": "chiều mai"}),
    ],
)
def test_arguments_that_do_not_fit_are_a_tool_error(tools: StoreTools, tool: str, args: dict[str, Any]) -> None:
    with pytest.raises(ToolError):
        tools.run(ToolCall(tool=tool, args=args), MAYOR, NOW)
