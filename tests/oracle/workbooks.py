"""The six workbooks of a folder as plain records, read with openpyxl by their Vietnamese labels."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
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


@dataclass(frozen=True, slots=True)
class City:
    parents: dict[str, str | None]
    people: dict[str, Person]
    indicators: list[Indicator]
    general: dict[tuple[str, str], Fraction]
    tasks: list[Task]
    entries: list[Entry]

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
        """The same city with the figures of that unit alone, quicker to search."""
        return City(
            self.parents,
            self.people,
            [row for row in self.indicators if row.unit == unit],
            {key: score for key, score in self.general.items() if key[0] == unit},
            [task for task in self.tasks if task.lead == unit],
            [],
        )


def read_city(folder: Path) -> City:
    return City(
        parents={_text(row["Mã đơn vị"]): _code(row["Trực thuộc"]) for row in _rows(folder, "don_vi")},
        people={person.code: person for person in map(_person, _rows(folder, "nhan_su"))},
        indicators=[_indicator(row) for row in _rows(folder, "chi_tieu")],
        general={(_text(row["Mã"]), _text(row["Kỳ"])): _number(row["Điểm"]) for row in _rows(folder, "tieu_chi_chung")},
        tasks=[_task(row) for row in _rows(folder, "nhiem_vu")],
        entries=[_entry(row) for row in _rows(folder, "lich_cong_tac")],
    )


def _rows(folder: Path, table: str) -> list[Cells]:
    """The rows under the title and the labels."""
    book = openpyxl.load_workbook(folder / f"{table}.xlsx", read_only=True)
    _title, labels, *rows = book.worksheets[0].iter_rows(values_only=True)
    book.close()
    return [dict(zip(map(str, labels), row, strict=True)) for row in rows]


def _person(row: Cells) -> Person:
    return Person(
        _text(row["Mã công chức"]),
        _text(row["Họ tên"]),
        _text(row["Chức vụ"]),
        _text(row["Mã đơn vị"]),
        _text(row["Vai trò"]),
    )


def _indicator(row: Cells) -> Indicator:
    actual = row["Thực hiện"]
    return Indicator(
        _text(row["Mã chỉ tiêu"]),
        _text(row["Kỳ"]),
        _text(row["Mã đơn vị"]),
        _code(row["Mã công chức"]),
        _number(row["Mục tiêu"]),
        None if actual is None else _number(actual),
        row["Chiều"] == "giam",
        _number(row["Trọng số"]),
    )


def _task(row: Cells) -> Task:
    late, points = row["Số lần chậm"], row["Điểm quy đổi"]
    return Task(
        _text(row["Mã nhiệm vụ"]),
        _text(row["Tên nhiệm vụ"]),
        _text(row["Sản phẩm"]),
        _text(row["Mã đơn vị"]),
        _codes(row["Đơn vị phối hợp"]),
        _code(row["Mã công chức"]),
        _text(row["Người giao"]),
        _text(row["Căn cứ"]),
        _moment(row["Hạn"]).date(),
        None if row["Ngày hoàn thành"] is None else _moment(row["Ngày hoàn thành"]).date(),
        _number(row["Tiến độ"] or 0),
        Fraction(1) if points is None else _number(points),
        int(_number(row["Số lần không đạt"] or 0)),
        None if late is None else int(_number(late)),
        row["Khách quan"] == "x",
        row["Phát sinh"] == "x",
        _text(row["Độ mật"]) or "noi_bo",
    )


def _entry(row: Cells) -> Entry:
    return Entry(
        _text(row["Mã lịch"]),
        _moment(row["Bắt đầu"]),
        _moment(row["Kết thúc"]),
        _code(row["Chủ trì"]),
        _codes(row["Thành phần"]),
        _code(row["Mã đơn vị"]),
        _text(row["Trạng thái"]),
        _text(row["Độ mật"]) or "noi_bo",
    )


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
