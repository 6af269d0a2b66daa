"""The exact place within a passage: the clause or point that was named, or the one point that a question is about."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.documents import Clause, Place, point_of
from assistant.sparse import folded, pairs, syllables

_POINT = re.compile(r"(?m)^([a-zđ])[).] ")
LEAD = 1.4
"""How many times as much of the question a point must hold as the next best one, to be the one that is meant."""
LEAST = 3
"""Shared syllables and pairs below which nothing is meant."""


def named(clause: Clause, place: Place) -> Clause:
    """The part of a passage that is the place that was named; the passage itself when it is no part of it."""
    part = clause
    if place.clause is not None and clause.place.clause is None:
        part = _clause_of(part, place.clause) or part
    if place.point is not None and part.place.point is None:
        part = point_of(part, place.point) or part
    return part


def _clause_of(clause: Clause, number: str) -> Clause | None:
    found = re.search(rf"(?ms)^{re.escape(number)}\. .*?(?=^\d+[a-z]?\. |\Z)", clause.text)
    if found is None:
        return None
    return replace(clause, place=replace(clause.place, clause=number), text=found[0].strip())


def meant(clause: Clause, question: str) -> Clause:
    """The point of a clause that a question is about, when one of them has much more of its words than the others."""
    points = list(dict.fromkeys(_POINT.findall(clause.text)))
    if clause.place.clause is None or clause.place.point is not None or len(points) < 2:
        return clause
    asked = _terms(question) - _terms(_POINT.split(clause.text, maxsplit=1)[0])
    parts = [part for letter in points if (part := point_of(clause, letter))]
    ranked = sorted(parts, key=lambda part: -len(asked & _terms(part.text)))
    best, second = (len(asked & _terms(part.text)) for part in (ranked + ranked)[:2])
    return ranked[0] if best >= LEAST and best >= LEAD * second else clause


def _terms(text: str) -> set[str]:
    said = [folded(syllable) for syllable in syllables(text)]
    return {*said, *pairs(said)}
