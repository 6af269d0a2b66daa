"""Every tool at the scale to plan for: `python -m eval.bench.stores [--scale 1]` prints one table a database and ends.

An invented province (`eval/bench/big_city.py`) is written into a scratch database, or found in `--folder` and
`--schema`, which stay. Each tool answers a mixture of asks (`eval/bench/asks.py`), rights included, in one thread, once
one ask (`first`) has filled its caches. The baseline is measured in the same run, since machines are shared and noisy:
one row by its primary key through the same session. `whole` names the larger tables that a tool's queries read without
an index. PostgreSQL is the one of TROLY_TEST_POSTGRES.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from assistant.tools import TOOLS, StoreTools
from assistant.tools.entry import Stores
from eval.bench.asks import NOW, Ask, Asks, describe
from eval.bench.big_city import fill, is_filled
from eval.bench.databases import KINDS, scratch, size_of
from eval.bench.figures import percentile
from eval.bench.plans import scanned, statements_of
from eval.bench.province import unit
from eval.bench.scale import Size
from kpi_tools.columns import Base
from kpi_tools.rules import load_rules
from kpi_tools.schema import Unit
from kpi_tools.store import Store

GOALS = {"sqlite": 0.1, "postgresql": 0.05}
"""Seconds, p95 of a tool."""
RANKING_GOAL = 0.3
LARGE = 10_000
"""Rows from which a table read whole is worth a word."""
EXPLAINED = 25
CACHED = frozenset({"kpi_ranking", "kpi_causes"})
"""Tools that keep what they worked out over all units of a period (`kpi_tools/score_cache.py`)."""
COLD_RUNS = 8


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    first: float
    times: Sequence[float]
    """Seconds."""
    goal: float | None
    remark: str


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--scale", type=float, default=1.0, help="1 is the full province")
    options.add_argument("--runs", type=int, default=100, help="asks of each tool")
    options.add_argument("--kind", choices=KINDS, action="append", help="one database alone")
    options.add_argument("--tool", choices=sorted(TOOLS), action="append", help="some tools alone")
    options.add_argument("--folder", type=Path, help="where the SQLite file is kept")
    options.add_argument("--schema", help="PostgreSQL schema that is kept")
    given = options.parse_args()
    for kind in given.kind or KINDS:
        with scratch(kind, given.folder, given.schema) as store:
            _load(store, kind, given.scale)
            _print(kind, measure(store, Size.of(given.scale), given.runs, given.tool or sorted(TOOLS)))
    print(describe())


def _load(store: Store, kind: str, scale: float) -> None:
    if not is_filled(store):
        loaded = fill(store, scale)
        rows = sum(loaded.rows.values())
        print(f"{kind}: {rows:,} rows written in {loaded.seconds:.0f} s, {rows / loaded.seconds:,.0f} rows a second")
    print(f"{kind}: {size_of(store) / 1e6:,.0f} MB")


def measure(store: Store, size: Size, runs: int, tools: Sequence[str]) -> Iterator[Figure]:
    """The baseline first. Raises StoreError, and KeyError for a tool without a mixture."""
    large, goal = _large_tables(store), GOALS[store.engine.dialect.name]
    yield _baseline(store, size, runs)
    for name in tools:
        if name in CACHED:
            yield _cold(store, size, name, RANKING_GOAL if name == "kpi_ranking" else goal)
        yield _tool(store, size, runs, name, RANKING_GOAL if name == "kpi_ranking" else goal, large)


def _baseline(store: Store, size: Size, runs: int) -> Figure:
    def look_up() -> None:
        with store.read() as session:
            session.execute(select(Unit.name).where(Unit.code == unit(size.units))).one()

    first = _timed(look_up)
    return Figure("one row by its key", first, [_timed(look_up) for _ in range(max(runs, 200))], None, "baseline")


def _cold(store: Store, size: Size, name: str, goal: float) -> Figure:
    """Without anything cached, as after an import."""
    asks, times = Asks(size), list[float]()
    for _ in range(COLD_RUNS):
        tools = StoreTools(Stores(store, load_rules()))
        times.append(_timed(_run(tools, asks.one(name))))
    return Figure(f"{name}, nothing cached", times[0], times, goal, f"{COLD_RUNS} runs")


def _tool(store: Store, size: Size, runs: int, name: str, goal: float, large: frozenset[str]) -> Figure:
    tools, asks, statuses = StoreTools(Stores(store, load_rules())), Asks(size), Counter[str]()
    first = _timed(_run(tools, asks.one(name)))
    if name in CACHED:
        _know_every_period(tools, size, name)
    times = [_timed(_run(tools, asks.one(name), statuses)) for _ in range(runs)]
    with statements_of(store.engine) as statements:
        for _ in range(EXPLAINED):
            _run(tools, asks.one(name))()
    whole = {table: count for table, count in scanned(store, statements).items() if table in large}
    remark = " ".join(f"{status} {count}" for status, count in statuses.most_common())
    read = ", ".join(f"{table} ({count})" for table, count in sorted(whole.items()))
    return Figure(name, first, times, goal, f"{remark}; {len(statements)} queries, whole: {read or 'none'}")


def _know_every_period(tools: StoreTools, size: Size, name: str) -> None:
    """What the first ask about a period costs is a line of its own."""
    asks = Asks(size, seed=2)
    for _ in range(60):
        _run(tools, asks.one(name))()


def _run(tools: StoreTools, ask: Ask, statuses: Counter[str] | None = None) -> Callable[[], None]:
    def run() -> None:
        result = tools.run(ask.call, ask.asker, NOW)
        if statuses is not None:
            statuses[result.status] += 1

    return run


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _large_tables(store: Store) -> frozenset[str]:
    counts: Mapping[str, int]
    with store.read() as session:
        tables = Base.metadata.tables
        counts = {name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()}
    return frozenset(name for name, count in counts.items() if count >= LARGE)


def _print(kind: str, figures: Iterable[Figure]) -> None:
    """Each line as soon as it is measured."""
    print(f"{kind:<28}{'first ms':>9}{'p50 ms':>9}{'p95 ms':>9}{'× base':>8}{'goal':>6}        remarks", flush=True)
    base: float | None = None
    for figure in figures:
        middle, high = percentile(figure.times, 0.5), percentile(figure.times, 0.95)
        base = base or middle
        goal = f"{1000 * figure.goal:.0f}" if figure.goal else ""
        met = "" if figure.goal is None else "met" if high < figure.goal else "MISSED"
        print(
            f"{figure.name:<28}{1000 * figure.first:>9.1f}{1000 * middle:>9.2f}{1000 * high:>9.2f}{middle / base:>8.1f}"
            f"{goal:>6} {met:<7}{figure.remark}",
            flush=True,
        )


if __name__ == "__main__":
    main()
