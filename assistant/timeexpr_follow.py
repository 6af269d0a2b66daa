"""Time against what the session last talked about: "cùng kỳ năm trước", "quý trước đó", "tháng ấy"."""

from __future__ import annotations

from datetime import date

from assistant.timeexpr_reading import Reading, add_months, full, month_end, of_month, of_quarter
from assistant.timeexpr_words import Words
from assistant.types import TimeRange
from prompts import message


def read_follow_up(words: Words, i: int, last: TimeRange | None) -> Reading | None:
    """ "cùng kỳ (năm trước)", "quý trước đó", "tháng đó", against what was last talked about."""
    if not last or not last.start or not last.end or len(last.start) > 10:
        return None
    start, end = date.fromisoformat(last.start), date.fromisoformat(last.end)
    if after := words.says(i, "cùng kỳ năm trước", "cùng kỳ năm ngoái", "cùng kỳ"):
        return _like(last, start, end, after, -12)
    months = {"tháng": 1, "quý": 3, "năm": 12}
    for noun, count in months.items():
        if after := words.says(i, f"{noun} trước đó", f"{noun} liền trước", f"{noun} liền kề"):
            return _like(last, start, end, after, -count)
        if after := words.says(i, f"{noun} sau đó", f"{noun} tiếp đó"):
            return _like(last, start, end, after, count)
        if after := words.says(i, f"{noun} đó", f"{noun} ấy"):
            return Reading("span", start, end, after, last.label)
    return None


def _like(last: TimeRange, start: date, end: date, after: int, months: int) -> Reading | None:
    """A whole month, quarter or other run of months, moved by `months`."""
    first = date(*add_months(start.year, start.month, months), start.day if months % 12 == 0 and start.day < 29 else 1)
    year, month = add_months(end.year, end.month, months)
    final = month_end(year, month) if end == month_end(end.year, end.month) else date(year, month, min(end.day, 28))
    length = (end.year - start.year) * 12 + end.month - start.month + 1
    whole = start.day == 1 and end == month_end(end.year, end.month)
    if whole and length == 3 and start.month % 3 == 1:
        return of_quarter(first.year, (first.month + 2) // 3, after)
    if whole and length == 1:
        return of_month(first.year, first.month, after)
    return Reading("span", first, final, after, message("time", "range", start=full(first), end=full(final)))
