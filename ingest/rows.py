"""One pydantic model for each workbook: its columns, what is required, and the value rules of `data-formats.md`.

Fields are the keys of the columns. A blank cell is not given to the model, so defaults apply. Errors carry types that
are keys of `prompts/import.yaml`: pydantic's own (`missing`, `greater_than`, `literal_error`) or those raised here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ingest import cells


def _code(value: str) -> str:
    if len(value) > 64 or ";" in value:
        raise PydanticCustomError("not_a_code", "not a code")
    return value


def _short(limit: int) -> AfterValidator:
    """Text that an index holds."""

    def check(value: str) -> str:
        if len(value) > limit:
            raise PydanticCustomError("too_long", "too long", {"limit": limit})
        return value

    return AfterValidator(check)


def _month_or_quarter(value: str) -> str:
    if len(value) == 4:
        raise PydanticCustomError("not_a_month_or_quarter", "not a month or quarter")
    return value


def _whole(cell: cells.Cell) -> int:
    value = cells.number(cell)
    if value != value.to_integral_value():
        raise PydanticCustomError("not_whole", "not a whole number")
    return int(value)


Text = Annotated[str, BeforeValidator(cells.text)]
Paragraphs = Annotated[str, BeforeValidator(cells.paragraphs)]
Code = Annotated[str, BeforeValidator(cells.text), AfterValidator(_code)]
Codes = Annotated[tuple[str, ...], BeforeValidator(cells.codes)]
Number = Annotated[Decimal, BeforeValidator(cells.number)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=1_000_000)]
Day = Annotated[date, BeforeValidator(cells.day)]
Moment = Annotated[datetime, BeforeValidator(cells.moment)]
Flag = Annotated[bool, BeforeValidator(cells.flag)]
Period = Annotated[str, BeforeValidator(cells.period)]
Level = Annotated[Literal["thanh_pho", "so_nganh", "xa_phuong"], BeforeValidator(cells.token)]
Role = Annotated[
    Literal["lanh_dao_thanh_pho", "lanh_dao_don_vi", "chuyen_vien", "quan_tri"], BeforeValidator(cells.token)
]
Kind = Annotated[Literal["cong_chuc", "vien_chuc", "can_bo"], BeforeValidator(cells.token)]
Direction = Annotated[Literal["tang", "giam"], BeforeValidator(cells.token)]
Secrecy = Annotated[Literal["cong_khai", "noi_bo", "han_che"], BeforeValidator(cells.token)]
State = Annotated[Literal["", "huy", "hoan"], BeforeValidator(cells.token)]
ConclusionState = Annotated[Literal["chua_thuc_hien", "dang_thuc_hien", "hoan_thanh"], BeforeValidator(cells.token)]
ForumState = Annotated[Literal["cho_tra_loi", "da_tra_loi"], BeforeValidator(cells.token)]
Online = Annotated[Literal["toan_trinh", "mot_phan", "chua"], BeforeValidator(cells.token)]


class WorkbookRow(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def warnings(self) -> Iterator[tuple[str, str]]:
        """What is taken as it stands but should be looked at: (column, key of `prompts/import.yaml`)."""
        return iter(())


class UnitRow(WorkbookRow):
    """`don_vi`"""

    ma_don_vi: Code
    ten_don_vi: Text
    ten_khac: Codes = ()
    cap: Level
    truc_thuoc: Code | None = None
    linh_vuc: Text = ""


class PersonRow(WorkbookRow):
    """`nhan_su`. Without a role a person is staff, the least of the rights table."""

    ma_cong_chuc: Code
    ho_ten: Text
    chuc_vu: Text = ""
    ma_don_vi: Code
    vi_tri_viec_lam: Text = ""
    vai_tro: Role = "chuyen_vien"
    doi_tuong: Kind = "cong_chuc"
    email: Text = ""


class IndicatorRow(WorkbookRow):
    """`chi_tieu`"""

    ma_chi_tieu: Code
    ky: Period
    ten_chi_tieu: Text
    ma_don_vi: Code
    ma_cong_chuc: Code | None = None
    nhom: Text = ""
    don_vi_tinh: Text = ""
    chieu: Direction = "tang"
    muc_tieu: Number
    thuc_hien: Number | None = None
    trong_so: Annotated[Number, Field(gt=0)] = Decimal(1)
    can_cu: Text = ""
    ngay_cap_nhat: Day | None = None
    ghi_chu: Text = ""

    @model_validator(mode="after")
    def _target(self) -> Self:
        if self.muc_tieu < 0 or (self.chieu == "tang" and self.muc_tieu == 0):
            raise PydanticCustomError(f"target_{self.chieu}", "target out of range", {"column": "muc_tieu"})
        return self


class TaskRow(WorkbookRow):
    """`nhiem_vu`. A task with a completion date and no progress entered is at 100."""

    ma_nhiem_vu: Code
    ten_nhiem_vu: Text
    ma_don_vi: Code
    don_vi_phoi_hop: Codes = ()
    ma_cong_chuc: Code | None = None
    nguoi_giao: Text = ""
    can_cu: Text = ""
    ngay_giao: Day | None = None
    han: Day
    ngay_hoan_thanh: Day | None = None
    tien_do: Annotated[Number, Field(ge=0, le=100)] = Decimal(0)
    diem_quy_doi: Annotated[Number, Field(gt=0)] = Decimal(1)
    so_lan_khong_dat: Count = 0
    so_lan_cham: Count | None = None
    khach_quan: Flag = False
    phat_sinh: Flag = False
    san_pham: Text = ""
    nguyen_nhan_cham: Text = ""
    do_mat: Secrecy = "noi_bo"

    @model_validator(mode="before")
    @classmethod
    def _completed(cls, given: dict[str, object]) -> dict[str, object]:
        return {"tien_do": 100, **given} if "ngay_hoan_thanh" in given else given

    def warnings(self) -> Iterator[tuple[str, str]]:
        if self.tien_do == 100 and self.ngay_hoan_thanh is None:
            yield "tien_do", "warn_not_completed"
        if self.so_lan_cham and self.ngay_hoan_thanh is not None and self.ngay_hoan_thanh <= self.han:
            yield "so_lan_cham", "warn_in_time"


class GeneralScoreRow(WorkbookRow):
    """`tieu_chi_chung` (form 01 of the decree: at most 30; Articles 14–17)."""

    ma: Code
    ky: Annotated[Period, AfterValidator(_month_or_quarter)]
    diem: Annotated[Number, Field(ge=0, le=30)]
    to_chuc: Number | None = None
    doan_ket: Number | None = None
    ghi_chu: Text = ""

    @model_validator(mode="after")
    def _leaders(self) -> Self:
        for column in ("to_chuc", "doan_ket"):
            if getattr(self, column) not in (None, 50, 100):
                raise PydanticCustomError("not_50_or_100", "not 50 or 100", {"column": column})
        return self


class _Timed(WorkbookRow):
    """What has a beginning and an end."""

    bat_dau: Moment
    ket_thuc: Moment

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.ket_thuc <= self.bat_dau:
            raise PydanticCustomError("end_before_start", "end before start", {"column": "ket_thuc"})
        return self


class ScheduleRow(_Timed):
    """`lich_cong_tac`"""

    ma_lich: Code
    noi_dung: Text
    dia_diem: Text = ""
    chu_tri: Code | None = None
    thanh_phan: Codes = ()
    ma_don_vi: Code | None = None
    trang_thai: State = ""
    do_mat: Secrecy = "noi_bo"
    ghi_chu: Text = ""


class MeetingRow(_Timed):
    """`cuoc_hop`"""

    ma_hop: Code
    ten_cuoc_hop: Text
    dia_diem: Text = ""
    chu_tri: Code | None = None
    thanh_phan: Codes = ()
    noi_dung: Text = ""
    ma_don_vi: Code | None = None
    so_thong_bao: Annotated[Text, _short(255)] = ""
    trang_thai: State = ""
    do_mat: Secrecy = "noi_bo"


class ConclusionRow(WorkbookRow):
    """`ket_luan`"""

    ma_hop: Code
    stt: Annotated[Text, _short(16)]
    noi_dung: Text
    ma_don_vi: Code | None = None
    ma_cong_chuc: Code | None = None
    han: Day | None = None
    ma_nhiem_vu: Code | None = None
    trang_thai: ConclusionState = "chua_thuc_hien"


class ProcedureRow(WorkbookRow):
    """`thu_tuc`. Dossier and steps are lists, an item a line."""

    ma_thu_tuc: Code
    ten_thu_tuc: Text
    linh_vuc: Text = ""
    cap_thuc_hien: Text = ""
    muc_do: Online = "chua"
    thanh_phan_ho_so: Paragraphs = ""
    trinh_tu: Paragraphs = ""
    thoi_han: Text = ""
    le_phi: Text = ""
    co_quan: Text = ""
    can_cu: Text = ""


class ForumRow(WorkbookRow):
    """`hoi_dap`. Without a state a question that has an answer is answered."""

    ma_hoi_dap: Code
    cau_hoi: Paragraphs
    ma_don_vi_hoi: Code | None = None
    ma_don_vi_tra_loi: Code | None = None
    tra_loi: Paragraphs = ""
    ngay_hoi: Day | None = None
    ngay_tra_loi: Day | None = None
    linh_vuc: Text = ""
    trang_thai: ForumState = "cho_tra_loi"

    @model_validator(mode="before")
    @classmethod
    def _answered(cls, given: dict[str, object]) -> dict[str, object]:
        return {"trang_thai": "da_tra_loi", **given} if "tra_loi" in given else given
