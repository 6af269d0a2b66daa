"""The lists that `numbering.xml` of a `.docx` describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.reading.numbering import Level, Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Element = Any
"""An lxml element; python-docx owns the library."""


def read_numbering(root: Element | None) -> Numbering:
    """Of the root of `numbering.xml`; without one no paragraph has a number."""
    numbering = Numbering()
    if root is None:
        return numbering
    lists = {one.get(f"{W}abstractNumId"): dict(_levels(one)) for one in root.iterchildren(f"{W}abstractNum")}
    for num in root.iterchildren(f"{W}num"):
        num_id, link = num.get(f"{W}numId"), num.find(f"{W}abstractNumId")
        if num_id is None or link is None:
            continue
        numbering.abstract[num_id] = link.get(f"{W}val")
        numbering.levels[num_id] = dict(lists.get(link.get(f"{W}val"), {}))
        for override in num.iterchildren(f"{W}lvlOverride"):
            depth = int(override.get(f"{W}ilvl", "0"))
            numbering.levels[num_id] |= dict(_levels(override))
            start = override.find(f"{W}startOverride")
            if start is not None:
                numbering.starts.setdefault(num_id, {})[depth] = int(start.get(f"{W}val", "1"))
    return numbering


def _levels(parent: Element) -> Iterator[tuple[int, Level]]:
    for one in parent.iterchildren(f"{W}lvl"):
        restart = _value(one, "lvlRestart")
        yield (
            int(one.get(f"{W}ilvl", "0")),
            Level(
                start=int(_value(one, "start") or 1),
                style=_value(one, "numFmt") or "decimal",
                text=_value(one, "lvlText") or "",
                all_decimal=one.find(f"{W}isLgl") is not None,
                restart=None if restart is None else int(restart),
            ),
        )


def _value(parent: Element, name: str) -> str | None:
    found = parent.find(f"{W}{name}")
    value: str | None = None if found is None else found.get(f"{W}val")
    return value
