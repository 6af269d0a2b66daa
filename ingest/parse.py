"""One document, from what was read to what is indexed and shown: `parse(reading, file, side)`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.documents import Clause, Header, Place, Reading
from ingest.chunk import chunk
from ingest.mentions import named_acts
from ingest.metadata import header_of
from ingest.outline import Shown, nearest, outline
from ingest.passages import Limits
from ingest.side_file import SideFile, load_side_file
from ingest.structure import Node, structure


@dataclass(frozen=True, slots=True)
class Parsed:
    header: Header
    clauses: tuple[Clause, ...]
    outline: tuple[Shown, ...]
    articles: int
    """That can be asked for by number."""
    tree: Node


def parse(reading: Reading, file: str, side: SideFile | None = None, limits: Limits | None = None) -> Parsed:
    """`file` is the name within its folder; `side` corrects the header. Never raises for any text."""
    root = structure(reading.blocks)
    names = named_acts("\n".join(block.text for block in reading.blocks if not block.rows))
    shown = outline(root, names)
    clauses = chunk(root, names, limits) or _all_of_it(shown)
    header = header_of(reading, root, clauses, file, side)
    return Parsed(header, _linked(clauses, shown), shown, articles(root), root)


def parse_with_side_file(reading: Reading, file: str, side: Path | None) -> Parsed:
    """`parse` with the side file at a path. Raises DocumentError for a side file that is wrong."""
    return parse(reading, file, load_side_file(side) if side else None)


def articles(root: Node) -> int:
    """How many articles can be asked for by number: those of the act, or of the regulation attached to it when those
    are more."""
    own = Counter(node.place.annex for node in root.walk() if node.kind == "article" and node.own)
    return max(own.values(), default=0)


def _all_of_it(shown: Sequence[Shown]) -> tuple[Clause, ...]:
    """Of a blank form, which has nothing but a letterhead."""
    text = "\n".join(line.text for line in shown if line.text.strip())
    return (Clause(Place(), "", text),) if text else ()


def _linked(clauses: Sequence[Clause], shown: Sequence[Shown]) -> tuple[Clause, ...]:
    """The clauses with those mentions that lead somewhere."""
    anchors = {line.anchor for line in shown if line.anchor}
    found = []
    for clause in clauses:
        targets = (nearest(target, anchors) for target in clause.mentions)
        found.append(replace(clause, mentions=tuple(dict.fromkeys(filter(None, targets)))))
    return tuple(found)
