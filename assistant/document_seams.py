"""The seams of the document line: reading a file, its sparse vectors, and the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.access import Principal
from assistant.documents import Access, Clause, Header, Hit, Passage, Place, Reading


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


@dataclass(frozen=True, slots=True)
class Holding:
    """Passages that an index holds of one version of a document."""

    document: str
    version: str
    stamp: str
    """Of what they say besides the text; see `DocumentIndex.describe`."""


class DocumentIndex(VectorIndex, Protocol):
    """What keeping an index needs besides. Every method raises DocumentIndexError."""

    def describe(self, document: str, file: str, header: Header, access: Access) -> None:
        """Say anew what stands on every passage of a document, without new vectors."""
        ...

    def holdings(self, source: str) -> Mapping[Holding, int]:
        """How many passages of each it holds of a source."""
        ...

    def settle(self) -> None:
        """After many changes: build what makes searching fast."""
        ...

    def close(self) -> None: ...


class Parsed(Protocol):
    """A document taken apart (`ingest/parse.py`)."""

    @property
    def header(self) -> Header: ...
    @property
    def clauses(self) -> Sequence[Clause]: ...
    @property
    def outline(self) -> Sequence[Any]:
        """Blocks in reading order with their anchors, for the page of the document: dataclasses or JSON."""
        ...

    @property
    def articles(self) -> int: ...


class Parser(Protocol):
    def __call__(self, reading: Reading, file: str, side: Path | None) -> Parsed:
        """Header and clauses of what was read; `file`: name within its folder, `side`: its side file.

        Raises DocumentError: stamped as a state secret, or a side file that is wrong.
        """
        ...


class IndexProgress(Protocol):
    def __call__(self, file: str, done: int, total: int) -> None:
        """`done` files of `total` are finished, `file` is at hand."""
        ...


class IndexReport(Protocol):
    @property
    def refused(self) -> int:
        """Files."""
        ...

    def lines(self) -> Iterable[str]:
        """The report as text, in Vietnamese."""
        ...

    def as_json(self) -> dict[str, object]:
        """The document of `troly index --json`."""
        ...


class DocumentDesk(Protocol):
    """Keeping the documents of an installation; for who runs the machine, without anybody's rights."""

    def index(self, folder: Path, access: Access | None = None, progress: IndexProgress | None = None) -> IndexReport:
        """Bring the index in line with a folder. `access`: of documents that say none, kept for the next time; None:
        as the last time, at first `cong_khai`. Raises InputError, HomeBusyError while another run goes on,
        StoreError, DocumentIndexError."""
        ...

    def rebuild(self, progress: IndexProgress | None = None) -> int:
        """Put into the index what the catalogue has and the index lacks, from the catalogue alone (after a restore);
        how many documents. Raises as `index`."""
        ...

    def documents(self) -> Sequence[Mapping[str, object]]:
        """As `troly documents list --json` prints them. Raises StoreError."""
        ...

    def find(self, name: str) -> Sequence[Mapping[str, object]]:
        """Those with that file name, id or number."""
        ...

    def remove(self, name: str) -> Sequence[str]:
        """Take documents out of the catalogue and the index; their files. Raises InputError when there is none."""
        ...
