"""Tool calls as the people of the invented province (`eval/bench/province.py`) would make them, one mixture a tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from pydantic import JsonValue

from assistant.access import Principal, Role
from assistant.types import ToolCall
from eval.bench.province import ANCHOR, ROOT, person, unit
from eval.bench.scale import Size

NOW = datetime(ANCHOR.year, ANCHOR.month, ANCHOR.day, 9, 30)
Args = dict[str, JsonValue]
ROLES: tuple[Role, ...] = ("chuyen_vien", "lanh_dao_don_vi", "lanh_dao_thanh_pho", "quan_tri")


@dataclass(frozen=True, slots=True)
class Ask:
    call: ToolCall
    asker: Principal


class Asks:
    """Random asks of one tool: half of staff, a quarter of unit leaders, the rest of city leaders and administrators.

    `of`: the unit that the question is about, mostly the asker's own; city leaders ask about any.
    """

    def __init__(self, size: Size, seed: int = 1) -> None:
        self.size = size
        self.random = Random(seed)

    def one(self, tool: str) -> Ask:
        """Raises KeyError for a tool without a mixture."""
        role: Role = self.random.choices(ROLES, (50, 25, 20, 5))[0]
        of = self.random.randrange(2, self.size.units + 1)
        asker = self._asker(role, of)
        if role == "lanh_dao_don_vi" and self.random.random() < 0.3:
            of = self._under(of)
        return Ask(ToolCall(tool=tool, args=MIXTURES[tool](self, of, asker)), asker)

    def _asker(self, role: Role, of: int) -> Principal:
        if role == "lanh_dao_thanh_pho":
            return Principal(code=person(1), name="Lãnh đạo mẫu", unit=ROOT, role=role)
        if role == "quan_tri":
            return Principal(code=person(5 * self.size.units + 1), name="Quản trị mẫu", unit=ROOT, role=role)
        place = 0 if role == "lanh_dao_don_vi" else 2
        return Principal(code=person(place * self.size.units + of), name="Người mẫu", unit=unit(of), role=role)

    def _under(self, of: int) -> int:
        """A unit under a department or commune, where it has one; see `Province.units`."""
        top = 1 + max(2, self.size.units // 40) + max(2, self.size.units // 16)
        first = top + 1 + (of - 2 - (top + 1)) % (top - 1)
        return first if of <= top and first <= self.size.units else of

    def quarter(self) -> Args:
        year, number = self.random.choice(((2025, 1), (2025, 2), (2025, 3), (2025, 4), (2026, 1), (2026, 2)))
        return _between(date(year, 3 * number - 2, 1), _last_day(year, 3 * number))

    def period(self) -> Args:
        """None, a quarter, a month, the year until today, or a half-year."""
        month = self.random.randrange(1, 7)
        return self.one_of(
            {},
            self.quarter(),
            self.quarter(),
            _between(date(2026, month, 1), _last_day(2026, month)),
            _between(date(2026, 1, 1), ANCHOR),
            _between(date(2025, 7, 1), date(2025, 12, 31)),
        )

    def one_of(self, *choices: Args) -> Args:
        return self.random.choice(choices)

    def days(self, most: int) -> Args:
        start = ANCHOR + timedelta(days=self.random.randrange(-30, 20))
        return _between(start, start + timedelta(days=self.random.randrange(most)))

    def member(self, of: int) -> str:
        return person(self.random.randrange(2, max(3, self.size.people // self.size.units)) * self.size.units + of)


def _between(start: date, end: date) -> Args:
    return {"from": start.isoformat(), "to": end.isoformat()}


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _tasks(asks: Asks, of: int, asker: Principal) -> Args:
    recent = _between(ANCHOR - timedelta(days=90), ANCHOR + timedelta(days=30))
    return asks.one_of(
        {"unit": unit(of)},
        {"unit": unit(of), "status": "overdue"},
        {"unit": unit(of), "status": "due_soon"},
        {"person": asker.code},
        {"person": asker.code, "status": "in_progress"},
        {"status": "overdue"},
        {"unit": ROOT, "status": "overdue", **asks.quarter()},
        {"unit": unit(of), "text": "rà soát y tế"},
        {"text": "báo cáo giáo dục đợt 5", **recent},
        {"basis": f"{asks.random.randrange(500)}/KH-UBND"},
        {"unit": unit(of), **asks.quarter()},
    )


def _conclusions(asks: Asks, of: int, _asker: Principal) -> Args:
    return asks.one_of(
        {"meeting": f"CH{asks.random.randrange(1, asks.size.meetings + 1):07}"},
        {"topic": "y tế lần 17", **asks.quarter()},
        {"topic": "giáo dục"},
        {"unit": unit(of)},
        {"unit": unit(of), **asks.quarter()},
    )


def _person_kpi(asks: Asks, of: int, asker: Principal) -> Args:
    own = asker.role in ("chuyen_vien", "quan_tri")
    return {"person": asker.code if own else asks.member(of), **asks.period()}


def _schedule(asks: Asks, of: int, asker: Principal) -> Args:
    return asks.one_of({}, {"person": asker.code, **asks.days(7)}, {"unit": unit(of), **asks.days(7)})


def _free(asks: Asks, of: int, asker: Principal) -> Args:
    return {"person": asks.random.choice((asker.code, asks.member(of))), **asks.days(5)}


MIXTURES: Mapping[str, Callable[[Asks, int, Principal], Args]] = {
    "kpi_summary": lambda asks, of, _: {"unit": unit(of), **asks.period()},
    "kpi_ranking": lambda asks, _, __: {
        "level": asks.random.choice((None, "department", "commune", "ward", "rural")),
        **asks.one_of({}, asks.quarter()),
    },
    "kpi_person": _person_kpi,
    "kpi_causes": lambda asks, of, _: {"unit": unit(of), **asks.period()},
    "task_list": _tasks,
    "task_detail": lambda asks, _, __: {"task": f"NV{asks.random.randrange(1, asks.size.tasks + 1):07}"},
    "schedule": _schedule,
    "schedule_free": _free,
    "meeting_conclusions": _conclusions,
    "procedure": lambda asks, _, __: asks.one_of(
        {"procedure": "1.000017"}, {"topic": "cap giay phep xay dung"}, {"topic": "đăng ký tư pháp loại 33"}
    ),
    "forum": lambda asks, _, __: {"topic": asks.random.choice(("thủ tục y tế", "giao duc tinh huong 12", "xây dựng"))},
    "smalltalk": lambda _, __, ___: {},
}


def describe() -> str:
    """The mixture in words, for a table."""
    return (
        "askers: 50 % staff, 25 % unit leaders (of departments and communes with units under them too), 20 % city "
        "leaders, 5 % administrators; about the asker's own unit or person, city leaders about any, leaders also about "
        "units under theirs; periods: none, month, quarter, half-year, year to date; task_list by unit, person, state, "
        "words, basis, whole city"
    )
