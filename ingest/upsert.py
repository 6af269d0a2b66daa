"""Insert, update or leave rows in a table, in batches, with SQL that every database speaks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

T = TypeVar("T")
Values = dict[str, Any]
"""Attribute of the mapped class → value."""
_BATCH = 500


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
    """Every column."""
    given: Collection[str]
    """Columns that the file has; the others of a stored row stay."""
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Name of a table of members → codes; only those that the file has."""


@dataclass(frozen=True, slots=True)
class Outcome:
    added: int
    changed: int
    unchanged: int


def upsert(
    session: Session, table: type[Any], key: Sequence[str], rows: Sequence[Incoming], members: Mapping[str, Members]
) -> Outcome:
    """Store rows whose keys differ from one another. Two statements for a batch at most, besides the reading."""
    stored = _stored(session, table, key, [row.values[key[0]] for row in rows])
    listed = {name: _members(session, m, [row.values[key[0]] for row in rows]) for name, m in members.items()}
    fresh, updates, touched = [], [], set()
    for row in rows:
        identity = tuple(row.values[name] for name in key)
        before = stored.get(identity)
        if before is None:
            fresh.append(row.values)
        else:
            after = before | {name: row.values[name] for name in row.given}
            if before != after:
                updates.append(after)
                touched.add(identity)
        for name, wanted in row.members.items():
            had = listed[name].get(identity[0], set())
            if before is not None and wanted != had:
                touched.add(identity)
    for some in _batches(fresh):
        session.execute(insert(table), some)
    for some in _batches(updates):
        session.execute(update(table), some)
    for name, m in members.items():
        _store_members(
            session, m, {row.values[key[0]]: row.members[name] for row in rows if name in row.members}, listed[name]
        )
    return Outcome(len(fresh), len(touched), len(rows) - len(fresh) - len(touched))


def _stored(
    session: Session, table: type[Any], key: Sequence[str], firsts: Iterable[str]
) -> dict[tuple[Any, ...], Values]:
    """Rows whose first key column is one of these, by their whole key."""
    names = [p.key for p in table.__mapper__.column_attrs]
    columns: list[InstrumentedAttribute[Any]] = [getattr(table, name) for name in names]
    found = {}
    for some in _batches(sorted(set(firsts))):
        for record in session.execute(select(*columns).where(getattr(table, key[0]).in_(some))):
            values = dict(zip(names, record, strict=True))
            found[tuple(values[name] for name in key)] = values
    return found


def _members(session: Session, members: Members, owners: Iterable[str]) -> dict[str, set[str]]:
    owner, member = getattr(members.table, members.owner), getattr(members.table, members.member)
    found: dict[str, set[str]] = {}
    for some in _batches(sorted(set(owners))):
        for code, one in session.execute(select(owner, member).where(owner.in_(some))):
            found.setdefault(code, set()).add(one)
    return found


def _store_members(
    session: Session, members: Members, wanted: Mapping[str, frozenset[str]], listed: Mapping[str, set[str]]
) -> None:
    owner = getattr(members.table, members.owner)
    differing = [code for code, codes in wanted.items() if codes != listed.get(code, set())]
    for some in _batches(differing):
        session.execute(delete(members.table).where(owner.in_(some)))
    rows = [{members.owner: code, members.member: one} for code in differing for one in sorted(wanted[code])]
    for batch in _batches(rows):
        session.execute(insert(members.table), batch)


def _batches(rows: Iterable[T]) -> Iterable[list[T]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
