"""Amending acts: which place of which act a text changes or inserts.

"3. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:" and the quoted text below it, cut at its own articles and clauses: the
inserted “Điều 9a” is cited as an article of the amended act, with the amending clause as its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.documents import Place
from ingest.lines import Line, article, numbered
from ingest.mentions import Reference, references
from ingest.tree import title_of

_ACTION = re.compile(
    r"(?:^|[.:]\s|\)\s)\s*(?:Sửa đổi|Bổ sung|Bãi bỏ|Thay thế|Thay cụm từ|Bỏ cụm từ|Bỏ|Thay|Đính chính)\b"
    r"|(?:được )?(?:sửa đổi|bổ sung|thay thế|bãi bỏ)[^.;]{0,80}như sau:\s*$"
    r"|hết hiệu lực|này (?:thay thế|bãi bỏ)",
    re.M,
)
_EACH = re.compile(r"^\W*(?:Bãi bỏ|Bỏ|Thay thế cụm từ|Thay cụm từ|Thay thế từ|Thay từ)\b", re.I)
"""What is done to every place that is named; "Bổ sung Điều 9a vào sau Điều 9" changes one."""
_BROAD = re.compile(r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ)", re.I)
_BELOW = re.compile(r"(?:sau đây|như sau|sau|dưới đây)\s*:?\s*$|hết hiệu lực[^:]*:\s*$")


@dataclass(frozen=True, slots=True)
class Target:
    """What an amending text speaks of; `act` is empty while it is not known."""

    act: str = ""
    place: Place = field(default_factory=Place)
    acting: bool = False
    """Whether what stands below is changed too: "Sửa đổi, bổ sung một số điều của Nghị định số … như sau:"."""

    also: tuple[str, ...] = ()
    """Other places that are changed in the same way: "Bãi bỏ khoản 2 Điều 5, Điều 7"."""

    def __str__(self) -> str:
        """`NUMBER#anchor`, several apart by a space."""
        return " ".join((f"{self.act}#{self.place.anchor}" if self.place != Place() else self.act, *self.also))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quotation that is one clause, or one article without clauses, of the amended act."""

    target: Target
    lines: tuple[Line, ...]
    title: str = ""
    """Of the amended article, where it is quoted."""


def target_of(text: str, above: Target, names: Mapping[str, str]) -> Target | None:
    """What the text of an element changes, itself or by what it quotes; None when it changes nothing.

    `above`: of the element around it, which fills what the text leaves out.
    """
    lead = text.partition("“")[0] if re.search(r":\s*“", text) else text
    acts = _ACTION.search(lead)
    if not acts and not above.acting:
        return None
    found = [one for one in references(lead, names) if one.act != "này" and _numbered(one)]
    if not acts and not found:
        return None
    acting = bool(_BELOW.search(lead) or (_BROAD.search(lead) and lead.rstrip().endswith(":")))
    if not found:
        return replace(above, acting=acting)
    filled = ((one, _filled(one, above.place)) for one in found if not one.whole)
    placed = [(one, place) for one, place in filled if place.article or place.annex is not None]
    one, place = placed[0] if placed else (found[0], Place() if found[0].whole else above.place)
    act = one.act or next((other.act for other in found if other.act), None) or above.act
    others = placed[1:] if act and _EACH.search(lead) else []
    targets = (str(Target(other.act or act, where)) for other, where in others if where != place)
    return Target(act, place, acting, tuple(dict.fromkeys(targets)))


def _numbered(one: Reference) -> bool:
    parts = (one.article, one.clause, one.point)
    return "này" not in parts and (one.act is None or any(letter.isdigit() for letter in one.act))


def _filled(one: Reference, above: Place) -> Place:
    """`khoản 2` below "Điều 5" is its clause 2."""
    if one.annex is not None:
        return Place(one.article, one.clause, one.point, one.annex)
    if one.article is not None:
        return Place(one.article, one.clause, one.point, above.annex if one.act is None else None)
    if one.clause is not None:
        return replace(above, clause=one.clause, point=one.point)
    return replace(above, point=one.point) if one.point is not None else above


def quoted_pieces(lines: Sequence[Line], target: Target) -> list[Piece]:
    """Quoted lines, cut where another article or clause of the amended act begins."""
    pieces: list[Piece] = []
    place, title = target.place, ""
    for line in lines:
        here = _begun(line, place, target.place)
        if mark := article(line):
            title = title_of(mark.rest, more=True)
        if here is not None:
            place = here
        if pieces and (here is None or pieces[-1].target.place == place):
            pieces[-1] = replace(pieces[-1], lines=(*pieces[-1].lines, line))
        else:
            pieces.append(Piece(replace(target, place=place), (line,), title))
    return pieces


def _begun(line: Line, place: Place, target: Place) -> Place | None:
    """The place that begins with a quoted line: an article, or a clause; points stay with theirs, unless the points
    themselves are what is amended."""
    if mark := article(line):
        return Place(mark.number, annex=target.annex)
    mark = numbered(line)
    if mark is None or place.article is None:
        return None
    if mark.kind == "clause" and "." not in mark.number:
        return Place(place.article, mark.number, annex=place.annex)
    if mark.kind == "point" and target.point is not None:
        return replace(place, point=mark.number)
    return None
