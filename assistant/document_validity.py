"""Whether a document holds on a day, what must be said of it, and which of two goes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.document_seams import KnownDocument
from assistant.documents import Validity
from assistant.vietnamese import fold

_STANDING: dict[Validity, int] = {"in_force": 0, "unknown": 0, "not_yet": 1, "expired": 2}
_HEIGHT = ("hien phap", "bo luat", "luat", "phap lenh", "nghi quyet", "nghi dinh", "thong tu", "quyet dinh", "chi thi")


@dataclass(frozen=True, slots=True)
class Remark:
    """What an answer must say of a document that it quotes."""

    document: str
    validity: Validity
    effective: date | None = None
    expires: date | None = None
    replaced_by: str | None = None
    official: bool = True


def validity(document: KnownDocument, today: date) -> Validity:
    """As its side file says, else from its dates; a text that was replaced has expired unless a date says when."""
    header = document.header
    if header.status is not None:
        return header.status
    if header.effective is not None and header.effective > today:
        return "not_yet"
    if header.expires is not None:
        return "expired" if header.expires <= today else "in_force"
    if document.replaced_by is not None:
        return "expired"
    return "unknown" if header.effective is None else "in_force"


def remark(document: KnownDocument, today: date) -> Remark | None:
    """None of an official text of which nothing but its being in force, or nothing at all, is known."""
    state = validity(document, today)
    if state in ("in_force", "unknown") and document.header.official and document.replaced_by is None:
        return None
    header = document.header
    return Remark(document.id, state, header.effective, header.expires, document.replaced_by, header.official)


def precedence(document: KnownDocument, today: date) -> tuple[int, int, int]:
    """The smaller goes first: in force, then the higher text (law, decree, circular, decision), then the later one."""
    state = validity(document, today)
    kind = fold(document.header.type or "")
    height = _HEIGHT.index(kind) if kind in _HEIGHT else len(_HEIGHT)
    issued = document.header.issued
    return _STANDING[state], height, -issued.toordinal() if issued else 0
