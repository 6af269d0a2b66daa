import hashlib
import json
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, String, Table, insert, inspect, select, text
from sqlalchemy.engine import make_url

from assistant.errors import BackupError, StoreError
from assistant.protocols import Backups
from assistant.types import AuditEvent
from kpi_tools.archive import new_archive
from kpi_tools.audit import StoredAudit
from kpi_tools.backup import LEFT, StoreBackups
from kpi_tools.columns import Base, ExactNumber, Instant
from kpi_tools.directory import StoreDirectory
from kpi_tools.schema import Unit
from kpi_tools.store import Store, open_engine, upgrade
from kpi_tools.system_tables import DataVersion, FileImport
from kpi_tools.versions import touch
from tests.kpi_tools.conftest import KINDS, database
from tests.kpi_tools.rows import city, entry, fill, indicator, person, task, unit

Open = Callable[[str], Store]
"""An empty store of that kind."""
AT = datetime(2026, 4, 2, 1, 2, 3, 456789, tzinfo=UTC)


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Open]:
    with ExitStack() as stack:

        def open_one(kind: str) -> Store:
            folder = tmp_path / f"{kind}{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            made = Store.open(stack.enter_context(database(kind, folder)))
            stack.callback(made.close)
            return made

        yield open_one


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def every_table(store: Store) -> None:
    """Rows in each table, with what could be lost on the way: zones, fractions, empty and odd text."""
    fill(store, city(), unit("PX", name='Phường "Mẫu"; \\ \n\t', aliases="a;b", notes={"ghi chú": "=1+1", "": "ợ"}))
    fill(store, person("CC1", "PX"), indicator("I", "PX", "2026-Q1", "0.1", None, updated=date(2026, 3, 31)))
    fill(store, indicator("I", "PX", "2026-Q2", "12345678901234.123456", "-0.5", weight=Decimal("0.000001")))
    fill(store, task("T", "PX", date(2026, 1, 1), objective=True, late_instances=None, source_row=7, import_id=1))
    fill(store, entry("L", "PX", "2026-01-01T07:30", "2026-01-01T08:00:30", withdrawn=True))
    with store.write() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in ("audit_records", "data_versions") and not session.execute(select(table)).first():
                session.execute(insert(table).values(_sample_row(table)))
    audit = StoredAudit(store)
    for number in range(3):
        audit.record(AuditEvent("CC1", "question", "answered", {"câu": [number, None, 0.5]}, "hỏi gì"))


SAMPLES: tuple[tuple[type[Any], Any], ...] = (
    (Instant, AT),
    (ExactNumber, Decimal("1.5")),
    (JSON, {"a": [1, None, "ự"]}),
    (DateTime, AT.replace(tzinfo=None)),
    (Date, date(2026, 2, 28)),
    (Boolean, True),
    (Integer, 3),
    (String, "chữ"),
)


def _sample_row(table: Table) -> dict[str, Any]:
    return {c.name: next(value for kind, value in SAMPLES if isinstance(c.type, kind)) for c in table.columns}


