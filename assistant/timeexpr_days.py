"""Days and parts of days: "hôm nay", "thứ tư tuần này", "chiều mai", "sáng ngày 20/11"."""

from __future__ import annotations

from datetime import date, timedelta

from assistant.timeexpr_dates import LAST, NEXT, THIS, read_date, read_year, shifted
from assistant.timeexpr_reading import Reading, in_year, of_day
from assistant.timeexpr_words import Words

_NAMED_DAYS = {
    "hôm nay": 0, "bữa nay": 0, "hôm ni": 0, "bữa ni": 0, "ngày hôm nay": 0, "ngày ni": 0,
    "hôm qua": -1, "ngày hôm qua": -1, "bữa qua": -1, "hôm kia": -2, "bữa kia": -2, "hôm kìa": -3,
    "ngày mai": 1, "hôm sau": 1, "ngày kia": 2, "ngày mốt": 2, "ngày kìa": 3,
}  # fmt: skip
_AFTER_PART = {"nay": 0, "ni": 0, "này": 0, "mai": 1, "mốt": 2, "kia": 2, "qua": -1}
PART_WORDS = {"sáng": 1, "trưa": 2, "chiều": 3, "tối": 4, "đêm": 4}
_LOOSE_PARTS = {"sang": 1, "trua": 2, "chieu": 3, "toi": 4, "dem": 4}
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "bốn": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5}
_WEEKDAYS |= {"2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}
_ORDINAL = ("lần", "đứng", "xếp", "hạng", "kỳ", "phiên", "người", "vụ", "số", "loại", "bậc", "vòng", "khóa", "đợt")
_BEFORE_NAMES = ("chị", "anh", "cô", "chú", "bác", "ông", "bà", "em", "dì", "cậu", "mợ", "o", "bạn", "thầy", "chí")


def read_day(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """A day, or a part of one, that begins at word `i`."""
    return (
        _part_of_day(words, i, today, future)
        or _named(words, i, today)
        or _weekday(words, i, today, future)
        or _dated(words, i, today, future)
    )


def _dated(words: Words, i: int, today: date, future: bool) -> Reading | None:
    read = read_date(words, i, today, future)
    return read and _with_part(words, read)


def _named(words: Words, i: int, today: date) -> Reading | None:
    for phrase, shift in _NAMED_DAYS.items():
        if after := words.says(i, phrase):
            return _with_part(words, of_day(today + timedelta(shift), after))
    if words.is_(i, "cuối") and words.is_(i + 1, "ngày"):
        return _named(words, i + 1, today) or of_day(today, i + 2)
    if words.is_(i, "ngày") and words.is_(i - 1, "trong", "hết") and not words.number(i + 1, 31):
        return None if words.is_(i + 1, "làm") else of_day(today, i + 1)
    if words.says(i, "ngày này") and (year := read_year(words, i + 2, today)):
        return in_year(of_day(today, year[1]), year[0])
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
    part = next((value for form, value in PART_WORDS.items() if words.is_(at, form)), 0)
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
    part = next((value for form, value in PART_WORDS.items() if words.is_(at + said, form)), 0)
    if part and (said or (words.is_(at - 1, "nay", "mai") and not words.bare)):
        tail = words.at(at + said + 1).text
        if said or not tail or tail in ("?", ".", ",", "có", "thì", "của", "tôi", "em", "mình"):
            return of_day(day.start, at + said + 1, part=part, missing=day.missing)
    return day


def _weekday(words: Words, i: int, today: date, future: bool) -> Reading | None:
    sunday = words.says(i, "chủ nhật", "chúa nhật") or words.says(i, "cn tuần", "cn này")
    short = (
        words.at(i).plain == "t"
        and words.at(i + 1).start == words.at(i).end
        and (words.is_(i + 2, "tuần") or words.is_(i - 1, *PART_WORDS))
    )
    if sunday:
        number, after = 6, sunday if words.is_(sunday - 1, "nhật") else sunday - 1
    elif short and words.at(i + 1).text in _WEEKDAYS:
        number, after = _WEEKDAYS[words.at(i + 1).text], i + 2
    else:
        found = next((value for form, value in _WEEKDAYS.items() if words.is_(i + 1, form)), None)
        loose = words.at(i).plain == "thu" and words.says(i + 2, "tuần này", "tuần sau", "tuần trước", "tuần tới")
        if found is None or not (words.is_(i, "thứ") or loose):
            return None
        number, after = found, i + 2
        if not words.says(after, "tuần") and _is_ordinal(words, i):
            return None
    at = after + (words.at(after).text in (",", "("))
    if dated := _dated(words, at, today, future):
        return dated.moved(dated.after + (words.at(at - 1).text == "(" and words.at(dated.after).text == ")"))
    monday = today - timedelta(today.weekday())
    for forms, shift in ((THIS, 0), (LAST, -7), (NEXT, 7)):
        if end := words.says(after, *(f"tuần {form}" for form in forms), *(f"của tuần {form}" for form in forms)):
            further = bool(shift) and words.is_(end, "nữa")
            return _with_part(
                words, of_day(monday + timedelta(number + shift * (1 + further)), end + further, weekday=True)
            )
    coming = today + timedelta((number - today.weekday()) % 7)
    end = words.says(after, *LAST) or (after if words.is_(i - 1, "hôm") else None)
    if end:
        back = (today.weekday() - number) % 7 or 7
        return _with_part(words, of_day(today - timedelta(back), end, weekday=True))
    if (found_next := shifted(words, after)) and found_next[0] == 1:
        end = found_next[1]
        coming += timedelta(7 if coming == today else 0)
        return _with_part(words, of_day(coming, end, weekday=True))
    return _with_part(words, of_day(coming, words.says(after, *THIS) or after, weekday=True, missing="week"))


def _is_ordinal(words: Words, i: int) -> bool:
    """ "lần thứ hai", "kỳ họp thứ ba" count; "họp thứ ba", "công vụ thứ hai" do not."""
    behind = i - 2 if words.is_(i - 1, "họp") and words.is_(i - 2, "kỳ", "phiên") else i - 1
    return words.is_(behind, *_ORDINAL) and not words.is_(behind - 1, "công")
