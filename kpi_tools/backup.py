"""`troly backup` and `troly restore`: everything of a city in one file (`kpi_tools/archive.py`), whichever database.

A backup reads one state of the rows while others go on writing. A restore is one transaction: until its end, and when
it fails, everybody sees the old rows. Sign-ins and running conversations with their answers are not carried over, so
everybody signs in again. The audit log is carried over with its chain; a log that is there already is kept as far as
it can be.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Table, exists, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from assistant.errors import BackupError
from assistant.protocols import BackupReport, RestoreReport
from kpi_tools.archive import RULES, Archive, ArchiveWriter, damaged, new_archive, newer
from kpi_tools.bulk import Kind, PortableRow, insert_rows, kinds, portable_rows
from kpi_tools.columns import Base
from kpi_tools.store import Store, lock_table, open_engine, revisions, upgrade
from kpi_tools.system_tables import AuditRecord, Conversation, DataVersion, RecentAnswer, SignIn
from kpi_tools.versions import touch

LEFT = frozenset(table.__tablename__ for table in (SignIn, Conversation, RecentAnswer, DataVersion))
"""Not carried over; emptied by a restore, except that data versions get new marks."""
AUDIT: Table = Base.metadata.tables[AuditRecord.__tablename__]
Fate = Literal["taken", "kept", "replaced"]


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of an audit log."""

    id: int
    hash: str


class StoreBackups:
    """Fulfils `assistant.protocols.Backups`."""

    def __init__(self, store: Store, home: Path) -> None:
        """`home`: where the city's own `rules.toml` stands, if it has one."""
        self._store = store
        self._rules = home / RULES

    def save(self, file: Path) -> BackupReport:
        """Write a backup; only its owner may read it. Raises BackupError, StoreError, OSError."""
        with new_archive(file) as target:
            with self._store.read() as session:
                _write_tables(session, target)
            if self._rules.is_file():
                target.add_rules(self._rules.read_bytes())
            manifest = target.finish(revisions()[-1], self._store.engine.dialect.name)
        rows = {name: part.rows for name, part in manifest.tables.items()}
        return BackupReport(str(file), manifest.made, rows, manifest.rules_sha256 is not None, file.stat().st_size)

    def restore(self, file: Path, force: bool = False) -> RestoreReport:
        """Put the rows of a backup in place of those that are there, all or none.

        Raises BackupError for a file that cannot be restored, and for a city that has rows already unless `force`;
        StoreError, OSError. Everything cached is outdated afterwards (`kpi_tools/versions.py`).
        """
        with Archive.open(file) as archive, _of_this_schema(archive, file) as contents:
            with self._store.write() as session:
                if not force and _has_rows(session):
                    raise BackupError("there are rows already", reason="not_empty", file=str(file))
                fate, replaced = _restore(session, contents)
            self._store.tidy()
            rules = self._put_rules(archive.rules(), force)
            rows = {name: part.rows for name, part in archive.manifest.tables.items()}
        return RestoreReport(str(file), archive.manifest.made, rows, rules, fate, replaced)

    def _put_rules(self, rules: bytes | None, force: bool) -> Literal["none", "restored", "kept"]:
        if rules is None:
            return "none"
        if self._rules.exists() and not force:
            return "kept"
        partial = self._rules.with_name(f".{RULES}.{os.getpid()}.part")
        partial.write_bytes(rules)
        partial.replace(self._rules)
        return "restored"


def carried() -> tuple[Table, ...]:
    """The tables of a backup."""
    return tuple(table for table in Base.metadata.sorted_tables if table.name not in LEFT)


class Contents:
    """The rows of a backup, in this version's schema."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def columns(self, table: str) -> Mapping[str, Kind]:
        """Empty for a table that the backup does not have."""
        part = self._archive.manifest.tables.get(table)
        return part.columns if part else {}

    def rows(self, table: str) -> Iterator[PortableRow]:
        return self._archive.rows(table)


class MigratedContents(Contents):
    """The same of an older backup, by way of a database in which the migrations were run."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def columns(self, table: str) -> Mapping[str, Kind]:
        return kinds(Base.metadata.tables[table])

    def rows(self, table: str) -> Iterator[PortableRow]:
        return portable_rows(self._session, Base.metadata.tables[table])