def rows_of(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is carried over."""
    found = {}
    with store.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in LEFT:
                found[table.name] = [tuple(r) for r in session.execute(select(table).order_by(*table.primary_key))]
    return found


def count(store: Store, table: str) -> int:
    with store.read() as session:
        return len(session.execute(select(Base.metadata.tables[table])).all())


@pytest.mark.parametrize("source", KINDS)
@pytest.mark.parametrize("target", KINDS)
def test_a_city_moves_whole_into_an_empty_home(opens: Open, home: Path, source: str, target: str) -> None:
    old, new, file = opens(source), opens(target), home / "city.zip"
    every_table(old)
    saved: Backups = StoreBackups(old, home)
    written = saved.save(file)
    before = rows_of(old)
    assert all(before.values())
    assert written.rows == {name: len(rows) for name, rows in before.items()}

    restored = StoreBackups(new, home).restore(file)

    assert rows_of(new) == before
    assert (restored.rows, restored.made, restored.audit) == (written.rows, written.made, "taken")
    assert [count(new, name) for name in ("sign_ins", "conversations")] == [0, 0]
    assert StoredAudit(new).verify() == StoredAudit(old).verify()
    assert StoredAudit(new).verify().records == 3
    with new.write() as session:  # numbers go on after the restored ones
        session.add(FileImport(table="nhiem_vu", file="a.xlsx", at=AT))
    assert count(new, "file_imports") == len(before["file_imports"]) + 1


def test_a_backup_is_for_its_owner_alone(store: Store, home: Path) -> None:
    file = home / "city.zip"
    StoreBackups(store, home).save(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["city.zip"]
    StoreBackups(store, home).save(file)  # an older one makes room
    assert [path.name for path in home.iterdir()] == ["city.zip"]


def test_a_backup_is_one_state_of_the_rows(store: Store, home: Path) -> None:
    """Each writing adds a unit and a task: a backup in between has as many of one as of the other."""
    stop, file = Event(), home / "city.zip"

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            fill(store, unit(f"U{number}"), task(f"T{number}", "TP", date(2026, 1, 1)))

    writer = Thread(target=write)
    writer.start()
    try:
        reports = [StoreBackups(store, home).save(file) for _ in range(5)]
    finally:
        stop.set()
        writer.join()
    assert all(report.rows["units"] == report.rows["tasks"] for report in reports)
    assert reports[-1].rows["units"] > reports[0].rows["units"]


def test_rows_that_are_there_are_replaced_only_when_asked(store: Store, home: Path) -> None:
    file, backups = home / "city.zip", StoreBackups(store, home)
    every_table(store)
    backups.save(file)
    before = rows_of(store)
    fill(store, unit("MỚI"), task("MỚI", "TP", date(2026, 5, 5)))
    changed = rows_of(store)
    with pytest.raises(BackupError) as caught:
        backups.restore(file)
    assert caught.value.values["reason"] == "not_empty"
    assert rows_of(store) == changed

    report = backups.restore(file, force=True)

    assert rows_of(store) == before
    assert report.audit == "taken"
    assert count(store, "sign_ins") == 0


def test_what_was_cached_is_outdated(store: Store, home: Path) -> None:
    file, backups, directory = home / "city.zip", StoreBackups(store, home), StoreDirectory(store)
    fill(store, city())
    backups.save(file)
    with store.write() as session:
        session.add(unit("PX"))
        touch(session, "units")
    assert [u.code for u in directory.units()] == ["PX", "TP"]
    marks = _marks(store)

    backups.restore(file, force=True)

    assert [u.code for u in directory.units()] == ["TP"]
    assert not set(_marks(store)) & set(marks)


def _marks(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(DataVersion.mark)))


def test_an_audit_log_that_continues_the_backup_s_is_kept(opens: Open, home: Path) -> None:
    store, file = opens("sqlite"), home / "city.zip"
    every_table(store)
    StoreBackups(store, home).save(file)
    StoredAudit(store).record(AuditEvent("CC1", "question", "answered"))
    head = StoredAudit(store).verify()
    assert StoreBackups(store, home).restore(file, force=True).audit == "kept"
    assert StoredAudit(store).verify() == head


@pytest.mark.parametrize("kind", KINDS)
def test_an_audit_log_of_another_city_is_replaced_and_named(opens: Open, home: Path, kind: str) -> None:
    store, other, file = opens(kind), opens("sqlite"), home / "city.zip"
    every_table(store)
    StoreBackups(store, home).save(file)
    expected = StoredAudit(store).verify()
    audit = StoredAudit(other)
    for _ in range(9):
        audit.record(AuditEvent("CC9", "sign_in", "done"))
    StoreBackups(other, home).save(home / "other.zip")
    lost = audit.verify().head

    report = StoreBackups(store, home).restore(home / "other.zip", force=True)
    assert (report.audit, report.replaced_head) == ("replaced", expected.head)
    assert StoredAudit(store).verify().head == lost

    with pytest.raises(StoreError, match="append-only"), store.write() as session:
        session.execute(text("DELETE FROM audit_records"))
    with pytest.raises(StoreError, match="append-only"), store.write() as session:
        session.execute(text("UPDATE audit_records SET who = 'x'"))
    StoredAudit(store).record(AuditEvent("CC1", "restore", "done"))
    assert StoredAudit(store).verify().fault is None


def test_an_audit_log_that_the_backup_s_continues_is_continued(opens: Open, home: Path) -> None:
    store, file = opens("postgresql"), home / "city.zip"
    every_table(store)
    StoreBackups(store, home).save(home / "first.zip")
    StoredAudit(store).record(AuditEvent("CC1", "question", "answered"))
    StoreBackups(store, home).save(file)
    target = opens("sqlite")
    StoreBackups(target, home).restore(home / "first.zip")
    assert StoreBackups(target, home).restore(file, force=True).audit == "taken"
    assert StoredAudit(target).verify() == StoredAudit(store).verify()


def test_own_rules_go_along(store: Store, home: Path, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "city.zip", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (home / "rules.toml").write_text("due_soon_days = 5\n", encoding="utf-8")
    assert StoreBackups(store, home).save(file).rules
    assert StoreBackups(store, elsewhere).restore(file).rules == "restored"
    assert (elsewhere / "rules.toml").read_text(encoding="utf-8") == "due_soon_days = 5\n"
    (elsewhere / "rules.toml").write_text("due_soon_days = 9\n", encoding="utf-8")
    assert StoreBackups(store, elsewhere).restore(file).rules == "kept"
    assert StoreBackups(store, elsewhere).restore(file, force=True).rules == "restored"
    assert (elsewhere / "rules.toml").read_text(encoding="utf-8") == "due_soon_days = 5\n"


def remade(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """The archive again, with other members."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def with_manifest(members: dict[str, bytes], **values: Any) -> None:
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | values).encode()


