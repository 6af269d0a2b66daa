"""The state of the tables, as marks: what is computed from rows and kept is kept under the marks read with the rows."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kpi_tools.system_tables import DataVersion
from kpi_tools.view import View


def touch(session: Session, *tables: str) -> None:
    """Give tables new marks; in the transaction that changes their rows, as its last statement."""
    for table in sorted(tables):
        session.execute(update(DataVersion).where(DataVersion.table == table).values(mark=uuid4().hex))


def marks(seen: View, tables: Iterable[str]) -> tuple[str, ...]:
    """The marks of tables, in the order given; empty text for one that has none."""
    found = {row.table: row.mark for row in seen.rows(select(DataVersion.table, DataVersion.mark))}
    return tuple(found.get(table, "") for table in tables)
