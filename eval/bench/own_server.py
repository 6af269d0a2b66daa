"""A server of our own on a copy of a home, with accounts for the people who will ask; its memory."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from assistant.build import build_runtime
from assistant.errors import ConfigError
from assistant.home import Home
from assistant.local_client import LocalServer
from eval.cases import Case, load_cases
from eval.home import make_home, settings_of
from eval.question_files import OWN

TROLY = (sys.executable, "-c", "from assistant.cli import main; main()")
STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class OwnServer:
    url: str
    accounts: Mapping[str, str]
    """Code → password."""


@contextmanager
def own_server(home: Path | None, users: int, cases: Sequence[Case]) -> Iterator[OwnServer]:
    """On a copy of `home`, else on a sample city made for it; it is gone afterwards.

    The copy has no `troly.toml`: stores that it may name elsewhere are never loaded. Accounts are made over HTTP, for
    the people for whom most questions are written first, then for others of the city. Raises ConfigError,
    HomeBusyError, ModelError.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "home"
        _copied(home, copy)
        codes = _people(copy, cases)
        if users > len(codes):
            raise ConfigError(
                f"{users} users asked for, the city has {len(codes)} people", mend=f"--users {len(codes)}"
            )
        with _serving(copy) as url:
            yield OwnServer(url, _accounts(copy, codes[:users]))


def own_questions() -> list[Case]:
    """Typed ones that stand alone, of all our sets; none that a server may refuse, as too long for example."""
    cases = [case for file in sorted(OWN.glob("*.jsonl")) for case in load_cases(file)]
    alone = [case for case in cases if case.session is None and case.audio is None]
    return [case for case in alone if "error" not in (case.expect.status or ())]


def asks_of(users: Sequence[str], cases: Sequence[Case]) -> dict[str, tuple[str, ...]]:
    """What is written for each; whoever has no question of their own asks any."""
    every = tuple(case.question for case in cases)
    return {user: tuple(case.question for case in cases if case.user == user) or every for user in users}


def listening(url: str) -> psutil.Process | None:
    """The process behind a port of this machine; None when the system does not say."""
    port = int(url.rpartition(":")[2])
    try:
        found = psutil.net_connections("tcp4")
    except psutil.AccessDenied:
        return None
    bound = ((one.pid, one.laddr) for one in found if one.status == psutil.CONN_LISTEN)
    pid = next((pid for pid, address in bound if address and address[1:] == (port,)), None)
    return psutil.Process(pid) if pid else None


def memory(process: psutil.Process | None) -> float | None:
    """MiB of it and its children, what they share counted once (proportional set size)."""
    if process is None:
        return None
    size = 0
    try:
        for one in [process, *process.children(recursive=True)]:
            size += one.memory_full_info().pss
    except psutil.Error:
        return None
    return size / 2**20


def _copied(home: Path | None, copy: Path) -> None:
    if home is None:
        copy.mkdir()
        make_home(copy)
        return
    if not (home / "troly.db").is_file():
        raise ConfigError(f"{home}: no city", mend="--home DIR")
    with Home.own(home):  # nothing writes meanwhile
        shutil.copytree(home, copy, ignore=shutil.ignore_patterns("lock", "owner", "index.lock", "troly.toml"))


def _people(home: Path, cases: Sequence[Case]) -> list[str]:
    with Home.own(home):
        runtime = build_runtime(settings_of(home))
        try:
            staff = sorted(person.code for person in runtime.directory.people())
        finally:
            runtime.close()
    asked = Counter(case.user for case in cases)
    return sorted(staff, key=lambda code: -asked[code])


@contextmanager
def _serving(home: Path) -> Iterator[str]:
    left_out = {"TROLY_DATABASE_URL", "TROLY_QDRANT_URL"}
    environment = {key: value for key, value in os.environ.items() if key not in left_out} | {"TROLY_HOME": str(home)}
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(
            [*TROLY, "serve", "--port", "0"], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            yield _address(process, home / "server.log")
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    """Where it serves, as it says itself. Raises ConfigError when it ends before."""
    assert process.stdout is not None
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    raise ConfigError(f"the server ended before it served: {log.read_text()[-300:]}", mend="troly doctor")


def _accounts(home: Path, codes: Sequence[str]) -> dict[str, str]:
    server = LocalServer.find(home)
    if server is None:
        raise ConfigError("the server does not answer", mend="troly doctor")
    try:
        accounts = {code: secrets.token_urlsafe(12) for code in codes}
        known = {one.code for one in server.users()}
        for code, password in accounts.items():
            (server.set_password if code in known else server.add_user)(code, password)
    finally:
        server.close()
    return accounts
