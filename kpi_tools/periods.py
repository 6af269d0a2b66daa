"""Periods of assessment: months, quarters, halves, years and ranges, as plain dates without words."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

PeriodKind = Literal["month", "quarter", "half", "year", "range"]

_KY = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
_KINDS: dict[int, PeriodKind] = {1: "month", 3: "quarter", 6: "half", 12: "year"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Two inclusive dates; what they make up is read from them."""

    start: date
    end: date

    @property
    def kind(self) -> PeriodKind:
        length = len(months_of(self)) if self.whole_months else 0
        kind = _KINDS.get(length, "range")
        return kind if kind != "range" and (self.start.month - 1) % length == 0 else "range"

    @property
    def year(self) -> int:
        """The year of its first day."""
        return self.start.year

    @property
    def number(self) -> int | None:
        """Which month, quarter or half of its year; None of a year and of a range."""
        length = {"month": 1, "quarter": 3, "half": 6}.get(self.kind)
        return None if length is None else (self.start.month - 1) // length + 1

    @property
    def ky(self) -> str | None:
        """The key of the workbooks (`2026`, `2026-Q1`, `2026-02`); None of a half and of a range."""
        match self.kind:
            case "month":
                return f"{self.year:04d}-{self.number:02d}"
            case "quarter":
                return f"{self.year:04d}-Q{self.number}"
            case "year":
                return f"{self.year:04d}"
        return None

    @property
    def whole_months(self) -> bool:
        return self.start.day == 1 and (self.end + _DAY).day == 1

    @property
    def year_to_date(self) -> bool:
        """From 1 January to a day of the same year that ends no half, quarter or year of its own name."""
        return self.kind == "range" and (self.start.month, self.start.day) == (1, 1) and self.end.year == self.year

    def holds(self, other: Period) -> bool:
        """Whether the other lies inside."""
        return self.start <= other.start and other.end <= self.end


def month(year: int, number: int) -> Period:
    return Period(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def quarter(year: int, number: int) -> Period:
    return Period(month(year, 3 * number - 2).start, month(year, 3 * number).end)


def half(year: int, number: int) -> Period:
    return Period(month(year, 6 * number - 5).start, month(year, 6 * number).end)


def whole_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def quarter_of(day: date) -> Period:
    return quarter(day.year, (day.month + 2) // 3)


def parse_ky(ky: str) -> Period:
    """`2026`, `2026-Q1` or `2026-02`. Raises ValueError for anything else."""
    found = _KY.fullmatch(ky)
    if found is None:
        raise ValueError(f"not a period: {ky!r}")
    year = int(found["year"])
    if found["quarter"]:
        return quarter(year, int(found["quarter"]))
    if found["month"]:
        return month(year, int(found["month"]))
    return whole_year(year)


@lru_cache(maxsize=4096)
def months_of(period: Period) -> tuple[Period, ...]:
    """The calendar months that lie wholly inside, in order."""
    return tuple(m for m in touched_months(period) if period.holds(m))


@lru_cache(maxsize=4096)
def touched_months(period: Period) -> tuple[Period, ...]:
    """The calendar months of which at least one day lies inside, in order."""
    first, last = _ordinal(period.start), _ordinal(period.end)
    return tuple(_month_at(n) for n in range(first, last + 1))


def quarters_of(period: Period) -> tuple[Period, ...]:
    """The calendar quarters that lie wholly inside, in order."""
    found = dict.fromkeys(quarter_of(m.start) for m in months_of(period))
    return tuple(q for q in found if period.holds(q))


def last_quarter_over(today: date) -> Period:
    """The latest quarter whose last day is past."""
    return quarter_of(quarter_of(today).start - _DAY)


def latest_quarter_over(days: Iterable[date], today: date) -> Period:
    """The latest quarter that is over and holds one of the days; without one the latest that is over."""
    last = last_quarter_over(today)
    return max((quarter_of(day) for day in days if day <= last.end), default=last)


def previous_comparable(period: Period) -> Period | None:
    """What a trend compares with.

    A month, quarter, half or year: the one before. A range from 1 January: the same days of the year before.
    Any other range of whole months: as many months before it. Else None.
    """
    if period.year_to_date:
        return _year_before(period)
    if not period.whole_months:
        return None
    length = len(months_of(period))
    first = _ordinal(period.start) - length
    return Period(_month_at(first).start, period.start - _DAY)


def _year_before(period: Period) -> Period:
    end, year = period.end, period.year - 1
    last = monthrange(year, end.month)[1]
    day = last if (end + _DAY).day == 1 else min(end.day, last)
    return Period(date(year, 1, 1), date(year, end.month, day))


def _ordinal(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_at(ordinal: int) -> Period:
    return month(ordinal // 12, ordinal % 12 + 1)
