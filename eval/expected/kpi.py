"""What the answers about scores must say: figures with one decimal, half up, and the grade words of the domain."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from eval.expected.facts import Facts
from eval.expected.words import SHOWN, Args, unique
from eval.oracle import causes as cause_lines
from eval.oracle import kpi as units
from eval.oracle import person as people
from eval.oracle import ranking as order
from eval.oracle.kpi import EXCELLENT, FAIR, GOOD, POOR, Verdict
from eval.oracle.lists import may_see_kpi, may_see_person
from eval.oracle.workbooks import City, Person

GRADES = {
    EXCELLENT: "hoàn thành xuất sắc nhiệm vụ",
    GOOD: "hoàn thành tốt nhiệm vụ",
    FAIR: "hoàn thành nhiệm vụ",
    POOR: "không hoàn thành nhiệm vụ",
}
PROVISIONAL = "chưa có điểm tiêu chí chung"
NOTHING_ASSIGNED = "chưa có nhiệm vụ được giao"
KINDS = {"vien_chuc": "viên chức", "can_bo": "cán bộ"}
LIMIT = 5


def summary(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    unit, (start, end), today = str(args["unit"]), _range(args), now.date()
    of_unit = city.of_unit(unit)
    one = units.verdict(of_unit, unit, start, end, today)
    if not may_see_kpi(city, asker, unit):
        return _denied(one.total)
    if one.total is None:
        given = units.rows_inside(of_unit, unit, start, end, today)
        empty = not given and all(task.ad_hoc for task in units.assigned(of_unit, unit, start, end, today))
        return Facts("answered", (city.names[unit], *([NOTHING_ASSIGNED] if empty and end < today else [])))
    bound = () if one.provisional else _bound(of_unit, one, unit, start, end, today)
    return _scored(one.total, one.grade, (city.names[unit],), (*bound, *_as_of(end, today)))


def person(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    code, (start, end), today = str(args["person"]), _range(args), now.date()
    who = city.people[code]
    one = people.rating(city, code, start, end, today)
    if not may_see_person(city, asker, who):
        return _denied(one.total)
    named = () if who.code == asker.code else (who.name,)
    if not one.scored:
        why = () if who.role == "lanh_dao_thanh_pho" else (KINDS[who.kind],)
        return Facts("answered", (*named, *why), ("đề xuất xếp loại",))
    if one.total is None:
        own = [task for task in city.tasks if task.assignee == code and not task.ad_hoc]
        none = end < today and not any(start <= task.deadline <= end for task in own)
        return Facts("answered", (*named, *([NOTHING_ASSIGNED] if none else [])))
    return _scored(one.total, one.grade, named, _as_of(end, today))


def ranking(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    """Published to everybody. Without a level: departments and communes together."""
    (start, end), today = _range(args), now.date()
    level, limit = args.get("level"), int(str(args.get("limit") or LIMIT))
    levels = [str(level)] if level else ["department", "commune"]
    by_level = [order.verdicts(city, one, start, end, today) for one in levels]
    everyone = {unit: one for level_units in by_level for unit, one in level_units.items()}
    ranks = order.ranks(everyone)
    full = [group for group in order.groups(everyone) if not group[0]]
    listed = full if args.get("order") != "worst" else full[::-1]
    words: list[str] = []
    room = min(limit, SHOWN)
    for _provisional, total, members in listed:
        room -= len(members)
        if room < 0:
            break
        words += [*(city.names[unit] for unit in sorted(members)), points(total)]
    capped = [order.verdicts(city, one, start, end, today) for one in _cap_levels(level)]
    exceeded = [one for one in capped if order.excellent(one) > order.allowed_excellent(one)]
    warned = [str(count(one)) for one in exceeded for count in (order.excellent, order.allowed_excellent)]
    return Facts("answered", unique((f"{len(ranks)}", *words, *warned, *_as_of(end, today))))


def causes(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    unit, (start, end), today = str(args["unit"]), _range(args), now.date()
    period = _period(start, end, today)
    total, provisional = units.total_of(city.of_unit(unit), unit, *units.span(period), today)
    if not may_see_kpi(city, asker, unit):
        return _denied(total)
    if total is None:
        return Facts("answered", (city.names[unit],))
    lost = cause_lines.lines(city, unit, period, today)[1]
    shown = cause_lines.shown(city, asker, unit, period, today)
    words = [city.names[unit], points(total), *([PROVISIONAL] if provisional else [])]
    if lost:
        by_month = len(cause_lines.parts(city, unit, period, today)) > 1  # its lines may be told month by month
        words += [points(lost), *([] if by_month else _largest(city, shown)), *(["phần khác"] if shown.other else [])]
    return Facts("answered", unique((*words, *_as_of(units.span(period)[1], today))))


def points(value: Fraction) -> str:
    """One decimal, half up, decimal comma."""
    tenths = int(value * 10 + Fraction(1, 2))
    return f"{tenths // 10},{tenths % 10}"


def _scored(total: Fraction, grade: str | None, before: tuple[str, ...], after: tuple[str, ...]) -> Facts:
    """A full total has a grade, always as a proposal; a provisional one none."""
    if grade is None:
        return Facts("answered", unique((*before, points(total), "tạm tính", PROVISIONAL, *after)))
    words = unique((*before, f"{points(total)} điểm", "đề xuất", GRADES[grade], *after))
    return Facts("answered", words, (GRADES[POOR],) if grade == FAIR else ())


def _bound(city: City, one: Verdict, unit: str, start: date, end: date, today: date) -> tuple[str, ...]:
    """The conditions that keep the grade under the score's, and the remark on Article 8."""
    counted = [task for task in units.assigned(city, unit, start, end, today) if not task.ad_hoc]
    words: list[str] = []
    total = one.total or Fraction(0)
    if (total >= 50 and one.grade == POOR) or (total >= 70 and one.grade in (FAIR, POOR) and one.undone):
        words.append(f"còn {one.undone} nhiệm vụ chưa hoàn thành")
    if total >= 70 and one.grade in (FAIR, POOR):
        words += [f"{one.late} nhiệm vụ trễ hạn"] if one.late else []
        words += [f"{one.failed} nhiệm vụ không đạt chất lượng"] if one.failed else []
    if one.grade == FAIR and (one.undone or (counted and Fraction(one.late, len(counted)) > Fraction(1, 5))):
        words.append("chưa đủ điều kiện Điều 8")
    return tuple(words)


