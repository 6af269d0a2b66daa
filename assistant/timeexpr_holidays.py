"""Holidays and lunar dates: "trước Tết", "mùng 3 Tết", "Giỗ Tổ năm ngoái", "rằm tháng bảy", "10 tháng 3 âm lịch"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from assistant.lunar import solar_date
from assistant.timeexpr_dates import read_date, read_year
from assistant.timeexpr_days import PART_WORDS
from assistant.timeexpr_reading import Reading, of_day, of_span
from assistant.timeexpr_words import Words
from assistant.vietnamese import normalise
from prompts import vocabulary

_LEADS = ("ngày", "dịp", "đêm", "lễ", "nghỉ", "kỳ")
_BEFORE = frozenset("trước sau từ đến tới hết trong qua vào trực lịch họp hạn hôm sáng trưa chiều tối".split()).union(
    _LEADS
)
_PRAISED = ("kỷ niệm", "chào mừng", "mừng", "tổ chức")
"""Behind these a holiday is what something is about: "tổ chức kỷ niệm ngày Quốc khánh"."""
_LONG_AGO = timedelta(days=180)


def read_holiday(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """A holiday, a day of Tết or a date of the lunar calendar that begins at word `i`, its lead ("dịp", "ngày") too."""
    if part := next((part for form, part in PART_WORDS.items() if words.is_(i, form) and form != "đêm"), 0):
        day = read_holiday(words, i + 1, today, future)
        return of_day(day.start, day.after, part=part) if day and day.start == day.end else None
    at = i
    while words.is_(at, *_LEADS) and at < i + 3:
        at += 1
    if lunar := _lunar_date(words, at, today, future):
        return lunar
    led = at > i or i == 0 or words.is_(i - 1, *_BEFORE)
    begin = i
    while words.is_(begin - 1, *_LEADS):
        begin -= 1
    if not led or any(words.says(begin - len(said.split()), said) for said in _PRAISED):
        return None
    return _named(words, at, today, future) or _tet(words, at, today, future)


def _named(words: Words, i: int, today: date, future: bool) -> Reading | None:
    for holiday in _known()["days"]:
        if after := words.says(i, *holiday["said"]):
            day, month = map(int, holiday["day"].split("/"))
            return _said_too(words, _in_year(words, after, today, future, day, month, holiday.get("lunar", False)))
    return None


def _said_too(words: Words, read: Reading) -> Reading:
    """Over the date that often stands behind a name: "Quốc khánh 2/9"."""
    at = read.after + words.is_(read.after, "ngày")
    dated = read_date(words, at, read.start, False, led=True)
    return read.moved(dated.after) if dated and dated.start == read.start else read


def _tet(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """The five days of Tết, one of them ("mùng 3 Tết"), or its eve."""
    if after := words.says(i, "giao thừa"):
        year, after = _year(words, after, today, future, 1, 1)
        return of_day(solar_date(year, 1, 1) - timedelta(1), after)
    if words.is_(i, "mùng", "mồng") and (number := words.number(i + 1, 15)) and number[0]:
        tet = words.says(number[1], *_known()["tet"]["said"])
        if tet is None:
            return None
        year, after = _year(words, tet, today, future, 1, 1)
        return of_day(solar_date(year, 1, number[0]), after)
    found = words.says(i, *_known()["tet"]["said"])
    if found is None:
        return None
    year, after = _year(words, found, today, future, 1, 1)
    first = solar_date(year, 1, 1)
    name = f"{_known()['tet']['name']} {year}"
    return of_span("holiday", first - timedelta(1), first + timedelta(3), after, name=name)


def _lunar_date(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """A date whose calendar is said behind it."""
    dated = read_date(words, i, today.replace(month=1, day=1), False, led=True)
    after = words.says(dated.after, *_known()["lunar"]) if dated else None
    if dated is None or after is None:
        return None
    return _in_year(words, after, today, future, dated.start.day, dated.start.month, lunar=True)


def _in_year(words: Words, i: int, today: date, future: bool, day: int, month: int, lunar: bool) -> Reading:
    year, after = _year(words, i, today, future, day, month, lunar)
    return of_day(_on(year, month, day, lunar), after)


def _year(words: Words, i: int, today: date, future: bool, day: int, month: int, lunar: bool = True) -> tuple[int, int]:
    """The year said behind, else this one; of plans the next when the day is long over."""
    if said := read_year(words, i, today):
        return said
    over = future and today - _on(today.year, month, day, lunar) > _LONG_AGO
    return today.year + over, i


def _on(year: int, month: int, day: int, lunar: bool) -> date:
    """The day in a year of our calendar: the last lunar months of a year fall into the next one."""
    if not lunar:
        return date(year, month, day)
    found = solar_date(year, month, day)
    return found if found.year == year else solar_date(year - 1, month, day)


@cache
def _known() -> Mapping[str, Any]:
    """With what is said as `Words` has it."""
    known: Mapping[str, Any] = vocabulary("holiday_words")
    return {**known, "tet": _spelt(known["tet"]), "days": [_spelt(holiday) for holiday in known["days"]]}


def _spelt(holiday: Mapping[str, Any]) -> Mapping[str, Any]:
    said = [normalise(said).replace("-", " - ").replace("/", " / ") for said in holiday["said"]]
    return {**holiday, "said": said}
