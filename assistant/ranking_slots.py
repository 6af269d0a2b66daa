"""Which units a ranking is of, from which end and how many: "năm phường thấp điểm nhất"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import yaml

from assistant.vietnamese import fold
from prompts import FOLDER


def read_ranking(text: str) -> dict[str, str | int | None]:
    """`level`, `order` and `limit` of `kpi_ranking` as a question says them; None where it does not.

    `text` is the question without names and times.
    """
    words = _words()
    folded = fold(text)
    return {
        "level": _first(folded, words["level"]),
        "order": _first(folded, words["order"]),
        "limit": _limit(folded, words["numbers"], words["counted"]),
    }


def _first(folded: str, phrases: Mapping[str, Sequence[str]]) -> str | None:
    for value, said in phrases.items():
        if any(re.search(rf"\b{re.escape(fold(phrase))}\b", folded) for phrase in said):
            return value
    return None


def _limit(folded: str, numbers: Mapping[str, int], counted: Sequence[str]) -> int | None:
    spelt = {fold(word): number for word, number in numbers.items()}
    number = rf"(\d{{1,3}}|{'|'.join(spelt)})"
    units = "|".join(fold(word) for word in counted)
    found = re.search(rf"\btop\s+{number}\b", folded) or re.search(rf"\b{number}\s+(?:{units})\b", folded)
    if found is None:
        return None
    return spelt.get(found[1]) or int(found[1])


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load((FOLDER / "ranking_words.yaml").read_text(encoding="utf-8"))
    return words
