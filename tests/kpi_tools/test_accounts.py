from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import delete, select

from assistant.errors import InputError, UnknownUserError
from assistant.protocols import Accounts
from kpi_tools.accounts import AccountEntry, LocalAccounts
from kpi_tools.schema import Person
from kpi_tools.store import Store
from kpi_tools.system_tables import Account, SignIn
from tests.kpi_tools.rows import city, fill, person

GOOD = "mật khẩu dài"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class CountingHasher(PasswordHasher):
    """Counts the verifications, quick as they are."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.verified += 1
        return super().verify(hash, password)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 4, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(store: Store, clock: Clock) -> LocalAccounts:
    fill(store, city(), person("CC1", "TP", "lanh_dao_thanh_pho"), person("CC2", "TP"))
    made = LocalAccounts(store, hours=12, clock=clock, hasher=QUICK)
    made.add("CC1", GOOD)
    return made


def signed_in(accounts: LocalAccounts) -> str:
    token = accounts.sign_in("CC1", GOOD)
    assert token is not None
    return token


def test_sign_in_and_out(accounts: LocalAccounts) -> None:
    seam: Accounts = accounts
    token = signed_in(accounts)
    asker = seam.signed_in(token)
    assert asker is not None
    assert (asker.code, asker.role) == ("CC1", "lanh_dao_thanh_pho")
    assert signed_in(accounts) != token
    seam.sign_out(token)
    assert seam.signed_in(token) is None
    seam.sign_out(token)


@pytest.mark.parametrize(
    ("code", "password"),
    [
        ("CC1", "mật khẩu khác"),
        ("CC1", ""),
        ("CC1", "x" * 100_000),
        ("CC2", GOOD),  # no account
        ("CC9", GOOD),
        ("", GOOD),
    ],
)
def test_what_does_not_sign_in(accounts: LocalAccounts, code: str, password: str) -> None:
    assert accounts.sign_in(code, password) is None


@pytest.mark.parametrize("token", ["", "x", "ký tự lạ", "\ud800"])
def test_tokens_that_are_none(accounts: LocalAccounts, token: str) -> None:
    assert accounts.signed_in(token) is None


def test_an_unknown_code_costs_as_much_as_a_wrong_password(store: Store) -> None:
    fill(store, city(), person("CC1", "TP"))
    hasher = CountingHasher()
    accounts = LocalAccounts(store, hours=1, hasher=hasher)
    accounts.add("CC1", GOOD)
    accounts.sign_in("CC1", "sai mật khẩu")
    known = hasher.verified
    accounts.sign_in("CC9", "sai mật khẩu")
    assert (known, hasher.verified) == (1, 2)


def test_a_sign_in_expires(accounts: LocalAccounts, clock: Clock, store: Store) -> None:
    token = signed_in(accounts)
    clock.now += timedelta(hours=12) - timedelta(seconds=1)
    assert accounts.signed_in(token) is not None
    clock.now += timedelta(seconds=1)
    assert accounts.signed_in(token) is None
    signed_in(accounts)
    with store.read() as session:
        assert len(session.scalars(select(SignIn)).all()) == 1  # the expired one was swept


def test_no_secret_is_stored(accounts: LocalAccounts, store: Store) -> None:
    token = signed_in(accounts)
    with store.read() as session:
        account, sign_in = session.scalars(select(Account)).one(), session.scalars(select(SignIn)).one()
    assert account.password_hash.startswith("$argon2id$")
    assert GOOD not in account.password_hash
    assert token not in sign_in.token_hash


def test_disabling_ends_every_sign_in_at_once(accounts: LocalAccounts) -> None:
    token = signed_in(accounts)
    accounts.disable("CC1")
    assert accounts.signed_in(token) is None
    assert accounts.sign_in("CC1", GOOD) is None
    accounts.enable("CC1")
    assert accounts.signed_in(token) is None
    assert accounts.sign_in("CC1", GOOD) is not None


def test_whoever_leaves_the_staff_list_is_out(accounts: LocalAccounts, store: Store) -> None:
    token = signed_in(accounts)
    with store.write() as session:
        session.execute(delete(Person).where(Person.code == "CC1"))
    assert accounts.signed_in(token) is None
    assert accounts.sign_in("CC1", GOOD) is None
    assert accounts.accounts() == (AccountEntry("CC1", "", "", disabled=False),)


def test_rights_follow_the_staff_list(accounts: LocalAccounts, store: Store) -> None:
    token = signed_in(accounts)
    with store.write() as session:
        moved = session.get(Person, "CC1")
        assert moved is not None
        moved.role = "chuyen_vien"
    asker = accounts.signed_in(token)
    assert asker is not None
    assert asker.role == "chuyen_vien"


def test_a_new_password_ends_every_sign_in(accounts: LocalAccounts) -> None:
    token = signed_in(accounts)
    accounts.set_password("CC1", "một mật khẩu mới")
    assert accounts.signed_in(token) is None
    assert accounts.sign_in("CC1", GOOD) is None
    assert accounts.sign_in("CC1", "một mật khẩu mới") is not None


def test_weak_hashes_are_renewed_at_sign_in(accounts: LocalAccounts, store: Store, clock: Clock) -> None:
    stronger = LocalAccounts(store, 12, clock, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert stronger.sign_in("CC1", GOOD) is not None
    with store.read() as session:
        assert "m=16,t=2" in session.scalars(select(Account.password_hash)).one()
    assert stronger.sign_in("CC1", GOOD) is not None


def test_a_damaged_hash_signs_nobody_in(accounts: LocalAccounts, store: Store) -> None:
    fill(store, Account(person="CC2", password_hash="not a hash"))
    assert accounts.sign_in("CC2", GOOD) is None


def test_keeping_accounts(accounts: LocalAccounts) -> None:
    accounts.add("CC2", GOOD)
    accounts.disable("CC2")
    assert accounts.accounts() == (
        AccountEntry("CC1", "Người CC1", "lanh_dao_thanh_pho", disabled=False),
        AccountEntry("CC2", "Người CC2", "chuyen_vien", disabled=True),
    )
    with pytest.raises(InputError, match="already"):
        accounts.add("CC1", GOOD)
    with pytest.raises(InputError, match="8"):
        accounts.set_password("CC1", "ngắn")
    with pytest.raises(UnknownUserError):
        accounts.add("CC9", GOOD)
    for change in (accounts.disable, accounts.enable):
        with pytest.raises(UnknownUserError):
            change("CC9")
    with pytest.raises(UnknownUserError):
        accounts.set_password("CC9", GOOD)
