"""The words of a question as the time grammar reads them: comparable with and without accents, numbers, years."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from assistant.timeexpr_heard import heard_as_meant
from assistant.timeexpr_word import NOTHING, Word
from assistant.vietnamese import fold, place_tones

_WORD = re.compile(r"\d+|(?:[^\W\d_]|[\u0300-\u036f])+|[^\w\s]")
_DOCUMENT = re.compile(
    r"(?<![\w/])\d{1,5}(?:/\d{4})?/[^\W\d_][\w&]*(?:[-/.][\w&]+)*"  # 45/2026/NĐ-CP, 1234/QĐ-UBND, 80/2025/QH15
    r"|(?<![\w/])\d{1,5}-[^\W\d_]{2,}/[\w-]+"  # 02-KH/BCĐTW
)
_ACT = re.compile(  # "nghị định bốn lăm năm hai không hai sáu", "quyết định số 12/2026"
    r"(?<![a-z])(?:nghi dinh|quyet dinh|nghi quyet|thong tu|chi thi|cong van|luat|so(?= \d+/))(?: so)?"
    r"((?:[ /-]?(?:\d+|khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|tram|linh|le)(?!\w))+)(?! (?:thang|ngay))"
)
_DIGITS = {"không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6}
_DIGITS |= {"bảy": 7, "bẩy": 7, "tám": 8, "chín": 9}
_BEGINNINGS = frozenset(
    "tu ke bat tinh truoc sau den toi het cho cham muon tre khong cach dau giua cuoi tuan thang quy qui q qi qii qiii "
    "qiv nam nua may vai hom bua ngay mai sang trua chieu dem buoi thu t cn chu chua mung mong ram cung mot hai ba bon "
    "bay tam chin muoi ham tet gio giao dip le nghi ky vu trung quoc chien thong thanh sinh nha phu van quan ong phat "
    "thuong giai chuyen".split()
)
_TAILS = _DIGITS | {"mốt": 1, "lăm": 5, "nhăm": 5}


HIDDEN = "\ufffc"
"""Stands for a word that belongs to a name or a document number."""


class Words:
    """The words of `text`; those inside `taken` spans and document numbers are hidden from the grammar."""

    def __init__(self, text: str, taken: Sequence[tuple[int, int]] = ()) -> None:
        spans = [*taken, *(found.span() for found in _DOCUMENT.finditer(text))]
        plain = "".join(_same_length(c) for c in text)
        spans += [found.span(1) for found in _ACT.finditer(plain) if re.search(r"\d|khong|tram|linh|le", found[1])]
        hidden = bytearray(len(text))
        for start, end in spans:
            hidden[max(start, 0) : end] = b"\1" * len(hidden[max(start, 0) : end])
        self._words = [_word(found, bool(hidden[found.start()])) for found in _WORD.finditer(text)]
        letters = [word for word in self._words if word.text.isalpha()]
        self.bare = 4 * sum(word.text != word.plain for word in letters) < len(letters)
        """Whether the question was typed without accents, so that "thang" may be "tháng"."""
        if not self.bare:
            self._words = heard_as_meant(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def at(self, index: int) -> Word:
        return self._words[index] if 0 <= index < len(self._words) else NOTHING

    def is_(self, index: int, *forms: str) -> bool:
        """Whether the word is one of `forms`, or one of them without accents in a question without accents."""
        word = self.at(index)
        if word.text in forms:
            return True
        return self.bare and word.text == word.plain and any(word.plain == _plain(form) for form in forms)

    def exactly(self, index: int, *forms: str) -> bool:
        """Whether the word is one of `forms` with its accents."""
        return self.at(index).text in forms

    def may_begin(self, index: int) -> bool:
        """Whether a time expression can begin here at all; spares most words of a long text."""
        word = self.at(index)
        return word.plain in _BEGINNINGS or word.text.isdecimal()

    def says(self, index: int, *phrases: str) -> int | None:
        """Index after the first of `phrases` that stands here."""
        for phrase in phrases:
            parts = _parts(phrase)
            if all(self.is_(index + k, part) for k, part in enumerate(parts)):
                return index + len(parts)
        return None

    def number(self, index: int, most: int) -> tuple[int, int] | None:
        """A whole number up to `most` in digits or words, and the index after it."""
        word = self.at(index)
        if word.text.isdecimal():
            return (int(word.text), index + 1) if len(word.text) <= 4 and int(word.text) <= most else None
        for value, after in self._spoken(index):
            if value <= most:
                return value, after
        return None

    def _spoken(self, index: int) -> list[tuple[int, int]]:
        """Readings of a spoken number below 100, longest first."""
        readings: list[tuple[int, int]] = []
        first = self._digit(index, _DIGITS)
        if self.is_(index, "hăm") and (tail := self._digit(index + 1, _TAILS)):
            readings.append((20 + tail, index + 2))
        elif self.is_(index, "mười"):
            tail = self._digit(index + 1, _TAILS)
            if tail and not self._is_year_word(index + 1):
                readings.append((10 + tail, index + 2))
            readings.append((10, index + 1))
        elif first:
            tail = self._digit(index + 2, _TAILS)
            if self.is_(index + 1, "mươi", "mười"):
                if tail and not self._is_year_word(index + 2):
                    readings.append((10 * first + tail, index + 3))
                readings.append((10 * first, index + 2))
            elif first in (2, 3) and (tail := self._digit(index + 1, _TAILS)) and not self._is_year_word(index + 1):
                readings.append((10 * first + tail, index + 2))
        if first:
            readings.append((first, index + 1))
        return readings

    def _digit(self, index: int, values: dict[str, int]) -> int | None:
        return next((value for form, value in values.items() if self.is_(index, form)), None)

    def _is_year_word(self, index: int) -> bool:
        """ "năm" behind a number begins a year ("tháng mười năm nay"), it is not a five ("mười lăm")."""
        return self.is_(index, "năm")

    def year(self, index: int) -> tuple[int, int] | None:
        """A year of four digits, or spoken: "hai không hai sáu", "hai nghìn không trăm hai mươi sáu"."""
        word = self.at(index)
        if len(word.text) == 4 and word.text.isdecimal() and 1990 <= int(word.text) <= 2099:
            return int(word.text), index + 1
        if not self.is_(index, "hai"):
            return None
        digits = [self._digit(index + k, _TAILS) for k in range(1, 4)]
        if digits[0] == 0 and digits[1] is not None and digits[2] is not None:
            return 2000 + 10 * digits[1] + digits[2], index + 4
        if not self.is_(index + 1, "nghìn", "ngàn"):
            return None
        after = self.says(index + 2, "không trăm linh", "không trăm lẻ", "không trăm", "linh", "lẻ") or index + 2
        tail = self.number(after, 99)
        return (2000 + tail[0], tail[1]) if tail else None


def _word(found: re.Match[str], hidden: bool) -> Word:
    text = place_tones(unicodedata.normalize("NFC", found[0]))
    if hidden:
        return Word(HIDDEN, HIDDEN, found.start(), found.end())
    low = text.lower()
    return Word(low, _plain(low), found.start(), found.end(), text[:1].isupper(), len(text) > 1 and text.isupper())


def _same_length(character: str) -> str:
    plain = fold(character)
    return plain if len(plain) == 1 else character


@lru_cache(maxsize=1024)
def _parts(phrase: str) -> tuple[str, ...]:
    return tuple(phrase.split())


@lru_cache(maxsize=4096)
def _plain(form: str) -> str:
    return fold(form)
