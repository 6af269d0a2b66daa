import pytest

from assistant.access import Principal
from assistant.errors import UnknownUserError
from assistant.protocols import Directory
from assistant.types import Named
from kpi_tools.directory import StoreDirectory
from kpi_tools.schema import Account
from kpi_tools.store import Store
from tests.kpi_tools.rows import city, fill, person, unit


def test_names(store: Store) -> None:
    fill(store, city(), unit("PX", aliases=" phường cũ ;; P. Mẫu", name="Phường Mẫu"))
    fill(store, person("CC2", "PX", title="Chủ tịch", name="Lê Văn Mẫu"), person("CC1", "TP"))
    directory: Directory = StoreDirectory(store)
    assert directory.units() == (
        Named("PX", "Phường Mẫu", "unit", aliases=("phường cũ", "P. Mẫu"), level="xa_phuong", unit="TP"),
        Named("TP", "Thành phố mẫu", "unit", level="thanh_pho"),
    )
    assert directory.people() == (
        Named("CC1", "Người CC1", "person", unit="TP"),
        Named("CC2", "Lê Văn Mẫu", "person", unit="PX", title="Chủ tịch"),
    )


def test_names_are_kept_until_invalidated(store: Store) -> None:
    directory = StoreDirectory(store)
    assert (directory.units(), directory.people()) == ((), ())
    fill(store, city(), person("CC1", "TP"))
    assert (directory.units(), directory.people()) == ((), ())
    directory.invalidate()
    assert (len(directory.units()), len(directory.people())) == (1, 1)


def test_who_asks(store: Store) -> None:
    fill(store, city(), person("CC1", "TP", "quan_tri", title="Chuyên viên"), person("CC2", "TP"))
    fill(store, person("CC3", "TP", "khach"), Account(person="CC2", password_hash="x", disabled=True))
    fill(store, Account(person="CC9", password_hash="x", disabled=False))
    directory = StoreDirectory(store)
    assert directory.principal("CC1") == Principal("CC1", "Người CC1", "TP", "quan_tri", "Chuyên viên")
    for code in ("CC2", "CC3", "CC9", "CC10", "", "cc1"):
        with pytest.raises(UnknownUserError):
            directory.principal(code)
