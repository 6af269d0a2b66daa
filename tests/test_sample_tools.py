"""People, ranking, causes and free slots of the sample city, against `eval/oracle`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from random import Random

import pytest

from eval.oracle import causes, free, ranking
from eval.oracle.kpi import Verdict, span
from eval.oracle.lists import (
    may_see_kpi,
    may_see_person,
    may_see_schedule,
    may_see_task,
)
from eval.oracle.person import Rating, rating
from eval.oracle.workbooks import folded
from kpi_tools.cause_lines import KpiCauses
from kpi_tools.free_slots import FreeSlots
from kpi_tools.person import PersonKpi
from kpi_tools.ranking import KpiRanking
from tests.asked import ASKERS, GRADES, MAYOR, Asked, ranges, whole_json

pytestmark = pytest.mark.slow


def last_quarters(today: date, count: int) -> list[str]:
    """The last full ones, the newest first."""
    number = today.year * 4 + (today.month + 2) // 3 - 1
    return [f"{(number - back) // 4}-Q{(number - back) % 4 + 1}" for back in range(1, count + 1)]


# --- a person --------------------------------------------------------------------------------------------------------


def of_person(data: object) -> Rating:
    assert isinstance(data, PersonKpi)
    total = None if data.total is None else Fraction(data.total)
    return Rating(total, data.provisional, GRADES[data.grade], data.not_scored is None)


def test_the_score_of_people_in_every_period(asked: Asked) -> None:
    wrong = []
    luck = Random(11)
    fixed = {"CC0002", "CC0003", "CC0124", "CC0178", "CC0257", "CC0259", "CC0285", "CC0286", "CC0287", "CC0356"}
    chosen = fixed | set(luck.sample(sorted(asked.city.people), 40))
    near = {unit: asked.city.of_unit(unit) for unit in {asked.city.people[code].unit for code in chosen}}
    for code in sorted(chosen):
        for start, end in luck.sample(ranges(asked.today), 5 if code in fixed else 2):
            expected = rating(near[asked.city.people[code].unit], code, start, end, asked.today)
            result = asked.ask(MAYOR, "kpi_person", person=code, from_=start.isoformat(), to=end.isoformat())
            if of_person(result.data) != expected or result.status != "answered":
                wrong.append((code, start, end, expected, of_person(result.data)))
    assert wrong == []


def test_whose_score_one_may_see(asked: Asked) -> None:
    wrong = []
    luck = Random(12)
    for who in ASKERS:
        mates = [one.code for one in asked.city.people.values() if one.unit == asked.city.people[who].unit]
        under = [
            one.code
            for one in asked.city.people.values()
            if one.unit in asked.city.below(asked.city.people[who].unit) and who != MAYOR
        ]
        for code in {
            who,
            *mates[:4],
            *luck.sample(under, min(3, len(under))),
            *luck.sample(sorted(asked.city.people), 3),
        }:
            result = asked.ask(who, "kpi_person", person=code)
            seen = may_see_person(asked.city, asked.city.people[who], asked.city.people[code])
            if result.status != ("answered" if seen else "denied") or (not seen and result.rows):
                wrong.append((who, code, result.status))
    assert wrong == []


# --- ranking ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["department", "commune", "ward", "rural"])
def test_the_ranking_of_a_level(asked: Asked, level: str) -> None:
    periods = [span(quarter) for quarter in last_quarters(asked.today, 2)]
    periods.append((date(asked.today.year, 1, 1), date(asked.today.year, 6, 30)))
    for start, end in periods:
        expected = ranking.verdicts(asked.city, level, start, end, asked.today)
        bounds = {"from": start.isoformat(), "to": end.isoformat()}
        for who, order in ((MAYOR, "best"), ("CC0003", "worst")):
            data = asked.ask(who, "kpi_ranking", level=level, limit=100, order=order, **bounds).data
            assert isinstance(data, KpiRanking)
            told = {unit.code: unit for unit in data.units}
            assert told.keys() == expected.keys()
            for code, one in expected.items():
                got = (told[code].total, told[code].provisional, GRADES[told[code].grade])
                assert got == (one.total, one.provisional, one.grade), (code, start, end)
            assert {code: unit.rank for code, unit in told.items() if unit.rank} == ranking.ranks(expected)
            assert in_order(data, expected, order)
    for_level = {"department": "so_nganh"}.get(level, "xa_phuong")
    if level in ("department", "commune"):
        start, end = periods[0]
        of = ranking.verdicts(asked.city, level, start, end, asked.today)
        data = asked.ask(MAYOR, "kpi_ranking", level=level, from_=start.isoformat(), to=end.isoformat()).data
        assert isinstance(data, KpiRanking)
        over = {cap.level: (cap.excellent, cap.allowed) for cap in data.exceeded}
        more = ranking.excellent(of) > ranking.allowed_excellent(of)
        assert over == ({for_level: (ranking.excellent(of), ranking.allowed_excellent(of))} if more else {})


def in_order(data: KpiRanking, expected: dict[str, Verdict], order: str) -> bool:
    """The ranked ones from the asked end, then the provisional, then those without any score."""

    def place(code: str) -> tuple[int, Fraction]:
        one = expected[code]
        kind = 2 if one.total is None else int(one.provisional)
        total = Fraction(0) if one.total is None else one.total
        return kind, total if order == "worst" and kind == 0 else -total

    places = [place(unit.code) for unit in data.units]
    return places == sorted(places)


# --- causes ----------------------------------------------------------------------------------------------------------


def test_the_causes_of_every_unit_add_up(asked: Asked) -> None:
    wrong: list[tuple[object, ...]] = []
    for unit in asked.city.parents:
        near = asked.city.of_unit(unit)
        for quarter in last_quarters(asked.today, 2):
            start, end = span(quarter)
            expected, lost = causes.lines(near, unit, quarter, asked.today)
            result = asked.ask(MAYOR, "kpi_causes", unit=unit, from_=start.isoformat(), to=end.isoformat())
            data = result.data
            assert isinstance(data, KpiCauses)
            told = named_lines(data)
            if told != expected or (data.lost or 0) != lost or sum(told.values()) != lost:
                wrong.append((unit, quarter, expected, told, lost, data.lost))
    assert wrong == []


def named_lines(data: KpiCauses) -> causes.Lines:
    told: causes.Lines = {}
    for line in data.causes:
        key = (line.kind, line.code or "")
        told[key] = told.get(key, Fraction(0)) + line.points
    return told


def test_what_each_asker_is_told_of_causes(asked: Asked) -> None:
    wrong: list[tuple[object, ...]] = []
    luck = Random(13)
    for who in ASKERS:
        asker = asked.city.people[who]
        near = asked.city.below(asker.unit) if who != MAYOR else set()
        for unit in sorted(
            {asker.unit, *luck.sample(sorted(near), min(4, len(near))), luck.choice([*asked.city.parents])}
        ):
            own = asked.city.of_unit(unit)
            quarter = luck.choice(last_quarters(asked.today, 3))
            start, end = span(quarter)
            result = asked.ask(who, "kpi_causes", unit=unit, from_=start.isoformat(), to=end.isoformat())
            if not may_see_kpi(asked.city, asker, unit):
                assert (result.status, result.rows) == ("denied", ())
                continue
            assert isinstance(result.data, KpiCauses)
            told = named_lines(result.data)
            expected = causes.shown(own, asker, unit, quarter, asked.today)
            other = told.pop(("other", ""), Fraction(0))
            secret = [task.code for task in own.tasks if not may_see_task(asked.city, asker, task)]
            leaked = [code for code in secret if f'"{code}"' in whole_json(result)]
            if (told, other) != (expected.named, expected.other) or leaked:
                wrong.append((who, unit, quarter, expected, told, other, leaked))
    assert wrong == []


def test_the_medians_of_peers(asked: Asked) -> None:
    names = {row.name: folded(row.name) for row in asked.city.indicators}
    (quarter,) = last_quarters(asked.today, 1)
    start, end = span(quarter)
    told = 0
    for unit in ("PX-THUANHOA", "PX-THANHTHUY", "SO-TC", "TP-HUE"):
        rows = {row.code: row for row in asked.city.indicators if (row.unit, row.period) == (unit, quarter)}
        data = asked.ask(MAYOR, "kpi_causes", unit=unit, from_=start.isoformat(), to=end.isoformat()).data
        assert isinstance(data, KpiCauses)
        for line in data.causes:
            if line.kind == "indicator" and line.code in rows:
                expected = causes.peers_median(asked.city, rows[line.code], names)
                assert (line.peers.value if line.peers else None) == expected, line
                told += expected is not None
    assert told


# --- when somebody is free -------------------------------------------------------------------------------------------


def test_free_slots_and_who_may_ask_for_them(asked: Asked) -> None:
    wrong: list[tuple[object, ...]] = []
    luck = Random(14)
    start, end = asked.today - timedelta(days=1), asked.today + timedelta(days=6)
    for who in ASKERS:
        mates = [one.code for one in asked.city.people.values() if one.unit == asked.city.people[who].unit]
        for code in {who, "CC0062", luck.choice(mates), *luck.sample(sorted(asked.city.people), 4)}:
            result = asked.ask(who, "schedule_free", person=code, from_=start.isoformat(), to=end.isoformat())
            if not may_see_schedule(asked.city, asked.city.people[who], asked.city.people[code]):
                if (result.status, result.rows) != ("denied", ()):
                    wrong.append((who, code, result.status))
                continue
            assert isinstance(result.data, FreeSlots)
            slots = [
                tuple(datetime.fromisoformat(f"{slot.date}T{text}") for text in (slot.start, slot.end))
                for slot in result.data.items
            ]
            expected = free.free(asked.city, code, start, end, asked.now)
            if slots != expected or result.status != ("answered" if expected else "not_found"):
                wrong.append((who, code, set(slots) ^ set(expected), result.status))
    assert wrong == []
