"""A keeper of documents over a real store and a real embedded index, with fakes for what reads and embeds."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assistant.access import Principal
from assistant.document_keeping import DocumentIndex
from assistant.document_seams import Where
from assistant.embed_fake import FakeEmbedder
from assistant.protocols import Vectors
from assistant.sparse_fake import FakeSparseEncoder
from ingest.document_keeper import DocumentKeeper
from ingest.index_edge import EdgeIndex
from ingest.parse_fake import FakeReader, parse_plain
from ingest.pipeline import ClausePipeline
from ingest.sync_parts import Parts
from kpi_tools.document_catalogue import Catalogue
from kpi_tools.documents import active_versions
from kpi_tools.store import Store
from tests.ingest.passages import DIMENSION
from tests.kpi_tools.rows import principal

MAYOR = principal("CC1", "TP", "lanh_dao_thanh_pho")
CLERK = principal("CC2", "A")


@dataclass
class CountingEmbedder(FakeEmbedder):
    dimension: int = DIMENSION
    embedded: list[str] = field(default_factory=list)
    pause: float = 0.0

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        time.sleep(self.pause)
        return super().passages(texts)


@dataclass
class Desk:
    keeper: DocumentKeeper
    catalogue: Catalogue
    index: DocumentIndex
    store: Store
    reader: FakeReader
    embedder: CountingEmbedder

    def run(self, folder: Path, **more: object) -> dict[str, str]:
        """File → status."""
        report = self.keeper.index(folder, **more)  # type: ignore[arg-type]
        return {file.file: file.status for file in report.files}

    def found(self, asker: Principal = MAYOR) -> list[tuple[str, str]]:
        """(file, text) of every passage that counts for the asker."""
        hits = [hit.passage for hit in self.index.search(Where(asker), 10_000)]
        active = active_versions(self.store, asker, [one.document for one in hits])
        return sorted((p.file, p.clause.text) for p in hits if active.get(p.document) == p.version)

    def forget_work(self) -> None:
        self.reader.read_files.clear()
        self.embedder.embedded.clear()

    def close(self) -> None:
        self.index.close()
        self.store.close()


@cache
def empty_store() -> Path:
    """A database with all tables, made once a process."""
    file = Path(tempfile.mkdtemp(prefix="troly-test-")) / "troly.db"
    store = Store.open(f"sqlite:///{file}")
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return file


def open_desk(home: Path, made_with: str = "test", pause: float = 0.0) -> Desk:
    file = home / "troly.db"
    if not file.exists():
        shutil.copyfile(empty_store(), file)
    store = Store.open(f"sqlite:///{file}")
    index, reader, embedder = EdgeIndex(home / "index", DIMENSION), FakeReader(), CountingEmbedder(pause=pause)
    catalogue = Catalogue(store)
    pipeline = ClausePipeline(embedder, FakeSparseEncoder())
    parts = Parts(catalogue, lambda: index, lambda: pipeline, reader, parse_plain, made_with=made_with)
    return Desk(DocumentKeeper(parts, home / "index.lock"), catalogue, index, store, reader, embedder)


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def articles(count: int, word: str) -> Iterator[str]:
    return (f"Điều {n}. {word} {n}" for n in range(1, count + 1))


if __name__ == "__main__":  # the run that is killed: HOME FOLDER
    open_desk(Path(sys.argv[1]), pause=0.01).keeper.index(Path(sys.argv[2]))