def with_rows(members: dict[str, bytes], table: str, *rows: list[Any]) -> None:
    """Rows added to a table, counted and hashed as if they had been there."""
    member = f"tables/{table}.jsonl"
    members[member] += b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    manifest = json.loads(members["manifest.json"])
    manifest["tables"][table]["rows"] += len(rows)
    manifest["tables"][table]["sha256"] = hashlib.sha256(members[member]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()


def _instead(content: bytes) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        file.write_bytes(content)

    return change


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[200] ^= 0xFF
    file.write_bytes(data)


def _change_a_row(file: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        members["tables/units.jsonl"] = members["tables/units.jsonl"].replace(b"TP", b"TX")

    remade(file, change)


def _drop(name: str) -> Callable[[Path], None]:
    def change(members: dict[str, bytes]) -> None:
        del members[name]

    return lambda file: remade(file, change)


def _manifest(**values: Any) -> Callable[[Path], None]:
    return lambda file: remade(file, lambda members: with_manifest(members, **values))


BROKEN: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "empty": (_instead(b""), "foreign"),
    "text": (_instead("xin chào".encode()), "foreign"),
    "cut": (_cut, "damaged"),
    "flipped": (_flip, "damaged"),
    "row changed": (_change_a_row, "damaged"),
    "table gone": (_drop("tables/units.jsonl"), "damaged"),
    "no manifest": (_drop("manifest.json"), "foreign"),
    "another program's": (_manifest(program="khac"), "foreign"),
    "newer format": (_manifest(format=2), "newer"),
    "newer schema": (_manifest(schema_revision="9999"), "newer"),
    "odd manifest": (_manifest(tables=[]), "damaged"),
    "tables missing": (_manifest(tables={}), "damaged"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_cannot_be_restored(opens: Open, home: Path, case: str) -> None:
    store, file = opens("sqlite"), home / "city.zip"
    fill(store, city())
    StoreBackups(store, home).save(file)
    before = rows_of(store)
    breaks, reason = BROKEN[case]
    breaks(file)
    with pytest.raises(BackupError) as caught:
        StoreBackups(store, home).restore(file, force=True)
    assert caught.value.values == {"reason": reason, "file": str(file)}
    assert rows_of(store) == before


def test_a_restore_that_fails_leaves_the_old_rows(store: Store, home: Path) -> None:
    file, backups = home / "city.zip", StoreBackups(store, home)
    every_table(store)
    backups.save(file)
    fill(store, unit("SAU"))
    before, marks = rows_of(store), _marks(store)

    def twice(members: dict[str, bytes]) -> None:
        with_rows(members, "tasks", json.loads(members["tables/tasks.jsonl"].splitlines()[0]))

    remade(file, twice)
    with pytest.raises(StoreError):
        backups.restore(file, force=True)
    assert (rows_of(store), _marks(store)) == (before, marks)
    assert StoredAudit(store).verify().fault is None


@pytest.mark.parametrize("target", KINDS)
def test_a_backup_of_the_first_schema_is_migrated(opens: Open, home: Path, tmp_path: Path, target: str) -> None:
    file, store = home / "old.zip", opens(target)
    engine = open_engine(make_url(f"sqlite:///{tmp_path / 'old.db'}"))
    upgrade(engine, "0001")
    columns = {
        name: {
            c["name"]: "json" if c["name"] in ("notes", "call") else "value" for c in inspect(engine).get_columns(name)
        }
        for name in inspect(engine).get_table_names()
        if name not in LEFT | {"alembic_version"}
    }
    engine.dispose()
    rows: dict[str, list[Any]] = {"units": [["TP", "Huế mẫu", "", "thanh_pho", None, "", {}]]}
    assert list(columns["units"]) == ["code", "name", "aliases", "level", "parent", "field", "notes"]
    with new_archive(file) as archive:
        for name, kinds in columns.items():
            archive.add_table(name, kinds, rows.get(name, []))  # type: ignore[arg-type]
        archive.finish("0001", "sqlite")

    StoreBackups(store, home).restore(file)

    with store.read() as session:
        row = session.scalars(select(Unit)).one()
        assert (row.code, row.name, row.withdrawn, row.source_sheet) == ("TP", "Huế mẫu", False, "")


def test_a_file_that_is_no_backup_is_not_overwritten(store: Store, home: Path) -> None:
    file = home / "nhiem_vu.xlsx"
    with zipfile.ZipFile(file, "w") as workbook:
        workbook.writestr("xl/workbook.xml", "<x/>")
    before = file.read_bytes()
    with pytest.raises(BackupError) as caught:
        StoreBackups(store, home).save(file)
    assert caught.value.values["reason"] == "in_the_way"
    assert file.read_bytes() == before


def test_files_that_cannot_be_read_or_written(store: Store, home: Path) -> None:
    with pytest.raises(FileNotFoundError):
        StoreBackups(store, home).restore(home / "none.zip")
    with pytest.raises(FileNotFoundError):
        StoreBackups(store, home).save(home / "none" / "city.zip")
    with pytest.raises(IsADirectoryError):
        StoreBackups(store, home).save(home)
    assert list(home.iterdir()) == []
