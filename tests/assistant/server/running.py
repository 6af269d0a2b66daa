"""A real server over the fakes, in a process of its own; `python -m tests.assistant.server.running HOME` runs it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from assistant.home import Home
from assistant.runtime import Runtime
from assistant.server.serve import Listen, serve
from tests.assistant.server.fakes import fake_city


@dataclass(frozen=True)
class Running:
    url: str
    process: subprocess.Popen[str]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@contextmanager
def running(home: Path, *, workers: int = 1, certificate: Path | None = None) -> Iterator[Running]:
    arguments = [str(home), str(workers), *([str(certificate)] if certificate else [])]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.assistant.server.running", *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        try:
            yield Running(url, process)
        finally:
            process.terminate()
            process.wait(30)


def runtime(home: Path, stores: dict[str, str]) -> Runtime:
    return fake_city(home, stores=stores).runtime


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(home: Path, workers: int, certificate: Path | None) -> None:
    stores = {"database_url": "postgresql://nowhere/x", "qdrant_url": "http://nowhere"} if workers > 1 else {}
    factory = partial(runtime, home, stores)
    listen = Listen(port=0, workers=workers, ssl_certfile=certificate)
    with Home.own(home) as owned:
        serve(factory, owned, factory().settings, listen, say)
    say("closed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
