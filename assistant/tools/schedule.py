"""The tools over the work schedule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.tools.entry import Arguments, Stores, Tool, beside, row
from assistant.types import Status, ToolCall, ToolResult
from kpi_tools.free_slots import schedule_free
from kpi_tools.schedule import schedule


class RangeArguments(Arguments):
    """Dates, or the date-times of a part of a day."""

    start: str | None = Field(None, validation_alias="from", serialization_alias="from")
    end: str | None = Field(None, validation_alias="to", serialization_alias="to")


class ScheduleArguments(RangeArguments):
    person: str | None = None
    unit: str | None = None


def _schedule(stores: Stores, asker: Principal, now: datetime, args: ScheduleArguments) -> ToolResult:
    data = schedule(stores.store, asker, args.person, args.unit, args.start, args.end, now)
    if data.outcome == "unknown":
        raise ToolError(f"no unit {args.unit!r} or person {args.person!r}")
    filled = ScheduleArguments(person=data.person, unit=data.unit, start=data.start, end=data.end)
    call = ToolCall(tool="schedule", args=filled.as_args())
    explain = beside(data, "total", "person_name", "unit_name")
    status: Status = "answered" if data.items else "not_found"
    return ToolResult(call, status, data, rows=tuple(map(row, data.items)), explain=explain)


class ScheduleFreeArguments(RangeArguments):
    person: str | None = None


def _schedule_free(stores: Stores, asker: Principal, now: datetime, args: ScheduleFreeArguments) -> ToolResult:
    person = asker.code if args.person is None else args.person
    data = schedule_free(stores.store, asker, person, args.start, args.end, now, stores.rules)
    if data.outcome == "unknown":
        raise ToolError(f"no person {args.person!r}")
    if data.outcome == "denied":
        return ToolResult(ToolCall(tool="schedule_free", args=args.as_args()), "denied", data)
    filled = ScheduleFreeArguments(person=person, start=data.start, end=data.end)
    call = ToolCall(tool="schedule_free", args=filled.as_args())
    explain = beside(data, "total", "person_name", "min_minutes", "days_off", "first", "last")
    status: Status = "answered" if data.items else "not_found"
    return ToolResult(call, status, data, rows=tuple(map(row, data.items)), explain=explain)


TOOLS: Mapping[str, Tool] = {
    "schedule": Tool(ScheduleArguments, _schedule),
    "schedule_free": Tool(ScheduleFreeArguments, _schedule_free),
}
