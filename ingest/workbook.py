"""Workbooks of the city → tables of the store: `Importer(store).run(folder)`.

Each file is read (`sheets`), its header found (`headers`), its rows checked (`check`, `rows`, `cells`), the codes they
name looked up (`references`), and the good ones stored in one transaction a file (`upsert`). `TABLES` stand in such an
order that codes may stand in any order across files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select

from assistant.errors import InputError
from assistant.protocols import ImportProgress
from ingest.check import Batch, Checked, Key, Origin, read_batch
from ingest.references import check_parents, check_references
from ingest.report import FileReport, FolderReport, Remark
from ingest.tables import CODED, TABLES, Table, table_of
from ingest.upsert import Incoming, Upsert
from kpi_tools.schema import Unit
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.versions import touch
from prompts import message

__all__ = ["TABLES", "Importer", "table_of"]


class Importer:
    """Fulfils `assistant.protocols.Importer`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def run(self, folder: Path, replace: Collection[str] = (), progress: ImportProgress | None = None) -> FolderReport:
        """Import the files directly in `folder`. Those of a table in `replace` are together the whole table: rows
        that none of them has are withdrawn. Raises InputError for what is no folder, for a table to replace that has
        no file or does not exist, StoreError."""
        try:
            files = sorted(path for path in folder.iterdir() if path.is_file())
        except OSError as exc:
            reason = message("import", "no_folder", folder=folder)
            raise InputError(f"cannot read folder {folder}: {exc.strerror}", reason=reason) from exc
        by_table = {name: [path for path in files if table_of(path) == name] for name in TABLES}
        for name in replace:
            if not by_table.get(name):
                raise InputError(f"no file of {name}", reason=message("import", "nothing_to_replace", table=name))
        reports: list[FileReport] = []
        for name, paths in by_table.items():
            reports += _TableImport(self._store, name, progress).run(paths, replace=name in replace)
        return FolderReport(str(folder), tuple(reports))


class _TableImport:
    """The files of one table. Units are all read before the first is stored: their parents may stand in any file."""

    def __init__(self, store: Store, name: str, progress: ImportProgress | None) -> None:
        self._store = store
        self._name = name
        self._table = TABLES[name]
        self._progress = progress or _silent
        self._keys: set[Key] = set()
        self._blocked: str | None = None

    def run(self, paths: Sequence[Path], *, replace: bool) -> Iterator[FileReport]:
        if self._table.stored is Unit:
            batches: Iterator[Batch] = iter(self._units(paths, replace))
        else:
            batches = map(self._checked, paths)
        for number, batch in enumerate(batches, start=1):
            self._keys |= batch.keys.keys()
            if not batch.keys_complete:
                self._blocked = "not_withdrawn_unread"
            if batch.report.status == "read":
                batch.report.errors.sort(key=lambda error: (error.sheet or "", error.row or 0))
            self._store_rows(batch, withdraw=replace and number == len(paths))
            yield batch.report

    def _checked(self, path: Path) -> Batch:
        batch = self._read(path)
        check_references(batch, self._table.shape, self._codes())
        return batch

    def _units(self, paths: Sequence[Path], replace: bool) -> list[Batch]:
        batches = [self._read(path) for path in paths]
        with self._store.read() as session:
            active = select(Unit.code, Unit.parent).where(Unit.withdrawn.is_(False))
            stored: dict[str, str | None] = {unit.code: unit.parent for unit in session.execute(active)}
        if replace and all(batch.keys_complete for batch in batches):
            kept = {key[0] for batch in batches for key in batch.keys}
            stored = {code: parent for code, parent in stored.items() if code in kept}
        check_parents(batches, self._table.shape, stored)
        return batches

    def _read(self, path: Path) -> Batch:
        batch = read_batch(path, self._table.shape, lambda done, rows: self._progress(path.name, done, 2 * rows))
        batch.report.table = self._name
        return batch

    def _codes(self) -> Mapping[str, Collection[str]]:
        """What may be referred to: what is withdrawn no longer may."""
        kinds = {kind for kinds in self._table.shape.refers.values() for kind in kinds}
        with self._store.read() as session:
            return {
                kind: frozenset(session.scalars(select(CODED[kind].code).where(CODED[kind].withdrawn.is_(False))))
                for kind in kinds
            }

    def _store_rows(self, batch: Batch, *, withdraw: bool) -> None:
        """One transaction: the file is in or out."""
        report, table = batch.report, self._table
        if report.status == "refused" and not withdraw:
            return
        with self._store.write() as session:
            made = FileImport(table=self._name, file=report.file, at=datetime.now(UTC), refused=report.refused)
            session.add(made)
            session.flush()
            upsert = Upsert(session, table.stored, [table.columns[c] for c in table.shape.key], table.members)
            rows, total = len(batch.rows), 2 * len(batch.rows)
            incoming = map(_Incoming(table, made.id), batch.rows)
            outcome = upsert.store(incoming, lambda done: self._progress(report.file, rows + done, total))
            gone = upsert.withdraw(self._keys) if withdraw and self._may_withdraw(report) else 0
            made.added, made.changed, made.unchanged = outcome.added, outcome.changed, outcome.unchanged
            made.withdrawn = gone
            session.flush()
            if outcome.added or outcome.changed or gone:
                touch(session, table.stored.__tablename__)
        report.added, report.changed, report.unchanged = outcome.added, outcome.changed, outcome.unchanged
        report.withdrawn = gone
        batch.rows = []

    def _may_withdraw(self, report: FileReport) -> bool:
        """Not when a row that is there may look as if it were gone, and never everything."""
        blocked = self._blocked or (None if self._keys else "not_withdrawn_empty")
        if blocked:
            report.warnings.append(Remark(message("import", blocked, table=self._name)))
        return blocked is None


def _silent(file: str, done: int, total: int) -> None:
    """Nobody watches."""


class _Incoming:
    """Checked rows of one file as rows of the table."""

    def __init__(self, table: Table, import_id: int) -> None:
        self._import_id = import_id
        self._table = table
        columns = table.shape.columns
        self._places = [(attribute, columns.index(column)) for column, attribute in table.columns.items()]
        self._members = [(column, columns.index(column)) for column in table.members]
        self._given = cache(self._given_by)

    def __call__(self, checked: Checked) -> Incoming:
        origin, row = checked.origin, checked.values
        values: dict[str, Any] = {attribute: row[place] for attribute, place in self._places}
        if self._table.stored is Unit:
            values["aliases"] = ";".join(values["aliases"])
        given = self._given(origin, bool(checked.notes), bool(values.get("completed")), bool(values.get("answer")))
        members = {name: frozenset(_codes(row[place])) for name, place in self._members if name in origin.given}
        source = {"import_id": self._import_id, "source_sheet": origin.sheet, "source_row": checked.line}
        return Incoming(values | {"notes": checked.notes}, given, source, members)

    def _given_by(self, origin: Origin, notes: bool, completed: bool, answered: bool) -> frozenset[str]:
        """Attributes that the file speaks of; a completion date speaks of the progress, an answer of the state."""
        given = {attribute for column, attribute in self._table.columns.items() if column in origin.given}
        said = {"notes": notes or origin.has_notes, "progress": completed, "state": answered}
        return frozenset(given | {name for name, is_said in said.items() if is_said})


def _codes(value: object) -> tuple[str, ...]:
    return cast(tuple[str, ...], value)
