"""The tools over the scores of units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.tools.entry import DatedArguments, Stores, Tool, beside, row
from assistant.types import ToolCall, ToolResult
from kpi_tools.cause_lines import kpi_causes
from kpi_tools.explain import explained
from kpi_tools.kpi import kpi_summary
from kpi_tools.periods import Period
from kpi_tools.ranking import Level, Order, kpi_ranking


class OfUnitArguments(DatedArguments):
    unit: str

    def filled(self, period: Period) -> OfUnitArguments:
        return OfUnitArguments(unit=self.unit, start=period.start, end=period.end)


class KpiRankingArguments(DatedArguments):
    level: Level | None = None
    order: Order = "best"
    limit: int = Field(5, ge=1, le=500)


def _kpi_summary(stores: Stores, asker: Principal, now: datetime, args: OfUnitArguments) -> ToolResult:
    data = kpi_summary(stores.store, asker, args.unit, args.start, args.end, now, stores.rules)
    if data.outcome == "unknown":
        raise ToolError(f"no unit {args.unit!r}")
    if data.outcome == "denied" or data.period is None:
        return ToolResult(ToolCall(tool="kpi_summary", args=args.as_args()), "denied", data)
    total = row(data, without=("outcome", "indicators", "beside", "rules", "explain"))
    return ToolResult(
        ToolCall(tool="kpi_summary", args=args.filled(data.period).as_args()),
        "answered",
        data,
        rows=(total, *map(row, data.indicators), *map(row, data.beside)),
        freshness=data.freshness.isoformat() if data.freshness else None,
        explain=data.explain,
    )


def _kpi_causes(stores: Stores, asker: Principal, now: datetime, args: OfUnitArguments) -> ToolResult:
    data = kpi_causes(stores.store, asker, args.unit, args.start, args.end, now, stores.rules, stores.scores)
    if data.outcome == "unknown":
        raise ToolError(f"no unit {args.unit!r}")
    if data.outcome == "denied" or data.asked is None:
        return ToolResult(ToolCall(tool="kpi_causes", args=args.as_args()), "denied", data)
    total = row(data, without=("outcome", "causes", "explain"))
    return ToolResult(
        ToolCall(tool="kpi_causes", args=args.filled(data.asked).as_args()),
        "answered",
        data,
        rows=(total, *map(row, data.causes)),
        freshness=data.freshness.isoformat() if data.freshness else None,
        explain=data.explain,
    )


def _kpi_ranking(stores: Stores, asker: Principal, now: datetime, args: KpiRankingArguments) -> ToolResult:
    data = kpi_ranking(
        stores.store,
        asker,
        args.level,
        args.start,
        args.end,
        args.order,
        args.limit,
        now,
        stores.rules,
        stores.scores,
    )
    if data.period is None or not data.units:
        return ToolResult(ToolCall(tool="kpi_ranking", args=args.as_args()), "not_found", data)
    filled = args.model_copy(update={"start": data.period.start, "end": data.period.end})
    return ToolResult(
        ToolCall(tool="kpi_ranking", args=filled.as_args()),
        "answered",
        data,
        rows=tuple(map(row, data.units)),
        explain={
            **explained(("6", "7", "8", "17.3"), (), None, stores.rules),
            "counts": beside(data, "total", "unranked", "exceeded", "own"),
        },
    )


TOOLS: Mapping[str, Tool] = {
    "kpi_summary": Tool(OfUnitArguments, _kpi_summary),
    "kpi_causes": Tool(OfUnitArguments, _kpi_causes),
    "kpi_ranking": Tool(KpiRankingArguments, _kpi_ranking),
}
