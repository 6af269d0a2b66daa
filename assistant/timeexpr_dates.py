"""Dates, years and how far "này", "trước", "tới" move: "ngày 20/11", "mùng 5", "20 tháng 11 năm ngoái"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assistant.timeexpr_reading import Reading, add_months, of_day
from assistant.timeexpr_words import Words

THIS = ("này", "nay", "nầy", "ni", "hiện nay", "hiện tại")
LAST = ("vừa rồi", "vừa qua", "trước", "qua", "rồi", "gần đây nhất", "gần nhất", "liền trước", "liền kề")
NEXT = ("tiếp theo", "kế tiếp", "sắp tới", "tới", "sau")
LONG_OVER = timedelta(days=180)
"""A day, month or quarter asked about for plans is the next year's only when this year's has been over for so long."""
_BOUNDS = (
    "giờ",
    "nay",
    "chừ",
    "hôm",
    "bữa",
    "lúc",
    "hiện",
    "mai",
    "hết",
    "ngày",
    "tháng",
    "quý",
    "thứ",
    "cuối",
    "thời",
    "bây",
)
_COUNTED = ("nhiệm", "chỉ", "điểm", "hồ", "đơn", "công", "số", "phần", "người", "cuộc", "việc", "buổi", "lần")
_DATE_LEADS = ("ngày", "từ", "đến", "trước", "sau", "hạn", "hết", "tới", "và", "hôm", "lịch", "vào", "trong")


def shifted(words: Words, i: int) -> tuple[int, int] | None:
    """How far "này" 0, "trước" -1, "tới" 1 move from the current period, and the index after it."""
    for forms, shift in ((THIS, 0), (LAST, -1), (NEXT, 1)):
        if after := words.says(i, *forms):
            until = words.is_(i, "tới") and words.is_(after, *_BOUNDS)  # "từ đầu năm tới giờ"
            return None if until else (shift, after)
    return None


def read_date(words: Words, i: int, today: date, future: bool, led: bool = False) -> Reading | None:
    """ "ngày 20/11", "20 tháng 11 năm 2026", "mùng 5", "20-11-2026"; `led`: the context already says a date."""
    at = i
    while words.is_(at, "ngày", "mùng", "mồng", "hôm") and at < i + 2:
        at += 1
    if (iso := words.year(at)) and all(words.at(at + k).text == "-" for k in (1, 3)):
        month_of, day_of = words.number(at + 2, 12), words.number(at + 4, 31)
        return _date(iso[0], month_of[0], day_of[0], at + 5) if month_of and day_of else None
    led_here = at > i
    led = led_here or led or words.is_(i - 1, *_DATE_LEADS)
    if not (day := words.number(at, 31)) or not day[0] or (not led and _ends_a_name(words, i)):
        return None
    after, sign = day[1], words.at(day[1]).text
    if sign == "," and words.is_(after + 1, "tháng"):
        after += 1
    spelt = words.is_(after, "tháng")
    if spelt and (shift := shifted(words, after + 1)):
        return _date(*add_months(today.year, today.month, shift[0]), day[0], shift[1])
    digits = words.at(at).text.isdecimal()
    if spelt or (sign in ("/", "-", ".") and digits):
        if found := _month_and_year(words, after + 1, sign, spelt, led, today):
            month, year, end = found
            read = _date(year or today.year, month, day[0], end)
            if read and not year and future and today - read.start > LONG_OVER:
                read = _date(today.year + 1, month, day[0], end)
            return read if year or not read else replace(read, missing="year")
        if sign == "/" or spelt:
            return None
    if led_here and not words.is_(after, *_COUNTED, "ngày", "làm"):
        return _day_of_month(today, day[0], after, future)
    return None


def _ends_a_name(words: Words, i: int) -> bool:
    """Behind a capitalised word within the sentence a number belongs to a name: "A Lưới 2 tháng 3"."""
    return i > 1 and words.at(i - 1).capital and not words.at(i - 1).upper


def _month_and_year(
    words: Words, i: int, sign: str, spelt: bool, led: bool, today: date
) -> tuple[int, int | None, int] | None:
    """Month and year (if said) behind a day, and the index after them."""
    if words.is_(i, "giêng", "chạp"):
        month, after = (1 if words.is_(i, "giêng") else 12), i + 1
    elif found := words.number(i, 12):
        month, after = found
    else:
        return None
    if not month:
        return None
    if spelt:
        year = read_year(words, after, today)
        return (month, *year) if year else (month, None, after)
    if sign == "-" and words.at(after).text == "/":
        return None  # "ngày 3-5/7" is a range
    if words.at(after).text == sign:
        text = words.at(after + 1).text
        if text.isdecimal() and len(text) in (2, 4):
            return month, int(text) + (2000 if len(text) == 2 else 0), after + 2
        return None
    if not led and (sign != "/" or words.is_(after, *_COUNTED)):
        return None
    year = read_year(words, after, today) if words.is_(after, "năm") else None
    return (month, *year) if year else (month, None, after)


def read_year(words: Words, i: int, today: date) -> tuple[int, int] | None:
    """A year behind a month or quarter ("năm 2026", "/2026", "năm ngoái"), and the index after it."""
    at = i + (words.at(i).text in ("/", "-", ",", "(") or words.is_(i, "của"))
    said = words.is_(at, "năm")
    if found := words.year(at + said):
        spelt = not words.at(at + said).text.isdecimal()
        return None if spelt and not said else found
    if said:
        if after := words.says(at + 1, "ngoái", "ngoài"):
            return today.year - 1, after
        if after := words.says(at + 1, "kia"):
            return today.year - 2, after
        if found := shifted(words, at + 1):
            return today.year + found[0], found[1]
    return None


def year_or_this(words: Words, i: int, today: date) -> tuple[int | None, int]:
    """The year said behind a part of it, None for a mere "(của) năm", and the index after it."""
    if said := read_year(words, i, today):
        return said
    at = i + words.is_(i, "của")
    return None, at + 1 if words.is_(at, "năm") else i


def _date(year: int, month: int, day: int, after: int) -> Reading | None:
    try:
        return of_day(date(year, month, day), after)
    except ValueError:
        return None


def _day_of_month(today: date, day: int, after: int, future: bool) -> Reading | None:
    year, month = today.year, today.month
    if future and day < today.day:
        year, month = add_months(year, month, 1)
    read = _date(year, month, day, after)
    return replace(read, missing="month") if read else None