def _largest(city: City, shown: cause_lines.Shown) -> tuple[str, ...]:
    """The line that costs most, where it is one alone."""
    lost = sorted(((value, key) for key, value in shown.named.items()), reverse=True)
    if not lost or lost[0][0] <= 0 or any(value == lost[0][0] for value, _ in lost[1:]):
        return ()
    value, (kind, code) = lost[0]
    names = {row.code: row.name for row in city.indicators} | {task.code: task.name for task in city.tasks}
    return ("tiêu chí chung" if kind == "general" else names[code], points(value))


def _period(start: date, end: date, today: date) -> str:
    """The month or quarter itself; of a longer range its last full quarter that is over."""
    inside = [*units.quarters(start, end), *units.months(start, end)]
    whole = next((name for name in inside if units.span(name) == (start, end)), None)
    return whole or [name for name in units.quarters(start, end) if units.span(name)[1] < today][-1]


def _range(args: Args) -> tuple[date, date]:
    return date.fromisoformat(str(args["from"])), date.fromisoformat(str(args["to"]))


def _as_of(end: date, today: date) -> tuple[str, ...]:
    return () if end < today else (f"{today:%d/%m/%Y}",)


def _cap_levels(level: object) -> list[str]:
    """The 20 % are of the units of one level: wards and rural communes are of the same."""
    return ["department", "commune"] if level is None else ["department" if level == "department" else "commune"]


def _denied(total: Fraction | None) -> Facts:
    return Facts("denied", leak=() if total is None else (points(total),))
