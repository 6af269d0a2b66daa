"""One understood stretch of time while it is being read, and how it is said back."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from assistant.types import TimeRange
from prompts import message

Kind = Literal["day", "weekday", "part", "week", "month", "quarter", "year", "span"]
Third = Literal["start", "middle", "end"]
Missing = Literal["year", "month", "week", "day"] | None
PARTS = {
    1: ("00:00", "12:00"),  # sáng
    2: ("11:00", "13:30"),  # trưa
    3: ("12:00", "18:00"),  # chiều
    4: ("18:00", "23:59"),  # tối
}
_ROMAN = ("", "I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Reading:
    kind: Kind
    start: date
    end: date
    after: int
    """Index of the first word behind it."""
    label: str
    part: int = 0
    """Of a day: 1 sáng, 2 trưa, 3 chiều, 4 tối; 0 the whole day."""
    missing: Missing = None
    """What was not said and is guessed: the year ("20/11", "quý 1"), the month ("mùng 5"), the week ("thứ tư"), the
    day ("buổi chiều")."""
    bounds: tuple[str, str] | None = None
    """Start and end already written out, where parts of a day bound a range."""
    third: Third | None = None
    no_start: bool = False
    """ "trước 30/6": open towards the past."""
    no_end: bool = False
    """ "từ 1/7"."""

    def moved(self, after: int) -> Reading:
        return replace(self, after=after)

    def starts(self) -> str:
        if self.bounds:
            return self.bounds[0]
        return f"{self.start}T{PARTS[self.part][0]}" if self.part else str(self.start)

    def ends(self) -> str:
        if self.bounds:
            return self.bounds[1]
        return f"{self.end}T{PARTS[self.part][1]}" if self.part else str(self.end)

    def range(self, span: tuple[int, int]) -> TimeRange | None:
        """None when it would be inverted."""
        start = None if self.no_start else self.starts()
        end = None if self.no_end else self.ends()
        if start and end and end < start:
            return None
        return TimeRange(start, end, self.label, span)


def short(day: date) -> str:
    """`01/4`: days below 10 and months below 3 with a zero, as Vietnamese offices write them."""
    return f"{day.day:02}/{day.month:02}" if day.month < 3 else f"{day.day:02}/{day.month}"


def full(day: date) -> str:
    return f"{short(day)}/{day.year}"


def dates(start: date, end: date) -> str:
    return f"{short(start)}–{short(end)}" if start.year == end.year else f"{full(start)}–{full(end)}"


def of_day(day: date, after: int, *, part: int = 0, missing: Missing = None, weekday: bool = False) -> Reading:
    name = message("time", f"weekday_{day.weekday()}")
    if part:
        label = message("time", "part", part=message("time", f"part_{part}"), weekday=name, date=full(day))
        return Reading("part", day, day, after, label, part, missing)
    label = message("time", "day", weekday=name, date=full(day))
    return Reading("weekday" if weekday else "day", day, day, after, label, 0, missing)


def of_span(key: str, start: date, end: date, after: int, *, kind: Kind = "span", **values: object) -> Reading:
    """A range whose label is sentence `key` of the table `time`."""
    return Reading(kind, start, end, after, message("time", key, dates=dates(start, end), **values))


def of_week(monday: date, shift: int, after: int, third: Third | None = None) -> Reading:
    """The week that begins on `monday`, `shift` weeks from this one; thirds are Mon–Tue, Wed–Thu, Sat–Sun."""
    first, last = {"start": (0, 1), "middle": (2, 3), "end": (5, 6), None: (0, 6)}[third]
    key = f"week_{third}" if third else f"week_{shift}" if -1 <= shift <= 1 else "week"
    start, end = monday + timedelta(first), monday + timedelta(last)
    return replace(of_span(key, start, end, after, kind="week"), third=third)


def of_month(year: int, month: int, after: int, third: Third | None = None, *, missing: Missing = None) -> Reading:
    """A month, or its days 1–10, 11–20, 21–end."""
    last = calendar.monthrange(year, month)[1]
    first_day, last_day = {"start": (1, 10), "middle": (11, 20), "end": (21, last), None: (1, last)}[third]
    key = f"month_{third}" if third else "month"
    start, end = date(year, month, first_day), date(year, month, last_day)
    read = of_span(key, start, end, after, kind="month", month=f"{month:02}" if month < 3 else month, year=year)
    return replace(read, missing=missing, third=third)


def of_quarter(year: int, quarter: int, after: int, third: Third | None = None, *, missing: Missing = None) -> Reading:
    """A quarter, or its first, second or last month."""
    first = 3 * quarter - 2
    low, high = {"start": (0, 0), "middle": (1, 1), "end": (2, 2), None: (0, 2)}[third]
    start, end = date(year, first + low, 1), month_end(year, first + high)
    key = f"quarter_{third}" if third else "quarter"
    read = of_span(key, start, end, after, kind="quarter", roman=_ROMAN[quarter], year=year)
    return replace(read, missing=missing, third=third)


def of_year(year: int, after: int, third: Third | None = None) -> Reading:
    """A year; its start, middle and end are the quarters I, II–III and IV."""
    low, high = {"start": (1, 3), "middle": (4, 9), "end": (10, 12), None: (1, 12)}[third]
    key = f"year_{third}" if third else "year"
    read = of_span(key, date(year, low, 1), month_end(year, high), after, kind="year", year=year)
    return replace(read, third=third)


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    index = 12 * year + month - 1 + count
    return index // 12, index % 12 + 1


def in_year(read: Reading, year: int) -> Reading:
    """The same day, month or quarter of another year."""
    if read.start.year == year:
        return read
    if read.kind == "month":
        return of_month(year, read.start.month, read.after, read.third)
    if read.kind == "quarter":
        return of_quarter(year, (read.start.month + 2) // 3, read.after, read.third)
    if read.kind in ("day", "part"):
        last = calendar.monthrange(year, read.start.month)[1]
        return of_day(read.start.replace(year=year, day=min(read.start.day, last)), read.after, part=read.part)
    return read
