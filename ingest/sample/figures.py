"""Indicators and general scores: four quarters before the anchor's, and the anchor's to date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from ingest.sample.place import AD_HOC, GAP, MONTHLY, NOTE, PROVISIONAL, YEARLY, City, Person, Quarter, Unit, word_list
from ingest.sample.sheet import Record

PEOPLE_MONTHLY = "PX-VYDA"
_PERSONAL = ("CC0002", "CC0003", "CC0004", "CC0005")


@dataclass(frozen=True, slots=True)
class Span:
    """A period for which figures are entered."""

    name: str
    """`2026`, `2026-Q1` or `2026-02`"""
    quarter: Quarter
    last: date
    """The last day that the figures cover."""
    share: float = 1.0
    """Of a period that is not over: the part gone."""
    month: bool = False


def spans(unit: Unit, anchor: date) -> Iterator[Span]:
    """The unit's periods, the oldest first: months that are over for units scored by the month, years for one, else
    quarters.
    """
    current = Quarter.of(anchor)
    if unit.code == YEARLY:
        for year in (anchor.year - 1, anchor.year):
            last = min(anchor, date(year, 12, 31))
            yield Span(str(year), Quarter.of(last), last)
        return
    for quarter in (current.moved(by) for by in range(-4, 1)):
        if unit.code == GAP and quarter == current.moved(-2):
            continue
        if unit.code in MONTHLY:
            for period, last in quarter.months:
                if last < anchor:
                    yield Span(period, quarter, last, month=True)
        elif quarter == current:
            gone = ((anchor - quarter.start).days + 1) / ((quarter.end - quarter.start).days + 1)
            yield Span(str(quarter), quarter, anchor, gone)
        else:
            yield Span(str(quarter), quarter, quarter.end)


def indicators(city: City, anchor: date) -> list[Record]:
    found: list[Record] = []
    lists = word_list("catalogue")["indicators"]
    for unit in city.units:
        if unit.code == AD_HOC:
            continue
        rng = Random(f"indicators {unit.code} {anchor}")
        pool = lists[unit.level]
        drawn = rng.sample(pool[lists["always"] :], min(rng.randint(1, 3), len(pool) - lists["always"]))
        chosen: list[tuple[str, dict[str, Any], Person | None]]
        chosen = [(f"CT-{unit.code}-{n:02d}", i, None) for n, i in enumerate(pool[: lists["always"]] + drawn, start=1)]
        chosen += [
            (f"CT-{person.code}-{n:02d}", indicator, person)
            for person in city.of(unit)
            if person.code in _PERSONAL
            for n, indicator in enumerate(lists["personal"], start=1)
        ]
        skill = rng.uniform(0.88, 1.06)
        size = {code: rng.uniform(-1, 1) * i.get("spread", 0) for code, i, _ in chosen}
        for span in spans(unit, anchor):
            found += [_figure(unit, person, code, i, size[code], span, skill, rng) for code, i, person in chosen]
    return found


def _figure(
    unit: Unit,
    person: Person | None,
    code: str,
    kind: dict[str, Any],
    size: float,
    span: Span,
    skill: float,
    rng: Random,
) -> Record:
    target = kind["steps"][span.quarter.number - 1] if "steps" in kind else kind["base"] + size
    if span.month and ("spread" in kind or kind.get("few")):
        target = target / 3 if target else 0
    whole = bool(kind.get("few"))
    target = max(1 if target else 0, round(target)) if whole else round(target, 1)
    return {
        "ma_chi_tieu": code,
        "ky": span.name,
        "ten_chi_tieu": kind["name"],
        "ma_don_vi": unit.code,
        "ma_cong_chuc": person.code if person else None,
        "nhom": kind["group"],
        "don_vi_tinh": kind["measure"],
        "muc_tieu": target,
        "thuc_hien": None if rng.random() < 0.03 else _actual(kind, target, span, skill, rng, whole),
        "chieu": "giam" if kind.get("down") else "tang",
        "trong_so": kind["weight"],
        "can_cu": rng.choice(word_list("catalogue")["bases"]),
        "ngay_cap_nhat": max(span.quarter.start, span.last - timedelta(days=rng.randint(0, 3))),
        "ghi_chu": NOTE,
    }


def _actual(kind: dict[str, Any], target: float, span: Span, skill: float, rng: Random, whole: bool) -> float:
    reached = max(0.4, rng.gauss(skill, 0.06))
    if kind.get("down"):
        value = target / reached if target else float(rng.random() < 0.12)
        value *= span.share if whole else 1
    else:
        grows = whole or "spread" in kind or "steps" in kind
        value = target * reached * (span.share if grows else 1)
    value = min(value, float(kind.get("most", value)))
    return round(value) if whole else round(value, 1)


def general_scores(city: City, anchor: date) -> list[Record]:
    """Units by their own periods, civil servants by the quarter, of one unit by the month; none for the period that is
    not over.
    """
    found: list[Record] = []
    quarters = [Quarter.of(anchor).moved(by) for by in range(-4, 0)]
    for unit in city.units:
        rng = Random(f"general {unit.code} {anchor}")
        usual = rng.uniform(24, 28.5)
        over = [span for span in spans(unit, anchor) if span.month or span.last < anchor]
        if unit.code not in (PROVISIONAL, YEARLY, AD_HOC):
            found += [_score(unit.code, span.name, usual, rng) for span in over]
        for person in city.of(unit):
            if person.kind == "cong_chuc":
                own = rng.uniform(23, 28.5)
                found += [_score(person.code, period, own, rng, person) for period in _personal(unit, quarters, over)]
    return found


def _personal(unit: Unit, quarters: list[Quarter], over: list[Span]) -> list[str]:
    """The periods for which the people of a unit have general scores."""
    if unit.code == PEOPLE_MONTHLY:
        return [span.name for span in over]
    return [str(quarter) for quarter in quarters if unit.code != GAP or quarter != quarters[2]]


def _score(subject: str, period: str, usual: float, rng: Random, person: Person | None = None) -> Record:
    leads = person is not None and person.leads
    return {
        "ma": subject,
        "ky": period,
        "diem": min(30.0, round(2 * (usual + rng.uniform(-1.5, 1.5))) / 2),
        "to_chuc": (50 if rng.random() < 0.06 else 100) if leads else None,
        "doan_ket": (50 if rng.random() < 0.04 else 100) if leads else None,
        "ghi_chu": NOTE,
    }
