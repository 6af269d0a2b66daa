"""Text to the words that a voice says: numbers, dates, times, abbreviations and codes, in Vietnamese.

A table of rules, tried in order; each turns one written form into words, and what one rule has turned holds no
digit for the next. Abbreviations, units and letter names are data: `voice/spoken.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from voice.number_words import by_digits, decimal, month, ordinal, roman, whole

Match = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[Match], str]]

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![.\d])|\d+(?:[.,]\d+)?"
_DAY = r"(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(0?[1-9]|1[0-2])"
_YEAR = r"((?:19|20)\d\d)"
_TO = r"\s*(?:–|—|->|→|-)\s*"
_DATE = rf"{_DAY}[/-]{_MONTH}(?:[/-]{_YEAR})?"
_CLOCK = r"([01]?\d|2[0-4])\s*(?::|h|g|giờ)\s*([0-5]\d)?"


def speakable(text: str) -> str:
    """Words and punctuation alone: no digit, no markup, no symbol. Empty for text without a letter or digit."""
    text = _plain(unicodedata.normalize("NFC", text))
    for pattern, say in _rules():
        text = pattern.sub(say, text)
    for symbol, words in _table("symbols").items():
        text = text.replace(symbol, words)
    return _tidy(text)


def spell(code: str) -> str:
    """A code letter by letter; its digits too: "NV-01" is "nờ vê không một"."""
    names = _table("letters")
    parts = [by_digits(c) if c.isdecimal() and c.isascii() else names.get(c.upper(), "") for c in code]
    return " ".join(part for part in parts if part)


def _plain(text: str) -> str:
    """Without Markdown and addresses; lines and cells become pauses."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"https?://\S+", " ", text)
    text = re.sub(r"^\s*(?:[-*+•]|#+|>+|\d+[.)])\s+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^[\s|:-]+$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\s*\|\s*", ", ", text)
    text = re.sub(r"[*_`~#]+", " ", text)
    return re.sub(r"(?<![.!?:;,…\s])\s*\n+", ".\n", text)


@cache
def _rules() -> tuple[Rule, ...]:
    """In order of need: what holds a smaller form comes before it."""
    abbreviations, units = _table("abbreviations"), _table("units")
    longest = sorted(abbreviations, key=len, reverse=True)
    return tuple(
        (re.compile(pattern, flags), say)
        for pattern, flags, say in (
            (r"(?<![\w/&-])[A-ZĐÀ-Ỹ]+(?: +[A-ZĐÀ-Ỹ]+)+(?![\w/&-])", 0, _heading),
            (rf"\b{_YEAR}-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)\S*)?", 0, _iso),
            (rf"\b{_YEAR}-Q([1-4])\b", 0, lambda m: f"quý {whole(int(m[2]))}{_year(m[1])}"),
            (rf"\b{_YEAR}-(0[1-9]|1[0-2])\b(?!-)", 0, lambda m: f"tháng {month(int(m[2]))}{_year(m[1])}"),
            (r"\b(\d+[a-z]?)((?:/\d{4})?)/([A-ZĐ][A-ZĐa-z&]*\d*(?:-[A-ZĐ&]+\d*)*)\b", 0, _document),
            (rf"(\btừ\s+(?:ngày\s+)?)?\b{_DATE}{_TO}{_DATE}\b", re.I, _dates),
            (rf"\b((?:ngày|mùng|mồng)\s+)?{_DAY}[/-]{_MONTH}[/-]{_YEAR}\b", re.I, lambda m: _date(m[2], m[3], m[4])),
            (rf"\b((?:ngày|hạn|từ|đến|tới|trước|sau|hôm|mùng)\s+){_DAY}/{_MONTH}\b(?!/)", re.I, _short_date),
            (rf"(?<![\d.,/])\b{_DAY}/{_MONTH}\b(?![/\d])", 0, _date_or_fraction),
            (rf"\b(quý\s+)([IVX]+|[1-4])\b(?:\s*/\s*{_YEAR})?", re.I, _quarter),
            (rf"\bQ([1-4])\s*/\s*{_YEAR}\b", 0, lambda m: f"quý {whole(int(m[1]))}{_year(m[2])}"),
            (rf"\btháng\s+{_MONTH}\b(?:\s*[/-]\s*{_YEAR}\b)?", re.I, lambda m: _month(m[1], m[2])),
            (rf"\b{_MONTH}/{_YEAR}\b", 0, lambda m: _month(m[1], m[2])),
            (rf"\b{_CLOCK}{_TO}{_CLOCK}(?!\w)", re.I, lambda m: f"{_clock(m[1], m[2])} đến {_clock(m[3], m[4])}"),
            (rf"\b{_CLOCK}(?::[0-5]\d)?(?!\w)", re.I, lambda m: _clock(m[1], m[2])),
            (r"\b(chương|mục|phần|khóa|kỳ|loại|hạng|bậc|phụ lục|thứ)\s+([IVX]+)\b", re.I, _roman),
            (r"\bthứ\s+(\d)\b", re.I, lambda m: f"thứ {ordinal(int(m[1]))}"),
            (r"\b(P|X|TP|TX|TT|Q|H|Đ)\.\s*(?=[A-ZĐÀ-Ỹ])", 0, lambda m: f"{_table('before_names')[m[1]]} "),
            (rf"(?<![\w&-])({'|'.join(map(re.escape, longest))})(?![\w&]|-[A-ZĐ])", 0, lambda m: abbreviations[m[1]]),
            (r"(?<![\w])(?=[\w-]*[A-ZĐ])[A-ZĐ]+(?:[-.]?\d+)+[A-ZĐ]*\b", 0, lambda m: spell(m[0])),
            (r"(?<![\w])[A-ZĐ]{1,4}-[A-ZĐ]{2,}\b", 0, lambda m: spell(m[0])),
            (r"(?<![\w])(?![IVX]+\b)[A-ZĐ]{2,6}\b", 0, lambda m: spell(m[0])),
            (rf"({_NUMBER})\s*(?:–|—|-)\s*(?={_NUMBER})", 0, lambda m: f"{m[1]} đến "),
            (rf"(?<![\w.,)])[-−](?={_NUMBER})", 0, lambda m: "âm "),
            (
                rf"(?<!\w)({_NUMBER})\s*({'|'.join(sorted(map(re.escape, units), key=len, reverse=True))})(?!\w)",
                0,
                _unit,
            ),
            (rf"({_NUMBER})([a-zđ]?)", 0, lambda m: f" {_number(m[1])} {m[2]}"),
        )
    )


