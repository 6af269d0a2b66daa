"""Weeks, months, quarters and years: "tuần này", "tuần 28", "cuối tháng hai", "quý I/2026", "năm ngoái"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assistant.timeexpr_dates import LONG_OVER, read_year, shifted, year_or_this
from assistant.timeexpr_reading import (
    Reading,
    Third,
    add_months,
    in_year,
    of_month,
    of_quarter,
    of_week,
    of_year,
)
from assistant.timeexpr_words import Words

_THIRDS: dict[str, Third] = {"đầu": "start", "giữa": "middle", "cuối": "end"}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ROMAN_Q = {f"q{roman}": number for roman, number in _ROMAN.items()}
_RANKED = ("đứng", "dẫn", "xếp", "cầm", "top", "tốp", "nhóm", "hàng", "hạng", "bảng", "chốt")
"""Behind these "đầu" and "cuối" are a rank: "đứng đầu quý 1"."""
_INSIDE = ("trong", "cả", "toàn", "suốt", "hết", "trọn")
_MONEY = ("tỷ", "tỉ", "triệu", "nghìn", "đồng")


def read_period(words: Words, i: int, today: date, future: bool, inside: bool = False) -> Reading | None:
    """A week, month, quarter or year, or its beginning, middle or end, that begins at word `i`."""
    third = next((third for form, third in _THIRDS.items() if words.is_(i, form)), None)
    if third and words.is_(i - 1, *_RANKED):
        return None
    at = i + (third is not None)
    inside = inside or third is not None or words.is_(i - 1, *_INSIDE)
    return (
        _week(words, at, today, third, inside)
        or read_month(words, at, today, third, inside, future)
        or read_quarter(words, at, today, third, inside, future)
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
    if not third and (numbered := _week_of_year(words, i + 1, today)):
        return numbered
    return of_week(monday, 0, i + 1, third) if inside else None


def _week_of_year(words: Words, i: int, today: date) -> Reading | None:
    """ "tuần 28", "tuần thứ 28 năm 2026", as work schedules number them (ISO 8601)."""
    at = i + words.is_(i, "thứ")
    number = words.number(at, 53)
    if not number or not number[0] or not (words.at(at).text.isdecimal() or number[1] > at + 1):
        return None
    if words.at(number[1]).text in ("/", ".") or words.is_(number[1], "tháng", "lần", "ngày", "buổi", "giờ"):
        return None
    year, after = read_year(words, number[1], today) or (today.year, number[1])
    monday = date.fromisocalendar(year, number[0], 1)
    return of_week(monday, (monday - today).days // 7 + 1, after)


def read_month(words: Words, i: int, today: date, third: Third | None, inside: bool, future: bool) -> Reading | None:
    if words.at(i).text.isdecimal() and words.at(i + 1).text == "/" and words.at(i - 1).text != "/":
        slashed, year = words.number(i, 12), words.year(i + 2)
        return of_month(year[0], slashed[0], year[1], third) if slashed and slashed[0] and year else None
    if words.at(i).plain == "t" and words.at(i + 1).start == words.at(i).end:
        return _short_month(words, i + 1, today, third, future)
    if not _noun(words, i, "thang", "thắng", "thăng", "thẳng"):
        return None
    if words.is_(i + 1, "năm") and _belongs_to_year(words, i):
        return None
    found = _shift(words, i + 1)
    if words.is_(i - 1, "sang") and not found:
        found = (1, i + 1)
    sixth = words.bare and words.at(i + 1).plain == "sau" and (not future or read_year(words, i + 2, today))
    if found and not sixth:
        return _year_behind(words, of_month(*add_months(today.year, today.month, found[0]), found[1], third), today)
    number = words.number(i + 1, 12) or _first_or_last_month(words, i + 1)
    if number and number[0]:
        return _numbered(words, of_month(today.year, number[0], number[1], third), today, future)
    return of_month(today.year, today.month, i + 1, third) if inside else None


def _short_month(words: Words, i: int, today: date, third: Third | None, future: bool) -> Reading | None:
    """ "T6"; of plans, and behind a part of a day, T2 to T7 are days of the week."""
    number = words.number(i, 12)
    if not number or not number[0]:
        return None
    weekday = number[0] in range(2, 8) and (future or words.is_(i - 2, "sáng", "trưa", "chiều", "tối"))
    if weekday or words.is_(number[1], "tuần"):
        return None
    return _numbered(words, of_month(today.year, number[0], number[1], third), today, future)


def read_quarter(words: Words, i: int, today: date, third: Third | None, inside: bool, future: bool) -> Reading | None:
    number: tuple[int, int] | None
    if words.at(i).plain in _ROMAN_Q:
        number = (_ROMAN_Q[words.at(i).plain], i + 1)
    elif words.at(i).plain == "q" and words.at(i + 1).start == words.at(i).end:
        number = words.number(i + 1 + (words.at(i + 1).text == "."), 4)
    elif not (_noun(words, i, "quy") or words.is_(i, "quí")):
        return None
    else:
        at = i + 1 + words.is_(i + 1, "thứ")
        roman = 1 if at > i + 1 and words.is_(at, "nhất") else _ROMAN.get(words.at(at).text)
        number = (roman, at + 1) if roman else words.number(at, 4)
    current = (today.month + 2) // 3
    if number and number[0] and not words.is_(number[1], *_MONEY):
        return _numbered(words, of_quarter(today.year, number[0], number[1], third), today, future)
    sure = words.is_(i, "quý", "quí")
    found = _shift(words, i + 1)
    if words.is_(i - 1, "sang") and sure and not found:
        found = (1, i + 1)
    if found:
        year, month = add_months(today.year, 3 * current - 2, 3 * found[0])
        return _year_behind(words, of_quarter(year, (month + 2) // 3, found[1], third), today)
    for form, which in (("đầu", 1), ("cuối", 4)):
        if sure and words.is_(i + 1, form) and not words.is_(i + 2, "tuần", "tháng", "quý"):
            said, after = year_or_this(words, i + 2 + words.is_(i + 2, "tiên", "cùng"), today)
            of_this = of_quarter(said or today.year, which, after, third)
            return of_this if said else _guessed(of_this, today, future)
    return of_quarter(today.year, current, i + 1, third) if inside and sure else None


def _year(words: Words, i: int, today: date, third: Third | None, inside: bool) -> Reading | None:
    if not words.is_(i, "năm"):
        return None
    if words.is_(i - 1, "sang"):
        return of_year(today.year + 1, i + 1, third)
    kind = words.says(i + 1, "tài chính", "công tác", "kế hoạch")
    if year := (words.year(kind) if kind else read_year(words, i, today)):
        return of_year(year[0], year[1], third)
    return (
        of_year(today.year, i + 1, third)
        if inside and not words.is_(i + 1, "ngày", "hôm", "tuần", "tháng", "năm")
        else None
    )


def _numbered(words: Words, read: Reading, today: date, future: bool) -> Reading:
    """A month or quarter named by its number: in the year said behind it, else in a guessed one."""
    if year := read_year(words, read.after, today):
        return in_year(read, year[0]).moved(year[1])
    return _guessed(read, today, future)


def _guessed(read: Reading, today: date, future: bool) -> Reading:
    """This year's, unless that has not begun (asked about results) or is long over (asked about plans)."""
    month = read.start.month if read.kind == "month" else 3 * ((read.start.month - 1) // 3) + 1
    if not future and date(read.start.year, month, 1) > today:
        read = in_year(read, today.year - 1)
    elif future and today - read.end > LONG_OVER:
        read = in_year(read, today.year + 1)
    return replace(read, missing="year")


def _year_behind(words: Words, read: Reading, today: date) -> Reading:
    """ "quý này năm ngoái"."""
    year = read_year(words, read.after, today) if words.is_(read.after, "năm", "của") else None
    return in_year(read, year[0]).moved(year[1]) if year else read


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
    for form, month in (("đầu tiên của", 1), ("đầu tiên", 1), ("đầu", 1), ("cuối cùng của", 12), ("cuối", 12)):
        if (after := words.says(i, form)) and words.is_(after, "năm"):
            return month, after
    return None
