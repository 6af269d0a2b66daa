"""A named place in the index, also where it is a part of a larger passage or its number is written otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.document_seams import VectorIndex, Where
from assistant.documents import Hit, Place

MOST = 200
"""Passages of one article or annex."""
_ROMAN: tuple[str, ...] = (
    "",
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
)
_ROMAN += ("XVII", "XVIII", "XIX", "XX")


def passages_at(index: VectorIndex, where: Where, place: Place) -> Sequence[Hit]:
    """In document order; empty when the documents of `where` have no such place. Raises DocumentIndexError.

    A clause or point that is no passage of its own is looked for as a line of the passage around it.
    """
    for annex in _writings(place.annex):
        found = index.search(replace(where, place=replace(place, annex=annex)), MOST)
        if found:
            return found
    if place.point is not None:
        around = passages_at(index, where, replace(place, point=None))
        return [hit for hit in around if hit.passage.clause.place.point is None and _has(hit, f"{place.point})")]
    if place.clause is not None:
        around = passages_at(index, where, replace(place, clause=None))
        return [hit for hit in around if hit.passage.clause.place.clause is None and _has(hit, f"{place.clause}.")]
    return []


def _has(hit: Hit, mark: str) -> bool:
    return re.search(rf"(?m)^\s*{re.escape(mark)}", hit.passage.clause.text) is not None


def _writings(annex: str | None) -> list[str | None]:
    """`1` may be written `I`, and `01`; and the other way about."""
    if not annex:
        return [annex]
    if annex.isdecimal():
        number = int(annex)
        roman = [_ROMAN[number]] if 0 < number < len(_ROMAN) else []
        return list(dict.fromkeys([annex, *roman, f"{number:02}"]))
    return [annex, str(_ROMAN.index(annex))] if annex in _ROMAN else [annex]
