"""Passages as both Qdrant indexes keep them, and the filter of a search: the only place that makes one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from assistant.document_keeping import Holding
from assistant.document_rights import keys, locks
from assistant.document_seams import Where
from assistant.documents import Access, Header, Passage, Place, number_key

DENSE, SPARSE = "dense", "sparse"
KEYWORDS: tuple[str, ...] = ("locks", "units", "number", "type", "document", "version", "source", "holding")
KEYWORDS += ("article", "clause", "point", "annex")
INTEGERS = ("year", "position")
DATES = ("issued", "effective", "expires")
"""Fields of a payload that have an index of their own."""
Conditions = Mapping[str, list[str] | list[int]]
"""Field → the values of which it must have one; every field must."""


def conditions(where: Where) -> Conditions | None:
    """The filter of a search, rights first; None when the asker may see nothing at all."""
    opened = keys(where.asker, where.under)
    if not opened:
        return None
    found: dict[str, list[str] | list[int]] = {"locks": list(opened)}
    given: Conditions = {
        "number": list(map(number_key, where.numbers)),
        "type": list(map(_type_key, where.types)),
        "year": list(where.years),
        "document": list(where.documents),
    }
    found |= {field: values for field, values in given.items() if values}
    return found | {field: [value] for field, value in _place(where.place or Place()).items()}


def payload(passage: Passage) -> dict[str, Any]:
    """What is stored beside the vectors: fields to filter on, and the passage itself."""
    whole = cast(dict[str, Any], _passages().dump_python(passage, mode="json"))
    return {
        "source": passage.source,
        "document": passage.document,
        "version": passage.version,
        "position": _position(passage),
        **_place(passage.clause.place),
        **description(passage.document, passage.version, passage.file, passage.header, passage.access),
        "passage": {key: whole[key] for key in ("id", "source", "document", "version", "order", "clause")},
    }


def description(document: str, version: str, file: str, header: Header, access: Access) -> dict[str, Any]:
    """The part of a payload that may change without the text."""
    stamp = stamp_of(file, header, access)
    dates = {name: _instant(getattr(header, name)) for name in DATES}
    return {
        "locks": list(locks(access)),
        "units": list(access.units),
        "number": number_key(header.number) if header.number else None,
        "type": _type_key(header.type) if header.type else None,
        "year": header.issued.year if header.issued else None,
        **dates,
        "holding": "\t".join((document, version, stamp)),
        "about": {
            "file": file,
            "header": _headers().dump_python(header, mode="json"),
            "access": {"secrecy": access.secrecy, "units": list(access.units)},
        },
    }


def passage_of(stored: Mapping[str, Any]) -> Passage:
    """The passage of a payload."""
    return _passages().validate_python({**stored["passage"], **stored["about"]})


def stamp_of(file: str, header: Header, access: Access) -> str:
    """Of what a passage says besides its text."""
    said = (file, *(repr(getattr(header, each.name)) for each in fields(header)), repr(access))
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


def holding_of(value: str) -> Holding:
    return Holding(*value.split("\t"))


def _type_key(kind: str) -> str:
    return " ".join(kind.lower().split())


def _place(place: Place) -> dict[str, str]:
    """`=` before each value: an annex without a number is an empty text."""
    named = {"article": place.article, "clause": place.clause, "point": place.point, "annex": place.annex}
    return {field: f"={value.lower()}" for field, value in named.items() if value is not None}


def _position(passage: Passage) -> int:
    """Documents one after the other, each in its own order; below 2^53, since a server keeps it as a float."""
    document = int.from_bytes(hashlib.sha256(passage.document.encode()).digest()[:4]) >> 1
    return document * 2**21 + passage.order


def _instant(day: date | None) -> str | None:
    return None if day is None else f"{day.isoformat()}T00:00:00Z"


@cache
def _passages() -> TypeAdapter[Passage]:
    return TypeAdapter(Passage)


@cache
def _headers() -> TypeAdapter[Header]:
    return TypeAdapter(Header)
