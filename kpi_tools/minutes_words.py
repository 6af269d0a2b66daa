"""How a meeting is named in a question, and which words of a topic must occur in its conclusions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from assistant.vietnamese import ABBREVIATIONS, expand_abbreviations, fold, normalise
from kpi_tools.words import plain

_WORD = re.compile(r"[^\W_]+")
_ABOUT_MEETINGS = re.compile(r"\b(?:thong bao ket luan|ket luan|cuoc hop|buoi hop|phien hop)\b|^\s*hop\b")
_LINKING = frozenset({"ve", "cua", "va", "cac", "nhung", "trong", "tai", "o", "cho", "viec"})
_BEFORE_NUMBER = re.compile(r"^(?:thongbao|ketluan|tb|so)+[-.:]*(?=\d)")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
Wanted = tuple[tuple[str, ...], ...]
"""Each of these must occur, in one of its spellings: a folded word, or the words of a phrase or its abbreviation."""


def wanted_words(topic: str) -> Wanted:
    """Of a topic; what only says that a meeting is meant is left out, unless nothing else is there."""
    text = plain(expand_abbreviations(normalise(topic)))
    found = [word for word in _words().findall(_ABOUT_MEETINGS.sub(" ", text)) if word not in _LINKING]
    shorts = _abbreviated()
    return tuple((word, shorts[word]) if word in shorts else (word,) for word in found or _WORD.findall(text))


def may_occur(wanted: Wanted, *columns: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
    """Conditions on columns of folded words, a little too wide: parts of words fit too."""
    return [or_(*(_each(spelling, columns) for spelling in spellings)) for spellings in wanted]


def all_occur(wanted: Wanted, text: str) -> bool:
    """Whether a folded text has them all, as whole words, in any order."""
    return all(any(all(_occurs(w, text) for w in one.split()) for one in spellings) for spellings in wanted)


def as_phrase(wanted: Wanted, text: str) -> bool:
    """Whether they stand in a folded text next to each other, in their order."""
    return _occurs(" ".join(spellings[0] for spellings in wanted), text)


def bare(text: str) -> str:
    """A code or notice number as it is compared: folded, without spaces, leading zeros and "số", "thông báo"."""
    return _ZEROS.sub("", _BEFORE_NUMBER.sub("", "".join(fold(text).split())))


def _occurs(words: str, text: str) -> bool:
    return words in text and _whole(words).search(text) is not None


@lru_cache(maxsize=1_000)
def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])")


def _each(spelling: str, columns: Sequence[InstrumentedAttribute[str]]) -> ColumnElement[bool]:
    return and_(*(or_(*(c.contains(word, autoescape=True) for c in columns)) for word in spelling.split()))


@cache
def _abbreviated() -> dict[str, str]:
    """Folded phrases with their folded abbreviations."""
    return {plain(full): plain(short) for short, full in ABBREVIATIONS.items() if _WORD.sub("", full).isspace()}


@cache
def _words() -> re.Pattern[str]:
    """Phrases that have an abbreviation, the longest first, and single words."""
    phrases = "|".join(sorted(_abbreviated(), key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{phrases})(?![^\W_])|{_WORD.pattern}")
