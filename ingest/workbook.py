"""Workbooks of the city → tables of the store: `Importer(store).run(folder)`.

Each file is read (`sheets`), its header found (`headers`), its rows checked (`check`, `rows`, `cells`), the codes they
name looked up, and the good ones stored in one transaction a file (`upsert`). Units come first, then people, then the
rest, so codes may stand in any order across files. `TABLES` says which column fills what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from assistant.errors import InputError
from ingest import rows
from ingest.check import Batch, Checked, Codes, Shape, check_parents, check_references, read_batch
from ingest.report import FileReport, FolderReport
from ingest.upsert import Incoming, Members, upsert
from kpi_tools.schema import EntryInvitee, GeneralScore, Indicator, Person, ScheduleEntry, Task, TaskUnit, Unit
from kpi_tools.store import Store
from prompts import message


@dataclass(frozen=True, slots=True)
class Table:
    """A workbook, what its rows must be, and where its columns go."""

    shape: Shape
    stored: type[Any]
    columns: Mapping[str, str]
    """Column key → attribute of the stored class."""
    members: Mapping[str, Members] = field(default_factory=dict)
    """Column key of a list of codes → the table that holds them."""


TABLES: Mapping[str, Table] = {
    "don_vi": Table(
        Shape(rows.UnitRow, ("ma_don_vi",)),  # its parents: check_parents
        Unit,
        {
            "ma_don_vi": "code",
            "ten_don_vi": "name",
            "ten_khac": "aliases",
            "cap": "level",
            "truc_thuoc": "parent",
            "linh_vuc": "field",
        },
    ),
    "nhan_su": Table(
        Shape(rows.PersonRow, ("ma_cong_chuc",), units=("ma_don_vi",)),
        Person,
        {
            "ma_cong_chuc": "code",
            "ho_ten": "name",
            "chuc_vu": "title",
            "ma_don_vi": "unit",
            "vi_tri_viec_lam": "position",
            "vai_tro": "role",
            "doi_tuong": "kind",
            "email": "email",
        },
    ),
    "chi_tieu": Table(
        Shape(rows.IndicatorRow, ("ma_chi_tieu", "ky"), units=("ma_don_vi",), people=("ma_cong_chuc",)),
        Indicator,
        {
            "ma_chi_tieu": "code",
            "ky": "period",
            "ten_chi_tieu": "name",
            "ma_don_vi": "unit",
            "ma_cong_chuc": "person",
            "nhom": "group",
            "don_vi_tinh": "measure",
            "muc_tieu": "target",
            "thuc_hien": "actual",
            "chieu": "direction",
            "trong_so": "weight",
            "can_cu": "basis",
            "ngay_cap_nhat": "updated",
            "ghi_chu": "note",
        },
    ),
    "tieu_chi_chung": Table(
        Shape(rows.GeneralScoreRow, ("ma", "ky"), either=("ma",)),
        GeneralScore,
        {
            "ma": "subject",
            "ky": "period",
            "diem": "score",
            "to_chuc": "organising",
            "doan_ket": "solidarity",
            "ghi_chu": "note",
        },
    ),
    "nhiem_vu": Table(
        Shape(rows.TaskRow, ("ma_nhiem_vu",), units=("ma_don_vi", "don_vi_phoi_hop"), people=("ma_cong_chuc",)),
        Task,
        {
            "ma_nhiem_vu": "code",
            "ten_nhiem_vu": "name",
            "ma_don_vi": "unit",
            "ma_cong_chuc": "assignee",
            "nguoi_giao": "giver",
            "can_cu": "basis",
            "ngay_giao": "assigned",
            "han": "deadline",
            "ngay_hoan_thanh": "completed",
            "tien_do": "progress",
            "diem_quy_doi": "points",
            "so_lan_khong_dat": "quality_failures",
            "so_lan_cham": "late_instances",
            "khach_quan": "objective",
            "phat_sinh": "ad_hoc",
            "san_pham": "product",
            "nguyen_nhan_cham": "delay_cause",
            "do_mat": "secrecy",
        },
        {"don_vi_phoi_hop": Members(TaskUnit, "task", "unit")},
    ),
    "lich_cong_tac": Table(
        Shape(rows.ScheduleRow, ("ma_lich",), units=("ma_don_vi",), people=("chu_tri",), either=("thanh_phan",)),
        ScheduleEntry,
        {
            "ma_lich": "code",
            "bat_dau": "start",
            "ket_thuc": "end",
            "noi_dung": "subject",
            "dia_diem": "place",
            "chu_tri": "chair",
            "ma_don_vi": "unit",
            "trang_thai": "state",
            "do_mat": "secrecy",
            "ghi_chu": "note",
        },
        {"thanh_phan": Members(EntryInvitee, "entry", "invitee")},
    ),
}
"""In the order in which they are read."""

NOT_YET = ("cuoc_hop", "ket_luan", "thu_tuc", "hoi_dap")
SUFFIXES = (".xlsx", ".csv")


def table_of(path: Path) -> str | None:
    """The table a file belongs to by its name: the table's, alone or followed by `_` or `-` and anything."""
    stem = path.stem.lower()
    if path.suffix.lower() not in SUFFIXES:
        return None
    for name in (*TABLES, *NOT_YET):
        if stem == name or stem.startswith((f"{name}_", f"{name}-")):
            return name
    return None


