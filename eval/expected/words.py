"""How a Vietnamese answer writes what is expected of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from pydantic import JsonValue

from eval.oracle.workbooks import folded

Args = Mapping[str, JsonValue]
SHOWN = 10
"""A list is written out up to so many items."""


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def clock(value: datetime) -> str:
    return f"{value:%H:%M}"


def name_of(args: Args, key: str) -> str | None:
    value = args.get(key)
    return None if value is None else str(value)


def day_of(args: Args, key: str) -> date | None:
    value = name_of(args, key)
    return None if value is None else date.fromisoformat(value)


def bounds(args: Args, now: datetime) -> tuple[datetime, datetime]:
    """Start and end (exclusive) of a range of days or of a part of a day; today when none is given."""
    start, end = (name_of(args, key) or f"{now:%Y-%m-%d}" for key in ("from", "to"))
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return first, last if "T" in end else datetime.combine(last.date() + timedelta(days=1), time())


def local(now: datetime) -> datetime:
    """The wall clock of the workbooks."""
    return now.replace(tzinfo=None)


def unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def withheld(hidden: Iterable[str], shown: Iterable[str]) -> tuple[str, ...]:
    """Words of hidden things that no visible thing has."""
    visible = " ".join(folded(word) for word in shown)
    return unique(word for word in hidden if folded(word) not in visible)