def _write_tables(session: Session, target: ArchiveWriter) -> None:
    for table in carried():
        target.add_table(table.name, kinds(table), portable_rows(session, table))


@contextmanager
def _of_this_schema(archive: Archive, file: Path) -> Iterator[Contents]:
    known, made_with = revisions(), archive.manifest.schema_revision
    if made_with not in known:
        raise newer(file)
    if made_with == known[-1]:
        if any(archive.manifest.tables.get(t.name) is None for t in carried()):
            raise damaged(file)
        yield Contents(archive)
        return
    with tempfile.TemporaryDirectory(prefix="troly-restore-") as folder:
        engine = open_engine(make_url(f"sqlite:///{folder}/older.db"))
        try:
            upgrade(engine, made_with)
            with engine.execution_options(troly_writing=True).begin() as connection:
                for name, part in archive.manifest.tables.items():
                    insert_rows(connection, name, part.columns, archive.rows(name))
            upgrade(engine)
            with Session(engine) as session:
                yield MigratedContents(session)
        finally:
            engine.dispose()


def _has_rows(session: Session) -> bool:
    """An audit log alone is no city."""
    tables = [table for table in carried() if table is not AUDIT]
    return any(session.scalar(select(exists(select(table.c[0])))) for table in tables)


def _restore(session: Session, contents: Contents) -> tuple[Fate, str | None]:
    """What became of the audit log, and the hash of the last record of one that was replaced."""
    for table in sorted(carried(), key=lambda table: table.name):
        lock_table(session, table.name)
    connection = session.connection()
    postgres = connection.dialect.name == "postgresql"
    if postgres:
        connection.execute(text(f"LOCK TABLE {AUDIT.name} IN ACCESS EXCLUSIVE MODE"))
    for table in Base.metadata.tables.values():
        if table is not AUDIT and table.name != DataVersion.__tablename__:
            connection.execute(table.delete())
    for table in carried():
        if table is not AUDIT:
            insert_rows(connection, table.name, contents.columns(table.name), contents.rows(table.name))
    fate, replaced = _restore_audit(connection, contents)
    if postgres:
        _continue_numbers(connection)
    touch(session, *session.scalars(select(DataVersion.table)))
    return fate, replaced


def _restore_audit(connection: Connection, contents: Contents) -> tuple[Fate, str | None]:
    """A log that continues the backup's is kept whole; one that the backup's continues is continued; of two that went
    apart the backup's is taken."""
    columns = contents.columns(AUDIT.name)
    place = {name: at for at, name in enumerate(columns)}
    last = connection.execute(select(AUDIT.c.id, AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)).one_or_none()
    present, saved, beside = Head(*last) if last else None, None, None
    for row in contents.rows(AUDIT.name):
        saved = Head(row[place["id"]], row[place["hash"]])
        if present is not None and saved.id == present.id:
            beside = saved
    if present is None or beside == present:
        after = present.id if present else 0
        fresh = (row for row in contents.rows(AUDIT.name) if row[place["id"]] > after)
        insert_rows(connection, AUDIT.name, columns, fresh)
        return "taken", None
    if saved is None or _has(connection, saved):
        return "kept", None
    with _unprotected(connection):
        connection.execute(AUDIT.delete())
    insert_rows(connection, AUDIT.name, columns, contents.rows(AUDIT.name))
    return "replaced", present.hash


def _has(connection: Connection, head: Head) -> bool:
    query = select(AUDIT.c.hash).where(AUDIT.c.id == head.id)
    return connection.scalar(query) == head.hash


@contextmanager
def _unprotected(connection: Connection) -> Iterator[None]:
    """Without the triggers that make the audit log append-only; within this transaction, so nobody else meets that."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE {AUDIT.name} DISABLE TRIGGER USER"))
        yield
        connection.execute(text(f"ALTER TABLE {AUDIT.name} ENABLE TRIGGER USER"))
        return
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    triggers = connection.execute(query, {"table": AUDIT.name}).all()
    for name, _ in triggers:
        connection.execute(text(f'DROP TRIGGER "{name}"'))
    yield
    for _, definition in triggers:
        connection.exec_driver_sql(definition)


def _continue_numbers(connection: Connection) -> None:
    """Numbers that PostgreSQL gives go on after the restored ones."""
    for table in carried():
        key = table.autoincrement_column
        if key is not None:
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            highest = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(sequence, highest, False)))
