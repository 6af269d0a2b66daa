"""Weeks, months, quarters, years and counted stretches: "tuần này", "quý I/2026", "6 tháng đầu năm", "3 ngày tới"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from assistant.timeexpr_days import read_year, shifted
from assistant.timeexpr_reading import (
    Reading,
    Third,
    add_months,
    in_year,
    month_end,
    of_day,
    of_month,
    of_quarter,
    of_span,
    of_week,
    of_year,
)
from assistant.timeexpr_words import Words

Unit = Literal["day", "week", "month", "year"]
_THIRDS: dict[str, Third] = {"đầu": "start", "giữa": "middle", "cuối": "end"}
_UNITS: dict[str, Unit] = {"ngày": "day", "hôm": "day", "tuần": "week", "tháng": "month", "năm": "year"}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MOST_YEARS = 100
"""A greater number before "năm" is a year by itself: "2024 năm trước"."""
_AHEAD = ("sắp tới", "tới đây", "tiếp theo", "kế tiếp", "tới")
_BEHIND = ("vừa qua", "vừa rồi", "gần đây", "gần nhất", "trở lại đây", "qua")
_FARTHEST = 3660
_FROM_ELSEWHERE = ("ngay", "khi", "han", "thoi")  # "3 ngày trước hạn" is counted from another day
_MONEY = ("tỷ", "tỉ", "triệu", "nghìn", "đồng")


def read_period(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """A week, month, quarter, year or counted stretch that begins at word `i`."""
    if counted := _counted(words, i, today) or _half(words, i, today):
        return counted
    third = next((third for form, third in _THIRDS.items() if words.is_(i, form)), None)
    at = i + (third is not None)
    inside = third is not None or words.is_(i - 1, "trong", "cả", "toàn", "suốt", "hết")
    return (
        _week(words, at, today, third, inside)
        or _month(words, at, today, third, inside, future)
        or _quarter(words, at, today, third, inside, future)
        or _year(words, at, today, third, inside)
    )


def _shift(words: Words, i: int) -> tuple[int, int] | None:
    """How far "này", "trước", "sau nữa" … move from the current period, and the index after it."""
    found = shifted(words, i)
    if found and found[0] and words.is_(found[1], "nữa"):
        return 2 * found[0], found[1] + 1
    return found


def _week(words: Words, i: int, today: date, third: Third | None, inside: bool) -> Reading | None:
    if not _noun(words, i, "tuan", "tuân", "tuấn", "tuẫn"):
        return None
    monday = today - timedelta(today.weekday())
    found = _shift(words, i + 1)
    if words.is_(i - 1, "sang") and not found:
        found = (1, i + 1)
    if found:
        return of_week(monday + timedelta(7 * found[0]), found[0], found[1], third)
    return of_week(monday, 0, i + 1, third) if inside else None


def _month(words: Words, i: int, today: date, third: Third | None, inside: bool, future: bool) -> Reading | None:
    if words.at(i).text.isdecimal() and words.at(i + 1).text == "/" and words.at(i - 1).text != "/":
        slashed, year = words.number(i, 12), words.year(i + 2)
        return of_month(year[0], slashed[0], year[1], third) if slashed and slashed[0] and year else None
    if not _noun(words, i, "thang", "thắng", "thăng", "thẳng"):
        return None
    if words.is_(i + 1, "năm") and _belongs_to_year(words, i):
        return None
    found = _shift(words, i + 1)
    if words.is_(i - 1, "sang") and not found:
        found = (1, i + 1)
    if found and not (words.bare and words.at(i + 1).plain == "sau" and read_year(words, i + 2, today)):
        return of_month(*add_months(today.year, today.month, found[0]), found[1], third)
    number = words.number(i + 1, 12) or _first_or_last_month(words, i + 1)
    if number and number[0]:
        return _numbered(words, of_month(today.year, number[0], number[1], third), today, future)
    return of_month(today.year, today.month, i + 1, third) if inside else None


def _quarter(words: Words, i: int, today: date, third: Third | None, inside: bool, future: bool) -> Reading | None:
    if words.at(i).plain == "q" and words.at(i + 1).start == words.at(i).end:
        number = words.number(i + 1, 4)
    elif not (_noun(words, i, "quy") or words.is_(i, "quí")):
        return None
    else:
        roman = _ROMAN.get(words.at(i + 1).text)
        number = (roman, i + 2) if roman else words.number(i + 1, 4)
    current = (today.month + 2) // 3
    if number and number[0] and not words.is_(number[1], *_MONEY):
        return _numbered(words, of_quarter(today.year, number[0], number[1], third), today, future)
    sure = words.is_(i, "quý", "quí")
    found = _shift(words, i + 1)
    if words.is_(i - 1, "sang") and sure and not found:
        found = (1, i + 1)
    if found:
        year, month = add_months(today.year, 3 * current - 2, 3 * found[0])
        return of_quarter(year, (month + 2) // 3, found[1], third)
    for form, which in (("đầu", 1), ("cuối", 4)):
        if sure and words.is_(i + 1, form) and not words.is_(i + 2, "tuần", "tháng", "quý"):
            of_this = of_quarter(today.year, which, i + 2, third)
            said = read_year(words, i + 2, today)
            if not said and words.is_(i + 2, "năm"):
                of_this = of_this.moved(i + 3)
            return in_year(of_this, said[0]).moved(said[1]) if said else _guessed(of_this, today, future)
    return of_quarter(today.year, current, i + 1, third) if inside and sure else None


def _year(words: Words, i: int, today: date, third: Third | None, inside: bool) -> Reading | None:
    if not words.is_(i, "năm"):
        return None
    if words.is_(i - 1, "sang"):
        return of_year(today.year + 1, i + 1, third)
    if year := read_year(words, i, today):
        return of_year(year[0], year[1], third)
    return of_year(today.year, i + 1, third) if inside and not words.is_(i + 1, *_UNITS) else None


def _numbered(words: Words, read: Reading, today: date, future: bool) -> Reading:
    """A month or quarter named by its number: in the year said behind it, else in a guessed one."""
    if year := read_year(words, read.after, today):
        return in_year(read, year[0]).moved(year[1])
    return _guessed(read, today, future)


def _guessed(read: Reading, today: date, future: bool) -> Reading:
    """This year's, unless that has not begun (asked about results) or is over (asked about plans)."""
    if not future and read.start > today:
        read = in_year(read, today.year - 1)
    elif future and read.end < today:
        read = in_year(read, today.year + 1)
    return replace(read, missing="year")