def _number(text: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", text) and not text.startswith("0."):
        text = text.replace(".", "")
    before, mark, after = text.replace(".", ",").partition(",")
    if mark:
        return decimal(before, after)
    return by_digits(text) if text[0] == "0" and len(text) > 2 else whole(int(text))


def _unit(m: Match) -> str:
    return f"{_number(m[1])} {_table('units')[m[2]]}"


def _year(text: str | None) -> str:
    return f" năm {whole(int(text))}" if text else ""


def _date(day: str, month_: str, year: str | None) -> str:
    return f"ngày {whole(int(day))} tháng {month(int(month_))}{_year(year)}"


def _short_date(m: Match) -> str:
    before = "" if m[1].lower().startswith(("ngày", "mùng")) else m[1]
    return f"{before}{_date(m[2], m[3], None)}"


def _date_or_fraction(m: Match) -> str:
    """30/6 and 01/04 are days; 3/5 is a share."""
    a_day = m[1].startswith("0") or m[2].startswith("0") or int(m[1]) > int(m[2])
    return _date(m[1], m[2], None) if a_day else f"{whole(int(m[1]))} trên {whole(int(m[2]))}"


def _heading(m: Match) -> str:
    """Words all in capitals are words; a run without any accent is abbreviations."""
    known = _table("abbreviations")
    if m[0].isascii():
        return m[0]
    return " ".join(word if word in known else word.capitalize() for word in m[0].split())


def _dates(m: Match) -> str:
    return f"từ {_date(m[2], m[3], m[4])} đến {_date(m[5], m[6], m[7])}"


def _iso(m: Match) -> str:
    day = _date(m[3], m[2], m[1])
    return f"{_clock(m[4], m[5])} {day}" if m[4] else day


def _month(number: str, year: str | None) -> str:
    return f"tháng {month(int(number))}{_year(year)}"


def _quarter(m: Match) -> str:
    value = int(m[2]) if m[2].isdecimal() else roman(m[2])
    return f"{m[1]}{whole(value)}{_year(m[3])}" if 1 <= value <= 4 else m[0]


def _roman(m: Match) -> str:
    return f"{m[1]} {whole(roman(m[2]))}" if roman(m[2]) else m[0]


def _clock(hour: str, minute: str | None) -> str:
    """Minutes under ten are said with their unit: "bảy giờ năm phút"."""
    minutes = int(minute or 0)
    after = f" {whole(minutes)}{' phút' if minutes < 10 else ''}" if minutes else ""
    return f"{whole(int(hour))} giờ{after}"


def _document(m: Match) -> str:
    known = {**_table("abbreviations"), **_table("in_numbers")}
    parts = [known.get(part) or spell(part) for part in m[3].split("-")]
    number = f"{_number(re.sub(r'[a-z]$', '', m[1]))} {m[1][-1] if m[1][-1].isalpha() else ''}".strip()
    return f"{number} {f'năm {whole(int(m[2][1:]))} ' if m[2] else ''}{' '.join(parts)}"


def _tidy(text: str) -> str:
    text = "".join(c if c.isalpha() or c in " \n.,;:?!" or unicodedata.combining(c) else " " for c in text)
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r"\s+(?=[.,;:?!])", "", text)
    text = re.sub(r"([.,;:?!])(?:[.,;:]|\s+(?=[.,;:]))+", r"\1", text)
    text = re.sub(r"\s*\n\s*", "\n", text)
    return text.strip(" \n,;:") if re.search(r"\w", text) else ""


@cache
def _table(name: str) -> Mapping[str, str]:
    data = yaml.safe_load(Path(__file__).with_name("spoken.yaml").read_text(encoding="utf-8"))
    return cast(Mapping[str, str], data[name])
