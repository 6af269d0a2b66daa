"""Time expressions of a question as date ranges: "chiều mai", "quý một năm nay", "từ mùng 5 đến 15 tháng 3".

Conventions are those of the domain description: weeks start on Monday; both bounds are inclusive. A month or quarter
without a year is this year's, or the previous year's when it has not begun (`prefer="past"`, for results; with
"future", for plans, the next year's when it has been over for half a year); days and weekdays never move into the past.

`dateparser` does not serve: it gives single instants, and its Vietnamese lacks quarters, weeks, parts of a day, open
ends, lunar days and text without accents. Measured (1.5.0) on the 807 rows of our table: the right day in 73 of the
179 that are single days, the right first day in 130 of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from assistant.timeexpr_bounds import after_it, before, completed, open_from, spanning, until
from assistant.timeexpr_counted import read_counted
from assistant.timeexpr_days import read_day
from assistant.timeexpr_follow import read_follow_up
from assistant.timeexpr_holidays import read_holiday
from assistant.timeexpr_periods import read_period
from assistant.timeexpr_reading import (
    Reading,
    of_day,
    of_month,
    of_quarter,
)
from assistant.timeexpr_words import Words
from assistant.types import ZONE, TimeRange

_FROM = ("bắt đầu từ", "tính từ", "kể từ", "từ hồi", "từ")
_TO = ("cho đến hết", "cho đến", "cho tới", "đến hết", "tới hết", "hết", "đến", "tới")
_LATEST = tuple(f"{late} nhất{copula}" for late in ("chậm", "muộn", "trễ") for copula in (" là", " vào", ""))
_UNTIL = ("tính đến hết", "tính đến", "tính tới", "trước hoặc trong", "không quá", "không muộn hơn", *_LATEST, *_TO)
_ABOUT = ("quan", "cập", "nhắc", "nói", "nghĩ")
_NOW = (
    "nay", "hiện nay", "hiện tại", "thời điểm hiện tại", "thời điểm này", "lúc này", "giờ", "bây giờ", "chừ", "bây chừ",
    "hôm nay", "bữa nay", "bữa ni",
)  # fmt: skip


def find_time(
    text: str,
    now: datetime,
    last: TimeRange | None = None,
    *,
    prefer: Literal["past", "future"] = "past",
    taken: Sequence[tuple[int, int]] = (),
) -> TimeRange | None:
    """The first time expression of `text` as seen at `now`, with its span of characters, or None. Never raises.

    `last` is what the session last talked about ("cùng kỳ năm trước", "buổi chiều thì sao"); `taken` are spans that
    belong to names ("A Lưới 2" tháng 3) and are not read.
    """
    found = find_times(text, now, last, prefer=prefer, taken=taken)
    return found[0] if found else None


def find_times(
    text: str,
    now: datetime,
    last: TimeRange | None = None,
    *,
    prefer: Literal["past", "future"] = "past",
    taken: Sequence[tuple[int, int]] = (),
) -> tuple[TimeRange, ...]:
    """All time expressions of `text` in order, not overlapping."""
    today = day_of(now)
    words = Words(text, taken)
    found: list[TimeRange] = []
    index = 0
    while index < len(words):
        read = _safely(words, index, today, prefer == "future", last) if words.may_begin(index) else None
        span = (words.at(index).start, words.at(read.after - 1).end) if read else (0, 0)
        understood = read.range(span) if read else None
        if read and understood:
            found.append(understood)
            index = max(read.after, index + 1)
        else:
            index += 1
    return tuple(found)


def day_of(now: datetime) -> date:
    """The day that it is in Huế; a time without zone is Huế's."""
    return (now.astimezone(ZONE) if now.tzinfo else now).date()


def _safely(words: Words, i: int, today: date, future: bool, last: TimeRange | None) -> Reading | None:
    try:
        return (
            _bounded(words, i, today, future)
            or read_follow_up(words, i, last)
            or _simple(words, i, today, future, last)
        )
    except (ValueError, OverflowError):  # beyond the calendar: "năm 9999 sau nữa"
        return None


