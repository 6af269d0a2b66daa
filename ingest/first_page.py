"""The first page of a document as lines, cells of its letterhead apart, and who issues it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.vietnamese import fold
from ingest.lines import Line
from ingest.numbers import NUMBER, type_at
from ingest.preamble import MOTTO
from ingest.tree import Node

FIRST_LINES = 60
OWN_NUMBER = re.compile(rf"(?:^|\b)(?:luật\s+)?s[ốôó]\s*:?\s*({NUMBER})", re.I)
BODY = re.compile(
    r"\b(chinh phu|quoc hoi|bo|so|phong|ban|bql|van phong|cuc|chi cuc|trung tam|uy ban|ubnd|hoi dong|hdnd|tong cuc|vu|"
    r"dang uy|thanh uy|tinh uy|thanh tra|thu tuong|chu tich|vien|truong|xa|phuong|tinh|thanh pho|dac khu)\b"
)
_ISSUES = re.compile(rf"(?:\w{{0,2}}\W)?{BODY.pattern}")
_LETTERHEAD = re.compile(r"cong hoa xa hoi|\bso\s*:")
_RULE = re.compile(r"[-_*=.]{3,}")


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The first lines, cells of the letterhead apart."""

    left: tuple[str, ...]
    """Names of who issues, above the number."""
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def first_page(root: Node) -> FirstPage:
    """The lines of the preamble, or of an annex that stands alone its title."""
    lines: list[Line] = []
    for node in root.walk():
        if node.kind not in ("root", "preamble", "annex") and lines:
            break
        lines += node.lines
    lines = [part for line in lines[:FIRST_LINES] for part in _cells(line)]
    attached = any(node.kind == "annex" for node in root.children[:1])
    return FirstPage(() if attached else tuple(_left(lines)), tuple(lines))


def _cells(line: Line) -> Iterator[Line]:
    """A letterhead table as its cells, a text that shows two columns by ` | ` as both; without rules."""
    if line.rows and not _LETTERHEAD.search(fold(line.text)):
        return
    parts = [cell for row in line.rows for cell in dict.fromkeys(row)] if line.rows else line.text.split("|")
    for part in parts:
        for piece in _RULE.sub("\n", part.replace(" / ", "\n")).splitlines():
            if piece.strip(" |/"):
                yield replace(line, text=" ".join(piece.split()).strip(" |/"), rows=())


def _left(lines: Sequence[Line]) -> Iterator[str]:
    """The names before motto and number: who issues, and above it whom it belongs to. A page without a motto has only
    the first, if it names a body."""
    motto = any(MOTTO.search(fold(line.text)) for line in lines[:12])
    names = 0
    for line in lines[: 8 if motto else 1]:
        folded = fold(line.text)
        if type_at(line.text) or OWN_NUMBER.match(line.text) or re.match(r"so\s*:", folded):
            return
        at = MOTTO.search(folded)
        name = line.text[: at.start()].strip(" -–") if at else line.text
        name = re.split(r"\s+số\s*:", name, flags=re.I)[0]
        goes_on = names > 0 and name.isupper() and not re.search(r"\d", name)
        if name and len(name) < 80 and (goes_on or _ISSUES.match(fold(name))):
            names += 1
            yield name
