"""What a tool takes, whose rights it uses, and what its results look like as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import JsonValue

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.tools import TOOLS, StoreTools
from assistant.tools.entry import Stores
from assistant.types import ToolCall, ToolResult
from kpi_tools.kpi import KpiSummary
from kpi_tools.rules import load_rules
from kpi_tools.store import Store
from tests.assistant.fakes_city import HEAD, MAYOR, NOW, QUARTER, STAFF, open_city
from tests.assistant.fakes_planning import OFFERED


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_city(tmp_path_factory.mktemp("city"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def tools(store: Store) -> StoreTools:
    return StoreTools(Stores(store, load_rules()))


def run(tools: StoreTools, tool: str, asker: Principal = STAFF, **args: Any) -> ToolResult:
    given = {{"start": "from", "end": "to"}.get(key, key): value for key, value in args.items()}
    return tools.run(ToolCall(tool=tool, args=given), asker, NOW)


def codes(result: ToolResult) -> list[JsonValue]:
    return [row["code"] for row in result.rows]


def test_these_are_offered(tools: StoreTools) -> None:
    assert tools.names == set(TOOLS) == OFFERED


def test_the_kpi_of_a_unit(tools: StoreTools) -> None:
    result = run(tools, "kpi_summary", unit="PX-THUANHOA")
    total, indicator = result.rows

    assert result.status == "answered"
    assert result.call == ToolCall(tool="kpi_summary", args={"unit": "PX-THUANHOA", **QUARTER})
    assert (total["total"], total["shown"], total["grade"], total["general"]) == (90, "90,0", "excellent", 27)
    assert total["period"] == {"start": "2026-01-01", "end": "2026-03-31"}
    assert (indicator["code"], indicator["target"], indicator["actual"], indicator["achievement"]) == (
        "CT1", 100, 80, 0.8,
    )  # fmt: skip
    assert result.freshness == "2026-03-31"
    assert isinstance(result.data, KpiSummary)


def test_a_unit_that_one_may_not_see_is_denied_and_nothing_of_it_is_given(tools: StoreTools) -> None:
    result = run(tools, "kpi_summary", unit="PX-PHUVINH")

    assert (result.status, result.rows, result.freshness) == ("denied", (), None)
    assert isinstance(result.data, KpiSummary)
    assert (result.data.total, result.data.tasks.assigned) == (None, 0)
    assert run(tools, "kpi_summary", MAYOR, unit="PX-PHUVINH").status == "answered"
    assert run(tools, "kpi_summary", HEAD, unit="PX-PHUVINH").status == "answered"


def test_a_score_that_does_not_exist_is_answered(tools: StoreTools) -> None:
    result = run(tools, "kpi_summary", MAYOR, unit="SN-KHCN")

    assert result.status == "answered"
    assert result.rows[0]["no_score"] == "no_tasks"


def test_tasks_with_every_default_in_the_call(tools: StoreTools) -> None:
    result = run(tools, "task_list", unit="PX-THUANHOA")

    assert result.call.args == {
        "unit": "PX-THUANHOA", "person": None, "basis": None, "text": None, "status": None, "from": None, "to": None,
    }  # fmt: skip
    assert codes(result) == ["NV1", "NV2"]
    done, soon = result.rows
    assert (done["state"], done["deadline"], done["completed"]) == ("done", "2026-03-20", "2026-03-19")
    assert (soon["state"], soon["progress"], soon["completed"]) == ("due_soon", 12.5, None)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"status": "due_soon"}, ["NV2"]),
        ({"status": "done"}, ["NV1"]),
        ({"start": "2026-03-20", "end": "2026-03-20"}, ["NV1"]),
        ({"start": "2026-03-20T12:00", "end": "2026-03-20T18:00"}, ["NV1"]),
        ({"end": "2026-04-04"}, ["NV1"]),
        ({"basis": "nghi quyet 57"}, ["NV2"]),
        ({"person": "CC1"}, ["NV1"]),
    ],
)
def test_tasks_by_each_filter(tools: StoreTools, args: dict[str, Any], expected: list[str]) -> None:
    assert codes(run(tools, "task_list", unit="PX-THUANHOA", **args)) == expected


def test_a_list_is_its_visible_part_and_an_empty_one_is_not_found(tools: StoreTools) -> None:
    assert codes(run(tools, "task_list", HEAD)) == ["NV3", "NV2"]
    hidden = run(tools, "task_list", unit="PX-PHUVINH", text="Số hóa")
    absent = run(tools, "task_list", unit="PX-PHUVINH", text="không có")

    assert hidden.status == absent.status == "not_found"
    assert hidden.rows == absent.rows == ()


def test_the_schedule_is_the_askers_of_today_unless_said(tools: StoreTools) -> None:
    result = run(tools, "schedule")

    assert result.call.args == {"person": "CC1", "unit": None, "from": "2026-04-02", "to": "2026-04-02"}
    [row] = result.rows
    assert (row["code"], row["start"], row["chair_name"]) == ("L1", "2026-04-02T09:00:00", "Nguyễn Văn Mẫu")


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        ("2026-04-03T12:00", "2026-04-03T18:00", "answered"),
        ("2026-04-03T15:30", "2026-04-03T18:00", "not_found"),
        ("2026-04-03", "2026-04-03", "answered"),
        ("2026-04-04", None, "not_found"),
        (None, "2026-04-02", "not_found"),
    ],
)
def test_the_schedule_keeps_parts_of_a_day(tools: StoreTools, start: str | None, end: str | None, status: str) -> None:
    result = run(tools, "schedule", HEAD, unit="PX-PHUVINH", start=start, end=end)

    assert result.status == status
    assert (result.call.args["from"], result.call.args["to"]) == (start, end)


def test_an_entry_of_others_is_not_found(tools: StoreTools) -> None:
    assert run(tools, "schedule", person="CC2", start="2026-04-03", end="2026-04-03").status == "not_found"


def test_small_talk_has_neither_data_nor_rows(tools: StoreTools) -> None:
    assert run(tools, "smalltalk") == ToolResult(ToolCall(tool="smalltalk", args={}), "answered")


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        ("documents", {}),
        ("drop_table", {}),
        ("kpi_summary", {}),
        ("kpi_summary", {"unit": None}),
        ("kpi_summary", {"unit": "PX-THUANHOA", "limit": 5}),
        ("kpi_summary", {"unit": "PX-THUANHOA", "from": "soon"}),
        ("kpi_summary", {"unit": "PX-THUANHOA", "from": "2026-02-31"}),
        ("kpi_summary", {"unit": "PX-KHONGCO"}),
        ("task_list", {"status": "unfinished"}),
        ("task_list", {"unit": "PX-KHONGCO"}),
        ("task_list", {"person": "CC99"}),
        ("task_list", {"principal": "CC3"}),
        ("schedule", {"person": "CC99"}),
        ("schedule", {"unit": "PX-KHONGCO"}),
        ("schedule", {"from": "chiều mai"}),
        ("schedule", {"from": 20260403}),
        ("smalltalk", {"text": "hi"}),
    ],
)
def test_arguments_that_do_not_exist_are_a_tool_error(tools: StoreTools, tool: str, args: dict[str, JsonValue]) -> None:
    with pytest.raises(ToolError):
        tools.run(ToolCall(tool=tool, args=args), MAYOR, NOW)


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        ("kpi_summary", {"unit": "PX-THUANHOA"}),
        ("kpi_summary", {"unit": "PX-PHUVINH"}),
        ("kpi_summary", {"unit": "PX-THUANHOA", "start": "2026-01-01", "end": "2026-12-31"}),
        ("task_list", {}),
        ("schedule", {"unit": "PX-PHUVINH", "start": "2026-04-01", "end": "2026-04-30"}),
    ],
)
def test_rows_are_plain_json(tools: StoreTools, tool: str, args: dict[str, str]) -> None:
    result = run(tools, tool, MAYOR, **args)
    rows = [dict(row) for row in result.rows]

    assert rows
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert result.call.args == json.loads(json.dumps(result.call.args))
    assert plain(rows)


def plain(value: object) -> bool:
    """Whether there is nothing in it but what `json.loads` gives, to the very type."""
    if isinstance(value, dict):
        return all(type(key) is str and plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(plain(item) for item in value)
    return value is None or type(value) in (str, int, float, bool)
