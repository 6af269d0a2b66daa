"""The tool over the minutes of meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.tools.entry import DatedArguments, Stores, Tool, beside, row
from assistant.types import ToolCall, ToolResult
from kpi_tools.minutes import meeting_conclusions
from kpi_tools.source import Source


class MeetingConclusionsArguments(DatedArguments):
    meeting: str | None = None
    topic: str | None = None
    unit: str | None = None


def _meeting_conclusions(
    stores: Stores, asker: Principal, now: datetime, args: MeetingConclusionsArguments
) -> ToolResult:
    data = meeting_conclusions(
        stores.store, asker, args.meeting, args.topic, args.start, args.end, args.unit, now, stores.rules
    )
    if data.outcome == "unknown":
        raise ToolError(f"no unit {args.unit!r}")
    filled = MeetingConclusionsArguments(
        meeting=data.meeting, topic=data.topic, start=data.start, end=data.end, unit=data.unit
    )
    call = ToolCall(tool="meeting_conclusions", args=filled.as_args())
    if not data.meetings and not data.others:
        return ToolResult(call, "not_found", data, explain=beside(data, "unit_name"))
    sources = [meeting.source for meeting in data.meetings]
    sources += [item.source for meeting in data.meetings for item in meeting.conclusions]
    rows = (*map(row, data.meetings), *map(row, data.others))
    explain = beside(data, "total", "unit_name")
    return ToolResult(call, "answered", data, rows=rows, freshness=newest(sources), explain=explain)


def newest(sources: list[Source | None]) -> str | None:
    """ISO date of the newest row."""
    return max((source.updated.isoformat() for source in sources if source), default=None)


TOOLS: Mapping[str, Tool] = {"meeting_conclusions": Tool(MeetingConclusionsArguments, _meeting_conclusions)}
