"""What joins the parts of a question, and how a part begins and asks (`prompts/part_words.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.conversation_words import Spoken
from assistant.document_query import is_about_documents
from assistant.vietnamese import fold, has_accents
from prompts import vocabulary

Span = tuple[int, int]
_HEAD_WITHIN = 6
"""Words of a part by which its head must begin."""


def is_pair(between: str) -> bool:
    read, words = Spoken(between), _words()
    if not read.words:
        return False
    if between.strip() == ",":
        return True
    after = read.first(0, tuple(words["pairs"]))
    while after is not None and after < len(read.words):
        after = read.first(after, tuple(words["titles"]))
    return after is not None


def stops(before: str) -> bool:
    """Whether what stands before two names binds them: "giữa …", "từ …"."""
    words = Spoken(before).words[-3:]
    return any(Spoken(" ".join(words)).first(n, tuple(_words()["unpaired"])) is not None for n in range(len(words)))


def in_year(text: str, span: Span, last: Span) -> str:
    """ "tháng 5 và tháng 6 năm 2025": the year is said once."""
    one, final = text[slice(*span)], text[slice(*last)]
    years = _any_of(_words()["years"])
    found = re.search(rf"\bnam 20\d\d$|\b(?:{years})$", fold(final))
    return f"{one} {final[found.start() :]}" if found and span != last and "nam " not in fold(one) else one


def counted_out(text: str) -> str:
    """ "tháng 5 và 6" → "tháng 5 và tháng 6"."""
    words = _words()
    counted, pairs = (_any_of(words[key]) for key in ("counted", "pairs"))
    return re.sub(
        rf"\b({counted})\s+(\d{{1,2}})\s+({pairs})\s+(\d{{1,2}})\b(?!\s*(?:/|%|{_any_of(words['not_counted'])}\b))",
        r"\1 \2 \3 \1 \4",
        text,
        flags=re.IGNORECASE,
    )


def _any_of(phrases: Sequence[str]) -> str:
    """With and without accents, longest first."""
    return "|".join(sorted({form for phrase in phrases for form in (phrase, fold(phrase))}, key=len, reverse=True))


def joints(text: str) -> list[Span]:
    return [found.span() for found in _pattern(has_accents(text)).finditer(text)]


@cache
def _pattern(accented: bool) -> re.Pattern[str]:
    words = sorted(
        (w if accented else fold(w) for w in [*_words()["joints"], *_words()["only_pairs"]]), key=len, reverse=True
    )
    joined = "|".join(map(re.escape, words))
    return re.compile(rf"\s*[,;.?!]*\s+(?:{joined})(?:\s+(?:{joined}))?\s+|\s*[,;.?!]+\s+", re.IGNORECASE)


def begins(text: str) -> bool:
    """Whether a part of its own begins here."""
    read = Spoken(text)
    first = Spoken(" ".join(read.words[:_HEAD_WITHIN]))
    return has_head(first.text) or is_about_documents(text)


def has_head(text: str) -> bool:
    read, words = Spoken(text), _words()
    index = 0
    while index < len(read.words):
        if (after := read.first(index, tuple(words["not_heads"]))) is not None:
            index = after
            continue
        if read.first(index, tuple(words["heads"])) is not None:
            return True
        index += 1
    return False


def joins_names(joint: str) -> bool:
    """Whether it stands between names only: "với", "hay"."""
    return Spoken(joint).first(0, tuple(_words()["only_pairs"])) is not None and not joint.strip().startswith(",")


def tells(text: str) -> bool:
    """Whether it only says what was: "họp xong rồi"."""
    read = Spoken(text)
    return not asks(text) and read.first(len(read.words) - 1, tuple(_words()["told"])) is not None


def asks(text: str) -> bool:
    return Spoken(text).find(tuple(_words()["asking"])) is not None


def _words() -> Any:
    return vocabulary("part_words")
