"""Units and people by name, and who stands behind a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.access import ROLES, Principal, Role
from assistant.errors import UnknownUserError
from assistant.types import Named
from assistant.vietnamese import fold
from kpi_tools.schema import Person, Unit
from kpi_tools.store import Store
from kpi_tools.system_tables import Account, DataVersion

SAMPLE = "du lieu mau"
"""What the notes of the sample's root unit begin with, folded."""
TABLES = (Unit.__tablename__, Person.__tablename__)


@dataclass(frozen=True, slots=True)
class _Names:
    marks: tuple[str, ...]
    """Of the tables of units and people, read with the names."""
    units: tuple[Named, ...]
    people: tuple[Named, ...]
    sample: bool


class StoreDirectory:
    """Names are kept until an import, of this process or another, changes units or people; the very same tuples until
    then. Who may sign in is read every time. What is withdrawn has no name and is nobody."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._names: _Names | None = None

    def units(self) -> Sequence[Named]:
        """Every unit, by code. Raises StoreError."""
        return self._current().units

    def people(self) -> Sequence[Named]:
        """Everybody of the staff list, by code. Raises StoreError."""
        return self._current().people

    def is_sample(self) -> bool:
        """Whether the city says of itself, in its notes, that it is the invented sample. Raises StoreError."""
        return self._current().sample

    def invalidate(self) -> None:
        """Read the names again the next time."""
        with self._lock:
            self._names = None

    def principal(self, code: str) -> Principal:
        """The person behind a code, with an account or without one.

        Raises UnknownUserError when there is none, the account is disabled, or the role is not one of the table.
        """
        with self._store.read() as session:
            person = session.get(Person, code)
            account = session.get(Account, code)
        if person is None or person.withdrawn or person.role not in ROLES or (account is not None and account.disabled):
            raise UnknownUserError(f"no user {code!r}, or it is disabled", user=code)
        return as_principal(person)

    def _current(self) -> _Names:
        with self._store.read() as session:
            marks = _marks(session)
            with self._lock:
                known = self._names
            if known is not None and known.marks == marks:
                return known
            names = _Names(marks, _units(session), _people(session), _is_sample(session))
        with self._lock:
            self._names = names
        return names


def _marks(session: Session) -> tuple[str, ...]:
    query = select(DataVersion.mark).where(DataVersion.table.in_(TABLES)).order_by(DataVersion.table)
    return tuple(session.scalars(query))


def _units(session: Session) -> tuple[Named, ...]:
    query = select(Unit.code, Unit.name, Unit.aliases, Unit.level, Unit.parent)
    return tuple(
        Named(
            code=unit.code,
            name=unit.name,
            kind="unit",
            aliases=tuple(a.strip() for a in unit.aliases.split(";") if a.strip()),
            level=unit.level,
            unit=unit.parent,
        )
        for unit in session.execute(query.where(Unit.withdrawn.is_(False)).order_by(Unit.code))
    )


def _people(session: Session) -> tuple[Named, ...]:
    query = select(Person.code, Person.name, Person.unit, Person.title)
    return tuple(
        Named(code=person.code, name=person.name, kind="person", unit=person.unit, title=person.title)
        for person in session.execute(query.where(Person.withdrawn.is_(False)).order_by(Person.code))
    )


def _is_sample(session: Session) -> bool:
    notes = session.scalars(select(Unit.notes).where(Unit.level == "thanh_pho", Unit.withdrawn.is_(False)))
    return any(SAMPLE in fold(text) for note in notes for text in note.values())


def as_principal(person: Person) -> Principal:
    """The asker that a row of the staff list is; its role must be one of the table."""
    return Principal(
        code=person.code, name=person.name, unit=person.unit, role=cast(Role, person.role), title=person.title
    )
