"""The seams of keeping documents: an index that is kept in line with folders, and who does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol

from assistant.document_seams import VectorIndex
from assistant.documents import Access, Clause, Header, Reading
from assistant.errors import ConfigError


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


class NoDocuments:
    """The desk of an installation without a document index: every method raises ConfigError."""

    def index(self, folder: Path, access: Access | None = None, progress: IndexProgress | None = None) -> NoReturn:
        raise _not_set_up()

    def rebuild(self, progress: IndexProgress | None = None) -> NoReturn:
        raise _not_set_up()

    def documents(self) -> NoReturn:
        raise _not_set_up()

    def find(self, name: str) -> NoReturn:
        raise _not_set_up()

    def remove(self, name: str) -> NoReturn:
        raise _not_set_up()


def _not_set_up() -> ConfigError:
    return ConfigError("this installation has no document index", mend="troly doctor")
