"""What a tool is: typed arguments, the function of `kpi_tools` behind it, and a result whose rows are JSON."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from assistant.document_library import EmptyLibrary, Library
from assistant.types import Row, ToolResult
from kpi_tools.rules import Rules
from kpi_tools.score_cache import ScoreCache
from kpi_tools.store import Store

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def _day(value: object) -> object:
    """A date, also from the date-time of a part of a day."""
    return value[:10] if isinstance(value, str) else value


Day = Annotated[date | None, BeforeValidator(_day)]


class Arguments(BaseModel):
    """Unknown keys are refused; `as_args` gives them back as the interface names them."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def as_args(self) -> dict[str, JsonValue]:
        return self.model_dump(mode="json", by_alias=True)


class DatedArguments(Arguments):
    start: Day = Field(None, validation_alias="from", serialization_alias="from")
    end: Day = Field(None, validation_alias="to", serialization_alias="to")


@dataclass(frozen=True, slots=True)
class Tool:
    arguments: type[Arguments]
    run: Callable[..., ToolResult]
    """(stores, asker, now, arguments of that type)"""


@dataclass(frozen=True, slots=True)
class Stores:
    """What the tools read."""

    store: Store
    rules: Rules
    scores: ScoreCache = field(default_factory=ScoreCache)
    library: Library = field(default_factory=EmptyLibrary)


def row(item: DataclassInstance, without: Collection[str] = ()) -> Row:
    return {f.name: _json(getattr(item, f.name)) for f in fields(item) if f.name not in without}


def beside(item: DataclassInstance, *names: str) -> JsonValue:
    """What an answer says besides its rows (totals, whose they are), so that all it says is in its JSON."""
    return {name: _json(getattr(item, name)) for name in names}


def _json(value: object) -> JsonValue:
    """JSON of a result: exact numbers become numbers, dates ISO text."""
    if is_dataclass(value) and not isinstance(value, type):
        return dict(row(value))
    if isinstance(value, Decimal | Fraction):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"no JSON form for {type(value).__name__}")
