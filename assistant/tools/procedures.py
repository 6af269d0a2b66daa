"""The tools that search in full text: procedures, and the forum of the two levels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant.access import Principal
from assistant.tools.entry import Arguments, Stores, Tool, beside, row
from assistant.tools.meetings import newest
from assistant.types import ToolCall, ToolResult
from kpi_tools.forum import forum
from kpi_tools.procedures import procedure


class ProcedureArguments(Arguments):
    procedure: str | None = None
    topic: str | None = None


class ForumArguments(Arguments):
    topic: str | None = None


def _procedure(stores: Stores, asker: Principal, now: datetime, args: ProcedureArguments) -> ToolResult:
    data = procedure(stores.store, asker, args.procedure, args.topic)
    filled = ProcedureArguments(procedure=data.procedure, topic=data.topic)
    call = ToolCall(tool="procedure", args=filled.as_args())
    if not data.items:
        return ToolResult(call, "not_found", data)
    freshness, explain = newest([item.source for item in data.items]), beside(data, "total")
    return ToolResult(call, "answered", data, rows=tuple(map(row, data.items)), freshness=freshness, explain=explain)


def _forum(stores: Stores, asker: Principal, now: datetime, args: ForumArguments) -> ToolResult:
    data = forum(stores.store, asker, args.topic)
    call = ToolCall(tool="forum", args=args.as_args())
    if not data.items:
        return ToolResult(call, "not_found", data)
    freshness, explain = newest([item.source for item in data.items]), beside(data, "total")
    return ToolResult(call, "answered", data, rows=tuple(map(row, data.items)), freshness=freshness, explain=explain)


TOOLS: Mapping[str, Tool] = {
    "procedure": Tool(ProcedureArguments, _procedure),
    "forum": Tool(ForumArguments, _forum),
}
