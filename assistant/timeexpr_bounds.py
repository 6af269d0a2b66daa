"""What bounds make of the times they stand at: "từ … đến …", "trước …", "sau …", "đến hết …", "từ … trở đi"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assistant.timeexpr_reading import Reading, full, in_year, of_day
from assistant.timeexpr_words import Words
from prompts import message


def completed(first: Reading, second: Reading) -> Reading:
    """The first end with what only the second one said: month, year or week."""
    if first.missing == "month" and second.missing != "month":
        return of_day(second.start.replace(day=first.start.day), first.after)
    if first.missing == "week" and second.kind == "weekday":
        monday = second.start - timedelta(second.start.weekday())
        if second.missing != "week":
            return of_day(monday + timedelta(first.start.weekday()), first.after)
    if first.missing == "year":
        return in_year(first, second.start.year)
    return first


def spanning(first: Reading, second: Reading) -> Reading | None:
    """From the start of one to the end of the other, a year or week moved where they would cross."""
    if second.end < first.start and second.missing == "week":
        second = replace(second, end=second.end + timedelta(7))
    elif second.end < first.start and second.missing == "year" and second.kind == "day":
        second = in_year(second, second.end.year + 1)
    elif second.end < first.start and first.kind in ("day", "month", "quarter"):
        first = in_year(first, first.start.year - 1)
    if second.end < first.start:
        return None
    bounds = None
    if first.part or second.part:
        start = first.starts() if first.part else f"{first.start}T00:00"
        bounds = (start, second.ends() if second.part else f"{second.end}T23:59")
    label = message("time", "range", start=full(first.start), end=full(second.end))
    return Reading("span", first.start, second.end, second.after, label, bounds=bounds)


def open_from(words: Words, first: Reading, today: date) -> Reading | None:
    """ "từ D (trở đi)", "từ D trở về trước"."""
    if after := words.says(first.after, "trở về trước", "trở lại trước"):
        return until(first).moved(after)
    onward = words.says(first.after, "trở đi", "trở về sau")
    return replace(_since(first, today) or first, after=onward) if onward else _since(first, today)


def _since(first: Reading, today: date) -> Reading | None:
    """ "từ D" has no end, except "từ đầu năm" (tháng, quý, tuần), which runs to today."""
    if first.third == "start" and first.start <= today:
        return spanning(first, of_day(today, first.after))
    start = first.label if first.part else full(first.start)
    return replace(first, kind="span", no_end=True, label=message("time", "since", start=start))


def before(limit: Reading) -> Reading:
    """ "trước D" ends the day before; before a part of a day it ends where that begins."""
    if limit.part:
        label, bounds = message("time", "before", end=limit.label), (limit.starts(), limit.starts())
        return replace(limit, kind="span", no_start=True, label=label, bounds=bounds)
    if limit.third == "end":
        return until(limit)  # "trước cuối tháng" means by its end
    label = message("time", "before", end=full(limit.start))
    return replace(limit, kind="span", no_start=True, end=limit.start - timedelta(1), label=label)


def after_it(limit: Reading) -> Reading:
    """ "sau D" begins the day after; after a part of a day it begins where that ends."""
    if limit.part:
        label, bounds = message("time", "after", start=limit.label), (limit.ends(), limit.ends())
        return replace(limit, kind="span", no_end=True, label=label, bounds=bounds)
    label = message("time", "after", start=full(limit.end))
    return replace(limit, kind="span", start=limit.end + timedelta(1), no_end=True, label=label)


def until(limit: Reading) -> Reading:
    key, name = ("until_part", limit.label) if limit.part else ("until", full(limit.end))
    return replace(limit, kind="span", no_start=True, label=message("time", key, end=name))
