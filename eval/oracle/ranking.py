"""The order of units, and the cap on those proposed "xuất sắc"."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from eval.oracle.kpi import EXCELLENT, GOOD, Verdict, verdict
from eval.oracle.workbooks import City

LEVELS = {"department": "so_nganh", "commune": "xa_phuong", "ward": "xa_phuong", "rural": "xa_phuong"}
FIRST_WORDS = {"ward": "Phường", "rural": "Xã"}


def units_of(city: City, level: str) -> list[str]:
    """Wards and communes go by the first word of the name."""
    first = FIRST_WORDS.get(level)
    of_level = [unit for unit, kind in city.levels.items() if kind == LEVELS[level]]
    return [unit for unit in of_level if first in (None, city.names[unit].split()[0])]


def verdicts(city: City, level: str, start: date, end: date, today: date) -> dict[str, Verdict]:
    return {unit: verdict(city.of_unit(unit), unit, start, end, today) for unit in units_of(city, level)}


def ranks(of: dict[str, Verdict]) -> dict[str, int]:
    """Unit → rank by its exact total, the best 1; ties share a rank. Provisional totals have none."""
    full = {unit: one.total for unit, one in of.items() if one.total is not None and not one.provisional}
    return {unit: 1 + sum(other > total for other in full.values()) for unit, total in full.items()}


def groups(of: dict[str, Verdict]) -> list[tuple[bool, Fraction, set[str]]]:
    """(provisional, total, units) from the best; those that are provisional come after the ranked ones."""
    found: dict[tuple[bool, Fraction], set[str]] = {}
    for unit, one in of.items():
        if one.total is not None:
            found.setdefault((one.provisional, one.total), set()).add(unit)
    return [(*key, found[key]) for key in sorted(found, key=lambda key: (key[0], -key[1]))]


def allowed_excellent(of: dict[str, Verdict]) -> int:
    """20 % of those rated "tốt", those rated "xuất sắc" not counted."""
    return sum(one.grade == GOOD for one in of.values()) // 5


def excellent(of: dict[str, Verdict]) -> int:
    return sum(one.grade == EXCELLENT for one in of.values())