def _simple(words: Words, i: int, today: date, future: bool, last: TimeRange | None = None) -> Reading | None:
    read = (
        read_holiday(words, i, today, future)
        or read_counted(words, i, today, future)
        or read_period(words, i, today, future)
        or read_day(words, i, today, future)
    )
    if read and read.missing == "day" and last and last.start and last.start[:10] == (last.end or "")[:10]:
        return of_day(date.fromisoformat(last.start[:10]), read.after, part=read.part)
    return read


def _bounded(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """Expressions with a bound: "từ … đến …", "từ …", "trước …", "sau …", "đến hết …"."""
    if after := words.says(i, *_FROM):
        now = words.says(after, *_NOW)
        past = words.is_(after, "sau")
        first = of_day(today, now) if now else _simple(words, after + past, today, future)
        if first and past:
            first = replace(first, start=first.end + timedelta(1), kind="span")
        joined = _joined(words, after, first, today, future or bool(now), said=True)
        return joined or (open_from(words, first, today) if first else None)
    first = _simple(words, i, today, future)
    begins = first is not None and first.third == "start" and first.kind != "week"
    if first and begins and (now := _until_now(words, first.after)):
        return spanning(first, of_day(today, now))
    if joined := _joined(words, i, first, today, future, said=False):
        return joined
    if first:
        return None
    if words.is_(i, "giữa"):
        return _between(words, i + 1, today, future)
    if words.is_(i, "trước", "sau") and (limit := _simple(words, i + 1, today, future)):
        return before(limit) if words.is_(i, "trước") else after_it(limit)
    if (after := words.says(i, *_UNTIL)) and not words.is_(i - 1, *_ABOUT) and not _is_me(words, i):
        limit = _simple(words, after, today, future)
        return until(limit) if limit else None
    return None


def _joined(words: Words, i: int, first: Reading | None, today: date, future: bool, said: bool) -> Reading | None:
    """Both ends of a range, the first of which begins at word `i`; `said`: "từ" stood before it."""
    bare = words.number(i, 31) if not first else None
    end_of_first = first.after if first else bare[1] if bare else i
    sign = words.at(end_of_first).text in ("-", "–", "—")
    at = end_of_first + 1 if sign else words.says(end_of_first, *_TO)
    if at is None or at == i:
        return None
    if first and said and (after := _until_now(words, end_of_first)):
        return spanning(first, of_day(today, after))
    limited = words.is_(at, "trước")
    at += limited
    second = _simple(words, at, today, future) or (_same_kind(words, at, first) if first else None)
    if second is None:
        return None
    if limited:
        second = replace(second, end=second.start - timedelta(1))
    if bare:
        dated = second.kind == "day" and (said or sign)
        first = of_day(second.start.replace(day=bare[0]), end_of_first) if dated and bare[0] else None
    if first is None or not (said or first.kind == second.kind):
        return None
    return spanning(completed(first, second), second)


def _same_kind(words: Words, i: int, first: Reading) -> Reading | None:
    """The bare number behind "đến" in "từ tháng 1 đến 3", "từ ngày 5 đến 15"."""
    number = words.number(i, {"day": 31, "month": 12, "quarter": 4}.get(first.kind, 0))
    if not number or not number[0] or words.is_(number[1], "giờ", "h", "%"):
        return None
    if first.kind == "day":
        return of_day(first.start.replace(day=number[0]), number[1])
    read = of_month if first.kind == "month" else of_quarter
    return read(first.start.year, number[0], number[1])


def _is_me(words: Words, i: int) -> bool:
    """ "toi" of a question without accents is the asker."""
    return words.bare and words.at(i).plain == "toi" and not words.exactly(i, "tới")


def _between(words: Words, i: int, today: date, future: bool) -> Reading | None:
    """ "giữa ngày 1/7 và ngày 15/7"."""
    first = _simple(words, i, today, future)
    second = _simple(words, first.after + 1, today, future) if first and words.is_(first.after, "và") else None
    return spanning(completed(first, second), second) if first and second else None


def _until_now(words: Words, i: int) -> int | None:
    after = words.says(i, *_TO)
    return words.says(after, *_NOW) if after else None
