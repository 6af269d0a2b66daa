"""Counted stretches and halves: "3 ngày tới", "nửa tháng nữa", "6 tháng đầu năm", "hai quý đầu năm", "nửa cuối năm"."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from assistant.timeexpr_dates import read_year, year_or_this
from assistant.timeexpr_periods import read_month, read_period, read_quarter
from assistant.timeexpr_reading import Reading, add_months, month_end, of_day, of_span
from assistant.timeexpr_words import Words

Unit = Literal["day", "week", "month", "quarter", "year"]
_UNITS: dict[str, Unit] = {
    "ngày": "day", "hôm": "day", "bữa": "day", "tuần": "week", "tháng": "month", "t": "month",
    "quý": "quarter", "năm": "year",
}  # fmt: skip
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_HALVES: dict[str, tuple[int, Unit]] = {"nửa tháng": (15, "day"), "nửa năm": (6, "month")}
_MOST_YEARS = 100
"""A greater number before "năm" is a year by itself: "2024 năm trước"."""
_AHEAD = ("sắp tới", "tới đây", "tiếp theo", "kế tiếp", "tới")
_BEHIND = ("vừa qua", "vừa rồi", "gần đây nhất", "gần đây", "gần nhất", "trở lại đây", "qua")
_FARTHEST = 3660
_A_FEW = 3
_FROM_ELSEWHERE = ("ngay", "khi", "han", "thoi")  # "3 ngày trước hạn" is counted from another day
_FIRST_MONTHS = (3, 6, 9, 11)
"""Reporting periods: "9 tháng năm 2025" are its first nine."""
_EDGES = (("đầu", True), ("cuối", False))


def read_counted(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """A counted stretch, a half, or the first or last day of a period, that begins at word `i`."""
    return (
        _edge_day(words, i, today, future)
        or _half(words, i, today)
        or _part_of_period(words, i, today, future)
        or _from_today(words, i, today)
    )


def _edge_day(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """ "ngày đầu tiên của tháng 6", "ngày cuối cùng của quý hai"."""
    for phrase, first in (("ngày đầu tiên", True), ("ngày cuối cùng", False)):
        if after := words.says(i, phrase):
            period = read_period(words, after + words.is_(after, "của", "trong"), today, future, inside=True)
            return of_day(period.start if first else period.end, period.after) if period else None
    return None


def _count(words: Words, i: int) -> tuple[int, Unit, int] | None:
    """So many of a unit, and the index after it; "nửa tháng" is 15 days, "mấy ngày" three."""
    for phrase, (count, unit) in _HALVES.items():
        if after := words.says(i, phrase):
            return count, unit, after
    number = words.number(i, _FARTHEST)
    if not number or not number[0] or words.at(i - 1).text in (",", ".", "/", "-"):
        return None
    named = next((unit for form, unit in _UNITS.items() if words.is_(number[1], form)), None)
    if named is None or (named == "year" and number[0] > _MOST_YEARS):
        return None
    return number[0], named, number[1] + 1


def _part_of_period(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """ "6 tháng đầu năm", "hai tháng đầu quý 2", "ba quý đầu năm 2025", "9 tháng năm 2025"."""
    counted = _count(words, i)
    if counted is None or counted[1] not in ("month", "quarter"):
        return None
    count, unit, at = counted
    months = count * _MONTHS[unit]
    if months > 12:
        return None
    if unit == "month" and count in _FIRST_MONTHS and words.is_(at, "năm") and not words.is_(i - 1, "ngày", "mùng"):
        year = read_year(words, at, today)
        return _months_of(year[0], count, True, year[1]) if year else None
    for form, first in _EDGES:
        if not words.is_(at, form):
            continue
        year_said, after = year_or_this(words, at + 1, today)
        if after > at + 1:
            return _months_of(year_said or today.year, months, first, after)
        quarter = read_quarter(words, at + 1 + words.is_(at + 1, "của"), today, None, True, future)
        if quarter and months < 3:
            return _months_in(quarter, months, first)
    return None


def _from_today(words: Words, i: int, today: date) -> Reading | None:
    """ "3 ngày tới", "hai tuần qua", "5 ngày nữa", "cách đây 3 ngày", "mấy ngày tới"."""
    ago = words.says(i, "cách đây", "cách nay")
    some = words.says(i, "mấy ngày", "vài ngày", "mấy hôm", "vài hôm", "mấy bữa", "vài ba ngày")
    counted = _count(words, ago or i) if some is None else None
    if counted is None and some is None:
        return None
    count, unit, at = counted or (_A_FEW, "day", some or i)
    if ago:
        return of_day(_moved(today, unit, -count), at)
    if after := words.says(at, *_AHEAD):
        return of_span(f"ahead_{unit}", today, _moved(today, unit, count), after, count=count)
    if after := words.says(at, *_BEHIND):
        start, end = _past(today, unit, count)
        return of_span(f"past_{unit}", start, end, after, count=count)
    if some:
        return None
    if after := words.says(at, "nữa"):
        end = _moved(today, unit, count)
        if words.is_(i - 1, "trong", "vòng"):
            return of_span(f"ahead_{unit}", today, end, after, count=count)
        return of_day(end, after)
    if (after := words.says(at, "trước")) and words.at(after).plain not in _FROM_ELSEWHERE:
        return of_day(_moved(today, unit, -count), after)
    return None


def _half(words: Words, i: int, today: date) -> Reading | None:
    """ "nửa đầu năm", "nửa cuối năm 2025", "nửa năm đầu", "nửa cuối tháng này"."""
    if not words.is_(i, "nửa", "nữa"):
        return None
    for form, first in _EDGES:
        if words.is_(i + 1, "năm") and words.is_(i + 2, form):
            year, after = year_or_this(words, i + 3, today)
            return _months_of(year or today.year, 6, first, after)
        if not words.is_(i + 1, form):
            continue
        year, after = year_or_this(words, i + 2, today)
        if after > i + 2:
            return _months_of(year or today.year, 6, first, after)
        if month := read_month(words, i + 2, today, None, True, False):
            middle = month.start.replace(day=15)
            start, end = (month.start, middle) if first else (middle + timedelta(1), month.end)
            name = f"{start.month:02}" if start.month < 3 else start.month
            key = "first_half" if first else "second_half"
            return of_span(key, start, end, month.after, month=name, year=start.year)
    return None


def _months_of(year: int, count: int, first: bool, after: int) -> Reading:
    start = date(year, 1 if first else 13 - count, 1)
    end = month_end(year, count if first else 12)
    return of_span("first_months" if first else "last_months", start, end, after, count=count, year=year)


def _months_in(quarter: Reading, count: int, first: bool) -> Reading:
    year, month = quarter.start.year, quarter.start.month
    low = month if first else month + 3 - count
    start, end = date(year, low, 1), month_end(year, low + count - 1)
    return of_span("months", start, end, quarter.after)


def _past(today: date, unit: Unit, count: int) -> tuple[date, date]:
    """Days, weeks, months and years back from today; of quarters the last whole ones."""
    if unit != "quarter":
        return _moved(today, unit, -count), today
    first = 3 * ((today.month - 1) // 3) + 1
    return date(*add_months(today.year, first, -3 * count), 1), date(today.year, first, 1) - timedelta(1)


def _moved(day: date, unit: Unit, count: int) -> date:
    if unit in ("day", "week"):
        return day + timedelta(count * (7 if unit == "week" else 1))
    year, month = add_months(day.year, day.month, count * _MONTHS[unit])
    return date(year, month, min(day.day, month_end(year, month).day))
