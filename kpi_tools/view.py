"""What one asker sees of the store: the only way in which a tool function queries, each query under its policies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVarTuple

from sqlalchemy import Alias, Result, Select, SelectBase, Table, TextClause
from sqlalchemy.orm import Session

from assistant.access import Principal
from kpi_tools.columns import Base
from kpi_tools.rights import Policy
from kpi_tools.schema import Person, Unit
from kpi_tools.store import Store
from kpi_tools.system_tables import DataVersion, FileImport

Ts = TypeVarTuple("Ts")
NAMES = frozenset({Unit.__table__, Person.__table__})
"""Joined for the names they hold, which everybody of the city may know (rights section of the domain)."""
OPEN = frozenset({FileImport.__table__, DataVersion.__table__})
"""Where rows came from, and the state they are in."""


class UnruledQueryError(Exception):
    """A query names a table that none of its policies covers: a mistake in the program, found by every test."""


class View:
    """The store as one asker may see it, in one transaction, so that all its queries see one state of the rows."""

    def __init__(self, session: Session, asker: Principal) -> None:
        self._session = session
        self.asker = asker

    def rows(self, query: Select[*Ts], *policies: Policy) -> Result[*Ts]:
        """What of the query the asker may see: the condition of each policy is added.

        Raises UnruledQueryError when the query names a table, directly or in a subquery, that no policy covers, gives a
        policy's table another name (a condition would miss it), has it in a subquery alone, or holds written SQL.
        """
        check(query, *policies)
        return self._session.execute(query.where(*(policy.condition(self.asker) for policy in policies)))


@contextmanager
def view(store: Store, asker: Principal) -> Iterator[View]:
    """A view for the length of one tool call. Raises StoreError."""
    with store.read() as session:
        yield View(session, asker)


def check(query: Select[*Ts], *policies: Policy) -> None:
    """Raises UnruledQueryError; see `View.rows`."""
    outer, inner = _tables_of(query)
    for policy in policies:
        if _table(policy.table) not in outer:
            raise UnruledQueryError(f"the policy of {policy.name} has no rows to choose from outside a subquery")
    ruled = {_table(policy.table) for policy in policies} | {_table(t) for p in policies for t in p.lists}
    strays = (outer | inner) - ruled - NAMES - OPEN
    if strays:
        raise UnruledQueryError(f"no policy for {', '.join(sorted(table.name for table in strays))}")


def _tables_of(query: Select[*Ts]) -> tuple[set[Table], set[Table]]:
    """The tables among which the query's own conditions choose, and those of its subqueries."""
    outer, inner = set[Table](), set[Table]()
    waiting: list[tuple[Any, bool]] = [(query, False)]
    while waiting:
        element, nested = waiting.pop()
        if isinstance(element, TextClause) or (getattr(element, "is_literal", False) and str(element) != "*"):
            raise UnruledQueryError("written SQL escapes every policy")
        if isinstance(element, Alias) and isinstance(element.element, Table):
            if element.element not in NAMES | OPEN:
                raise UnruledQueryError(f"{element.element.name} under another name escapes its policy")
            continue
        if isinstance(element, Table):
            (inner if nested else outer).add(element)
            continue
        nested = nested or (isinstance(element, SelectBase) and element is not query)
        waiting += [(child, nested) for child in element.get_children()]
    return outer, inner


def _table(mapped: type[Any]) -> Any:
    if not issubclass(mapped, Base):
        raise TypeError(mapped)
    return mapped.__table__
