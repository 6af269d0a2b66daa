"""The seams of the document line: reading a file, its sparse vectors, and the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant.access import Principal
from assistant.documents import Header, Hit, Passage, Place, Reading


@dataclass(frozen=True, slots=True)
class Sparse:
    """A sparse vector: ascending token ids and their weights."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


class SparseEncoder(Protocol):
    """Text into terms for BM25; the index holds how rare a term is (Qdrant's modifier `idf`)."""

    def query(self, text: str) -> Sparse: ...

    def passages(self, texts: Sequence[str]) -> Sequence[Sparse]: ...


class Reader(Protocol):
    def read(self, file: Path) -> Reading:
        """The text of one file of any format, in a process with limits of time and memory.

        Raises DocumentError, whose `reason` says in `prompts/documents.yaml` why it is refused.
        """
        ...


@dataclass(frozen=True, slots=True)
class Point:
    """A passage with its vectors, as an index takes it."""

    passage: Passage
    dense: npt.NDArray[np.float32]
    sparse: Sparse


@dataclass(frozen=True, slots=True)
class Where:
    """Which passages may be found; every field that is given must hold. Without `asker` nothing is found."""

    asker: Principal
    under: tuple[str, ...] = ()
    """Units under the asker's own, for unit leaders."""
    numbers: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    documents: tuple[str, ...] = ()
    """Ids."""
    place: Place | None = None
    """Those of its fields that are given."""


class VectorIndex(Protocol):
    """Passages with a dense and a sparse vector each. Every method raises DocumentIndexError."""

    def put(self, points: Sequence[Point]) -> None:
        """Add, or replace those with the same id; stored when this returns."""
        ...

    def remove(self, document: str, keep: str | None = None) -> None:
        """Drop every passage of a document but those of version `keep`."""
        ...

    def search(self, where: Where, limit: int, query: npt.NDArray[np.float32] | Sparse | None = None) -> Sequence[Hit]:
        """Best first by that one vector, dense (cosine) or sparse (BM25); without a query in document order.

        The asker's rights are in the filter: what is not theirs is never a candidate.
        """
        ...


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document of the catalogue in the version that answers, as far as a search needs it."""

    id: str
    version: str
    header: Header
    articles: int = 0
    """How many articles it has."""
    replaced_by: tuple[Header, ...] = ()
    """Official documents that end or replace it, the newest first."""
    duplicate_of: str | None = None
    """Id of the document that it is another copy of."""


class Catalogue(Protocol):
    def known(self, asker: Principal) -> Sequence[KnownDocument]:
        """Every document that this person may see, one version each. Raises StoreError."""
        ...

    def under(self, asker: Principal) -> tuple[str, ...]:
        """Codes of the units under the asker's own. Raises StoreError."""
        ...
