"""A small city in whose restricted rows every word and figure is a mark of its own, and who may see which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count, product

from assistant.access import Principal
from kpi_tools.columns import Base
from kpi_tools.schema import (
    Conclusion,
    EntryInvitee,
    ForumQuestion,
    GeneralScore,
    Indicator,
    Meeting,
    MeetingInvitee,
    Procedure,
    ScheduleEntry,
    Task,
    TaskUnit,
)
from tests.kpi_tools.rows import person, principal, unit
from tests.rights.oracle import Facts, Oracle

PARENTS: dict[str, str | None] = {"TP": None, "SO": "TP", "CHI-CUC": "SO", "PX-1": "TP", "PX-2": "TP"} | {
    f"PX-{n}": "TP" for n in range(3, 9)
}
UNITS = ("TP", "SO", "CHI-CUC", "PX-1", "PX-2")
"""Those that are asked about; the others are the peers behind a median."""
STAFF = {
    "TP-CT": ("TP", "lanh_dao_thanh_pho", "Chủ tịch"),
    "TP-LD": ("TP", "lanh_dao_don_vi", "Chánh Văn phòng"),
    "TP-CV": ("TP", "chuyen_vien", "Chuyên viên"),
    "SO-GD": ("SO", "lanh_dao_don_vi", "Giám đốc"),
    "SO-CV": ("SO", "chuyen_vien", "Chuyên viên"),
    "CCUC-CT": ("CHI-CUC", "lanh_dao_don_vi", "Chi cục trưởng"),
    "CCUC-CV": ("CHI-CUC", "chuyen_vien", "Chuyên viên"),
    "PX1-CT": ("PX-1", "lanh_dao_don_vi", "Chủ tịch"),
    "PX1-PCT": ("PX-1", "lanh_dao_don_vi", "Phó Chủ tịch"),
    "PX1-CV": ("PX-1", "chuyen_vien", "Chuyên viên"),
    "PX1-QT": ("PX-1", "quan_tri", "Quản trị"),
    "PX2-CT": ("PX-2", "lanh_dao_don_vi", "Chủ tịch"),
    "PX2-CV": ("PX-2", "chuyen_vien", "Chuyên viên"),
}
ASKERS = tuple(principal(code, of, role) for code, (of, role, _) in STAFF.items())
ORACLE = Oracle(PARENTS, {code: of for code, (of, _, _) in STAFF.items()})
SECRECY = ("cong_khai", "noi_bo", "han_che")
NOW = datetime.fromisoformat("2026-04-02T08:00:00+07:00")
Part = Mapping[str, str]
"""How others have part in a row: `joint`, `person`, `giver`, `chair`, `others`."""
LETTERS = "bcdfghjklmnpqrstvwxz"


def mark(number: int) -> str:
    """A word without digits and vowels: nothing reads it out differently, nothing else holds it."""
    high, low = divmod(number, len(LETTERS))
    return f"zq{LETTERS[high // len(LETTERS)]}{LETTERS[high % len(LETTERS)]}{LETTERS[low]}qz"


@dataclass(frozen=True)
class Marked:
    """A restricted row: its code, what else it says, and who may be shown it."""

    kind: str
    code: str
    words: str
    """Stands in every text of the row."""
    visible: Callable[[Principal], bool]
    withdrawn: bool = False
    number: int | None = None
    """A figure that no other row has."""

    @property
    def forms(self) -> tuple[str, ...]:
        """What gives the row away wherever it is found, in small letters."""
        figures = () if self.number is None else (str(self.number), f"{self.number:,}".replace(",", "."))
        return (self.code.lower(), self.words, *figures)


@dataclass
class MarkedCity:
    rows: list[Base] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def of(self, kind: str) -> list[Marked]:
        return [one for one in self.marked if one.kind == kind]

    def put(self, kind: str, visible: Callable[[Principal], bool], *, withdrawn: bool = False) -> Marked:
        code, words = mark(next(self.numbers)).upper(), mark(next(self.numbers))
        number = 81_000 + 7 * next(self.numbers) if kind == "indicator" else None
        one = Marked(kind, code, words, visible, withdrawn, number)
        self.marked.append(one)
        return one


def marked_city() -> MarkedCity:
    city = MarkedCity()
    for code, up in PARENTS.items():
        level = "thanh_pho" if up is None else "xa_phuong" if code.startswith("PX") else "so_nganh"
        name = {"TP": "Thành phố Mẫu", "SO": "Sở Mẫu", "CHI-CUC": "Chi cục Mẫu"}.get(code, f"Phường {code}")
        city.rows.append(unit(code, up, level, name=name))
    city.rows += [person(c, of, role, name=f"Ông {c}", title=title) for c, (of, role, title) in STAFF.items()]
    tasks = list(_tasks(city))
    _entries(city)
    _meetings(city, tasks)
    _scores(city)
    city.rows.append(Procedure(code="TT-1", name="Đăng ký khai sinh", field="Hộ tịch", fee="Không"))
    city.rows.append(ForumQuestion(code="HD-1", question="Khai sinh ở đâu?", asking_unit="PX-1", answer="Ở phường."))
    return city


def _sees_task(facts: Facts, asker: Principal) -> bool:
    return ORACLE.task(asker, facts)


def _sees_gathering(facts: Facts, asker: Principal) -> bool:
    return ORACLE.gathering(asker, facts)


def _sees_unit_kpi(code: str, asker: Principal) -> bool:
    return ORACLE.unit_kpi(asker, code)


def _sees_person_kpi(code: str, asker: Principal) -> bool:
    return ORACLE.person_kpi(asker, code)


def _tasks(city: MarkedCity) -> Iterator[str]:
    """Led by each unit, joined, assigned and given across units; done, late, poor, ad hoc and undone."""
    parts: tuple[Part, ...] = ({}, {"joint": "PX-1"}, {"person": "PX1-CV"}, {"giver": "SO-GD", "joint": "CHI-CUC"})
    for n, (secrecy, of, part) in enumerate(product(SECRECY, UNITS[1:], parts)):
        gone = n % 17 == 16
        others = frozenset({part["joint"]} if "joint" in part else ())
        facts = Facts("", secrecy, of, others, part.get("person"), part.get("giver", ""), gone)
        one = city.put("task", partial(_sees_task, facts), withdrawn=gone)
        due = date(2026, 1, 20) + timedelta(days=2 * n)
        city.rows.append(
            Task(
                code=one.code,
                name=f"Việc {one.words}",
                unit=of,
                assignee=facts.person,
                giver=facts.giver,
                basis=f"Căn cứ {one.words}",
                deadline=due,
                completed=due + timedelta(days=n % 3) if n % 4 else None,
                progress=Decimal(100 if n % 4 else 40),
                quality_failures=n % 2,
                ad_hoc=n % 7 == 6,
                product=f"Sản phẩm {one.words}",
                delay_cause=f"Vì {one.words}",
                secrecy=secrecy,
                withdrawn=gone,
                notes={"Ghi chú": one.words},
            )
        )
        city.rows += [TaskUnit(task=one.code, unit=other) for other in others]
        yield one.code


def _entries(city: MarkedCity) -> None:
    invited: tuple[Part, ...] = ({}, {"others": "PX-1"}, {"others": "PX1-CV"}, {"chair": "PX1-QT"}, {"others": "SO-GD"})
    for n, (secrecy, of, part) in enumerate(product(SECRECY, (*UNITS[1:], None), invited)):
        facts = _facts(secrecy, of, part, gone=n % 19 == 18)
        one = city.put("entry", partial(_sees_gathering, facts), withdrawn=facts.withdrawn)
        start = datetime(2026, 4, 2, 7, 30) + timedelta(days=n % 5, hours=n % 8)
        city.rows.append(
            ScheduleEntry(
                code=one.code,
                start=start,
                end=start + timedelta(minutes=45),
                subject=f"Họp {one.words}",
                place=f"Phòng {one.words}",
                chair=facts.person,
                unit=of,
                state=("", "", "huy", "hoan")[n % 4],
                secrecy=secrecy,
                note=f"Kèm {one.words}",
                withdrawn=facts.withdrawn,
                notes={"Ghi chú": one.words},
            )
        )
        city.rows += [EntryInvitee(entry=one.code, invitee=other) for other in facts.others]


def _meetings(city: MarkedCity, tasks: list[str]) -> None:
    invited: tuple[Part, ...] = ({}, {"others": "PX-1"}, {"chair": "PX1-CV"}, {"others": "CCUC-CV"})
    for n, (secrecy, of, part) in enumerate(product(SECRECY, UNITS[1:], invited)):
        facts = _facts(secrecy, of, part, gone=n % 13 == 12)
        one = city.put("meeting", partial(_sees_gathering, facts), withdrawn=facts.withdrawn)
        start = datetime(2026, 3, 2, 8) + timedelta(days=n % 28)
        city.rows.append(
            Meeting(
                code=one.code,
                name=f"Họp về {one.words}",
                start=start,
                end=start + timedelta(hours=2),
                place=f"Phòng {one.words}",
                chair=facts.person,
                subject=f"Bàn {one.words}",
                unit=of,
                notice=f"{one.words}/TB-UBND",
                secrecy=secrecy,
                withdrawn=facts.withdrawn,
                notes={"Ghi chú": one.words},
            )
        )
        city.rows += [MeetingInvitee(meeting=one.code, invitee=other) for other in facts.others]
        for number, carrier in enumerate(("PX-1", "CHI-CUC", None)[n % 3 :], 1):
            _conclusion(city, one.code, facts, number, carrier, tasks[(3 * n + number) % len(tasks)])


def _conclusion(city: MarkedCity, meeting: str, facts: Facts, number: int, carrier: str | None, task: str) -> None:
    gone = number == 3

    def visible(asker: Principal) -> bool:
        return not gone and ORACLE.conclusion(asker, carrier, facts)

    one = city.put("conclusion", visible, withdrawn=gone)
    city.rows.append(
        Conclusion(
            meeting=meeting,
            number=str(number),
            content=f"Làm {one.words}",
            unit=carrier,
            deadline=date(2026, 4, 1 + number),
            task=task,
            withdrawn=gone,
            notes={"Ghi chú": one.words},
        )
    )


def _facts(secrecy: str, of: str | None, part: Part, gone: bool) -> Facts:
    others = frozenset({part["others"]} if "others" in part else ())
    return Facts("", secrecy, of, others, part.get("chair"), withdrawn=gone)


def _scores(city: MarkedCity) -> None:
    """Indicators of units (one that has peers, one of its own) and people, general scores with a note."""
    for of in PARENTS:
        _general(city, of, partial(_sees_unit_kpi, of))
        for name in ("Hồ sơ trực tuyến", None):
            one = city.put("indicator", partial(_sees_unit_kpi, of))
            _indicator(city, one, of, None, name)
    for who, (of, _, _) in STAFF.items():
        _general(city, who, partial(_sees_person_kpi, who))
        one = city.put("indicator", partial(_sees_person_kpi, who))
        _indicator(city, one, of, who, None)
    gone = city.put("indicator", lambda _: False, withdrawn=True)
    _indicator(city, gone, "PX-1", None, None, withdrawn=True)


def _indicator(
    city: MarkedCity, one: Marked, of: str, who: str | None, name: str | None, *, withdrawn: bool = False
) -> None:
    target = Decimal(one.number or 1)
    city.rows.append(
        Indicator(
            code=one.code,
            period="2026-Q1",
            name=name or f"Chỉ tiêu {one.words}",
            unit=of,
            person=who,
            group=one.words,
            measure="hồ sơ",
            target=target,
            actual=Decimal(len(of) * 1_000) if name else target - 3_000,
            basis=one.words,
            note=one.words,
            updated=date(2026, 3, 30),
            withdrawn=withdrawn,
            notes={"Ghi chú": one.words},
        )
    )


def _general(city: MarkedCity, subject: str, visible: Callable[[Principal], bool]) -> None:
    one = city.put("general", visible)
    score, notes = Decimal(20 + len(subject) % 8), {"Ghi chú": one.words}
    city.rows.append(GeneralScore(subject=subject, period="2026-Q1", score=score, note=one.words, notes=notes))
