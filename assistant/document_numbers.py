"""Numbers of official documents, however they are written or said, and which known documents they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.document_seams import KnownDocument
from assistant.vietnamese import fold

TYPES = {
    "bộ luật": ("qh",),
    "luật": ("qh",),
    "hiến pháp": (),
    "pháp lệnh": ("pl", "ubtvqh"),
    "nghị định": ("nd",),
    "nghị quyết": ("nq", "qh", "ubtvqh"),
    "thông tư liên tịch": ("ttlt",),
    "thông tư": ("tt",),
    "quyết định": ("qd",),
    "chỉ thị": ("ct",),
    "công văn": ("cv",),
    "công điện": ("cd",),
    "kế hoạch": ("kh",),
    "thông báo": ("tb",),
    "hướng dẫn": ("hd",),
    "báo cáo": ("bc",),
    "tờ trình": ("ttr",),
    "kết luận": ("kl",),
    "văn bản hợp nhất": ("vbhn",),
    "sắc lệnh": ("sl",),
}
"""Kinds of documents and how the signs of their numbers begin, without accents."""
SIGNS: tuple[str, ...] = (
    "ubtvqh",
    "ttlt",
    "vbhn",
    "ubnd",
    "hdnd",
    "bcdtw",
    "ttr",
    "qh",
    "nq",
    "nd",
    "qd",
    "tt",
    "ct",
    "cv",
    "cd",
    "kh",
)
SIGNS += ("tb", "hd", "bc", "kl", "pl", "sl")
_PARTS = re.compile(r"\D*(\d{1,5}[a-z]?)(?!\w)(?:\D{1,3}((?:19|20)\d\d)(?!\d))?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class NumberKey:
    """What of a number was said."""

    number: str
    """Without leading zeros: `45`, `12a`."""
    year: int | None = None
    sign: str = ""
    """Letters and digits without accents: `ndcp`, `qh15`."""

    def __str__(self) -> str:
        return "/".join(str(part) for part in (self.number, self.year, self.sign.upper()) if part)


def number_key(written: str) -> NumberKey | None:
    """Of a number in any typed form; None for what is none: `02-KH/BCĐTW`, `45/2026/nđ-cp`, `Số: 45`."""
    found = _PARTS.fullmatch(fold(written))
    if found is None:
        return None
    sign = re.sub(r"[^a-z0-9]", "", found[3])
    return NumberKey(found[1].lstrip("0") or "0", int(found[2]) if found[2] else None, sign)


def meant(key: NumberKey, kind: str | None, known: Sequence[KnownDocument]) -> list[KnownDocument]:
    """The known documents that a number, perhaps a part of one, may mean; the newest first."""
    found = [document for document in known if _fits(key, kind, document)]
    return sorted(found, key=lambda document: (_year(document) or 0, document.header.official), reverse=True)


def _fits(key: NumberKey, kind: str | None, document: KnownDocument) -> bool:
    own = number_key(document.header.number or "")
    if own is None or own.number != key.number:
        return False
    year = _year(document)
    if key.year and year and key.year != year:
        return False
    if key.sign:
        return own.sign.startswith(key.sign)
    return kind is None or is_kind(document, kind)


def is_kind(document: KnownDocument, kind: str) -> bool:
    """By its type; without one by the sign of its number."""
    if document.header.type:
        written = fold(document.header.type)
        return written == fold(kind) or (kind == "luật" and written == "bo luat")
    own = number_key(document.header.number or "")
    return own is not None and own.sign.startswith(TYPES.get(kind, ()) or ("?",))


def _year(document: KnownDocument) -> int | None:
    own = number_key(document.header.number or "")
    if own is not None and own.year:
        return own.year
    return document.header.issued.year if document.header.issued else None
