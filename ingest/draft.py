"""A document about to be indexed, its passages, and what tells it from others."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from assistant.documents import Access, Clause, Header, Passage, name_of
from assistant.vietnamese import fold

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

    def passage(self, order: int) -> Passage:
        """Its clause of that place."""
        return Passage(
            id=str(uuid5(NAMESPACE_URL, f"{self.document}/{self.version}/{order}")),
            source=self.source,
            document=self.document,
            version=self.version,
            order=order,
            file=self.file,
            clause=self.clauses[order],
            header=self.header,
            access=self.access,
        )


def version_of(made_with: str, header: Header, clauses: Sequence[Clause]) -> str:
    """The same for the same passages by the same encoder."""
    digest = hashlib.sha256(f"{made_with}\0{name_of(header)}".encode())
    for clause in clauses:
        digest.update(f"\0{clause!r}".encode())
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
