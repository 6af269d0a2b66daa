"""The tree of a document → the clauses that the index holds: citable, with their path, neither too long nor too short.

- A clause with its points is one chunk while it fits; else each point is, short neighbours together as the clause.
- What is too long is cut at paragraphs, then sentences; every piece has the same place.
- Clauses are never merged with one another, so that "khoản 2 Điều 5" stays citable.
- A table is cut by rows, each piece under the table's header.
- Quoted text of an amending act is cut by the places of the amended act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.documents import Clause, Place
from ingest.amending import Piece, Target, quoted_pieces, target_of
from ingest.lines import Line, article, numbered
from ingest.mentions import Here, mentions
from ingest.passages import Limits, cut
from ingest.place_names import describe
from ingest.preamble import letterhead
from ingest.tree import Node

SEPARATOR = " › "
LONGEST_LEAD = 30
"""Words of a clause that go into the path of its points."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all of a document."""

    names: Mapping[str, str]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the walk stands."""

    path: tuple[str, ...] = ()
    amends: Target = field(default_factory=Target)


@dataclass(frozen=True, slots=True)
class Draft:
    """A chunk before it is cut to size."""

    place: Place
    path: tuple[str, ...]
    lines: tuple[Line, ...]
    amends: Target | None = None
    quoted: bool = False
    """Text of the amended act."""


def chunk(root: Node, names: Mapping[str, str] | None = None, limits: Limits | None = None) -> tuple[Clause, ...]:
    """The clauses of a document in reading order; signatures and letterhead are left out."""
    setting = Setting(names or {}, limits or Limits())
    spot = Spot(amends=_titled(root, setting))
    drafts = [draft for node in root.children for draft in _drafts(node, spot, setting)]
    return tuple(_merged(_clauses(drafts, setting), setting.limits))


def _titled(root: Node, setting: Setting) -> Target:
    """What the title says that the act amends, for articles that do not repeat it."""
    lines = (line.text for node in root.children[:1] if node.kind == "preamble" for line in node.lines)
    title = next((text for text in lines if text.lower().startswith(("sửa đổi", "bổ sung"))), "")
    target = target_of(title[:1].upper() + title[1:].lower() if title.isupper() else title, Target(), setting.names)
    return replace(target, acting=False) if target else Target()


def _drafts(node: Node, spot: Spot, setting: Setting) -> Iterator[Draft]:
    """The chunks of an element and of all below it."""
    if node.kind == "signature":
        return
    lines = node.lines
    if node.kind == "preamble" and not spot.path:
        lines = lines[letterhead(lines) :]
    lines = lines[node.heading :] if node.children or len(lines) > node.heading else lines
    path = _path(node, spot.path)
    target = target_of(_lead(node), spot.amends, setting.names) if _may_amend(node) else None
    here = Spot(path, target or replace(spot.amends, acting=False))
    whole = _whole(node, lines, setting)
    if whole is not None:
        lines = whole
    if lines:
        yield from _own(node.place, path, lines, target)
    if whole is not None:
        return
    if node.kind == "clause":
        yield from _points(node, replace(here, path=_led(path, node, lines)), setting)
        return
    for child in node.children:
        yield from _drafts(child, here, setting)


def _may_amend(node: Node) -> bool:
    """Only the act itself amends, not its annexes."""
    return node.kind in ("article", "clause", "point") and node.place.annex is None


def _lead(node: Node) -> str:
    """The unquoted text of an element without its number: what says whether it amends."""
    lines = [line.text for line in node.lines if not line.quoted and not line.rows]
    mark = article(node.lines[0]) if node.kind == "article" else numbered(node.lines[0])
    return "\n".join([mark.rest if mark else lines[0], *lines[1:]]) if lines else ""


def _path(node: Node, above: tuple[str, ...]) -> tuple[str, ...]:
    """The titles down to an element; of one that cannot be cited only when it has a title."""
    counts = node.own or node.kind not in ("clause", "point") or node.title
    return (*above, node.label) if node.label and counts else above


def _led(path: tuple[str, ...], node: Node, lines: Sequence[Line]) -> tuple[str, ...]:
    """The path for the points of a clause, with what leads them in: `Khoản 1. Đối với người đứng đầu`."""
    mark = numbered(lines[0]) if len(lines) == 1 and node.own and not node.title else None
    lead = mark.rest.rstrip(": ") if mark else ""
    return (*path[:-1], f"{path[-1]}. {lead}") if lead and len(lead.split()) <= LONGEST_LEAD else path


def _whole(node: Node, lines: tuple[Line, ...], setting: Setting) -> tuple[Line, ...] | None:
    """All lines of a clause with its points, or of an article with nothing but points, when they are one chunk."""
    leaves = node.children and all(child.kind == "point" and not child.children for child in node.children)
    if node.kind not in ("clause", "article") or not leaves:
        return None
    together = (*lines, *(line for child in node.children for line in child.lines))
    amending = any(line.quoted for line in together) or any(line.rows for line in together)
    return together if not amending and _words(together) <= setting.limits.words else None


def _points(node: Node, spot: Spot, setting: Setting) -> Iterator[Draft]:
    """The points of a long clause: each for itself, short neighbours together as parts of the clause."""
    short: list[Draft] = []
    for child in node.children:
        drafts = list(_drafts(child, spot, setting))
        words = sum(_words(draft.lines) for draft in drafts)
        plain = child.kind == "point" and not any(draft.amends for draft in drafts)
        if not plain or words >= setting.limits.short:
            yield from _together(short, node.place, spot.path)
            short = []
            yield from drafts
        else:
            short += drafts
            if sum(_words(draft.lines) for draft in short) > setting.limits.words // 2:
                yield from _together(short, node.place, spot.path)
                short = []
    yield from _together(short, node.place, spot.path)


def _together(drafts: Sequence[Draft], place: Place, path: tuple[str, ...]) -> Iterator[Draft]:
    if len(drafts) > 1:
        yield Draft(place, path, tuple(line for draft in drafts for line in draft.lines))
    else:
        yield from drafts


def _own(place: Place, path: tuple[str, ...], lines: tuple[Line, ...], target: Target | None) -> Iterator[Draft]:
    """The lines of one element: plain ones and tables, or what they quote for another act."""
    quoted = [at for at, line in enumerate(lines) if line.quoted]
    if not quoted or target is None:
        yield Draft(place, path, lines, target)
        return
    first, last = quoted[0], quoted[-1] + 1
    for number, piece in enumerate(quoted_pieces(lines[first:last], target)):
        lead = lines[:first] if number == 0 else ()
        yield _quoted(place, path, lead, piece)
    if lines[last:]:
        yield Draft(place, path, lines[last:], target)


def _quoted(place: Place, path: tuple[str, ...], lead: Sequence[Line], piece: Piece) -> Draft:
    target = piece.target
    named = " ".join(part for part in (describe(target.place), target.act) if part)
    named = f"{named}. {piece.title}" if piece.title else named
    return Draft(place, (*path, named) if named else path, (*lead, *piece.lines), target, quoted=True)


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)


def _clauses(drafts: Sequence[Draft], setting: Setting) -> Iterator[Clause]:
    for draft in drafts:
        path = SEPARATOR.join(draft.path)
        amends = str(draft.amends) if draft.amends and draft.amends.act else None
        place = draft.amends.place if draft.quoted and draft.amends else draft.place
        here = Here(place, setting.names, draft.amends.act if draft.amends else "", draft.quoted)
        for text in cut(draft.lines, setting.limits):
            found = tuple(dict.fromkeys(mention.target for mention in mentions(text.text, here)))
            yield Clause(draft.place, path, text.text, text.page, found, amends)


def _merged(clauses: Iterator[Clause], limits: Limits) -> Iterator[Clause]:
    """Neighbours of the same place and path that are short together are one."""
    last: Clause | None = None
    for clause in clauses:
        if last is not None and _same(last, clause) and _fits(last, clause, limits):
            found = tuple(dict.fromkeys((*last.mentions, *clause.mentions)))
            last = replace(last, text=f"{last.text}\n{clause.text}", mentions=found)
            continue
        if last is not None:
            yield last
        last = clause
    if last is not None:
        yield last


def _same(one: Clause, other: Clause) -> bool:
    return (one.place, one.path, one.amends) == (other.place, other.path, other.amends)


def _fits(one: Clause, other: Clause, limits: Limits) -> bool:
    sizes = [len(clause.text.split()) for clause in (one, other)]
    return sum(sizes) <= limits.words and min(sizes) < limits.short
