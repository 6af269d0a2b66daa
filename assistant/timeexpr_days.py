"""Days and parts of days: "hôm nay", "thứ tư tuần này", "ngày 20/11", "mùng 5", "chiều mai"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assistant.timeexpr_reading import Reading, add_months, of_day
from assistant.timeexpr_words import Words

THIS = ("này", "nay", "nầy", "ni", "hiện nay", "hiện tại")
LAST = ("vừa rồi", "vừa qua", "trước", "qua", "rồi")
NEXT = ("tiếp theo", "kế tiếp", "sắp tới", "tới", "sau")
_BOUNDS = ("giờ", "nay", "hết", "ngày", "tháng", "quý", "thứ", "cuối", "thời", "bây")
_NAMED_DAYS = {
    "hôm nay": 0, "bữa nay": 0, "hôm ni": 0, "bữa ni": 0, "ngày hôm nay": 0, "ngày ni": 0,
    "hôm qua": -1, "ngày hôm qua": -1, "bữa qua": -1, "hôm kia": -2, "bữa kia": -2, "hôm kìa": -3,
    "ngày mai": 1, "hôm sau": 1, "ngày kia": 2, "ngày mốt": 2, "ngày kìa": 3,
}  # fmt: skip
_AFTER_PART = {"nay": 0, "ni": 0, "này": 0, "mai": 1, "mốt": 2, "kia": 2, "qua": -1}
_PART_WORDS = {"sáng": 1, "trưa": 2, "chiều": 3, "tối": 4, "đêm": 4}
_LOOSE_PARTS = {"sang": 1, "trua": 2, "chieu": 3, "toi": 4, "dem": 4}
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "bốn": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5}
_WEEKDAYS |= {"2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}
_ORDINAL = ("lần", "đứng", "xếp", "hạng", "kỳ", "phiên", "người", "vụ", "số", "loại", "bậc", "vòng", "khóa", "đợt")
_BEFORE_NAMES = ("chị", "anh", "cô", "chú", "bác", "ông", "bà", "em", "dì", "cậu", "mợ", "o", "bạn", "thầy", "chí")
_COUNTED = ("nhiệm", "chỉ", "điểm", "hồ", "đơn", "công", "số", "phần", "người", "cuộc", "việc", "buổi", "lần")
_DATE_LEADS = ("ngày", "từ", "đến", "trước", "sau", "hạn", "hết", "tới", "và", "hôm", "lịch", "vào", "trong")


def read_day(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """A day, or a part of one, that begins at word `i`."""
    return (
        _part_of_day(words, i, today, future)
        or _named(words, i, today)
        or _weekday(words, i, today, future)
        or read_date(words, i, today, future)
    )


def _named(words: Words, i: int, today: date) -> Reading | None:
    for phrase, shift in _NAMED_DAYS.items():
        if after := words.says(i, phrase):
            return _with_part(words, of_day(today + timedelta(shift), after))
    word = words.at(i)
    if words.is_(i, "mai") and not (word.capital and i) and not words.is_(i + 1, "một", "mối"):
        before = words.at(i - 1)
        if not words.is_(i - 1, *_BEFORE_NAMES, "hoa", "khuyến", "mỉa", "đào", "tương") and not before.capital:
            return _with_part(words, of_day(today + timedelta(1), i + 1))
    return None


def _part_of_day(words: Words, i: int, today: date, future: bool) -> Reading | None:
    said = words.is_(i, "buổi")
    at = i + said
    word = words.at(at)
    part = next((value for form, value in _PART_WORDS.items() if words.is_(at, form)), 0)
    loose = part or _LOOSE_PARTS.get(word.plain, 0)
    if not loose:
        return None
    after = at + 1
    after += words.is_(after, "sớm", "muộn", "khuya")
    for form, shift in _AFTER_PART.items():
        certain = part or form == "mai" or (form == "nay" and loose in (2, 3))  # "chiêu mai" was misheard
        if certain and words.is_(after, form):
            return of_day(today + timedelta(shift), after + 1, part=loose)
    if not part:
        return None
    day_at = after + (words.at(after).text == ",")
    day = _named(words, day_at, today) or _weekday(words, day_at, today, future)
    day = day or read_date(words, day_at, today, future, led=True)
    if day and not day.part:
        return of_day(day.start, day.after, part=part, missing=day.missing)
    return of_day(today, after, part=part, missing="day") if said else None


def _with_part(words: Words, day: Reading) -> Reading:
    """ "ngày mai, buổi chiều": the part of the day said behind it."""
    at = day.after + (words.at(day.after).text == ",")
    at += words.is_(at, "vào")
    said = words.is_(at, "buổi")
    part = next((value for form, value in _PART_WORDS.items() if words.is_(at + said, form)), 0)
    if part and (said or (words.is_(at - 1, "nay", "mai") and not words.bare)):
        tail = words.at(at + said + 1).text
        if said or not tail or tail in ("?", ".", ",", "có", "thì", "của", "tôi", "em", "mình"):
            return of_day(day.start, at + said + 1, part=part, missing=day.missing)
    return day


def _weekday(words: Words, i: int, today: date, future: bool) -> Reading | None:
    sunday = words.says(i, "chủ nhật", "chúa nhật")
    if sunday:
        number, after = 6, sunday
    else:
        found = next((value for form, value in _WEEKDAYS.items() if words.is_(i + 1, form)), None)
        loose = words.at(i).plain == "thu" and words.says(i + 2, "tuần này", "tuần sau", "tuần trước", "tuần tới")
        if found is None or not (words.is_(i, "thứ") or loose):
            return None
        number, after = found, i + 2
        if not words.says(after, "tuần") and _is_ordinal(words, i):
            return None
    at = after + (words.at(after).text in (",", "("))
    if dated := read_date(words, at, today, future):
        return dated.moved(dated.after + (words.at(at - 1).text == "(" and words.at(dated.after).text == ")"))
    monday = today - timedelta(today.weekday())
    for forms, shift in ((THIS, 0), (LAST, -7), (NEXT, 7)):
        if end := words.says(after, *(f"tuần {form}" for form in forms), *(f"của tuần {form}" for form in forms)):
            return _with_part(words, of_day(monday + timedelta(number + shift), end, weekday=True))
    coming = today + timedelta((number - today.weekday()) % 7)
    if end := words.says(after, *LAST):
        back = (today.weekday() - number) % 7 or 7
        return _with_part(words, of_day(today - timedelta(back), end, weekday=True))
    if end := words.says(after, *NEXT):
        coming += timedelta(7 if coming == today else 0)
        return _with_part(words, of_day(coming, end, weekday=True))
    return _with_part(words, of_day(coming, words.says(after, *THIS) or after, weekday=True, missing="week"))


def _is_ordinal(words: Words, i: int) -> bool:
    """ "lần thứ hai", "kỳ họp thứ ba" count; "họp thứ ba", "công vụ thứ hai" do not."""
    behind = i - 2 if words.is_(i - 1, "họp") and words.is_(i - 2, "kỳ", "phiên") else i - 1
    return words.is_(behind, *_ORDINAL) and not words.is_(behind - 1, "công")


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
    led_here = at > i
    led = led_here or led or words.is_(i - 1, *_DATE_LEADS)
    if not (day := words.number(at, 31)) or not day[0] or (not led and _ends_a_name(words, i)):
        return None
    after, sign = day[1], words.at(day[1]).text
    spelt = words.is_(after, "tháng")
    if spelt and (shift := shifted(words, after + 1)):
        return _date(*add_months(today.year, today.month, shift[0]), day[0], shift[1])
    digits = words.at(at).text.isdecimal()
    if spelt or (sign in ("/", "-", ".") and digits):
        if found := _month_and_year(words, after + 1, sign, spelt, led, today):
            month, year, end = found
            read = _date(year or today.year, month, day[0], end)
            if read and not year and future and (today - read.start).days > 180:
                read = _date(today.year + 1, month, day[0], end)
            return read and _with_part(words, read if year else replace(read, missing="year"))
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
        if found := shifted(words, at + 1):
            return today.year + found[0], found[1]
    return None


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
