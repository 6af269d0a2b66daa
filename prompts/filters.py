"""How values are written in Vietnamese, as filters of the templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Protocol, cast

import yaml

_WORDS = cast(
    Mapping[str, Mapping[str, str]],
    yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")),
)


_BRIEF = _WORDS["brief"]
_OWN_NUMBER, _AMENDED = (re.compile(_WORDS["heard"][key]) for key in ("own_number", "amended"))


class _Period(Protocol):
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...
    @property
    def kind(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def number(self) -> int | None: ...


def day(value: date | str) -> str:
    """`5/7/2026`, also of ISO text."""
    value = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{value.day}/{value.month}/{value.year}"


def clock(value: datetime) -> str:
    """`07:30`"""
    return f"{value:%H:%M}"


def weekday(value: date) -> str:
    """`thứ Hai`"""
    return _WORDS["weekday"][str(value.weekday())]


def number(value: Decimal | Fraction | float, places: int = 2) -> str:
    """At most `places` decimals, half up, decimal comma, thousands apart: `1.234,5`."""
    exact = Fraction(value)
    scaled = int(abs(exact) * 10**places + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0") if places else ""
    sign = "-" if exact < 0 and scaled else ""
    return sign + f"{whole:,}".replace(",", ".") + ("," + decimals if decimals else "")


def points(value: Decimal | Fraction) -> str:
    """One decimal, always written: `87,5`, `90,0`."""
    text = number(value, 1)
    return text if "," in text else f"{text},0"


def percent(share: Decimal | Fraction) -> str:
    """A share of 1 as `95,5%`."""
    return f"{number(Fraction(share) * 100, 1)}%"


def period(value: _Period, table: str = "period") -> str:
    """`quý III/2026`, `tháng 7/2026`, `6 tháng đầu năm 2026`, `năm 2026`, else the two days."""
    key = f"half{value.number}" if value.kind == "half" else value.kind
    number = ("I", "II", "III", "IV")[(value.number or 1) - 1] if value.kind == "quarter" else value.number
    return _WORDS[table][key].format(number=number, year=value.year, start=day(value.start), end=day(value.end))


def period_said(value: _Period, today: date) -> str:
    """Short for speech: `quý III năm nay` of the year of `today`, else as `period`."""
    if value.kind == "range" or value.year != today.year:
        return period(value)
    return period(value, "period_said")


def said(text: str, today: date) -> str:
    """A label for speech: without what stands in brackets and without the year of `today`."""
    short = re.sub(r"\s*\([^)]*\)", "", text)
    short = re.sub(rf",?\s*(?:ngày )?\b(\d{{1,2}}/\d{{1,2}})/{today.year}\b", r" ngày \1", short)
    return re.sub(rf"/{today.year}\b", "", short).rstrip()


def word(key: str, table: str) -> str:
    """The word of `words.yaml` for a key: `{{ item.state|word("task_state") }}`."""
    return _WORDS[table][key]


class _Place(Protocol):
    @property
    def annex(self) -> str | None: ...
    @property
    def article(self) -> str | None: ...
    @property
    def clause(self) -> str | None: ...
    @property
    def point(self) -> str | None: ...


def place(value: _Place) -> str:
    """`điểm đ khoản 2 Điều 5 Phụ lục I`; empty for a document as a whole. An article of an attached regulation, which
    has no number of its own, is named like one of the act."""
    annex = None if value.annex == "" and value.article is not None else value.annex
    parts = (("point", value.point), ("clause", value.clause), ("article", value.article), ("annex", annex))
    return " ".join(_WORDS["place"][kind].format(number=part).strip() for kind, part in parts if part is not None)


def opening(text: str, words: int) -> str:
    """The first sentences that fit into so many words; a first one that does not is said to its end, up to
    twice as many, else cut with `…`."""
    taken = " ".join(text.split()).split(" ")
    ends = [at for at, word in enumerate(taken, 1) if word.endswith((".", ";", ".”")) or at == len(taken)]
    end = max((at for at in ends if at <= words), default=min(ends, default=0))
    if end > 2 * words:
        return " ".join(taken[:words]).rstrip(",;:") + "…"
    return " ".join(taken[:end]).rstrip(";")


def heard(text: str) -> str:
    """What of a quoted text is worth hearing: without its own number, the words that introduce an amended wording, the
    quotation marks around it, and tables (empty when it is nothing else)."""
    plain = "\n".join(line for line in text.splitlines() if "|" not in line)
    if amended := _AMENDED.match(plain):
        plain = plain[amended.end() :]
    plain = plain.strip(' \n“”"')
    if found := _OWN_NUMBER.match(plain):
        plain = plain[found.end() :]
    return plain.removesuffix("”.").strip(' \n“”"')


def number_heard(number: str) -> str:
    """`215/QĐ-UBND` is "215", `31/2026/QĐ-UBND` "31 năm 2026": the kind is said before it; others as they are."""
    found = re.match(r"0*(\d+)(?:/(\d{4}))?(?=[/-])", number)
    if found is None:
        return number
    return found[1] + (" " + _WORDS["place"]["year"].format(number=found[2]) if found[2] else "")


def place_heard(value: _Place) -> str:
    """As `place`; clause `III.1` of a plan is clause 1 of its section III."""
    words = _WORDS["place"]
    section, _, clause = (value.clause or "").partition(".")
    if not re.fullmatch("[IVX]+", section):
        return place(value)
    point = words["point"].format(number=value.point) if value.point else ""
    within = words["clause"].format(number=clause) if clause else ""
    return " ".join(part for part in (point, within, words["section"].format(number=section)) if part)


def brief(text: str) -> str:
    """A name short enough to hear: up to the last of `brief.breaks` within `brief.most` words, else up to the next."""
    taken = " ".join(text.split()).split(" ")
    most, least, breaks = int(_BRIEF["most"]), int(_BRIEF["least"]), str(_BRIEF["breaks"]).split()
    if len(taken) <= most:
        return " ".join(taken)
    ends = [at for at, word in enumerate(taken) if at >= least and word in breaks]
    end = max((at for at in ends if at <= most), default=min(ends, default=len(taken)))
    return " ".join(taken[:end]).rstrip(",;:")


def cell(value: object) -> str:
    """Text that fits one cell of a table block."""
    return " ".join(str(value).split())


_EVERY = (day, clock, weekday, number, points, percent, period, period_said, said, word, place, opening, brief, cell)
_HEARD = (heard, number_heard, place_heard)
ALL = {f.__name__: f for f in (*_EVERY, *_HEARD)}
