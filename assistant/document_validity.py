"""Whether a document holds on a day, what must be said of it, and which of two goes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.document_seams import KnownDocument
from assistant.documents import Header, Validity, citation_rank, validity

_STANDING: dict[Validity, int] = {"in_force": 0, "unknown": 0, "not_yet": 1, "expired": 2}


@dataclass(frozen=True, slots=True)
class Remark:
    """What an answer must say of a document that it quotes."""

    document: str
    validity: Validity
    effective: date | None = None
    expires: date | None = None
    replaced_by: str | None = None
    official: bool = True


def remark(document: KnownDocument, today: date) -> Remark | None:
    """None of an official text of which nothing but its being in force, or nothing at all, is known."""
    state = validity(document.header, today, document.replaced_by)
    if state in ("in_force", "unknown") and document.header.official and not document.replaced_by:
        return None
    header, later = document.header, document.replaced_by
    ended = header.expires or next((start for act in later if (start := act.effective or act.issued)), None)
    return Remark(document.id, state, header.effective, ended, _called(later), header.official)


def _called(later: Sequence[Header]) -> str | None:
    return next((header.number for header in later if header.number), None)


def precedence(document: KnownDocument, today: date) -> tuple[int, int, int]:
    """The smaller goes first: in force, then the higher text (law, decree, circular, decision), then the later one."""
    state = validity(document.header, today, document.replaced_by)
    issued = document.header.issued
    return _STANDING[state], citation_rank(document.header.type), -issued.toordinal() if issued else 0
