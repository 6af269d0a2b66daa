"""What kind of figure or name a question asks for (of "mấy ngày" it is days), and whether a text shows one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.vietnamese import fold, has_accents
from prompts import vocabulary

_MANY = "(?:bao nhiêu|mấy)"
_NUMBER = r"(?<![\w,./])(?:\d[\d.,]*|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|nửa)"
_MARKS = re.compile(
    r"(?m)^\s*(?:\d+[a-z]?\.|[a-zđ]\))\s|^điều \d+[a-z]?\."
    r"|(?:khoản|điều|chương|mục|mẫu số|phụ lục|số) \d+[a-z]?(?:/[\w/-]+)?|\d+/[\w/-]*-[\w-]+"
)
"""Of clauses, and numbers of places and documents."""
_DATES = re.compile(r"ngày \d+ tháng \d+(?: năm \d{4})?|\d+/\d+/\d{4}|tháng \d+(?: năm \d{4})?|năm \d{4}")
_IN_DATES = frozenset({"date", "phone"})
_IN_TITLES = frozenset({"agency", "person"})


@dataclass(frozen=True, slots=True)
class AnswerKind:
    name: str
    shows: re.Pattern[str]
    tables: re.Pattern[str] | None
    """What a table names whose bare numbers are of this kind; None: a table says it as other texts do."""

    def shown_in(self, text: str, titles: str = "") -> bool:
        """Whether a text with the titles above it shows an answer of this kind."""
        said = _MARKS.sub(" ", text.lower())
        read = said if self.name in _IN_DATES else _DATES.sub(" ", said)
        if self.shows.search(f"{titles.lower()}\n{read}" if self.name in _IN_TITLES else read):
            return True
        if self.tables is None or " | " not in text:
            return False
        return any(c.isdigit() for c in read) and self.tables.search(f"{titles}\n{text}".lower()) is not None


def answer_kind(question: str) -> AnswerKind | None:
    """What a question asks for, when it is one of the kinds of `prompts/answer_kind_words.yaml`."""
    accented = has_accents(question)
    asked = question.lower() if accented else fold(question)
    return next((kind for asks, kind in _kinds(accented) if asks.search(asked)), None)


@cache
def _kinds(accented: bool) -> Sequence[tuple[re.Pattern[str], AnswerKind]]:
    table: Mapping[str, Mapping[str, Sequence[str]]] = vocabulary("answer_kind_words")
    return [
        (
            _any(said["asks"] if accented else [fold(pattern) for pattern in said["asks"]], accented),
            AnswerKind(name, _any(said["shows"]), _any(said["tables"]) if "tables" in said else None),
        )
        for name, said in table.items()
    ]


def _any(patterns: Sequence[str], accented: bool = True) -> re.Pattern[str]:
    many = _MANY if accented else fold(_MANY)
    return re.compile("|".join(f"(?:{pattern.format(many=many, n=_NUMBER)})" for pattern in patterns))
