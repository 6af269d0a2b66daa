"""Which units a ranking is of, from which end and how many: "năm phường thấp điểm nhất"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from assistant.vietnamese import fold, has_accents, normalise
from prompts import vocabulary


def read_ranking(text: str) -> dict[str, str | int | None]:
    """`level`, `order` and `limit` of `kpi_ranking` as a question says them; None where it does not.

    `text` is the question without times and without the units that it names.
    """
    words = _words()
    bare = not has_accents(text)
    plain = re.sub(r"\s*,\s*|\s+(?:và|hay|hoặc|va)\s+", " ", normalise(text).lower())
    return {
        "level": _level(plain, words, bare),
        "order": _order(plain, words["order"], bare),
        "limit": _limit(plain, words, bare),
    }


def _level(text: str, words: Mapping[str, Any], bare: bool) -> str | None:
    """Wards and communes together are `commune`; departments with either are every unit."""
    for phrase in words["not_level"]:
        text = re.sub(rf"\b{re.escape(fold(phrase) if bare else phrase)}\b", " ", text)
    said = {level for level, phrases in words["level"].items() if _says(text, phrases, bare)}
    if len(said) < 2:
        return said.pop() if said else None
    return None if "department" in said else "commune"


def _order(text: str, ends: Mapping[str, Any], bare: bool) -> str | None:
    if _says(text, ends["compared"], bare):
        return "best"
    for order in ("worst", "best"):
        if any(_says(text, phrases, bare) for phrases in ends[order]):
            return order
    return None


def _says(text: str, phrases: Iterable[str], bare: bool) -> bool:
    if bare:
        certain = frozenset(_words()["bare"])
        phrases = [fold(phrase) for phrase in phrases if " " in phrase or fold(phrase) in certain]
    return any(re.search(rf"\b{re.escape(phrase)}\b", text) for phrase in phrases)


def _limit(text: str, words: Mapping[str, Any], bare: bool) -> int | None:
    numbers, counted = _pattern(tuple(words["numbers"]), bare), _pattern(tuple(words["counted"]), bare)
    number = rf"(\d{{1,3}}|{numbers})"
    found = re.search(rf"\b(?:{_pattern(tuple(words['top']), bare)})\s+{number}\b", text)
    found = found or re.search(rf"\b{number}\s+(?:{counted})\b", text)
    if found is None:
        return None
    spelt = {fold(word) if bare else word: value for word, value in words["numbers"].items()}
    return spelt.get(found[1]) or int(found[1]) or None


@cache
def _pattern(said: tuple[str, ...], bare: bool) -> str:
    return "|".join(sorted((fold(word) if bare else word for word in said), key=len, reverse=True))


def _words() -> Any:
    return vocabulary("ranking_words")
