"""The first page: where the letterhead ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.vietnamese import fold
from ingest.lines import Line
from ingest.numbers import type_at

FIRST_LINES = 30
MOTTO = re.compile(r"cong hoa xa hoi|doc lap\s*[-–]\s*tu do|dang cong san viet nam")
_HEAD = re.compile(r"(luat\s+)?so\s*:|so\s+\d|[-_*/\s|.]+$|v/v\b|(.{0,30}, )?ngay\s.{0,20}thang")


def letterhead(lines: Sequence[Line]) -> int:
    """How many of the first lines are the letterhead: names above, motto, number, date; 0 without any of them."""
    last = 0
    for at, line in enumerate(lines[:FIRST_LINES]):
        text = fold(line.text[:400])
        if not line.rows and type_at(line.text) and line.text.isupper():
            break
        if MOTTO.search(text) or _HEAD.match(text):
            last = at + 1
    return last
