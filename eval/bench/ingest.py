"""Figures of bringing folders into the document index. Each is a ratio, or is measured beside its baseline in one run.

`python -m eval.bench.ingest rate [TURNS]`  passages a second, as a share of the encoder's own in the same run (real e5)
`python -m eval.bench.ingest memory [N]`    resident memory over N made-up small files (synthetic vectors)
`python -m eval.bench.ingest size [N]`      bytes of an index of N passages of 384 numbers (synthetic vectors)
`python -m eval.bench.ingest search [N]`    search by both vectors under rights, against the client's local mode
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from uuid import UUID

import numpy as np
import psutil

from assistant.access import Principal
from assistant.document_keeping import DocumentIndex
from assistant.document_seams import Point, Sparse, Where
from assistant.documents import Access, Clause, Header, Passage, Place, searchable_text
from assistant.protocols import Embedder, Vectors
from assistant.settings import load_settings
from assistant.sparse_fake import FakeSparseEncoder
from ingest.document_keeper import DocumentKeeper
from ingest.index_edge import EdgeIndex
from ingest.parse_fake import FakeReader, parse_plain
from ingest.pipeline import ClausePipeline
from ingest.sync_parts import Parts
from kpi_tools.document_catalogue import Catalogue
from kpi_tools.store import Store

DIMENSION = 384
WORDS = (
    "cơ quan nhà nước công chức đánh giá xếp loại chất lượng nhiệm vụ hằng năm theo quy định tại khoản điều nghị định "
    "này thủ trưởng đơn vị chịu trách nhiệm tổ chức thực hiện báo cáo kết quả kiểm tra giám sát hồ sơ thủ tục"
).split()
CLERK = Principal("CC1", "CC1", "DV1", "chuyen_vien")


class SyntheticEmbedder:
    """Random unit vectors, at no cost worth measuring."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        made = self._random.standard_normal((len(texts), DIMENSION), np.float32)
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


