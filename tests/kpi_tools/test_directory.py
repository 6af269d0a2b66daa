import pytest

from assistant.access import Principal
from assistant.errors import UnknownUserError
from assistant.protocols import Directory
from assistant.types import Named
from kpi_tools.directory import StoreDirectory
from kpi_tools.store import Store
from kpi_tools.system_tables import Account
from kpi_tools.versions import touch
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


def test_names_are_the_same_objects_until_an_import_changes_them(store: Store) -> None:
    directory = StoreDirectory(store)
    units, people = directory.units(), directory.people()
    assert (units, people) == ((), ())
    with store.write() as session:
        touch(session, "tasks")
    assert directory.units() is units
    assert directory.people() is people
    with store.write() as session:  # as another worker's import does
        session.add_all([city(), person("CC1", "TP")])
        touch(session, "units", "people")
    assert (len(directory.units()), len(directory.people())) == (1, 1)


def test_names_are_read_again_when_told_to(store: Store) -> None:
    directory = StoreDirectory(store)
    assert not directory.is_sample()
    with store.write() as session:
        session.add(unit("TP", parent=None, level="thanh_pho", notes={"ghi chú": "Dữ liệu mẫu, không có thật"}))
    assert (directory.is_sample(), directory.units()) == (False, ())
    directory.invalidate()
    assert directory.is_sample()
    assert len(directory.units()) == 1


def test_what_is_withdrawn_has_no_name_and_is_nobody(store: Store) -> None:
    fill(store, city(), unit("CŨ", withdrawn=True), person("CC1", "TP", withdrawn=True), person("CC2", "TP"))
    directory = StoreDirectory(store)
    assert [u.code for u in directory.units()] == ["TP"]
    assert [p.code for p in directory.people()] == ["CC2"]
    with pytest.raises(UnknownUserError):
        directory.principal("CC1")


def test_who_asks(store: Store) -> None:
    fill(store, city(), person("CC1", "TP", "quan_tri", title="Chuyên viên"), person("CC2", "TP"))
    fill(store, person("CC3", "TP", "khach"), Account(person="CC2", password_hash="x", disabled=True))
    fill(store, Account(person="CC9", password_hash="x", disabled=False))
    directory = StoreDirectory(store)
    assert directory.principal("CC1") == Principal("CC1", "Người CC1", "TP", "quan_tri", "Chuyên viên")
    for code in ("CC2", "CC3", "CC9", "CC10", "", "cc1"):
        with pytest.raises(UnknownUserError):
            directory.principal(code)
