"""Many users at once: `python -m eval.bench.load [--users 20] [--rate 5]` prints one table and ends by itself.

Signed-in users ask `POST /api/ask` questions of `eval/questions/` (their own, typed, that stand alone) in an open loop:
Poisson arrivals at a total rate, seeded, whether or not earlier ones are answered; times count from the intended
moment. Baselines of the same run, since machines are shared and noisy: the health check, and the same questions one at
a time (after an unmeasured pass, so that both find the server warm). Health checks run beside each load too.

The server is our own, on a copy of a home, unless --url names a running one; never another host than 127.0.0.1. It has
the clock of this machine: questions about "this week" find nothing in a city made around another day.
TROLY_ROUTER=semantic leaves the language model out, whose one slot is what such a load waits for first.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from assistant.errors import AssistantError
from eval.bench.figures import percentile
from eval.bench.open_loop import Asks, Figures, figures, loopback, plan, target
from eval.bench.own_server import OwnServer, asks_of, listening, memory, own_questions, own_server
from eval.cases import Case

HEALTH_CHECKS, HEALTH_SECONDS, MEMORY_SECONDS = 50, 0.5, 1.0
LOADS = 2
"""Lines before these are baselines."""
HEAD = ("", "sent", "answered", "a second", "p50 ms", "p95 ms", "p99 ms", "late ms", "errors", "MiB")


@dataclass(frozen=True, slots=True)
class Options:
    rates: Sequence[float]
    """Questions a second, all users together; one after the other."""
    seconds: float
    """Of each rate, and of each pass one at a time at most."""
    limit: float
    """Seconds until a question is given up."""
    seed: int


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    figures: Figures
    memory: float | None
    """MiB of the server, at most."""


def main(arguments: Sequence[str] | None = None) -> None:
    parser = _parser()
    given = parser.parse_args(arguments)
    options = Options(given.rate or [2.0, 5.0, 10.0], given.seconds, given.limit, given.seed)
    if min(*options.rates, options.seconds, options.limit, given.users) <= 0:
        parser.error("rates, seconds and users are above 0")
    cases = own_questions()
    try:
        with _server(given, parser, cases) as server:
            asks = asks_of(sorted(server.accounts), cases)
            print(f"{len(asks)} users, {options.seconds:.0f} s each, seed {options.seed}, {psutil.cpu_count()} cores,")
            print(f"load of the machine at the beginning {psutil.getloadavg()[0]:.1f}\n", flush=True)
            lines = asyncio.run(measure(server.url, server.accounts, asks, options))
    except AssistantError as exc:
        sys.exit(f"{type(exc).__name__}: {exc}")
    except httpx.HTTPError as exc:
        sys.exit(f"the server could not be loaded: {type(exc).__name__}: {exc}")
    print("\n".join(table(lines)))
    sys.exit(0 if any(line.figures.statuses for line in lines[LOADS:]) else 1)


async def measure(url: str, accounts: Mapping[str, str], asks: Asks, options: Options) -> list[Line]:
    """The baselines, then each rate. Raises ValueError for another host, httpx.HTTPError when nobody can sign in."""
    process = listening(loopback(url))
    async with target(url, options.limit) as server:
        await server.sign_in(accounts)
        lines = [Line("health check", figures(await server.health(HEALTH_CHECKS)), memory(process))]
        shots = plan(asks, options.rates[0], options.seconds, options.seed)
        await server.one_at_a_time(shots, options.seconds)
        async with _peak(process) as peak:
            replies = await server.one_at_a_time(shots, options.seconds)
        lines.append(Line("one at a time", figures(replies), _most(peak)))
        for rate in options.rates:
            shots = plan(asks, rate, options.seconds, options.seed)
            async with _peak(process) as peak, server.watched(HEALTH_SECONDS) as health:
                replies = await server.drive(shots)
            lines.append(Line(f"{rate:g} a second", figures(replies, options.seconds), _most(peak)))
            lines.append(Line("  health check beside it", figures(health), None))
    return lines


def table(lines: Sequence[Line]) -> Iterator[str]:
    """One row a line, then what went wrong and what was answered."""
    yield _row(HEAD)
    for line in lines:
        found = line.figures
        times = [f"{percentile(found.millis, share):.0f}" for share in (0.5, 0.95, 0.99)]
        used = "" if line.memory is None else f"{line.memory:.0f}"
        counts = (str(found.sent), str(found.answered), f"{found.a_second:.1f}")
        yield _row((line.name, *counts, *times, f"{found.late:.0f}", str(sum(found.errors.values())), used))
    yield "\nms: from the intended moment, timeouts included, refusals not; late: the most that this client was late"
    for line in lines:
        said = [f"{count} × {kind}" for kind, count in line.figures.errors.most_common()]
        if said:
            yield f"errors, {line.name.strip()}: {', '.join(said)}"
    statuses = sum((line.figures.statuses for line in lines), Counter[str]())
    yield f"answers: {', '.join(f'{count} × {status}' for status, count in statuses.most_common())}"


def _row(cells: Sequence[str]) -> str:
    return f"{cells[0]:<26}" + "".join(f"{cell:>10}" for cell in cells[1:])


@asynccontextmanager
async def _peak(process: psutil.Process | None) -> AsyncIterator[list[float]]:
    """MiB of the server, every second meanwhile."""
    seen: list[float] = []

    async def watch() -> None:
        while True:
            size = await asyncio.to_thread(memory, process)
            seen.extend([] if size is None else [size])
            await asyncio.sleep(MEMORY_SECONDS)

    task = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _most(seen: Sequence[float]) -> float | None:
    return max(seen, default=None)


@contextmanager
def _server(given: argparse.Namespace, parser: argparse.ArgumentParser, cases: Sequence[Case]) -> Iterator[OwnServer]:
    """Our own, or the running one with accounts that exist there."""
    if given.url is None:
        with own_server(given.home, given.users, cases) as server:
            yield server
        return
    try:
        url = loopback(given.url)
    except ValueError as exc:
        parser.error(str(exc))
    if not given.account or given.password_file is None:
        parser.error("--url needs --account CODE (one or more) and --password-file FILE")
    try:
        password = given.password_file.read_text(encoding="utf-8").strip()
    except OSError as exc:
        parser.error(f"--password-file: {exc}")
    yield OwnServer(url, dict.fromkeys(given.account, password))


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--users", type=int, default=20, help="accounts of the city that ask (default 20)")
    made.add_argument(
        "--rate", type=float, action="append", help="questions a second in all; may be repeated (2, 5, 10)"
    )
    made.add_argument("--seconds", type=float, default=30, help="of each rate (default 30)")
    made.add_argument("--limit", type=float, default=30, help="seconds until a question is given up (default 30)")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--home", type=Path, help="home to copy and serve (default: a sample city is made, minutes)")
    made.add_argument("--url", help="a running server instead, http://127.0.0.1:PORT")
    made.add_argument("--account", action="append", metavar="CODE", help="with --url: who asks; may be repeated")
    made.add_argument("--password-file", type=Path, help="with --url: a file with the password of these accounts")
    return made


if __name__ == "__main__":
    main()
