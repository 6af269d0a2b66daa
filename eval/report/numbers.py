"""Numbers as Vietnamese writes them: decimal comma, a hard space before the unit."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from math import ceil, floor

from assistant.types import ZONE
from eval.graded import Counted
from eval.stats import wilson
from prompts.filters import number
from prompts.filters import points as tenths

_SPACE = "\u00a0"


def percent(value: float) -> str:
    """A share of 1 as `87,5 %`; nothing short of all is written as 100."""
    return f"{_hundredths(value)}{_SPACE}%"


def _hundredths(value: float) -> str:
    """One decimal, save for all and nothing."""
    if value in (0, 1):
        return number(value * 100, 0)
    return tenths(Fraction(min(max(floor(value * 1000 + 0.5), 1), 999), 10))


def points(value: float) -> str:
    """A difference of shares in percentage points, with its sign: `−3,2`."""
    shown = tenths(abs(Fraction(value)) * 100)
    return shown if shown == "0,0" else f"{'+' if value > 0 else '−'}{shown}"


def share(counted: Counted) -> str:
    """`87,5 %`, or a dash where nothing was asked."""
    return percent(counted.right / counted.of) if counted.of else "–"


def interval(counted: Counted) -> str:
    """The 95 % Wilson interval as `84,1–90,2`."""
    if not counted.of:
        return ""
    bounds = wilson(counted.right, counted.of)
    return f"{_hundredths(bounds.low)}–{_hundredths(bounds.high)}"


def whole(value: int) -> str:
    return number(value, 0)


def millis(value: float) -> str:
    """`35 ms`, `1,2 s`, `21 s`."""
    if value < 1000:
        return f"{number(value, 0 if value >= 10 or value == round(value) else 1)}{_SPACE}ms"
    return f"{number(value / 1000, 1 if value < 10_000 else 0)}{_SPACE}s"


def probability(value: float) -> str:
    """Of a test: `p = 0,03`; small ones as `p < 0,001`."""
    sign, shown = ("<", 0.001) if value < 0.001 else ("=", value)
    return f"p{_SPACE}{sign}{_SPACE}{number(shown, 3 if value < 0.1 else 2)}"


def percent_axis(value: float, _position: int = 0) -> str:
    return f"{number(value * 100, 0)}{_SPACE}%"


def moment(value: datetime) -> str:
    """On the clock of the city: `14/7/2026 08:00`."""
    value = value.astimezone(ZONE)
    return f"{value.day}/{value.month}/{value.year} {value:%H:%M}"


def size(count: int) -> str:
    """Bytes as `1,2 MB`."""
    if count < 1_000_000:
        return f"{ceil(count / 1000)}{_SPACE}kB"
    return f"{number(count / 1_000_000, 1)}{_SPACE}MB"
