"""A document about to be indexed, and the text of its passages that is embedded."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.documents import Access, Clause, Header
from assistant.vietnamese import fold

TITLE_CHARS = 200
"""Of a title before each passage: an encoder reads the first five hundred tokens."""
ALIKE = 0.6
"""Share of words from which two documents of one number are the same one; a scan has some words wrong."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Draft:
    source: str
    document: str
    version: str
    file: str
    header: Header
    access: Access
    clauses: tuple[Clause, ...]


def passage_text(header: Header, clause: Clause) -> str:
    """What a passage is found by: a line of titles, from the document's to its own, then its text."""
    named = " ".join(part for part in (header.type, header.number) if part)
    titles = (named, (header.title or "")[:TITLE_CHARS], clause.path)
    return f"{' › '.join(' '.join(part.split()) for part in titles if part)}\n{clause.text}"


def version_of(made_with: str, header: Header, clauses: Sequence[Clause]) -> str:
    """The same for the same passages by the same encoder."""
    digest = hashlib.sha256(made_with.encode())
    for clause in clauses:
        digest.update(f"\0{passage_text(header, clause)}\0{clause!r}".encode())
    return digest.hexdigest()[:24]


def text_of(clauses: Iterable[Clause]) -> str:
    """SHA-256 of the words of a document; empty for one without."""
    words = _words(clauses)
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def alike(one: Iterable[Clause], other: Iterable[Clause]) -> bool:
    """Whether two texts are of one document, one of them perhaps a scan."""
    first, second = Counter(_words(one)), Counter(_words(other))
    return (first & second).total() >= ALIKE * max(1, (first | second).total())


def _words(clauses: Iterable[Clause]) -> list[str]:
    return [word for clause in clauses for word in _WORD.findall(fold(clause.text))]
