"""The tools over tasks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.tools.entry import Arguments, DatedArguments, Stores, Tool, beside, row
from assistant.types import ToolCall, ToolResult
from kpi_tools.task_detail import task_detail
from kpi_tools.tasks import State, task_list


class TaskListArguments(DatedArguments):
    unit: str | None = None
    person: str | None = None
    basis: str | None = None
    text: str | None = None
    status: State | None = None


def _task_list(stores: Stores, asker: Principal, now: datetime, args: TaskListArguments) -> ToolResult:
    data = task_list(
        stores.store,
        asker,
        args.unit,
        args.person,
        args.basis,
        args.text,
        args.status,
        args.start,
        args.end,
        now,
        stores.rules,
    )
    if data.outcome == "unknown":
        raise ToolError(f"no unit {args.unit!r} or person {args.person!r}")
    call = ToolCall(tool="task_list", args=args.as_args())
    if not data.items:
        return ToolResult(call, "not_found", data, explain=beside(data, "unit_name", "person_name"))
    freshness = data.freshness.isoformat() if data.freshness else None
    explain = beside(data, "total", "unit_name", "person_name")
    return ToolResult(call, "answered", data, rows=tuple(map(row, data.items)), freshness=freshness, explain=explain)


class TaskDetailArguments(Arguments):
    task: str


def _task_detail(stores: Stores, asker: Principal, now: datetime, args: TaskDetailArguments) -> ToolResult:
    data = task_detail(stores.store, asker, args.task, now, stores.rules)
    call = ToolCall(tool="task_detail", args=TaskDetailArguments(task=data.code).as_args())
    if data.outcome == "not_found":
        return ToolResult(call, "not_found", data)
    rows = (row(data, without=("outcome", "today")),)
    freshness = data.source.updated.isoformat() if data.source else None
    return ToolResult(call, "answered", data, rows=rows, freshness=freshness)


TOOLS: Mapping[str, Tool] = {
    "task_list": Tool(TaskListArguments, _task_list),
    "task_detail": Tool(TaskDetailArguments, _task_detail),
}
