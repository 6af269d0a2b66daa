"""Rows in bulk, in a form that both databases take as it is: `COPY` for PostgreSQL, prepared inserts for SQLite.

A portable row is a list of JSON values, one a column of its kind:
- `value`: text, whole number, true, false or null; decimals as plain text, dates `YYYY-MM-DD`, times of day after a
  space and to the microsecond (what SQLite stores, and PostgreSQL reads);
- `instant`: the same in UTC;
- `json`: any JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Literal, cast

from sqlalchemy import JSON, Connection, Table, TableClause, column, insert, select
from sqlalchemy import table as table_clause
from sqlalchemy.orm import Session

from assistant.errors import StoreError
from kpi_tools.columns import Instant

Kind = Literal["value", "instant", "json"]
PortableRow = Sequence[Any]
BATCH = 5_000


def kinds(table: Table) -> dict[str, Kind]:
    """The columns of a table by name, in order."""
    return {
        one.name: "json" if isinstance(one.type, JSON) else "instant" if _is_instant(one.type) else "value"
        for one in table.columns
    }


def _is_instant(kind: object) -> bool:
    return isinstance(kind, Instant)


def portable_rows(session: Session, table: Table) -> Iterator[list[Any]]:
    """Every row of a table, in the order of its key, a batch at a time."""
    shapes = [_same if kind == "json" else _portable for kind in kinds(table).values()]
    query = select(*table.columns).order_by(*table.primary_key.columns)
    for row in session.execute(query, execution_options={"yield_per": BATCH}):
        yield [shape(value) for shape, value in zip(shapes, row, strict=True)]


def _portable(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        local = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        return local.isoformat(sep=" ", timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def insert_rows(connection: Connection, table: str, columns: Mapping[str, Kind], rows: Iterable[PortableRow]) -> int:
    """Add portable rows within the connection's transaction; how many. Raises StoreError, SQLAlchemyError."""
    if connection.dialect.name == "postgresql":
        return _copy(connection, table, columns, rows)
    statement = str(insert(_named(table, columns)).compile(dialect=connection.dialect))
    shaped, count = _shaped(columns, rows, instant=_same), 0
    while batch := list(islice(shaped, BATCH)):
        connection.exec_driver_sql(statement, batch)
        count += len(batch)
    return count


def _named(table: str, columns: Iterable[str]) -> TableClause:
    return table_clause(table, *(column(name) for name in columns))


def _copy(connection: Connection, table: str, columns: Mapping[str, Kind], rows: Iterable[PortableRow]) -> int:
    import psycopg
    from psycopg import sql

    into = sql.SQL("COPY {} ({}) FROM STDIN")
    statement = into.format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    copied = 0
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in _shaped(columns, rows, instant=_with_zone):
                copy.write_row(row)
                copied += 1
    except psycopg.Error as exc:
        raise StoreError(f"copy into {table}: {type(exc).__name__} {exc.diag.message_primary or ''}") from exc
    return copied


def _shaped(
    columns: Mapping[str, Kind], rows: Iterable[PortableRow], instant: Callable[[Any], Any]
) -> Iterator[tuple[Any, ...]]:
    shapes: Mapping[Kind, Callable[[Any], Any]] = {"value": _same, "instant": instant, "json": json.dumps}
    by_column = [shapes[kind] for kind in columns.values()]
    for row in rows:
        yield tuple(shape(value) for shape, value in zip(by_column, row, strict=True))


def _same(value: Any) -> Any:
    return value


def _with_zone(value: Any) -> Any:
    return None if value is None else f"{value}+00"
