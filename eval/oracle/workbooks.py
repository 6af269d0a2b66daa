"""The workbooks of a folder as plain records, read with openpyxl; a label without its accents is the column's key."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import openpyxl

Cells = dict[str, object]


@dataclass(frozen=True, slots=True)
class Person:
    code: str
    name: str
    title: str
    unit: str
    role: str
    kind: str

    @property
    def heads(self) -> bool:
        """A unit leader whose title does not begin with "Phó"."""
        return self.role == "lanh_dao_don_vi" and not self.title.startswith("Phó")


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    name: str
    period: str
    unit: str
    person: str | None
    target: Fraction
    actual: Fraction | None
    lower_is_better: bool
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Task:
    code: str
    name: str
    product: str
    lead: str
    joint: frozenset[str]
    assignee: str | None
    giver: str
    basis: str
    deadline: date
    completed: date | None
    progress: Fraction
    points: Fraction
    failures: int
    late: int | None
    objective: bool
    ad_hoc: bool
    secrecy: str


@dataclass(frozen=True, slots=True)
class Entry:
    code: str
    start: datetime
    end: datetime
    chair: str | None
    invited: frozenset[str]
    unit: str | None
    state: str
    secrecy: str
    notice: str = ""
    """Of a meeting: the number of its notice of conclusion."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    meeting: str
    number: str
    content: str
    unit: str | None
    deadline: date | None
    task: str | None
    state: str


@dataclass(frozen=True, slots=True)
class City:
    names: dict[str, str]
    levels: dict[str, str]
    parents: dict[str, str | None]
    people: dict[str, Person]
    indicators: list[Indicator]
    general: dict[tuple[str, str], Fraction]
    halves: dict[tuple[str, str], tuple[Fraction, Fraction]]
    """(leader, period) → to_chuc and doan_ket as shares of 1, 1 where not entered."""
    tasks: list[Task]
    entries: list[Entry]
    meetings: dict[str, Entry]
    conclusions: list[Conclusion]

    @property
    def root(self) -> str:
        return next(code for code, parent in self.parents.items() if parent is None)

    def below(self, unit: str) -> set[str]:
        """The unit itself and every unit under it."""
        found = {unit}
        while grown := {code for code, parent in self.parents.items() if parent in found} - found:
            found |= grown
        return found

    def of_unit(self, unit: str) -> City:
        """The same city with the figures of that unit and its people alone, quicker to search."""
        people = {code for code, person in self.people.items() if person.unit == unit}
        return replace(
            self,
            indicators=[row for row in self.indicators if row.unit == unit],
            general={key: score for key, score in self.general.items() if key[0] == unit or key[0] in people},
            tasks=[task for task in self.tasks if task.lead == unit or task.assignee in people],
            entries=[],
            meetings={},
            conclusions=[],
        )


def read_city(folder: Path) -> City:
    units, scores = _rows(folder, "don_vi"), _rows(folder, "tieu_chi_chung")
    return City(
        names={_text(row["ma_don_vi"]): _text(row["ten_don_vi"]) for row in units},
        levels={_text(row["ma_don_vi"]): _text(row["cap"]) for row in units},
        parents={_text(row["ma_don_vi"]): _code(row["truc_thuoc"]) for row in units},
        people={person.code: person for person in map(_person, _rows(folder, "nhan_su"))},
        indicators=[_indicator(row) for row in _rows(folder, "chi_tieu")],
        general={(_text(row["ma"]), _text(row["ky"])): _number(row["diem"]) for row in scores},
        halves={
            (_text(row["ma"]), _text(row["ky"])): (_half(row["to_chuc"]), _half(row["doan_ket"])) for row in scores
        },
        tasks=[_task(row) for row in _rows(folder, "nhiem_vu")],
        entries=[_entry(row, "ma_lich") for row in _rows(folder, "lich_cong_tac")],
        meetings={_text(row["ma_hop"]): _entry(row, "ma_hop") for row in _rows(folder, "cuoc_hop")},
        conclusions=[_conclusion(row) for row in _rows(folder, "ket_luan")],
    )


def _rows(folder: Path, table: str) -> list[Cells]:
    """The rows under the title and the labels."""
    book = openpyxl.load_workbook(folder / f"{table}.xlsx", read_only=True)
    _title, labels, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    keys = [folded(str(label)).replace(" ", "_") for label in labels]
    return [dict(zip(keys, row, strict=True)) for row in rows]


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _person(row: Cells) -> Person:
    return Person(
        _text(row["ma_cong_chuc"]),
        _text(row["ho_ten"]),
        _text(row["chuc_vu"]),
        _text(row["ma_don_vi"]),
        _text(row["vai_tro"]),
        _text(row["doi_tuong"]) or "cong_chuc",
    )


def _indicator(row: Cells) -> Indicator:
    actual = row["thuc_hien"]
    return Indicator(
        _text(row["ma_chi_tieu"]),
        _text(row["ten_chi_tieu"]),
        _text(row["ky"]),
        _text(row["ma_don_vi"]),
        _code(row["ma_cong_chuc"]),
        _number(row["muc_tieu"]),
        None if actual is None else _number(actual),
        row["chieu"] == "giam",
        _number(row["trong_so"]),
    )


def _task(row: Cells) -> Task:
    late, points = row["so_lan_cham"], row["diem_quy_doi"]
    return Task(
        _text(row["ma_nhiem_vu"]),
        _text(row["ten_nhiem_vu"]),
        _text(row["san_pham"]),
        _text(row["ma_don_vi"]),
        _codes(row["don_vi_phoi_hop"]),
        _code(row["ma_cong_chuc"]),
        _text(row["nguoi_giao"]),
        _text(row["can_cu"]),
        _moment(row["han"]).date(),
        None if row["ngay_hoan_thanh"] is None else _moment(row["ngay_hoan_thanh"]).date(),
        _number(row["tien_do"] or 0),
        Fraction(1) if points is None else _number(points),
        int(_number(row["so_lan_khong_dat"] or 0)),
        None if late is None else int(_number(late)),
        row["khach_quan"] == "x",
        row["phat_sinh"] == "x",
        _text(row["do_mat"]) or "noi_bo",
    )


def _entry(row: Cells, key: str) -> Entry:
    return Entry(
        _text(row[key]),
        _moment(row["bat_dau"]),
        _moment(row["ket_thuc"]),
        _code(row["chu_tri"]),
        _codes(row["thanh_phan"]),
        _code(row["ma_don_vi"]),
        _text(row["trang_thai"]),
        _text(row["do_mat"]) or "noi_bo",
        _text(row.get("so_thong_bao")),
    )


def _conclusion(row: Cells) -> Conclusion:
    return Conclusion(
        _text(row["ma_hop"]),
        _text(row["stt"]),
        _text(row["noi_dung"]),
        _code(row["ma_don_vi"]),
        None if row["han"] is None else _moment(row["han"]).date(),
        _code(row["ma_nhiem_vu"]),
        _text(row["trang_thai"]),
    )


def _half(value: object) -> Fraction:
    return Fraction(1) if value is None else _number(value) / 100


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _code(value: object) -> str | None:
    return _text(value) or None


def _codes(value: object) -> frozenset[str]:
    return frozenset(part.strip() for part in _text(value).split(";") if part.strip())


def _number(value: object) -> Fraction:
    """The exact decimal that the cell shows, not the float behind it."""
    return Fraction(str(value))


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"not a date: {value!r}")
    return value
