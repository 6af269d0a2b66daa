"""Insert, update, leave or withdraw rows of a table, in batches, with SQL that every database speaks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, text, tuple_, update
from sqlalchemy.orm import Session

T = TypeVar("T")
Values = dict[str, Any]
"""Attribute of the mapped class → value."""
_BATCH = 1_000
_LOCK = 7_215_336
"""First key of the PostgreSQL advisory locks: of two imports of a table the second waits."""


@dataclass(frozen=True, slots=True)
class Members:
    """A table that lists what belongs to a row: the units of a task, the invitees of an entry."""

    table: type[Any]
    owner: str
    member: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row as it should be stored."""

    values: Values
    """Every column of the workbook."""
    given: Collection[str]
    """Columns that the file has; the others of a stored row stay."""
    source: Values
    """Where it comes from: stored with a row that is new or changed."""
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Name of a table of members → codes; only those that the file has."""


@dataclass(slots=True)
class Outcome:
    added: int = 0
    changed: int = 0
    unchanged: int = 0


class Upsert:
    """One table in one transaction. Columns that fold others (`kpi_tools/words.py`) are filled by their defaults."""

    def __init__(
        self, session: Session, table: type[Any], key: Sequence[str], members: Mapping[str, Members] | None = None
    ) -> None:
        self._session = session
        self._table = table
        self._key = key
        self._members = members or {}
        attributes = {p.key: p.columns[0] for p in table.__mapper__.column_attrs}
        self._folded: dict[str, Callable[[Any], str]] = {
            name: column.default.arg for name, column in attributes.items() if name.split("_")[-1] == "words"
        }
        self._names = [name for name in attributes if name not in self._folded]
        self._identity = tuple_(*(getattr(table, name) for name in key))
        if session.get_bind().dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(:first, hashtext(:table))")
            session.execute(lock, {"first": _LOCK, "table": table.__tablename__})

    def store(self, rows: Iterable[Incoming], progress: Callable[[int], None] = lambda done: None) -> Outcome:
        """Store rows whose keys differ from one another; a withdrawn one comes back. `progress`: rows stored."""
        outcome = Outcome()
        for some in _batches(rows):
            self._store(some, outcome)
            progress(outcome.added + outcome.changed + outcome.unchanged)
        return outcome

    def _store(self, rows: Sequence[Incoming], outcome: Outcome) -> None:
        keys = [tuple(row.values[name] for name in self._key) for row in rows]
        stored = self._stored(keys)
        owners = [key[0] for key in keys if key in stored]
        listed = {name: self._listed(m, owners) for name, m in self._members.items()}
        fresh, updates = [], []
        lists: dict[str, dict[str, frozenset[str]]] = {name: {} for name in self._members}
        for key, row in zip(keys, rows, strict=True):
            before = stored.get(key)
            differing = {n: codes for n, codes in row.members.items() if codes != listed[n].get(key[0], frozenset())}
            for name, codes in differing.items():
                lists[name][key[0]] = codes
            if before is None:
                fresh.append(self._with_words(row.values | row.source))
            elif differing or before["withdrawn"] or any(before[name] != row.values[name] for name in row.given):
                after = before | {name: row.values[name] for name in row.given} | row.source | {"withdrawn": False}
                updates.append(self._with_words(after))
        if fresh:
            whole = insert(self._table).execution_options(render_nulls=True)  # one statement, not one a set of columns
            self._session.execute(whole, fresh)
        if updates:
            self._session.execute(update(self._table), updates)
        for name, members in self._members.items():
            self._store_members(members, lists[name], listed[name])
        outcome.added += len(fresh)
        outcome.changed += len(updates)
        outcome.unchanged += len(rows) - len(fresh) - len(updates)

    def withdraw(self, keep: Collection[tuple[object, ...]]) -> int:
        """Mark the rows whose key is not among these; how many."""
        active = select(*(getattr(self._table, name) for name in self._key)).where(self._table.withdrawn.is_(False))
        gone = [tuple(key) for key in self._session.execute(active) if tuple(key) not in keep]
        for some in _batches(gone):
            self._session.execute(
                update(self._table)
                .where(self._identity.in_(some))
                .values(withdrawn=True)
                .execution_options(synchronize_session=False)
            )
        return len(gone)

    def _with_words(self, values: Values) -> Values:
        given = _Given(values)
        return values | {name: fold(given) for name, fold in self._folded.items()}

    def _stored(self, keys: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], Values]:
        columns = [getattr(self._table, name) for name in self._names]
        found = {}
        for record in self._session.execute(select(*columns).where(self._identity.in_(keys))):
            values = dict(zip(self._names, record, strict=True))
            found[tuple(values[name] for name in self._key)] = values
        return found

    def _listed(self, members: Members, owners: Sequence[str]) -> dict[str, frozenset[str]]:
        owner, member = getattr(members.table, members.owner), getattr(members.table, members.member)
        found: dict[str, set[str]] = {}
        for code, one in self._session.execute(select(owner, member).where(owner.in_(owners))) if owners else ():
            found.setdefault(code, set()).add(one)
        return {code: frozenset(codes) for code, codes in found.items()}

    def _store_members(
        self, members: Members, wanted: Mapping[str, frozenset[str]], listed: Mapping[str, frozenset[str]]
    ) -> None:
        owner = getattr(members.table, members.owner)
        replaced = [code for code in wanted if code in listed]
        if replaced:
            self._session.execute(delete(members.table).where(owner.in_(replaced)))
        rows = [{members.owner: code, members.member: one} for code, codes in wanted.items() for one in sorted(codes)]
        if rows:
            self._session.execute(insert(members.table), rows)


class _Given:
    """What the default of a column asks for its neighbours, as SQLAlchemy does when it inserts."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def get_current_parameters(self) -> Values:
        return self._values


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
