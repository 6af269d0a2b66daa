"""The tree of a document: drafts in reading order → nodes, each with the place by which it is cited."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.documents import Place
from ingest.lines import Kind, Line

LABELS: dict[Kind, str] = {
    "part": "Phần", "chapter": "Chương", "section": "Mục", "subsection": "Tiểu mục", "article": "Điều",
    "clause": "Khoản", "point": "Điểm", "heading": "Mục", "annex": "Phụ lục", "form": "Mẫu số",
}  # fmt: skip
DEPTH: dict[Kind, int] = {
    "preamble": 1, "signature": 1, "annex": 1, "part": 2, "form": 2, "chapter": 3, "section": 4, "subsection": 5,
    "heading": 6, "article": 6, "clause": 7, "point": 12,
}  # fmt: skip
LEAVES: tuple[Kind, ...] = ("preamble", "signature", "form")
"""Kinds that hold nothing but their own lines."""
LEAF = 99
LONGEST_TITLE = 220
SHORT_TITLE = 110


@dataclass(frozen=True, slots=True)
class Draft:
    """A node before it has children."""

    kind: Kind
    number: str = ""
    title: str = ""
    lines: tuple[Line, ...] = ()
    heading: int = 0
    """How many of the first lines are its heading."""
    level: int = 0
    """0: `DEPTH` of its kind."""


@dataclass(frozen=True, slots=True)
class Node:
    """An element of a document with its own lines, heading first; those of its children come after them."""

    kind: Kind
    number: str = ""
    """`II`, `5`, `9a`, `đ`; without articles also `1.2`."""
    title: str = ""
    lines: tuple[Line, ...] = ()
    heading: int = 0
    """How many of the first lines are its heading, so that they are in `label`."""
    children: tuple[Node, ...] = ()
    place: Place = field(default_factory=Place)
    """As exact as it can be cited: of what has no place of its own, its parent's."""
    own: bool = False
    """Whether `place` is its own."""

    @property
    def label(self) -> str:
        """`Điều 5. Tiêu chí chung`, `Khoản 2`; of an element without number or title ``."""
        if self.kind in ("heading", "clause") and self.title:
            return f"{self.number}. {self.title}"
        name, number = LABELS.get(self.kind, ""), self.number
        if self.kind == "clause" and (not self.own or self.place.article is None):
            name = LABELS["section"]
        parts = " ".join(part for part in (name, number) if part)
        return f"{parts}. {self.title}" if self.title and parts else parts

    @property
    def page(self) -> int | None:
        return next((line.page for node in self.walk() for line in node.lines if line.page is not None), None)

    def walk(self) -> Iterator[Node]:
        """Itself and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def title_of(rest: str, more: bool) -> str:
    """The rest of a numbered line when it is a title and not the beginning of the text. `more`: text follows."""
    if not more or not rest or len(rest) > LONGEST_TITLE:
        return ""
    if rest[-1] in ".:" and len(rest) <= SHORT_TITLE and rest[:1].isupper() and ". " not in rest and ";" not in rest:
        return rest.rstrip(".: ")
    return "" if re.search(r"[.;:,/]$", rest) else rest


def assemble(drafts: Sequence[Draft]) -> Node:
    """Drafts in reading order → the root."""
    root, _ = _children(drafts, 0, 0)
    return Node("root", children=root)


def _children(drafts: Sequence[Draft], at: int, above: int) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    while at < len(drafts) and (level := _level(drafts[at])) > above:
        draft = drafts[at]
        children, at = _children(drafts, at + 1, LEAF if draft.kind in LEAVES else level)
        nodes.append(Node(draft.kind, draft.number, draft.title, draft.lines, draft.heading, children))
    return tuple(nodes), at


def _level(draft: Draft) -> int:
    return draft.level or DEPTH[draft.kind]


def placed(root: Node) -> Node:
    """The tree with places. One that two elements claim belongs to the first article or annex, and to no clause or
    point: these are cited as what they stand in."""
    claims = Counter(_claims(root, Place(), ()))
    return _placed(root, Place(), (), claims, set())


def _claim(node: Node, above: Place, headings: tuple[str, ...]) -> Place | None:
    """The place that a node has by its number, if its kind has one."""
    if node.kind == "annex":
        return Place(annex=node.number)
    if node.kind == "article":
        return Place(article=node.number, annex=above.annex)
    if _is_heading(node) or (node.kind == "clause" and above.article is None):
        return Place(annex=above.annex, clause=".".join((*headings, node.number)))
    if node.kind == "clause":
        return replace(above, clause=node.number, point=None)
    if node.kind == "point" and (above.article is not None or above.clause is not None):
        return replace(above, point=node.number)
    return None


def _claims(node: Node, above: Place, headings: tuple[str, ...]) -> Iterator[Place]:
    claim = _claim(node, above, headings)
    if claim is not None:
        yield claim
    if node.kind != "form":
        for child in node.children:
            yield from _claims(child, claim or above, _below(node, headings))


def _below(node: Node, headings: tuple[str, ...]) -> tuple[str, ...]:
    if node.kind == "annex":
        return ()
    return (*headings, node.number) if _is_heading(node) else headings


def _is_heading(node: Node) -> bool:
    """A heading of a text without articles, whose number goes before those below it: `II.1`."""
    articles = any(child.kind == "article" for child in node.walk())
    return node.kind == "heading" or (node.kind == "section" and not articles)


def _placed(node: Node, above: Place, headings: tuple[str, ...], claims: Counter[Place], taken: set[Place]) -> Node:
    claim = _claim(node, above, headings)
    shared = claim is not None and claims[claim] > 1
    first = claim not in taken
    if claim is not None and (not shared or (first and node.kind in ("article", "annex"))):
        place, own = claim, True
        taken.add(claim)
    else:
        place, own = above, node.kind == "annex"
    if node.kind == "annex" and not first:
        place = Place(annex=node.number)
        return _unplaced(node, place)
    if claim is not None and not own:
        return _unplaced(node, above)
    below = _below(node, headings)
    if node.kind != "article" and any(
        child.kind == "clause" and claims[_claim(child, place, below) or place] > 1 for child in node.children
    ):
        return replace(node, place=place, own=own, children=tuple(_unplaced(child, place) for child in node.children))
    children = tuple(_placed(child, place, below, claims, taken) for child in node.children)
    return replace(node, place=place, own=own, children=children)


def _unplaced(node: Node, place: Place) -> Node:
    return replace(node, place=place, own=False, children=tuple(_unplaced(child, place) for child in node.children))
