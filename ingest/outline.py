"""A document in reading order, for its page: every line once, with the anchors of what can be cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.lines import Kind, Line
from ingest.mentions import Here, Mention, mentions
from ingest.tree import Node


@dataclass(frozen=True, slots=True)
class Shown:
    """One paragraph, heading or table of the page."""

    anchor: str
    """Of the element that begins here; else ``. No two are the same."""
    level: int
    """How deep the element stands, from 1."""
    kind: Kind
    heading: bool
    text: str
    page: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    header_rows: int = 0
    quoted: bool = False
    """Text of an act that this one amends."""
    mentions: tuple[Mention, ...] = ()
    """Links within `text`."""


def outline(root: Node, names: Mapping[str, str] | None = None) -> tuple[Shown, ...]:
    """Everything of the document in its order; texts put together are the document's."""
    shown = [line for child in root.children for line in _shown(child, 1, names or {})]
    anchors = {line.anchor for line in shown if line.anchor}
    return tuple(replace(line, mentions=existing(line.mentions, anchors)) for line in shown)


def _shown(node: Node, level: int, names: Mapping[str, str]) -> list[Shown]:
    found = []
    for at, line in enumerate(node.lines):
        anchor = node.place.anchor if at == 0 and node.own else ""
        found.append(_line(line, anchor, level, node, at < node.heading, names))
    for child in node.children:
        found += _shown(child, level + 1, names)
    return found


def _line(line: Line, anchor: str, level: int, node: Node, heading: bool, names: Mapping[str, str]) -> Shown:
    links = () if line.rows or line.quoted else mentions(line.text, Here(node.place, names))
    if heading and node.kind == "article":
        links = tuple(link for link in links if link.start > 0)
    return Shown(
        anchor, level, node.kind, heading, line.text, line.page, line.rows, line.header_rows, line.quoted, links
    )


def existing(links: tuple[Mention, ...], anchors: set[str]) -> tuple[Mention, ...]:
    """Those that lead to another document or to a place of this one, if need be to what it stands in."""
    found = ((link, nearest(link.target, anchors)) for link in links)
    return tuple(replace(link, target=target) for link, target in found if target)


def nearest(target: str, anchors: set[str]) -> str:
    """`#dieu-5-khoan-9` where article 5 has no clause 9: `#dieu-5`; where there is no article 5: ``."""
    act, _, anchor = target.partition("#")
    if act:
        return target
    while anchor and anchor not in anchors:
        anchor = anchor.rpartition("-khoan-" if "-khoan-" in anchor and "-diem-" not in anchor else "-diem-")[0]
    return f"#{anchor}" if anchor else ""
