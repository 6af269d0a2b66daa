"""Local accounts (argon2id) and their sign-in sessions, of which only the SHA-256 of the token is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.access import ROLES, Principal
from assistant.errors import InputError, UnknownUserError
from kpi_tools.directory import as_principal
from kpi_tools.schema import Person
from kpi_tools.store import Store
from kpi_tools.system_tables import Account, SignIn

MIN_PASSWORD = 8
MAX_PASSWORD = 1_024


@dataclass(frozen=True, slots=True)
class AccountEntry:
    code: str
    name: str
    """Empty when the person is no longer on the staff list."""
    role: str
    disabled: bool


def _utc_now() -> datetime:
    return datetime.now(UTC)


class LocalAccounts:
    """Accounts of people on the staff list; without such a person an account opens nothing."""

    def __init__(
        self,
        store: Store,
        hours: float,
        clock: Callable[[], datetime] = _utc_now,
        hasher: PasswordHasher | None = None,
    ) -> None:
        """`hours`: how long a sign-in lasts."""
        self._store = store
        self._life = timedelta(hours=hours)
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def sign_in(self, code: str, password: str) -> str | None:
        """A new secret token, or None. An unknown code costs as much work as a wrong password. Raises StoreError."""
        with self._store.read() as session:
            account = session.get(Account, code)
        known = account.password_hash if account is not None else self._nobody
        if not self._verified(known, password) or account is None:
            return None
        now, token = self._clock(), secrets.token_urlsafe(32)
        with self._store.write() as session:
            session.execute(delete(SignIn).where(SignIn.expires <= now))
            account = session.get(Account, code)
            if account is None or account.password_hash != known or _principal(session, code) is None:
                return None
            if self._hasher.check_needs_rehash(known):
                account.password_hash = self._hasher.hash(password)
            session.add(SignIn(token_hash=_digest(token), person=code, expires=now + self._life))
        return token

    def signed_in(self, token: str) -> Principal | None:
        """Who holds the token; None when it is unknown or expired, or the person is disabled or gone."""
        with self._store.read() as session:
            sign_in = session.get(SignIn, _digest(token))
            if sign_in is None or sign_in.expires <= self._clock():
                return None
            return _principal(session, sign_in.person)

    def sign_out(self, token: str) -> None:
        with self._store.write() as session:
            session.execute(delete(SignIn).where(SignIn.token_hash == _digest(token)))

    def add(self, code: str, password: str) -> None:
        """A new account. Raises UnknownUserError for a code not on the staff list, InputError if it has one already
        or the password is too short or long."""
        hashed = self._hashed(password)
        with self._store.write() as session:
            if session.get(Person, code) is None:
                raise UnknownUserError(f"no person {code!r} on the staff list", user=code)
            if session.get(Account, code) is not None:
                raise InputError(f"{code!r} has an account already", user=code)
            session.add(Account(person=code, password_hash=hashed, disabled=False))

    def accounts(self) -> tuple[AccountEntry, ...]:
        """Every account, by code."""
        query = select(Account, Person).outerjoin(Person, Person.code == Account.person).order_by(Account.person)
        with self._store.read() as session:
            return tuple(
                AccountEntry(
                    code=account.person,
                    name=person.name if person is not None else "",
                    role=person.role if person is not None else "",
                    disabled=account.disabled,
                )
                for account, person in session.execute(query)
            )

    def set_password(self, code: str, password: str) -> None:
        """Change it and end every sign-in. Raises UnknownUserError, InputError."""
        hashed = self._hashed(password)
        with self._store.write() as session:
            _account(session, code).password_hash = hashed
            _end_sign_ins(session, code)

    def disable(self, code: str) -> None:
        """Shut the account and end every sign-in at once. Raises UnknownUserError."""
        with self._store.write() as session:
            _account(session, code).disabled = True
            _end_sign_ins(session, code)

    def enable(self, code: str) -> None:
        """Raises UnknownUserError."""
        with self._store.write() as session:
            _account(session, code).disabled = False

    def _verified(self, known: str, password: str) -> bool:
        if len(password) > MAX_PASSWORD:
            return False
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False

    def _hashed(self, password: str) -> str:
        if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
            raise InputError(f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters", min=str(MIN_PASSWORD))
        return self._hasher.hash(password)


def _principal(session: Session, code: str) -> Principal | None:
    query = select(Person).join(Account, Account.person == Person.code).where(Person.code == code)
    person = session.scalars(query.where(~Account.disabled, ~Person.withdrawn)).one_or_none()
    return as_principal(person) if person is not None and person.role in ROLES else None


def _account(session: Session, code: str) -> Account:
    account = session.get(Account, code)
    if account is None:
        raise UnknownUserError(f"{code!r} has no account", user=code)
    return account


def _end_sign_ins(session: Session, code: str) -> None:
    session.execute(delete(SignIn).where(SignIn.person == code))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
