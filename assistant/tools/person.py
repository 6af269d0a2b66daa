"""The tool over the score of one person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.tools.entry import DatedArguments, Stores, Tool, row
from assistant.types import ToolCall, ToolResult
from kpi_tools.person import kpi_person

_LISTS = ("generals", "indicators", "beside", "items")


class KpiPersonArguments(DatedArguments):
    person: str


def _kpi_person(stores: Stores, asker: Principal, now: datetime, args: KpiPersonArguments) -> ToolResult:
    data = kpi_person(stores.store, asker, args.person, args.start, args.end, now, stores.rules)
    if data.outcome == "unknown":
        raise ToolError(f"no person {args.person!r}")
    if data.outcome == "denied" or data.period is None:
        return ToolResult(ToolCall(tool="kpi_person", args=args.as_args()), "denied", data)
    filled = KpiPersonArguments(person=args.person, start=data.period.start, end=data.period.end)
    total = row(data, without=("outcome", "rules", "explain", *_LISTS))
    lists = (data.generals, data.indicators, data.beside, data.items)
    return ToolResult(
        ToolCall(tool="kpi_person", args=filled.as_args()),
        "answered",
        data,
        rows=(total, *(row(item) for items in lists for item in items)),
        freshness=data.freshness.isoformat() if data.freshness else None,
        explain=data.explain,
    )


TOOLS: Mapping[str, Tool] = {"kpi_person": Tool(KpiPersonArguments, _kpi_person)}
