"""What an answer may rest on: every value of its tool results, and the fixed words of the templates."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from typing import TYPE_CHECKING

from assistant.vietnamese import normalise
from prompts import FOLDER

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

UNUSED = frozenset({"url", "score"})
"""Keys that say nothing an answer may repeat."""
OWN_WORDS = frozenset({"question"})
"""Of a result and of a call: what the asker said, which proves nothing."""
COUNTED = frozenset({"total", "unranked"})
"""Parts of what a list is of."""
PLACES = {"article": "điều", "clause": "khoản", "point": "điểm", "annex": "phụ lục"}
Value = tuple[str, object]
"""Kind (`mark`, `day`, `month`, `time`, `number`) and what compares equal."""
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_READ = re.compile(
    r"""
    (?P<iso>\d{4}-\d\d-\d\d)(?:t(?P<clock>\d\d:\d\d))?(?!\d)
    | (?P<day>(?<![\d/.])\d{1,2}(?P<sep>[/.-])\d{1,2}(?P=sep)\d{4}(?![\d/]))
    | (?P<of>(?<![\w/.,])\d{1,5})/(?P<year>\d{4})(?![\w/])
    | (?P<document>(?<![\w/])\d{1,5}[^\W\d_]?(?:/\d{4})?[/-][^\W\d_][\w&]*(?:[/&-]\w+)*)
    | (?P<code>(?<!\w)[^\W\d_]\w*(?:[-.]\w+)*(?:(?<=[\d])|[-.]\d[\w-]*))(?!\w)
    | (?P<time>(?<![\w:.,])\d{1,2}[:h]\d\d(?!\w|:\d))
    | (?P<share>(?<![\d/.,])\d{1,3}/\d{1,3}(?![\d/]))
    | (?P<number>\d+(?:[.,]\d+)*)
    """,
    re.VERBOSE,
)


def read(text: str) -> Iterator[tuple[re.Match[str], list[Value]]]:
    """Every value in a text without capitals, and what it is; `3/5` is two numbers, be it a share or a day."""
    for found in _READ.finditer(text):
        yield found, _values(found)


def _values(found: re.Match[str]) -> list[Value]:
    said = found[0]
    if found["iso"]:
        at: list[Value] = [("time", _minutes(found["clock"]))] if found["clock"] else []
        return [("day", tuple(map(int, found["iso"].split("-")))), *at]
    if found["day"]:
        day, month, year = map(int, re.split(r"\D", said))
        return [("day", (year, month, day))]
    if found["of"] and int(found["of"]) <= 12:
        return [("month", (int(found["year"]), int(found["of"])))]
    if found["of"] or found["document"] or found["code"]:
        return [("mark", said)]
    if found["time"]:
        return [("time", _minutes(said.replace("h", ":")))]
    return [("number", _number(part)) for part in said.split("/")]


def _number(said: str) -> Decimal:
    """Dots between groups of three are thousands, any other mark is the decimal one."""
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", said):
        return Decimal(said.replace(".", "").replace(",", "."))
    whole, _, rest = said.replace(",", ".").partition(".")
    return Decimal(f"{whole}.{rest.replace('.', '')}" if rest else whole)


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


@dataclass(frozen=True)
class Settled:
    """Evidence, ready to be asked."""

    values: frozenset[Value]
    amounts: tuple[float, ...]
    """Without their signs, sorted."""
    counts: tuple[float, ...]
    """How long the lists are, and what they are parts of; sorted."""
    text: str
    """Tidy."""

    @cached_property
    def of_days(self) -> frozenset[object]:
        """Years, quarters, months and days of the month of every day; and year and month together."""
        days = [one for kind, one in self.values if kind == "day" and isinstance(one, tuple)]
        return frozenset(part for day in days for part in (*day, (day[1] + 2) // 3, day[:2]))

    def near(self, amount: float, slack: float) -> bool:
        """Whether there is an amount, or a count, at most so far away."""
        return _near(self.amounts, amount, slack) or _near(self.counts, amount, slack)

    def near_share(self, share: float, slack: float) -> bool:
        """The same of an amount alone: no list is a share."""
        return _near(self.amounts, share, slack)


def _near(amounts: tuple[float, ...], amount: float, slack: float) -> bool:
    at = bisect_left(amounts, amount - slack)
    return at < len(amounts) and amounts[at] <= amount + slack


@dataclass(slots=True)
class Evidence:
    """Takes results apart, their own dataclasses or JSON."""

    values: set[Value] = field(default_factory=set)
    amounts: set[float] = field(default_factory=set)
    counts: set[float] = field(default_factory=set)
    texts: dict[str, None] = field(default_factory=dict)
    """Each once, in their order."""

    def add_result(self, value: object) -> None:
        """The data of a result or the arguments of a call, without the asker's own words."""
        if isinstance(value, dict):
            self._add_named((name, one) for name, one in value.items() if name not in OWN_WORDS)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            self._add_named((name, getattr(value, name)) for name in _names(type(value)) if name not in OWN_WORDS)

    def add(self, value: object) -> None:
        if isinstance(value, str):
            self.texts[value] = None
        elif value is None or isinstance(value, bool):
            return
        elif isinstance(value, int | float | Decimal | Fraction):
            self.amounts.add(abs(float(value)))
        elif isinstance(value, date):
            self._add_day(value)
        elif isinstance(value, time):
            self.values.add(("time", value.hour * 60 + value.minute))
        elif isinstance(value, dict):
            self._add_named(value.items())
        elif isinstance(value, list | tuple | set | frozenset):
            self.counts.add(float(len(value)))
            for one in value:
                self.add(one)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            self._add_named((name, getattr(value, name)) for name in _names(type(value)))

    def _add_day(self, value: date) -> None:
        self.values.add(("day", (value.year, value.month, value.day)))
        if isinstance(value, datetime):
            self.values.add(("time", value.hour * 60 + value.minute))

    def _add_named(self, items: Iterable[tuple[object, object]]) -> None:
        together = 0
        for name, value in items:
            if name in COUNTED and isinstance(value, int):
                together += value
            if name in PLACES and isinstance(value, str):
                self.texts[f"{PLACES[str(name)]} {value}"] = None
            if name not in UNUSED:
                self.add(value)
        self.counts.add(float(together))

    def settle(self, thorough: bool = False) -> Settled:
        """`thorough` also reads the values that stand inside texts, however they are written, which takes longer."""
        text = tidy("\n".join(self.texts), thorough)
        inside = {one for _, some in read(text) for one in some} if thorough else set[Value]()
        amounts = {float(one) for kind, one in inside if kind == "number" and isinstance(one, Decimal)}
        amounts |= self.amounts
        return Settled(frozenset(self.values | inside), tuple(sorted(amounts)), tuple(sorted(self.counts)), text)


def tidy(text: str, thorough: bool = False) -> str:
    """Single spaces in each line, no capitals; `thorough`: as `normalise` has it."""
    return _lines(text, thorough).casefold()


def _lines(text: str, thorough: bool) -> str:
    return "\n".join(normalise(line) if thorough else " ".join(line.split()) for line in text.splitlines())


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    """Fields, and what is computed from them, as templates read them."""
    fields = [one.name for one in dataclasses.fields(kind)]
    return (*fields, *(name for name in dir(kind) if isinstance(getattr(kind, name), property)))


@cache
def fixed_words(tools: tuple[str, ...]) -> str:
    """What the templates of these tools say of themselves; where a value is filled in, a line ends."""
    parts = [(FOLDER / f"{name}.yaml").read_text(encoding="utf-8") for name in ("words", "messages")]
    for tool in tools:
        file = FOLDER / f"{tool}.md"
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        parts += [_TAGS.sub("\n", text), *(one for tag in _TAGS.findall(text) for one in _QUOTED.findall(tag))]
    return tidy("\n".join(parts), thorough=True)
