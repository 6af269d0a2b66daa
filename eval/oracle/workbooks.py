"""The workbooks of a folder as plain records, read with openpyxl; a label without its accents is the column's key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

from eval.oracle.cells import Cells, code, codes, folded, moment, number, rows, text

__all__ = ["City", "folded", "read_city"]


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

    def with_role(self, role: str) -> Person:
        return replace(self, role=role)


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
    delay: str
    """The recorded cause of delay."""


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
    subject: str
    """Of a meeting: its name."""
    place: str
    notice: str = ""
    """Of a meeting: the number of its notice of conclusion."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    meeting: str
    number: str
    content: str
    unit: str | None
    person: str | None
    deadline: date | None
    task: str | None
    state: str


@dataclass(frozen=True, slots=True)
class Procedure:
    code: str
    name: str
    dossier: tuple[str, ...]
    time_limit: str
    fee: str
    authority: str


@dataclass(frozen=True, slots=True)
class ForumQuestion:
    code: str
    question: str
    answer: str
    """Empty: still waiting."""
    asked_by: str | None
    answered_by: str | None


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
    procedures: dict[str, Procedure]
    forum: dict[str, ForumQuestion]

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
    units, scores = rows(folder, "don_vi"), rows(folder, "tieu_chi_chung")
    return City(
        names={text(row["ma_don_vi"]): text(row["ten_don_vi"]) for row in units},
        levels={text(row["ma_don_vi"]): text(row["cap"]) for row in units},
        parents={text(row["ma_don_vi"]): code(row["truc_thuoc"]) for row in units},
        people={person.code: person for person in map(_person, rows(folder, "nhan_su"))},
        indicators=[_indicator(row) for row in rows(folder, "chi_tieu")],
        general={(text(row["ma"]), text(row["ky"])): number(row["diem"]) for row in scores},
        halves={(text(row["ma"]), text(row["ky"])): (_half(row["to_chuc"]), _half(row["doan_ket"])) for row in scores},
        tasks=[_task(row) for row in rows(folder, "nhiem_vu")],
        entries=[_entry(row, "ma_lich") for row in rows(folder, "lich_cong_tac")],
        meetings={text(row["ma_hop"]): _entry(row, "ma_hop") for row in rows(folder, "cuoc_hop")},
        conclusions=[_conclusion(row) for row in rows(folder, "ket_luan")],
        procedures={text(row["ma_thu_tuc"]): _procedure(row) for row in rows(folder, "thu_tuc")},
        forum={text(row["ma_hoi_dap"]): _forum_question(row) for row in rows(folder, "hoi_dap")},
    )


def _person(row: Cells) -> Person:
    return Person(
        text(row["ma_cong_chuc"]),
        text(row["ho_ten"]),
        text(row["chuc_vu"]),
        text(row["ma_don_vi"]),
        text(row["vai_tro"]),
        text(row["doi_tuong"]) or "cong_chuc",
    )


def _indicator(row: Cells) -> Indicator:
    actual = row["thuc_hien"]
    return Indicator(
        text(row["ma_chi_tieu"]),
        text(row["ten_chi_tieu"]),
        text(row["ky"]),
        text(row["ma_don_vi"]),
        code(row["ma_cong_chuc"]),
        number(row["muc_tieu"]),
        None if actual is None else number(actual),
        row["chieu"] == "giam",
        number(row["trong_so"]),
    )


def _task(row: Cells) -> Task:
    late, points = row["so_lan_cham"], row["diem_quy_doi"]
    return Task(
        text(row["ma_nhiem_vu"]),
        text(row["ten_nhiem_vu"]),
        text(row["san_pham"]),
        text(row["ma_don_vi"]),
        codes(row["don_vi_phoi_hop"]),
        code(row["ma_cong_chuc"]),
        text(row["nguoi_giao"]),
        text(row["can_cu"]),
        moment(row["han"]).date(),
        None if row["ngay_hoan_thanh"] is None else moment(row["ngay_hoan_thanh"]).date(),
        number(row["tien_do"] or 0),
        Fraction(1) if points is None else number(points),
        int(number(row["so_lan_khong_dat"] or 0)),
        None if late is None else int(number(late)),
        row["khach_quan"] == "x",
        row["phat_sinh"] == "x",
        text(row["do_mat"]) or "noi_bo",
        text(row["nguyen_nhan_cham"]),
    )


def _entry(row: Cells, key: str) -> Entry:
    return Entry(
        text(row[key]),
        moment(row["bat_dau"]),
        moment(row["ket_thuc"]),
        code(row["chu_tri"]),
        codes(row["thanh_phan"]),
        code(row["ma_don_vi"]),
        text(row["trang_thai"]),
        text(row["do_mat"]) or "noi_bo",
        text(row.get("ten_cuoc_hop", row["noi_dung"])),
        text(row["dia_diem"]),
        text(row.get("so_thong_bao")),
    )


def _conclusion(row: Cells) -> Conclusion:
    return Conclusion(
        text(row["ma_hop"]),
        text(row["stt"]),
        text(row["noi_dung"]),
        code(row["ma_don_vi"]),
        code(row["ma_cong_chuc"]),
        None if row["han"] is None else moment(row["han"]).date(),
        code(row["ma_nhiem_vu"]),
        text(row["trang_thai"]),
    )


def _procedure(row: Cells) -> Procedure:
    dossier = tuple(part.strip() for part in text(row["thanh_phan_ho_so"]).split(";"))
    terms = (text(row[key]) for key in ("thoi_han", "le_phi", "co_quan"))
    return Procedure(text(row["ma_thu_tuc"]), text(row["ten_thu_tuc"]), dossier, *terms)


def _forum_question(row: Cells) -> ForumQuestion:
    return ForumQuestion(
        text(row["ma_hoi_dap"]),
        text(row["cau_hoi"]),
        text(row["tra_loi"]),
        code(row["ma_don_vi_hoi"]),
        code(row["ma_don_vi_tra_loi"]),
    )


def _half(value: object) -> Fraction:
    return Fraction(1) if value is None else number(value) / 100
