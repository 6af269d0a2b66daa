"""Peers of an indicator: the same name (normalised), unit of measure and period in other units of the same level."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import String, select, type_coerce

from kpi_tools.columns import PLACES
from kpi_tools.entered import IndicatorLine
from kpi_tools.periods import Period
from kpi_tools.rights import RANKED_INDICATORS, RANKED_UNITS
from kpi_tools.schema import Indicator, Unit
from kpi_tools.score_cache import Key, ScoreCache
from kpi_tools.versions import marks
from kpi_tools.view import View
from kpi_tools.words import plain

ENOUGH = 5
"""Fewer peers than that have no median: nobody's figure is to be read from it."""
Name = tuple[str, str]
"""Of an indicator: folded name and unit of measure."""
Figures = Mapping[Name, tuple[Fraction | int, ...]]
"""One actual value a unit, in order; a unit that enters the same indicator twice counts with its mean. In steps of the
last decimal place, since whole numbers are sorted twenty times as fast as fractions."""
STEPS = 10**PLACES


@dataclass(frozen=True, slots=True)
class Median:
    value: Fraction
    """Of actual values, in the indicator's unit of measure."""
    peers: int


def medians(
    seen: View, cache: ScoreCache, level: str, lines: Sequence[IndicatorLine]
) -> dict[tuple[str, Period], Median]:
    """Medians of the peers of a unit's indicators, by code and period, where at least five peers have a value.

    `lines` are all that the unit has in their periods: its own values do not count.
    """
    periods = {line.period for line in lines}
    figures = {period: _figures(seen, cache, level, period) for period in periods}
    own: dict[tuple[Period, Name], list[Fraction]] = defaultdict(list)
    for line in lines:
        if line.actual is not None:
            own[line.period, _name(line)].append(line.actual * STEPS)
    found: dict[tuple[str, Period], Median] = {}
    for line in lines:
        values = list(figures[line.period].get(_name(line), ()))
        mine = own.get((line.period, _name(line)))
        if mine:
            _without(values, _mean(mine))
        if len(values) >= ENOUGH:
            found[line.code, line.period] = Median(Fraction(_median(values)) / STEPS, len(values))
    return found


def _figures(seen: View, cache: ScoreCache, level: str, period: Period) -> Figures:
    key = Key("peers", marks(seen, ("units", "indicators")), (level, period))
    return cache.get(key, lambda: _load(seen, level, period))


def _load(seen: View, level: str, period: Period) -> Figures:
    """Of units of that level, none withdrawn."""
    query = (
        select(Indicator.name_words, Indicator.measure, Indicator.unit, type_coerce(Indicator.actual, String))
        .join(Unit, Unit.code == Indicator.unit)
        .where(
            Unit.level == level,
            Indicator.period == period.ky,
            Indicator.person.is_(None),
            Indicator.actual.is_not(None),
        )
    )
    by_unit: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for words, measure, unit, actual in seen.rows(query, RANKED_INDICATORS, RANKED_UNITS):
        by_unit[words, measure][unit].append(int(Decimal(actual).scaleb(PLACES)))
    merged: dict[Name, dict[str, list[int]]] = {}
    for (words, measure), units in by_unit.items():
        known = merged.setdefault((words, plain(measure)), {})
        for unit, values in units.items():
            known.setdefault(unit, []).extend(values)
    return {name: tuple(sorted(map(_mean, units.values()))) for name, units in merged.items()}


def _name(line: IndicatorLine) -> Name:
    return plain(line.name), plain(line.measure)


def _mean(values: Sequence[Fraction | int]) -> Fraction | int:
    return values[0] if len(values) == 1 else Fraction(sum(values)) / len(values)


def _without(values: list[Fraction | int], value: Fraction | int) -> None:
    place = bisect_left(values, value)
    if place < len(values) and values[place] == value:
        del values[place]


def _median(values: Sequence[Fraction | int]) -> Fraction | int:
    half = len(values) // 2
    return values[half] if len(values) % 2 else Fraction(values[half - 1] + values[half]) / 2
