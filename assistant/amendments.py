"""What amending acts say of a place: the text in force stands in them, under the place that they change or insert."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.access import Principal
from assistant.document_seams import Catalogue, KnownDocument, VectorIndex, Where
from assistant.documents import Header, Hit, Place, number_key

MOST = 500
"""Passages of one amending act."""
_PART = re.compile(r"(phu-luc|dieu|khoan|diem)(?:-(?!(?:dieu|khoan|diem)\b)([0-9a-z-]+?))?(?=-(?:dieu|khoan|diem)\b|$)")
_FIELDS = {"phu-luc": "annex", "dieu": "article", "khoan": "clause", "diem": "point"}


@dataclass(frozen=True, slots=True)
class Amended:
    """A place as an amending act words it."""

    header: Header
    """Of the act that is amended; of one that is not there, its number alone."""
    place: Place
    hit: Hit
    """The passage of the amending act."""


class Amendments:
    """Of the documents that an asker may see. Raises DocumentIndexError, StoreError."""

    def __init__(self, index: VectorIndex, catalogue: Catalogue) -> None:
        self._index = index
        self._catalogue = catalogue

    def of(self, number: str, place: Place, asker: Principal) -> Sequence[Amended]:
        """The texts that change or insert a place of the act of that number, or a part of it; the newest act first. One
        that changes several such parts comes once, under the first."""
        known, wanted = self._catalogue.known(asker), number_key(number)
        acts = [act for act in known if wanted in map(number_key, act.header.amends)]
        amended = _named(known, number)
        acts.sort(key=lambda act: act.header.issued.toordinal() if act.header.issued else 0, reverse=True)
        under = self._catalogue.under(asker) if acts else ()
        return [found for act in acts for found in self._in(act, amended, place, asker, under)]

    def read(self, hit: Hit, asker: Principal) -> Amended | None:
        """A passage of an amending act as the place that it changes or inserts, the first of several; None when it
        does neither."""
        target = next(iter(targets_of(hit.passage.clause.amends)), None)
        if target is None or target[1] == Place():
            return None
        return Amended(_named(self._catalogue.known(asker), target[0]), target[1], hit)

    def _in(
        self, act: KnownDocument, amended: Header, place: Place, asker: Principal, under: tuple[str, ...]
    ) -> Sequence[Amended]:
        found, wanted = list[Amended](), number_key(amended.number or "")
        for hit in self._index.search(Where(asker, under, documents=(act.id,)), MOST):
            if hit.passage.version != act.version:
                continue
            parts = (part for number, part in targets_of(hit.passage.clause.amends) if number_key(number) == wanted)
            touched = (part for part in parts if part != Place() and (within(part, place) or within(place, part)))
            found += [Amended(amended, part, replace(hit, score=1.0)) for part in islice(touched, 1)]
        return found


def _named(known: Sequence[KnownDocument], number: str) -> Header:
    """What is known of the document of a number; of one that is not there, the number alone."""
    wanted = number_key(number)
    return next((d.header for d in known if number_key(d.header.number or "") == wanted), Header(number=number))


def targets_of(amends: str | None) -> Sequence[tuple[str, Place]]:
    """`215/QĐ-UBND#dieu-5-khoan-2` → its number and place, of each target that is named."""
    split = (target.partition("#") for target in (amends or "").split())
    return [(number, place_of(anchor)) for number, _, anchor in split if number]


def place_of(anchor: str) -> Place:
    """The place that an anchor stands for (`Place.anchor` the other way about)."""
    parts: Mapping[str, str] = {_FIELDS[kind]: value or "" for kind, value in _PART.findall(anchor)}
    point = parts.get("point")
    return Place(
        article=parts.get("article"),
        clause=parts.get("clause"),
        point="đ" if point == "dd" else point,
        annex=parts.get("annex"),
    )


def same(one: Place, other: Place) -> bool:
    """Whether two places are one; who names an article of an attached regulation seldom names the annex that it is."""
    near = None in (one.annex, other.annex) or one.annex == other.annex
    return near and replace(one, annex=None) == replace(other, annex=None)


def within(part: Place, whole: Place) -> bool:
    """Whether a place is the other one or lies inside it."""
    names = ("article", "clause", "point") if part.annex is None else ("annex", "article", "clause", "point")
    return all(getattr(whole, name) in (None, getattr(part, name)) for name in names)
