"""A person's score and grade: decree 335/2025, Articles 12, 14–17 and 20, as `domain.md` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from eval.oracle.kpi import (
    EXCELLENT,
    FAIR,
    GOOD,
    HALF,
    POOR,
    assigned_among,
    mean,
    months,
    quarters,
    ratios,
    span,
    verdict,
)
from eval.oracle.workbooks import City, Person

ORDER = (POOR, FAIR, GOOD, EXCELLENT)


@dataclass(frozen=True, slots=True)
class Rating:
    """`total` None: no score, and `scored` says whether the rules would give the person one. Provisional: the 70-point
    part × 100, without a grade.
    """

    total: Fraction | None
    provisional: bool = False
    grade: str | None = None
    scored: bool = True


def is_scored(person: Person) -> bool:
    """The decree covers công chức; city leaders are not scored."""
    return person.kind == "cong_chuc" and person.role != "lanh_dao_thanh_pho"


def subordinates(city: City, leader: Person) -> list[Person]:
    others = [one for one in city.people.values() if one.unit == leader.unit and one.code != leader.code]
    return others if leader.heads else [one for one in others if not one.role.startswith("lanh_dao")]


def task_score(city: City, person: Person, period: str, today: date) -> Fraction | None:
    """Staff (a+b+c)/3, leaders (a+b+c+d+đ+e)/6; None without anything in the denominator."""
    own = [task for task in city.tasks if task.assignee == person.code]
    abc = ratios(assigned_among(own, *span(period), today), today)
    if abc is None:
        return None
    if person.role != "lanh_dao_don_vi":
        return sum(abc, Fraction(0)) / 3
    weak = False
    for one in subordinates(city, person):
        total, provisional = total_of(city, one, *span(period), today)
        weak |= total is not None and not provisional and total < 50
    entered = city.halves.get((person.code, period), (Fraction(1), Fraction(1)))
    return sum((*abc, HALF if weak else Fraction(1), *entered), Fraction(0)) / 6


def in_period(city: City, person: Person, period: str, today: date) -> tuple[Fraction | None, bool]:
    """(total, provisional) by the general score of exactly that month or quarter."""
    share = task_score(city, person, period, today)
    if not is_scored(person) or share is None or span(period)[0] > today:
        return None, False
    general = city.general.get((person.code, period))
    return (share * 100, True) if general is None else (general + 70 * share, False)


def total_of(city: City, person: Person, start: date, end: date, today: date) -> tuple[Fraction | None, bool]:
    periods = [*quarters(start, end), *months(start, end)]
    single = next((period for period in periods if span(period) == (start, end)), None)
    if single is not None and ("Q" not in single or (person.code, single) in city.general):
        return in_period(city, person, single, today)
    found: list[tuple[Fraction, int]] = []
    covered: set[str] = set()
    for period in periods:
        if period in covered or (person.code, period) not in city.general:
            continue
        total, provisional = in_period(city, person, period, today)
        if total is not None and not provisional:
            found.append((total, len(months(*span(period)))))
            covered |= set(months(*span(period)))
    if found:
        return mean(found), False
    return (None, False) if single is None else in_period(city, person, single, today)


def rating(city: City, code: str, start: date, end: date, today: date) -> Rating:
    person = city.people[code]
    if not is_scored(person):
        return Rating(None, scored=False)
    total, provisional = total_of(city, person, start, end, today)
    if total is None or provisional:
        return Rating(total, provisional)
    grade = EXCELLENT if total >= 90 else GOOD if total >= 70 else FAIR if total >= 50 else POOR
    if person.heads:  # Article 20.6
        of_unit = verdict(city, person.unit, start, end, today).grade
        grade = grade if of_unit is None else min(grade, of_unit, key=ORDER.index)
    return Rating(total, provisional, grade)
