"""Which lines an amending act quotes: “Điều 9a. …” between its quotation marks is no article of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.lines import Line, article, division, numbered

LONGEST = 1500
"""Lines that a quotation may have; one that does not close within them was none."""
_OPENS = re.compile(r':\s*[“"][^“”"]*$')
"""Behind "như sau:"; elsewhere, but at the start of a line, a mark that is never closed is a slip of the pen."""
_CLOSES = re.compile(r"[”\"]\s*[.;,]?\s*(?:/\.)?$")


def mark_quoted(lines: Sequence[Line]) -> list[Line]:
    """The lines with `quoted` set where they stand within a quotation that runs over lines, or begins one with a
    structure of its own (`“3. Chính phủ …”`)."""
    marked = list(lines)
    at = 0
    while at < len(marked):
        end = _end(marked, at)
        if end is None:
            at += 1
            continue
        first = at if _begins(marked[at]) else at + 1
        for place in range(first, end + 1):
            marked[place] = replace(marked[place], quoted=True)
        at = end + 1
    return marked


def _begins(line: Line) -> bool:
    return line.text.lstrip()[:1] in ("“", '"')


def _end(lines: Sequence[Line], at: int) -> int | None:
    """The last line of the quotation that line `at` opens; None when it opens none that lasts or has structure."""
    line = lines[at]
    if line.rows:
        return None
    depth = _balance(line.text)
    led = at > 0 and lines[at - 1].text.rstrip().endswith(":")
    structured = _begins(line) and bool(article(line) or numbered(line) or division(line))
    if depth > 0 and not (structured or (_begins(line) and led) or _OPENS.search(line.text)):
        return None
    if depth <= 0:
        return at if (structured or (_begins(line) and led)) and _CLOSES.search(line.text) else None
    for place in range(at + 1, min(len(lines), at + LONGEST)):
        if lines[place].rows:
            continue
        change = _balance(lines[place].text)
        depth += change
        if depth <= 0 or (change < 0 and _CLOSES.search(lines[place].text)):
            return place
    return None


def _balance(text: str) -> int:
    """Quotation marks opened less closed; straight ones open at the start of a line or after a colon."""
    change = text.count("“") - text.count("”")
    straight = text.count('"')
    if straight % 2:
        opens = text.lstrip().startswith('"') or bool(re.search(r':\s*"[^"]*$', text))
        change += 1 if opens else -1
    return change