class Importer:
    """Fulfils `assistant.protocols.Importer`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def run(self, folder: Path) -> FolderReport:
        """Import the files directly in `folder`. Raises InputError for what is no folder, StoreError."""
        try:
            files = sorted(path for path in folder.iterdir() if path.is_file())
        except OSError as exc:
            reason = message("import", "no_folder", folder=folder)
            raise InputError(f"cannot read folder {folder}: {exc.strerror}", reason=reason) from exc
        reports: list[FileReport] = []
        for name, table in TABLES.items():
            batches = [read_batch(path, table.shape) for path in files if table_of(path) == name]
            if batches:
                self._import(table, batches)
            reports += [batch.report for batch in batches]
        reports += [
            FileReport(path.name, status="not_read", note=message("import", "file_not_yet"))
            for path in files
            if table_of(path) in NOT_YET
        ]
        return FolderReport(str(folder), tuple(reports))

    def _import(self, table: Table, batches: Sequence[Batch]) -> None:
        with self._store.read() as session:
            parents = {unit.code: unit.parent for unit in session.execute(select(Unit.code, Unit.parent))}
            people = frozenset(session.scalars(select(Person.code)))
        if table.stored is Unit:
            check_parents(batches, parents)
        for batch in batches:
            check_references(batch, table.shape, Codes(parents, people))
            batch.report.errors.sort(key=lambda error: (error.sheet or "", error.row or 0))
            if batch.rows:
                self._store_rows(table, batch)

    def _store_rows(self, table: Table, batch: Batch) -> None:
        incoming = [_incoming(checked, table) for checked in batch.rows]
        key = [table.columns[column] for column in table.shape.key]
        with self._store.write() as session:
            outcome = upsert(session, table.stored, key, incoming, table.members)
        batch.report.added = outcome.added
        batch.report.changed = outcome.changed
        batch.report.unchanged = outcome.unchanged


def _incoming(checked: Checked, table: Table) -> Incoming:
    row = checked.row
    values = {attribute: getattr(row, column) for column, attribute in table.columns.items()}
    values = {name: ";".join(value) if isinstance(value, tuple) else value for name, value in values.items()}
    given = {attribute for column, attribute in table.columns.items() if column in checked.given}
    given |= {"notes"} if checked.has_notes else set()
    if values.get("completed"):
        given.add("progress")
    members = {name: frozenset(getattr(row, name)) for name in table.members if name in checked.given}
    return Incoming(values | {"notes": checked.notes}, given, members)
