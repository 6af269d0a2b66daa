"""An invented province at the scale to plan for, written straight into a database: `fill(store, scale=1.0)`.

2,500 units in three levels, 30,000 people, 1,000,000 indicator rows and 500,000 tasks over 2023 to 2026, 300,000
schedule entries, 20,000 meetings with conclusions, 2,135 procedures, 5,000 forum questions. Codes count up, so that a
benchmark can name them: `DV00001` is the root, `CC000001` a city leader. The same seed gives the same province.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, select

from eval.bench.province import Province, Values
from eval.bench.scale import Size
from kpi_tools.bulk import PortableRow, insert_rows, kinds
from kpi_tools.columns import Base
from kpi_tools.store import Store
from kpi_tools.system_tables import DataVersion
from kpi_tools.versions import touch


@dataclass(frozen=True, slots=True)
class Loaded:
    size: Size
    rows: Mapping[str, int]
    """By table."""
    seconds: float


TABLES: Mapping[str, Callable[[Province], Iterator[Values]]] = {
    "units": Province.units,
    "people": Province.people,
    "indicators": Province.indicators,
    "general_scores": Province.general_scores,
    "tasks": Province.tasks,
    "task_units": Province.task_units,
    "schedule_entries": Province.schedule_entries,
    "entry_invitees": Province.entry_invitees,
    "meetings": Province.meetings,
    "meeting_invitees": Province.meeting_invitees,
    "conclusions": Province.conclusions,
    "procedures": Province.procedures,
    "forum_questions": Province.forum_questions,
}


def fill(store: Store, scale: float = 1.0, seed: int = 1, tell: Callable[[str], None] = lambda _: None) -> Loaded:
    """Write a province into an empty store, a transaction a table, statistics at the end. Raises StoreError."""
    began, size, rows = time.perf_counter(), Size.of(scale), dict[str, int]()
    province = Province(size, seed)
    for name, make in TABLES.items():
        table = Base.metadata.tables[name]
        with store.write() as session:
            values = _portable(table, make(province))
            rows[name] = insert_rows(session.connection(), name, kinds(table), values)
        tell(f"{name}: {rows[name]:,} rows, {time.perf_counter() - began:.0f} s")
    with store.write() as session:
        touch(session, *session.scalars(select(DataVersion.table)))
    store.tidy()
    return Loaded(size, rows, time.perf_counter() - began)


def is_filled(store: Store) -> bool:
    with store.read() as session:
        return bool(session.scalar(select(func.count()).select_from(Base.metadata.tables["units"])))


class _Row:
    """What a default that is computed from other columns asks for."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def get_current_parameters(self) -> Values:
        return self._values


def _portable(table: Table, rows: Iterable[Values]) -> Iterator[PortableRow]:
    """Rows with every column; what is not given is the column's default."""
    defaults = [(column.name, _default(column)) for column in table.columns]
    for row in rows:
        yield [row[name] if name in row else default(row) for name, default in defaults]


def _default(column: Any) -> Callable[[Values], Any]:
    given = column.default
    if given is None:
        return lambda _: None
    if given.is_callable:
        return lambda row: given.arg(_Row(row))
    fixed = given.arg if isinstance(given.arg, bool | int | str) else str(given.arg)
    return lambda _: fixed
