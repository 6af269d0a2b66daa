"""`kpi_ranking`: units by score and proposed grade, published to everybody; nothing else of a unit is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import Literal, get_args

from sqlalchemy import select

from assistant.access import Principal
from kpi_tools.city_scores import UnitScore, city_scores, latest_quarter_of_city
from kpi_tools.kpi import asked_period
from kpi_tools.period_total import NoScore
from kpi_tools.periods import Period
from kpi_tools.rights import RANKED_UNITS, ROOT_LEVEL
from kpi_tools.rules import Rules
from kpi_tools.schema import Unit
from kpi_tools.score import Grade, JustBelow, shown
from kpi_tools.score_cache import ScoreCache
from kpi_tools.store import Store
from kpi_tools.view import view
from kpi_tools.words import plain

Level = Literal["department", "commune", "ward", "rural"]
Order = Literal["best", "worst"]
RankedLevel = Literal["so_nganh", "xa_phuong"]
_LEVELS: dict[Level, RankedLevel] = {
    "department": "so_nganh",
    "commune": "xa_phuong",
    "ward": "xa_phuong",
    "rural": "xa_phuong",
}
_FIRST_WORDS: dict[Level, str] = {"ward": "phuong", "rural": "xa"}


@dataclass(frozen=True, slots=True)
class RankedUnit:
    rank: int | None
    """From 1, the best; equal totals share it. None without a full total."""
    code: str
    name: str
    level: str
    """`so_nganh` or `xa_phuong`."""
    total: Fraction | None
    """0 to 100, exact."""
    shown: str | None
    """The total with one decimal: `87,5`."""
    provisional: bool
    no_score: NoScore | None
    """Why there is no total."""
    grade: Grade | None
    """Proposed."""
    just_below: JustBelow | None


@dataclass(frozen=True, slots=True)
class CapExceeded:
    """More units of one level are proposed as "xuất sắc" than Article 8.5 allows."""

    level: RankedLevel
    excellent: int
    allowed: int
    share: Decimal
    """Setting `excellent_share`."""
    base: Literal["good", "good_and_excellent"]
    """Setting `excellent_base`."""


@dataclass(frozen=True, slots=True)
class KpiRanking:
    period: Period | None = None
    """The one asked for or chosen; None when there is no unit that the asker may see."""
    chosen: bool = False
    """Whether the period was chosen here because none was asked for."""
    as_of: date | None = None
    """The day of asking when the period is not over."""
    level: Level | None = None
    order: Order = "best"
    total: int = 0
    """How many units have a rank."""
    unranked: int = 0
    """How many have none: provisional, or without a score."""
    units: tuple[RankedUnit, ...] = ()
    """At most as many as asked for; the ranked ones first, from the best or the worst."""
    exceeded: tuple[CapExceeded, ...] = ()
    own: RankedUnit | None = None
    """The asker's own unit, if it is of the level."""


def kpi_ranking(
    store: Store,
    asker: Principal,
    level: Level | None,
    start: date | None,
    end: date | None,
    order: Order,
    limit: int,
    now: datetime,
    rules: Rules,
    cache: ScoreCache,
) -> KpiRanking:
    """Units of a level (None: all but the root) by their totals between two inclusive dates, as in `kpi_summary`.

    Without dates: the latest quarter that is over and in which any unit has data. `ward` and `rural` go by the first
    word of the name. `limit`: how many units. Raises StoreError.
    """
    today = now.date()
    with view(store, asker) as seen:
        anyone = seen.rows(select(Unit.code).where(Unit.level != ROOT_LEVEL).limit(1), RANKED_UNITS).first()
        if anyone is None:
            return KpiRanking(level=level, order=order)
        period = asked_period(start, end, today) or latest_quarter_of_city(seen, cache, today)
        scores = city_scores(seen, cache, period, today, rules)
    units = ranked([unit for unit in scores if belongs(unit.name, unit.level, level)], order)
    total = sum(rank is not None for rank, _ in units)
    own = next((_place(rank, unit) for rank, unit in units if unit.code == asker.unit), None)
    return KpiRanking(
        period=period,
        chosen=start is None and end is None,
        as_of=today if period.start <= today <= period.end else None,
        level=level,
        order=order,
        total=total,
        unranked=len(units) - total,
        units=tuple(_place(rank, unit) for rank, unit in units[:limit]),
        exceeded=exceeded(scores, [_LEVELS[level]] if level else get_args(RankedLevel), rules),
        own=own,
    )


def belongs(name: str, unit_level: str, level: Level | None) -> bool:
    """Whether a unit is of the level asked for."""
    if level is None:
        return True
    first = _FIRST_WORDS.get(level)
    return unit_level == _LEVELS[level] and (first is None or plain(name).split()[:1] == [first])


def ranked(units: Iterable[UnitScore], order: Order) -> list[tuple[int | None, UnitScore]]:
    """With their ranks, from the best or the worst; those without a rank follow. `units` come the best first."""
    places: list[tuple[int, UnitScore]] = []
    others: list[tuple[None, UnitScore]] = []
    for total, same in groupby(units, key=lambda unit: unit.total if unit.ranked else None):
        if total is None:
            others.extend((None, unit) for unit in same)
        else:
            rank = len(places) + 1
            places.extend((rank, unit) for unit in same)
    if order == "worst":
        places.sort(key=lambda place: (-place[0], place[1].name, place[1].code))
    return [*places, *others]


def exceeded(units: Sequence[UnitScore], levels: Iterable[RankedLevel], rules: Rules) -> tuple[CapExceeded, ...]:
    """Where more are proposed as "xuất sắc" than a share of those proposed as "tốt" (Article 8.5)."""
    found: list[CapExceeded] = []
    for level in levels:
        grades = [unit.grade for unit in units if unit.level == level]
        excellent, good = grades.count("excellent"), grades.count("good")
        base = good if rules.excellent_base == "good" else good + excellent
        allowed = floor(Fraction(rules.excellent_share) * base)
        if excellent > allowed:
            found.append(CapExceeded(level, excellent, allowed, rules.excellent_share, rules.excellent_base))
    return tuple(found)


def _place(rank: int | None, unit: UnitScore) -> RankedUnit:
    return RankedUnit(
        rank,
        unit.code,
        unit.name,
        unit.level,
        unit.total,
        None if unit.total is None else shown(unit.total),
        unit.provisional,
        unit.no_score,
        unit.grade,
        unit.just_below,
    )
