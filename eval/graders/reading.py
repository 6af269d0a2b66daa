"""Vietnamese text as a sequence of words and values, so that two spellings of one thing compare equal.

What is read, leftmost first, on text in NFC with one placement of tone marks:

- Dates by value: `01/07/2026`, `1-7-2026`, `1.7.2026`, `2026-07-01`, `ngày 01 tháng 7 năm 2026`; a word "ngày", "mùng"
  or "mồng" before a date is part of it. `30/6` and `ngày 1 tháng 7` are days of no year. What no calendar has
  (`31/02/2026`) is a code, not a date.
- Times by value: `07:30`, `7h30`, `7g30`, `7 giờ 30 phút`, `7 giờ rưỡi`, `7h`, `7 giờ`; a range is two of them.
- Numbers of documents as one thing (`45/2026/NĐ-CP`, `02-KH/BCĐTW`, `1234/QĐ-UBND`, `45/2026`), without regard to
  case, Đ or D and leading zeros: no number is found inside one.
- Codes as one thing: `NV-PX-THUANHOA-08`, `CC0001`, `Covid-19`, `9a` (up to three digits and one letter).
- Quarters and months of a year as words: `quý II/2026`, `Q2/2026`, `2026-Q2` are "quý 2 năm 2026"; `tháng 6/2026` and
  `06/2026` are "tháng 6 năm 2026".
- Numbers by value. Groups of three after dots are thousands, as Vietnamese writes them: `1.234` is 1234. So are two or
  more groups after commas, or groups before a decimal dot (`1,234,567`, `1,234.5`). Any other single dot or comma is
  the decimal mark: `87.5`, `87,5`, `0.125`; `1,234` is less than two. A dot that no digit follows ends a sentence.
  More dots that make no thousands (`1.5.2`) are a code. A minus belongs to a number when it stands right before it and
  right after no word or number (`-3,2`), else it is a dash (`5-10`).
- Words in lower case; every dash is `-`, every double quote `"`; the `*`, `` ` ``, `_`, `#` of Markdown are nothing;
  any other sign, `%` among them, is a word of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from assistant.document_numbers import SIGNS, number_key
from assistant.vietnamese import fold, normalise

Kind = Literal["word", "number", "date", "time", "document", "code"]
Day = tuple[int | None, int, int]
"""Year, month, day."""
Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    value: str | Decimal | int | Day
    """A time is minutes since midnight; a document the key of its number."""
    text: str = field(compare=False)
    """As it was written."""


@lru_cache(maxsize=20_000)
def read(text: str, *, plain: bool = False) -> tuple[Token, ...]:
    """The words and values of a text, in order.

    `plain` reads what may be either the plainer way: `3/5` (a share or a day: no leading zero, the first not greater,
    after no word like "ngày" or "hạn") and `24 giờ` (a length or a time) as numbers and words.
    """
    return tuple(_scan(normalise(text), plain))


def _scan(text: str, plain: bool) -> Iterator[Token]:
    at = 0
    while at < len(text):
        if text[at] in _NOTHING:
            at += 1
            continue
        for pattern, make in _RULES:
            found = pattern.match(text, at)
            tokens = make(found, plain) if found else None
            if found and tokens:
                yield from tokens
                at = found.end()
                break
        else:
            yield Token("word", _SIGNS_ALIKE.get(text[at], text[at]).lower(), text[at])
            at += 1


_NOTHING = " *`_#\u00a0"
_SIGNS_ALIKE = {**dict.fromkeys("–—‒―−‐‑", "-"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’", "'")}


def _words(*values: str | int) -> list[Token]:
    return [Token("number", Decimal(v), str(v)) if isinstance(v, int) else Token("word", v, v) for v in values]


def _iso(found: Match, plain: bool) -> list[Token] | None:
    day = _day(found, plain)
    if day and found["hour"]:
        day.append(Token("time", int(found["hour"]) * 60 + int(found["minute"]), found[0]))
    return day


def _day(found: Match, plain: bool) -> list[Token] | None:
    year = found["y"] and int(found["y"] if len(found["y"]) == 4 else f"20{found['y']}")
    month, day = int(found["m"]), int(found["d"])
    try:
        date(year or 2024, month, day)
    except ValueError:
        return None
    return [Token("date", (year or None, month, day), found[0])]


def _short_day(found: Match, plain: bool) -> list[Token] | None:
    """A share, when read plainly, unless something says that it is a day."""
    a_day = found["d"][0] == "0" or found["m"][0] == "0" or int(found["d"]) > int(found["m"])
    if plain and not a_day and not found["word"] and not _OF_A_DAY.search(found.string[: found.start()]):
        return None
    return _day(found, plain)


def _no_day(found: Match, plain: bool) -> list[Token]:
    return [Token("code", "/".join(part.lstrip("0") for part in re.split(r"\D", found[0])), found[0])]


def _time(found: Match, plain: bool) -> list[Token] | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    return [Token("time", hour * 60 + minute, found[0])] if hour <= 24 and minute < 60 else None


def _half_past(found: Match, plain: bool) -> list[Token] | None:
    return [Token("time", int(found["hour"]) * 60 + 30, found[0])] if int(found["hour"]) < 24 else None


def _full_hour(found: Match, plain: bool) -> list[Token] | None:
    hour = int(found["hour"])
    if plain or hour > 24:
        return _words(hour, "giờ")
    return [Token("time", hour * 60, found[0])]


def _document(found: Match, plain: bool) -> list[Token] | None:
    first = re.split(r"[-/]", found["sign"])[0]
    if not (found["year"] or found["sign"].isupper() or fold(first).rstrip("0123456789") in SIGNS):
        return None
    return [Token("document", str(number_key(found[0])), found[0])]


def _numbered_year(found: Match, plain: bool) -> list[Token]:
    """`6/2026` is a month, `45/2026` a document."""
    if int(found["n"]) in range(1, 13):
        return _words("tháng", int(found["n"]), "năm", int(found["year"]))
    return [Token("document", str(number_key(found[0])), found[0])]


def _quarter(found: Match, plain: bool) -> list[Token]:
    number = _ROMAN.get(found["q"].lower()) or int(found["q"])
    return _words("quý", number, *(("năm", int(found["year"])) if found["year"] else ()))


def _month(found: Match, plain: bool) -> list[Token]:
    return _words("tháng", int(found["m"]), "năm", int(found["year"]))


def _numbered(found: Match, plain: bool) -> list[Token] | None:
    """`9a`, `12đ`; not `5m`, nor sums of money (`500đ`)."""
    if found["letter"] in "mM" or (found["letter"] in "đĐ" and len(found["n"]) > 2):
        return None
    return [Token("code", found[0].lstrip("0").upper(), found[0])]


def _code(found: Match, plain: bool) -> list[Token] | None:
    return [Token("code", found[0].upper(), found[0])] if any(c.isdecimal() for c in found[0]) else None


def _dotted(found: Match, plain: bool) -> list[Token]:
    return [Token("code", found[0], found[0])]


def _thousands(found: Match, plain: bool) -> list[Token]:
    group = found["mark"]
    return _value(found, found[0].replace(group, "").replace("," if group == "." else ".", "."))


def _decimal(found: Match, plain: bool) -> list[Token]:
    return _value(found, found[0].replace(",", "."))


def _value(found: Match, digits: str) -> list[Token]:
    return [Token("number", Decimal(digits.replace("\u2212", "-")), found[0])]


def _word(found: Match, plain: bool) -> list[Token]:
    return [Token("word", found[0].lower(), found[0])]


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_OF_A_DAY = re.compile(r"(?:ngày|hạn|hôm|từ|đến|tới|trước|sau|hết|sáng|trưa|chiều|tối)[\s:(]*$", re.IGNORECASE)
_L = r"[^\W\d_]"
_START = r"(?<![\w/])(?<!\d[.,:])"
_END = r"(?![\w/])(?![.,:]\d)"
_WORD = r"(?P<word>(?:ngày|mùng|mồng)\s+)?"
_D, _M, _YEAR = r"(?P<d>0?[1-9]|[12]\d|3[01])", r"(?P<m>0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_Y = rf"(?P<y>{_YEAR})"
_MINUS = r"(?:(?<![\w)%\]])(?<!\d )[-\u2212])?"
_RULES: tuple[tuple[re.Pattern[str], Callable[[Match, bool], list[Token] | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), make)
    for pattern, make in (
        (
            rf"{_START}{_Y}-(?P<m>\d\d)-(?P<d>\d\d)"
            r"(?:[T ](?P<hour>[01]\d|2[0-4]):(?P<minute>[0-5]\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\w-])",
            _iso,
        ),
        (rf"{_START}(?P<year>{_YEAR})-Q(?P<q>[1-4])(?!\w)", _quarter),
        (rf"{_START}{_WORD}{_D}(?P<sep>[/.-]){_M}(?P=sep){_Y}{_END}", _day),
        (rf"{_START}{_WORD}{_D}/{_M}/(?P<y>\d\d){_END}", _day),
        (rf"{_START}{_WORD}{_D}\s+tháng\s+{_M}(?:(?:,?\s+năm\s+|\s*/\s*){_Y})?(?![\w/])", _day),
        (rf"{_START}{_WORD}{_D}/{_M}(?P<y>){_END}", _short_day),
        (r"(?<![\w/])\d{1,2}/\d{1,2}/\d{4}(?![\w/])", _no_day),
        (
            rf"{_START}(?P<n>\d{{1,5}}[a-z]?)(?:/(?P<year>{_YEAR}))?[/-](?P<sign>{_L}[^\W_&]*(?:&{_L}+)*"
            rf"(?:[-/]{_L}[^\W_]*(?:&{_L}+)*)*)",
            _document,
        ),
        (rf"{_START}(?:tháng\s+){_M}\s*[/-]\s*(?P<year>{_YEAR}){_END}", _month),
        (rf"{_START}(?P<n>\d{{1,5}})/(?P<year>{_YEAR}){_END}", _numbered_year),
        (rf"(?<!\w)quý\s+(?P<q>IV|I{{1,3}}|[1-4])(?:\s*[/-]\s*(?P<year>{_YEAR}))?(?!\w|[.,/]\d)", _quarter),
        (rf"(?<!\w)Q(?P<q>[1-4])\s*[/-]\s*(?P<year>{_YEAR})(?!\w)", _quarter),
        (rf"{_START}(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::\d\d)?(?![\w/])(?![.,:]\d)", _time),
        (
            r"(?<![\w/.,])(?P<hour>\d{1,2})(?:\s?(?:h|giờ)\s?|g)(?P<minute>\d\d)(?:\s?(?:phút|'))?"
            r"(?!\w|[/.,:]\d|\s+tháng)",
            _time,
        ),
        (r"(?<![\w/.,])(?P<hour>\d{1,2})\s?(?:h|giờ)\s?(?P<minute>\d{1,2})\s?phút(?!\w)", _time),
        (r"(?<![\w/.,])(?P<hour>\d{1,2})\s?giờ\s+rưỡi(?!\w)", _half_past),
        (r"(?<![\w/.,])(?P<hour>\d{1,2})\s?(?:h|giờ)(?!\w)", _full_hour),
        (rf"{_MINUS}[1-9]\d{{0,2}}(?:(?P<mark>\.)\d{{3}})+(?:,\d+)?(?!\d|[.,]\d)", _thousands),
        (rf"{_MINUS}[1-9]\d{{0,2}}(?:(?P<mark>,)\d{{3}}){{2,}}(?:\.\d+)?(?!\d|[.,]\d)", _thousands),
        (rf"{_MINUS}[1-9]\d{{0,2}}(?:(?P<mark>,)\d{{3}})+\.\d+(?!\d|[.,]\d)", _thousands),
        (r"\d+(?:\.\d+){2,}(?!\d)", _dotted),
        (rf"{_MINUS}\d+[.,]\d+(?!\d|[.,]\d)", _decimal),
        (rf"(?P<n>\d{{1,3}})(?P<letter>{_L})(?!\w)", _numbered),
        (rf"{_MINUS}\d+", _decimal),
        (rf"{_L}[^\W_]*(?:-[^\W_]+)*", _code),
        (rf"{_L}[^\W\d_]*", _word),
    )
)
