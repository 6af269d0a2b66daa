"""The tool registry: typed arguments, typed results, the asker's rights; read-only. One module a store.

Each tool is one entry of its module's `TOOLS`: the arguments that it takes (checked by pydantic, unknown keys refused),
the function of `kpi_tools` behind it, and how its outcome becomes a status (rights section of the domain).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import ValidationError

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.tools import documents, kpi, meetings, person, procedures, schedule, tasks
from assistant.tools.entry import Arguments, Stores, Tool
from assistant.types import ToolCall, ToolResult


class NoArguments(Arguments):
    pass


def _smalltalk(_stores: Stores, _asker: Principal, _now: datetime, _args: NoArguments) -> ToolResult:
    return ToolResult(ToolCall(tool="smalltalk", args={}), "answered")


TOOLS: Mapping[str, Tool] = {
    **kpi.TOOLS,
    **person.TOOLS,
    **tasks.TOOLS,
    **schedule.TOOLS,
    **meetings.TOOLS,
    **procedures.TOOLS,
    **documents.TOOLS,
    "smalltalk": Tool(NoArguments, _smalltalk),
}


class StoreTools:
    """The ToolRunner over the stores of this installation."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    @property
    def names(self) -> frozenset[str]:
        return frozenset(TOOLS)

    def run(self, call: ToolCall, asker: Principal, now: datetime) -> ToolResult:
        tool = TOOLS.get(call.tool)
        if tool is None:
            raise ToolError(f"no tool {call.tool!r}")
        try:
            arguments = tool.arguments.model_validate(call.args)
        except ValidationError as exc:
            raise ToolError(f"{call.tool}: {exc}") from exc
        return tool.run(self._stores, asker, now, arguments)
