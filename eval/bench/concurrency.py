"""Imports and questions at once: `python -m eval.bench.concurrency [--seconds 60]` prints one table and ends by itself.

On each database, over a small invented province: writers import workbooks of their own, some rows of which are those of
other writers in another order, and record each import in the audit log; readers ask tools. Threads of one process, as
in a server. A single lock error makes the exit status 1.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread

from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import AssistantError
from assistant.tools import TOOLS, StoreTools
from assistant.tools.entry import Stores
from assistant.types import AuditEvent
from eval.bench.asks import MIXTURES, NOW, Asks
from eval.bench.big_city import fill
from eval.bench.databases import KINDS, scratch, wal_of
from eval.bench.figures import percentile
from eval.bench.province import ANCHOR, unit
from eval.bench.scale import Size
from ingest.workbook import Importer
from kpi_tools.audit import StoredAudit
from kpi_tools.directory import StoreDirectory
from kpi_tools.rules import load_rules
from kpi_tools.store import Store

OWN, SHARED = 40, 40
"""Rows of a writer's workbook: its own ones, and those that every writer has."""
SCALE = 0.02


@dataclass(slots=True)
class Figures:
    times: list[float] = field(default_factory=list)
    """Seconds of each operation that succeeded."""
    errors: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Outcome:
    writes: Figures
    reads: Figures
    wal: int
    """Bytes of SQLite's write-ahead log at its largest."""
    audit_sound: bool


def run(store: Store, size: Size, seconds: float, writers: int, readers: int, folder: Path) -> Outcome:
    """Threads that work until the time is over; every error is counted, none is hidden."""
    writes, reads, guard, stop = Figures(), Figures(), Lock(), Event()

    def repeat(work: Callable[[], None], into: Figures) -> None:
        while not stop.is_set():
            began = time.perf_counter()
            try:
                work()
            except (AssistantError, SQLAlchemyError, OSError, RuntimeError) as exc:
                with guard:
                    into.errors[f"{type(exc).__name__}: {exc}"[:120]] += 1
                stop.wait(0.1)
            else:
                with guard:
                    into.times.append(time.perf_counter() - began)

    threads = [Thread(target=repeat, args=(_writer(store, n, size, folder), writes)) for n in range(writers)]
    tools, directory = StoreTools(Stores(store, load_rules())), StoreDirectory(store)
    threads += [Thread(target=repeat, args=(_reader(tools, directory, n, size), reads)) for n in range(readers)]
    for thread in threads:
        thread.start()
    wal, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.1)
        wal = max(wal, wal_of(store))
    stop.set()
    for thread in threads:
        thread.join()
    return Outcome(writes, reads, wal, StoredAudit(store).verify().fault is None)


def _writer(store: Store, number: int, size: Size, folder: Path) -> Callable[[], None]:
    own, random = folder / f"writer{number}", Random(number)
    own.mkdir(parents=True)
    importer, audit = Importer(store), StoredAudit(store)

    def write() -> None:
        codes = [f"W{number}-{n}" for n in range(OWN)] + [f"SHARED-{n}" for n in range(SHARED)]
        random.shuffle(codes)
        with (own / "nhiem_vu.csv").open("w", encoding="utf-8", newline="") as target:
            rows = csv.writer(target)
            rows.writerow(["ma_nhiem_vu", "ten_nhiem_vu", "ma_don_vi", "don_vi_phoi_hop", "han", "tien_do"])
            for code in codes:
                of, joint = (unit(random.randrange(1, size.units + 1)) for _ in range(2))
                rows.writerow([code, f"Việc {code}", of, joint, ANCHOR + timedelta(days=number), random.randrange(100)])
        report = importer.run(own)
        if report.refused:
            raise RuntimeError(f"{report.refused} rows refused")
        audit.record(AuditEvent(f"writer{number}", "import", "done"))

    return write


def _reader(tools: StoreTools, directory: StoreDirectory, number: int, size: Size) -> Callable[[], None]:
    asks, names = Asks(size, seed=1_000 + number), sorted(TOOLS.keys() & MIXTURES.keys())

    def read() -> None:
        ask = asks.one(asks.random.choice(names))
        directory.units()
        tools.run(ask.call, ask.asker, NOW)

    return read


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--readers", type=int, default=32)
    options.add_argument("--kind", choices=KINDS, action="append")
    given = options.parse_args()
    print(f"{given.writers} writers, {given.readers} readers, {given.seconds:.0f} s a database, scale {SCALE}")
    print(
        f"{'database':<12}{'what':<8}{'operations':>11}{'a second':>10}{'errors':>8}{'p50 ms':>9}{'p95 ms':>9}  remarks"
    )
    failed = False
    for kind in given.kind or KINDS:
        with scratch(kind) as store, tempfile.TemporaryDirectory() as folder:
            size = fill(store, SCALE).size
            outcome = run(store, size, given.seconds, given.writers, given.readers, Path(folder))
        failed = failed or bool(outcome.writes.errors or outcome.reads.errors) or not outcome.audit_sound
        remark = f"audit chain {'sound' if outcome.audit_sound else 'BROKEN'}, WAL at most {outcome.wal / 1e6:.0f} MB"
        _print(kind, "import", outcome.writes, given.seconds, remark)
        _print(kind, "ask", outcome.reads, given.seconds, "")
    sys.exit(1 if failed else 0)


def _print(kind: str, what: str, figures: Figures, seconds: float, remark: str) -> None:
    count = len(figures.times)
    middle, high = (1000 * percentile(figures.times, share) for share in (0.5, 0.95))
    errors = sum(figures.errors.values())
    print(f"{kind:<12}{what:<8}{count:>11}{count / seconds:>10.1f}{errors:>8}{middle:>9.0f}{high:>9.0f}  {remark}")
    for text, times in figures.errors.most_common(5):
        print(f"    {times} × {text}")


if __name__ == "__main__":
    main()
