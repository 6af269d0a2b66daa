"""Units and people by name, and who stands behind a code."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import cast

from sqlalchemy import select

from assistant.access import ROLES, Principal, Role
from assistant.errors import UnknownUserError
from assistant.types import Named
from assistant.vietnamese import fold
from kpi_tools.schema import Account, Person, Unit
from kpi_tools.store import Store

SAMPLE = "du lieu mau"
"""What the notes of the sample's root unit begin with, folded."""


class StoreDirectory:
    """Names are read once and kept until `invalidate`; who may sign in is read every time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._units: tuple[Named, ...] | None = None
        self._people: tuple[Named, ...] | None = None
        self._sample: bool | None = None

    def units(self) -> Sequence[Named]:
        """Every unit, by code. Raises StoreError."""
        with self._lock:
            if self._units is None:
                self._units = self._read_units()
            return self._units

    def people(self) -> Sequence[Named]:
        """Everybody of the staff list, by code. Raises StoreError."""
        with self._lock:
            if self._people is None:
                self._people = self._read_people()
            return self._people

    def is_sample(self) -> bool:
        """Whether the city says of itself, in its notes, that it is the invented sample. Raises StoreError."""
        with self._lock:
            if self._sample is None:
                with self._store.read() as session:
                    notes = session.scalars(select(Unit.notes).where(Unit.level == "thanh_pho")).all()
                self._sample = any(SAMPLE in fold(text) for note in notes for text in note.values())
            return self._sample

    def invalidate(self) -> None:
        """Read the names again the next time: after an import."""
        with self._lock:
            self._units = self._people = self._sample = None

    def principal(self, code: str) -> Principal:
        """The person behind a code, with an account or without one.

        Raises UnknownUserError when there is none, the account is disabled, or the role is not one of the table.
        """
        with self._store.read() as session:
            person = session.get(Person, code)
            account = session.get(Account, code)
        if person is None or person.role not in ROLES or (account is not None and account.disabled):
            raise UnknownUserError(f"no user {code!r}, or it is disabled", user=code)
        return as_principal(person)

    def _read_units(self) -> tuple[Named, ...]:
        with self._store.read() as session:
            return tuple(
                Named(
                    code=unit.code,
                    name=unit.name,
                    kind="unit",
                    aliases=tuple(a.strip() for a in unit.aliases.split(";") if a.strip()),
                    level=unit.level,
                    unit=unit.parent,
                )
                for unit in session.scalars(select(Unit).order_by(Unit.code))
            )

    def _read_people(self) -> tuple[Named, ...]:
        with self._store.read() as session:
            return tuple(
                Named(code=person.code, name=person.name, kind="person", unit=person.unit, title=person.title)
                for person in session.scalars(select(Person).order_by(Person.code))
            )


def as_principal(person: Person) -> Principal:
    """The asker that a row of the staff list is; its role must be one of the table."""
    return Principal(
        code=person.code, name=person.name, unit=person.unit, role=cast(Role, person.role), title=person.title
    )
