"""The ten workbooks: what their rows must be, and which column fills what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest import rows
from ingest.check import Shape
from ingest.upsert import Members
from kpi_tools.schema import (
    Conclusion,
    EntryInvitee,
    ForumQuestion,
    GeneralScore,
    Indicator,
    Meeting,
    MeetingInvitee,
    Person,
    Procedure,
    ScheduleEntry,
    Task,
    TaskUnit,
    Unit,
)

SUFFIXES = (".xlsx", ".csv")
CODED: Mapping[str, type[Any]] = {"unit": Unit, "person": Person, "meeting": Meeting, "task": Task}
"""What a column may refer to."""
_UNIT, _PERSON, _MEETING, _TASK, _EITHER = ("unit",), ("person",), ("meeting",), ("task",), ("unit", "person")


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
        Shape(rows.PersonRow, ("ma_cong_chuc",), {"ma_don_vi": _UNIT}),
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
        Shape(rows.IndicatorRow, ("ma_chi_tieu", "ky"), {"ma_don_vi": _UNIT, "ma_cong_chuc": _PERSON}),
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
        Shape(rows.GeneralScoreRow, ("ma", "ky"), {"ma": _EITHER}),
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
        Shape(rows.TaskRow, ("ma_nhiem_vu",), {"ma_don_vi": _UNIT, "don_vi_phoi_hop": _UNIT, "ma_cong_chuc": _PERSON}),
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
        Shape(rows.ScheduleRow, ("ma_lich",), {"ma_don_vi": _UNIT, "chu_tri": _PERSON, "thanh_phan": _EITHER}),
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
    "cuoc_hop": Table(
        Shape(rows.MeetingRow, ("ma_hop",), {"ma_don_vi": _UNIT, "chu_tri": _PERSON, "thanh_phan": _EITHER}),
        Meeting,
        {
            "ma_hop": "code",
            "ten_cuoc_hop": "name",
            "bat_dau": "start",
            "ket_thuc": "end",
            "dia_diem": "place",
            "chu_tri": "chair",
            "noi_dung": "subject",
            "ma_don_vi": "unit",
            "so_thong_bao": "notice",
            "trang_thai": "state",
            "do_mat": "secrecy",
        },
        {"thanh_phan": Members(MeetingInvitee, "meeting", "invitee")},
    ),
    "ket_luan": Table(
        Shape(
            rows.ConclusionRow,
            ("ma_hop", "stt"),
            {"ma_hop": _MEETING, "ma_don_vi": _UNIT, "ma_cong_chuc": _PERSON, "ma_nhiem_vu": _TASK},
        ),
        Conclusion,
        {
            "ma_hop": "meeting",
            "stt": "number",
            "noi_dung": "content",
            "ma_don_vi": "unit",
            "ma_cong_chuc": "person",
            "han": "deadline",
            "ma_nhiem_vu": "task",
            "trang_thai": "state",
        },
    ),
    "thu_tuc": Table(
        Shape(rows.ProcedureRow, ("ma_thu_tuc",)),
        Procedure,
        {
            "ma_thu_tuc": "code",
            "ten_thu_tuc": "name",
            "linh_vuc": "field",
            "cap_thuc_hien": "carried_out_at",
            "muc_do": "online",
            "thanh_phan_ho_so": "dossier",
            "trinh_tu": "steps",
            "thoi_han": "time_limit",
            "le_phi": "fee",
            "co_quan": "authority",
            "can_cu": "basis",
        },
    ),
    "hoi_dap": Table(
        Shape(rows.ForumRow, ("ma_hoi_dap",), {"ma_don_vi_hoi": _UNIT, "ma_don_vi_tra_loi": _UNIT}),
        ForumQuestion,
        {
            "ma_hoi_dap": "code",
            "cau_hoi": "question",
            "ma_don_vi_hoi": "asking_unit",
            "ma_don_vi_tra_loi": "answering_unit",
            "tra_loi": "answer",
            "ngay_hoi": "asked",
            "ngay_tra_loi": "answered",
            "linh_vuc": "field",
            "trang_thai": "state",
        },
    ),
}
"""In the order in which they are read: what others refer to comes first."""


def table_of(path: Path) -> str | None:
    """The table a file belongs to by its name: the table's, alone or followed by `_` or `-` and anything."""
    stem = path.stem.lower()
    if path.suffix.lower() not in SUFFIXES:
        return None
    return next((name for name in TABLES if stem == name or stem.startswith((f"{name}_", f"{name}-"))), None)
