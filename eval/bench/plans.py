"""Which tables the database reads whole for a tool's queries, as its own query planner says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from kpi_tools.store import Store

Statements = dict[str, Any]
"""SQL as the driver gets it → parameters of one execution."""
_SCANS = {"sqlite": re.compile(r"SCAN (\w+)(?!.*USING)"), "postgresql": re.compile(r"Seq Scan on (\w+)")}
_ALIASES = re.compile(r"\b(?:FROM|JOIN|,)\s+(\w+) AS (\w+)", re.IGNORECASE)


@contextmanager
def statements_of(engine: Engine) -> Iterator[Statements]:
    """Every different query that is executed meanwhile."""
    found: Statements = {}

    def note(_c: object, _cursor: object, statement: str, parameters: Any, _x: object, _many: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            found.setdefault(statement, parameters)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def scanned(store: Store, statements: Statements) -> dict[str, int]:
    """Table → in how many of the queries it is read whole, without an index. Raises StoreError."""
    kind, counts = store.engine.dialect.name, dict[str, int]()
    explain = "EXPLAIN QUERY PLAN " if kind == "sqlite" else "EXPLAIN "
    for statement, parameters in statements.items():
        names = {alias: table for table, alias in _ALIASES.findall(statement)}
        with store.read() as session:
            plan = session.connection().exec_driver_sql(explain + statement, parameters).all()
        lines = [str(row[-1]) for row in plan]
        tables = {names.get(t, t) for line in lines for t in _SCANS[kind].findall(line)}
        for table in tables:
            counts[table] = counts.get(table, 0) + 1
    return counts
