"""The demo as people run it: real models, voices, stores and browser, in processes of their own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from ingest.sample import HANDY

TROLY = Path(sys.executable).with_name("troly")


@dataclass(frozen=True)
class City:
    """The sample city in a home of its own, served by the demo."""

    home: Path
    url: str
    password: str
    server: psutil.Process
    said: str
    """What `troly demo` printed."""

    def troly(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return troly(self.home, *arguments)

    def ask(self, *arguments: str | Path, user: str = "CC0001") -> dict[str, Any]:
        """The answer's JSON; fails when the verb fails."""
        done = self.troly("ask", *arguments, "--user", user, "--json")
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def worker(self, name: str) -> psutil.Process | None:
        """The server's child process of that name."""
        return next(
            (p for p in self.server.children(recursive=True) if any(name in part for part in p.cmdline())), None
        )


def troly(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TROLY, *map(str, arguments)],
        env=os.environ | {"TROLY_HOME": str(home)},
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="package")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    home = tmp_path_factory.mktemp("city") / "home"
    process = subprocess.Popen(
        [TROLY, "demo", "--port", "0"],
        env=os.environ | {"TROLY_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        said: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if list(HANDY)[-1] in line:  # the last sign-in
                break
        text = "".join(said)
        url, password = re.search(r"http://[\d.:]+", text), re.search(r"CC0002.*? ([\w-]{8,})", text)
        assert url, text
        assert password, text
        yield City(home, url[0], password[1], psutil.Process(process.pid), text)
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout:
            process.stdout.close()
