"""What a question about KPI names: its period, and the words in which a ranking is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from assistant.slots import Slots
from assistant.types import TimeRange


def kpi_period(times: Sequence[TimeRange], today: date) -> TimeRange | None:
    """The first stretch named that may hold a whole month; None when none is named.

    "Today" names none: it is when the question is asked. Raises ValueError when no stretch named holds a whole month.
    """
    asked = [time for time in times if _days(time) != (today, today)]
    if not asked:
        return None
    whole = next((time for time in asked if _may_be_scored(*_days(time))), None)
    if whole is None:
        raise ValueError(f"no whole month: {asked[0].label}")
    return whole


def ranking_words(slots: Slots) -> str:
    """The question without its times and the units that it names; words that only look like a unit's stay."""
    spans = [time.span for time in slots.times]
    if slots.unit.matches and not slots.unit.self_reference:
        spans.append(slots.unit.span)
    text = slots.text
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def has_whole_month(start: date, end: date) -> bool:
    """Whether a calendar month lies inside two inclusive dates."""
    first = start if start.day == 1 else (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1) <= end


def _may_be_scored(start: date | None, end: date | None) -> bool:
    return start is None or end is None or has_whole_month(start, end)


def _days(time: TimeRange) -> tuple[date | None, date | None]:
    start = date.fromisoformat(time.start[:10]) if time.start else None
    return start, date.fromisoformat(time.end[:10]) if time.end else None
