"""The tool registry: typed arguments, typed results, the asker's rights; read-only.

Each tool is one entry: the arguments that it takes (checked by pydantic, unknown keys refused), the function of
`kpi_tools` behind it, and how its outcome becomes a status (rights section of the domain).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.types import Row, ToolCall, ToolResult
from kpi_tools.kpi import kpi_summary
from kpi_tools.rules import Rules
from kpi_tools.schedule import schedule
from kpi_tools.store import Store
from kpi_tools.tasks import State, task_list

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def _day(value: object) -> object:
    """A date, also from the date-time of a part of a day."""
    return value[:10] if isinstance(value, str) else value


Day = Annotated[date | None, BeforeValidator(_day)]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def as_args(self) -> dict[str, JsonValue]:
        return self.model_dump(mode="json", by_alias=True)


class KpiSummaryArguments(_Arguments):
    unit: str
    start: Day = Field(None, validation_alias="from", serialization_alias="from")
    end: Day = Field(None, validation_alias="to", serialization_alias="to")


class TaskListArguments(_Arguments):
    unit: str | None = None
    person: str | None = None
    basis: str | None = None
    text: str | None = None
    status: State | None = None
    start: Day = Field(None, validation_alias="from", serialization_alias="from")
    end: Day = Field(None, validation_alias="to", serialization_alias="to")


class ScheduleArguments(_Arguments):
    person: str | None = None
    unit: str | None = None
    start: str | None = Field(None, validation_alias="from", serialization_alias="from")
    end: str | None = Field(None, validation_alias="to", serialization_alias="to")


class NoArguments(_Arguments):
    pass


@dataclass(frozen=True, slots=True)
class Tool:
    arguments: type[_Arguments]
    run: Callable[..., ToolResult]
    """(stores, asker, now, arguments of that type)"""


@dataclass(frozen=True, slots=True)
class Stores:
    """What the tools read."""

    store: Store
    rules: Rules


def _kpi_summary(stores: Stores, asker: Principal, now: datetime, args: KpiSummaryArguments) -> ToolResult:
    data = kpi_summary(stores.store, asker, args.unit, args.start, args.end, now, stores.rules)
    if data.outcome == "unknown":
        raise ToolError(f"no unit {args.unit!r}")
    if data.outcome == "denied" or data.period is None:
        return ToolResult(ToolCall(tool="kpi_summary", args=args.as_args()), "denied", data)
    filled = KpiSummaryArguments(unit=args.unit, start=data.period.start, end=data.period.end)
    total = _row(data, without=("outcome", "indicators", "beside", "rules"))
    return ToolResult(
        ToolCall(tool="kpi_summary", args=filled.as_args()),
        "answered",
        data,
        rows=(total, *map(_row, data.indicators), *map(_row, data.beside)),
        freshness=data.freshness.isoformat() if data.freshness else None,
    )


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
    return ToolResult(call, "answered" if data.items else "not_found", data, rows=tuple(map(_row, data.items)))


def _schedule(stores: Stores, asker: Principal, now: datetime, args: ScheduleArguments) -> ToolResult:
    data = schedule(stores.store, asker, args.person, args.unit, args.start, args.end, now)
    if data.outcome == "unknown":
        raise ToolError(f"no unit {args.unit!r} or person {args.person!r}")
    filled = ScheduleArguments(person=data.person, unit=data.unit, start=data.start, end=data.end)
    call = ToolCall(tool="schedule", args=filled.as_args())
    return ToolResult(call, "answered" if data.items else "not_found", data, rows=tuple(map(_row, data.items)))


def _smalltalk(_stores: Stores, _asker: Principal, _now: datetime, _args: NoArguments) -> ToolResult:
    return ToolResult(ToolCall(tool="smalltalk", args={}), "answered")


TOOLS: Mapping[str, Tool] = {
    "kpi_summary": Tool(KpiSummaryArguments, _kpi_summary),
    "task_list": Tool(TaskListArguments, _task_list),
    "schedule": Tool(ScheduleArguments, _schedule),
    "smalltalk": Tool(NoArguments, _smalltalk),
}


class StoreTools:
    """The ToolRunner over the stores of this installation."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self._stores = Stores(store, rules)

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


def _row(item: DataclassInstance, without: Collection[str] = ()) -> Row:
    return {field.name: _json(getattr(item, field.name)) for field in fields(item) if field.name not in without}


def _json(value: object) -> JsonValue:
    """JSON of a result: exact numbers become numbers, dates ISO text."""
    if is_dataclass(value) and not isinstance(value, type):
        return dict(_row(value))
    if isinstance(value, Decimal | Fraction):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"no JSON form for {type(value).__name__}")