class Watched:
    """An embedder that adds up the time spent in it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        begun = time.perf_counter()
        made = self._embedder.passages(texts)
        self.seconds += time.perf_counter() - begun
        return made


def write_files(folder: Path, count: int, clauses: int, words: int, seed: int = 1) -> None:
    chosen = random.Random(seed)
    for n in range(count):
        lines = [f"số: {n}/2026/QĐ-UBND", "loại: Quyết định", f"trích yếu: Về việc thứ {n}"]
        for article in range(1, clauses + 1):
            length = chosen.randint(words // 2, words * 3 // 2)
            lines.append(f"Điều {article}. {' '.join(chosen.choices(WORDS, k=length))} {n}")
        part = folder / f"{n // 500:03}"
        part.mkdir(parents=True, exist_ok=True)
        (part / f"{n:05}.txt").write_text("\n".join(lines), encoding="utf-8")


def open_keeper(home: Path, embedder: Embedder) -> tuple[DocumentKeeper, Catalogue, EdgeIndex]:
    catalogue = Catalogue(Store.open(f"sqlite:///{home / 'troly.db'}"))
    index = EdgeIndex(home / "index", DIMENSION)
    pipeline = ClausePipeline(embedder, FakeSparseEncoder())
    parts = Parts(catalogue, lambda: index, lambda: pipeline, FakeReader(), parse_plain, "bench")
    return DocumentKeeper(parts, home / "index.lock"), catalogue, index


def rate(rounds: int) -> None:
    """With the real encoder: the same passages through the whole line and through the encoder alone, by turns, since
    a machine that others use too is now faster and now slower."""
    from assistant.build import E5
    from assistant.embed import SentenceEmbedder
    from assistant.models import Models

    settings = load_settings()
    embedder = SentenceEmbedder(Models(settings.models_dir, settings.models_mirror).path(E5))
    whole = own = 0.0
    passages = 0
    with tempfile.TemporaryDirectory() as made:
        home, watched = Path(made), Watched(embedder)
        keeper, catalogue, index = open_keeper(home, watched)
        for turn in range(rounds + 1):
            if turn == 1:
                whole = own = watched.seconds = 0.0  # the first one warms up
                passages = 0
            folder = home / f"{turn}"
            write_files(folder, 6, 12, 120, seed=turn)
            begun = time.perf_counter()
            keeper.index(folder)
            whole += time.perf_counter() - begun
            texts = texts_of(catalogue, str(folder.resolve()))
            passages += len(texts)
            begun = time.perf_counter()
            embedder.passages(texts)
            own += time.perf_counter() - begun
        index.close()
    say(f"{passages} passages: whole line {passages / whole:.1f}/s, encoder alone {passages / own:.1f}/s")
    say(f"whole line / encoder alone: {own / whole:.2f}; time inside the encoder: {watched.seconds / whole:.2f}")


def texts_of(catalogue: Catalogue, source: str) -> list[str]:
    """What was embedded, read back from the catalogue."""
    found = []
    for one in catalogue.records(source):
        for order, clause in enumerate(catalogue.clauses(one)):
            passage = Passage(one.id, one.source, one.id, one.version, order, one.file, clause, one.header)
            found.append(searchable_text(passage))
    return found


def memory(count: int) -> None:
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        write_files(home / "in", count, 5, 60)
        keeper, _, index = open_keeper(home, SyntheticEmbedder())
        own: list[tuple[int, float]] = []

        def progress(file: str, done: int, total: int) -> None:
            if done % max(1, count // 10) == 0:
                used = process.memory_info()
                own.append((done, (used.rss - used.shared) / 2**20))
                say(f"{done:>6} files: {own[-1][1]:.0f} MiB of its own, {used.shared / 2**20:.0f} MiB of mapped files")

        begun = time.perf_counter()
        keeper.index(home / "in", progress=progress)
        first = time.perf_counter() - begun
        begun = time.perf_counter()
        keeper.index(home / "in")
        again = time.perf_counter() - begun
        say(f"{count} files, {5 * count} passages: {first:.0f} s; again, unchanged: {again:.1f} s")
        settled = [used for done, used in own if done >= count // 5]
        say(f"of its own after a fifth {settled[0]:.0f} MiB, at the end {settled[-1]:.0f} MiB")
        index.close()


def made_points(count: int) -> Iterator[Point]:
    chosen, vectors = random.Random(3), np.random.default_rng(3)
    header = Header("45/2026/NĐ-CP", "Nghị định", "Chính phủ", title="Quy định về việc mẫu của cơ quan nhà nước")
    for n in range(count):
        dense = vectors.standard_normal(DIMENSION, np.float32)
        terms = sorted(set(chosen.choices(range(200_000), k=220)))
        sparse = Sparse(tuple(terms), tuple(chosen.random() + 0.5 for _ in terms))
        text = " ".join(chosen.choices(WORDS, k=180))
        clause = Clause(Place(str(n % 90), str(n % 7)), "Chương II › Điều 5. Tiêu chí chung › Khoản 2", text, n % 40)
        access = Access("noi_bo", (f"DV{n % 50}",)) if n % 3 else Access()
        passage = Passage(str(UUID(int=n + 1)), "/kho", f"d{n // 100}", "v1", n % 100, "a.docx", clause, header, access)
        yield Point(passage, dense / np.linalg.norm(dense), sparse)


def fill(index: DocumentIndex, count: int) -> float:
    points, begun = made_points(count), time.perf_counter()
    while some := list(islice(points, 1_000)):
        index.put(some)
    index.settle()
    return time.perf_counter() - begun


def size(count: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        index = EdgeIndex(Path(made) / "index", DIMENSION)
        seconds = fill(index, count)
        index.close()
        held = sum(file.stat().st_blocks * 512 for file in Path(made).rglob("*") if file.is_file())
    share = held / count * 1e5 / 2**20
    say(f"{count} passages: {held / 2**20:.0f} MiB on disk after {seconds:.0f} s, {share:.0f} MiB a 100,000")


def search(count: int) -> None:
    from ingest.index_server import ServerIndex

    with tempfile.TemporaryDirectory() as made:
        edge, local = EdgeIndex(Path(made) / "index", DIMENSION), ServerIndex.connect(":memory:", DIMENSION)
        medians = {}
        for name, index, rounds in (("edge", edge, 200), ("local mode", local, 5)):
            fill(index, count)
            medians[name] = statistics.median(searched(index, rounds))
            say(f"{name}: {medians[name] * 1000:.1f} ms a search by both vectors, {count} passages")
        say(f"local mode / edge: {medians['local mode'] / medians['edge']:.0f}")
        edge.close()


def searched(index: DocumentIndex, rounds: int) -> Iterator[float]:
    questions = list(made_points(rounds))
    for question in questions:
        few = Sparse(question.sparse.indices[:12], question.sparse.values[:12])
        begun = time.perf_counter()
        index.search(Where(CLERK), 40, question.dense)
        index.search(Where(CLERK), 40, few)
        yield time.perf_counter() - begun


def say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("figure", choices=sorted(FIGURES))
    options.add_argument("number", type=int, nargs="?", help="turns, files or passages")
    given = options.parse_args()
    measure, usual = FIGURES[given.figure]
    measure(given.number or usual)


FIGURES = {"rate": (rate, 6), "memory": (memory, 10_000), "size": (size, 20_000), "search": (search, 20_000)}

if __name__ == "__main__":
    main()