def _counted(words: Words, i: int, today: date) -> Reading | None:
    """ "3 ngày tới", "hai tuần qua", "5 ngày nữa", "6 tháng đầu năm", "3 tháng cuối năm 2025"."""
    number = words.number(i, _FARTHEST)
    if not number or not number[0] or words.at(i - 1).text in (",", ".", "/", "-"):
        return None
    count, at = number
    unit = next((unit for form, unit in _UNITS.items() if words.is_(at, form)), None)
    if unit is None or (unit == "year" and count > _MOST_YEARS):
        return None
    if unit == "month" and count <= 12:
        for form, first in (("đầu", True), ("cuối", False)):
            if words.is_(at + 1, form) and words.is_(at + 2, "năm"):
                year = read_year(words, at + 2, today) or (today.year, at + 3)
                return _months_of(year[0], count, first, year[1])
    if after := words.says(at + 1, *_AHEAD):
        end = _moved(today, unit, count)
        return of_span(f"ahead_{unit}", today, end, after, count=count)
    if after := words.says(at + 1, *_BEHIND):
        start = _moved(today, unit, -count)
        return of_span(f"past_{unit}", start, today, after, count=count)
    if after := words.says(at + 1, "nữa"):
        end = _moved(today, unit, count)
        if words.is_(i - 1, "trong", "vòng"):
            return of_span(f"ahead_{unit}", today, end, after, count=count)
        return of_day(end, after)
    if after := words.says(at + 1, "trước"):
        return of_day(_moved(today, unit, -count), after) if words.at(after).plain not in _FROM_ELSEWHERE else None
    return None


def _half(words: Words, i: int, today: date) -> Reading | None:
    """ "nửa đầu năm", "nửa cuối năm 2025", "nửa năm đầu", "nửa cuối tháng này"."""
    if not words.is_(i, "nửa", "nữa"):
        return None
    for form, first in (("đầu", True), ("cuối", False)):
        if words.is_(i + 1, "năm") and words.is_(i + 2, form):
            return _months_of(today.year, 6, first, i + 3)
        if words.is_(i + 1, form) and words.is_(i + 2, "năm"):
            year = read_year(words, i + 2, today) or (today.year, i + 3)
            return _months_of(year[0], 6, first, year[1])
        if words.is_(i + 1, form) and (month := _month(words, i + 2, today, None, True, False)):
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


def _moved(day: date, unit: Unit, count: int) -> date:
    if unit in ("day", "week"):
        return day + timedelta(count * (7 if unit == "week" else 1))
    year, month = add_months(day.year, day.month, count * (12 if unit == "year" else 1))
    return date(year, month, min(day.day, month_end(year, month).day))


def _noun(words: Words, i: int, plain: str, *not_these: str) -> bool:
    """The word in any accents (recognition slips there), except other common words."""
    word = words.at(i)
    return word.plain == plain and word.text not in not_these


def _belongs_to_year(words: Words, i: int) -> bool:
    """ "các tháng năm nay", "tháng năm ngoái": the year, not May."""
    said = words.says(i + 2, "nay", "ngoái", "ngoài")
    return bool(said) or (words.is_(i - 1, "các", "từng", "mỗi", "những") and not words.is_(i + 2, "năm"))


def _first_or_last_month(words: Words, i: int) -> tuple[int, int] | None:
    if words.is_(i, "giêng", "chạp"):
        return (1 if words.is_(i, "giêng") else 12), i + 1
    for form, month in (("đầu", 1), ("cuối", 12)):
        if words.is_(i, form) and words.is_(i + 1, "năm"):
            return month, i + 1
    return None
