"""The load bench against a small server: every question is sent at its moment, counted, given up in time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event, Lock, Thread

import pytest

from eval.bench.load import Line, main, table
from eval.bench.open_loop import BAD_REPLY, Asks, Figures, Reply, Shot, figures, loopback, plan, target
from eval.bench.own_server import asks_of, own_questions
from tests.eval.fakes_eval import case

ACCOUNTS = {"CC1": "một", "CC2": "hai"}
ASKS: Asks = {"CC1": ("a", "b"), "CC2": ("c",)}
FOREIGN = (
    "http://192.0.2.1:8000",
    "http://localhost:8000",
    "http://example.org",
    "http://127.0.0.1@example.org:8000",
    "http://127.0.0.1.example.org",
    "https://127.0.0.1:8000",
    "http://0.0.0.0:8000",
    "127.0.0.1:8000",
    "http://127.0.0.1:8000/api",
)


class FakeServer(ThreadingHTTPServer):
    """Answers by the question, `503` or `drop` for example; `wait` when all of `together` have come."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, together: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []
        self.barrier, self.closing, self.lock, self.behind = Barrier(together), Event(), Lock(), Event()
        self.behind.set()
        self.now, self.most = 0, 0
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: FakeServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/api/me":
            self.server.behind.wait(30)
        self._reply(200, {"status": "ok"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/session":
            self.close_connection = True
            right = ACCOUNTS.get(body["user"]) == body["password"]
            self._reply(200 if right else 401, {"token": f"token-{body['user']}"})
            return
        user = self.headers["Authorization"].removeprefix("Bearer token-")
        with self.server.lock:
            self.server.asked.append((user, body["question"]))
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        self._answer(body["question"])

    def _answer(self, question: str) -> None:
        if question == "hang":
            self.server.closing.wait(30)
        if question == "slow":
            self.server.closing.wait(0.02)
        if question == "wait":
            try:
                self.server.barrier.wait(20)
            except BrokenBarrierError:
                question = "503"
        if question in ("hang", "drop"):
            self.close_connection = True
        elif question == "junk":
            self._reply(200, ["answered"])
        else:
            status = {"error": "error", "nothing": "not_found"}.get(question, "answered")
            self._reply(503 if question == "503" else 200, {"status": status})

    def _reply(self, code: int, said: object) -> None:
        if self.path == "/api/ask":
            with self.server.lock:
                self.server.now -= 1
        body = json.dumps(said).encode()
        self.send_response(code)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(together: int = 1) -> Iterator[FakeServer]:
    with FakeServer(together) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.behind.set()
            server.shutdown()
            thread.join()


def drive(server: FakeServer, shots: list[Shot], limit: float = 20, one_at_a_time: bool = False) -> list[Reply]:
    async def run() -> list[Reply]:
        async with target(server.url, limit) as aim:
            await aim.sign_in(ACCOUNTS)
            return await (aim.one_at_a_time(shots, 60) if one_at_a_time else aim.drive(shots))

    return asyncio.run(run())


def test_every_question_is_sent_once_by_its_user() -> None:
    shots = plan(ASKS, rate=100, seconds=0.3, seed=1)
    with served() as server:
        found = figures(drive(server, shots), 0.3)
    assert sorted(server.asked) == sorted((shot.user, shot.question) for shot in shots)
    assert (found.sent, found.answered, len(found.millis)) == (len(shots),) * 3
    assert found.statuses == {"answered": len(shots)}
    assert not found.errors


@pytest.mark.slow
def test_what_goes_wrong_is_counted_by_kind() -> None:
    asked = ["a", "503", "503", "junk", "error", "drop", "hang", "nothing"]
    with served() as server:
        replies = drive(server, [Shot(0, "CC1", question) for question in asked], limit=2)
    found = figures(replies)
    wrong = {"http 503": 2, BAD_REPLY: 1, "answer: error": 1, "RemoteProtocolError": 1, "timeout": 1}
    assert found.errors == wrong
    assert found.statuses == {"answered": 1, "not_found": 1}
    assert len(found.millis) == 3, "answered and timed out"


def test_a_question_does_not_wait_for_the_one_before() -> None:
    """The server answers nobody until all have asked: a closed loop would never end."""
    with served(together=30) as server:
        replies = drive(server, [Shot(0, "CC2", "wait")] * 30)
    assert [one.error for one in replies] == [None] * 30


def test_one_at_a_time_is_one_at_a_time() -> None:
    with served() as server:
        replies = drive(server, [Shot(0, "CC1", "slow")] * 10, one_at_a_time=True)
    assert (len(replies), len(server.asked), server.most) == (10, 10, 1)


def test_time_counts_from_the_intended_moment() -> None:
    """Of questions that should have been sent five seconds ago, five seconds are the client's own."""
    with served() as server:
        replies = drive(server, [Shot(-5, "CC1", "a")], limit=60)
    assert replies[0].late >= 5000
    assert replies[0].millis >= replies[0].late


def test_a_server_that_is_behind_is_waited_for() -> None:
    async def run(server: FakeServer) -> list[bool]:
        async with target(server.url, 5) as aim:
            await aim.sign_in(ACCOUNTS)
            server.behind.clear()
            first = await aim.caught_up(0.2)
            waiting = asyncio.create_task(aim.caught_up(20))
            await asyncio.sleep(0)
            server.behind.set()
            return [first, await waiting]

    with served() as server:
        assert asyncio.run(run(server)) == [False, True]


def test_a_server_that_never_answers_ends_the_run() -> None:
    with served() as server:
        found = figures(drive(server, [Shot(0, "CC1", "hang")] * 5, limit=0.3))
    assert found.errors == {"timeout": 5}
    assert (found.answered, found.a_second, len(found.millis)) == (0, 0.0, 5)
    assert min(found.millis) >= 300


def test_nobody_at_the_port_is_an_error_of_each_question() -> None:
    async def run(server: FakeServer) -> list[Reply]:
        async with target(server.url, 5) as aim:
            await aim.sign_in(ACCOUNTS)
            await asyncio.to_thread(server.shutdown)
            server.socket.close()
            assert (await aim.health(1))[0].error == "ConnectError"
            return await aim.drive([Shot(0, "CC1", "a"), Shot(0, "CC2", "c")])

    with served() as server:
        replies = asyncio.run(run(server))
    assert [one.error for one in replies] == ["ConnectError"] * 2


@pytest.mark.parametrize("url", FOREIGN)
def test_other_hosts_are_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="only http://127"):
        loopback(url)
    with pytest.raises(SystemExit) as ended:
        main(["--url", url, "--account", "CC1", "--password-file", "/dev/null"])
    assert ended.value.code == 2
    assert "only http://127.0.0.1:PORT" in capsys.readouterr().err


def test_arrivals_are_seeded_and_of_the_rate() -> None:
    shots = plan(ASKS, rate=50, seconds=20, seed=3)
    assert shots == plan(ASKS, rate=50, seconds=20, seed=3) != plan(ASKS, rate=50, seconds=20, seed=4)
    assert 900 <= len(shots) <= 1100
    moments = [shot.at for shot in shots]
    assert moments == sorted(moments)
    assert 0 < moments[0] < moments[-1] < 20
    assert {shot.user for shot in shots} == set(ASKS)
    assert all(shot.question in ASKS[shot.user] for shot in shots)


def test_people_ask_what_is_written_for_them() -> None:
    cases = [case("1"), case("2", user="CC2"), case("3")]
    assert asks_of(["CC1", "CC9"], cases) == {"CC1": ("câu 1", "câu 3"), "CC9": ("câu 1", "câu 2", "câu 3")}


def test_own_questions_are_typed_and_stand_alone() -> None:
    cases = own_questions()
    assert len(cases) > 600
    assert not [one.id for one in cases if one.session or one.audio or "error" in (one.expect.status or ())]


@pytest.mark.slow
def test_the_command_prints_one_table_and_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    word = tmp_path / "password"
    word.write_text("một\n", encoding="utf-8")
    with served() as server:
        at = ["--url", server.url, "--account", "CC1", "--password-file", str(word)]
        with pytest.raises(SystemExit) as ended:
            main([*at, "--rate", "40", "--rate", "80", "--seconds", "0.5"])
        said = capsys.readouterr().out
        assert ended.value.code == 0
        for name in ("health check ", "one at a time", "40 a second", "80 a second", "  health check beside it"):
            assert f"\n{name}" in said
        word.write_text("sai", encoding="utf-8")
        with pytest.raises(SystemExit, match="401"):
            main([*at, "--seconds", "0.5"])


def test_the_table_names_the_errors() -> None:
    replies = [Reply("answered", None, 10, 1, 1), Reply("", "http 503", 2, 0, 1), Reply("", "timeout", 900, 3, 2)]
    found = figures(replies, seconds=1)
    assert found == Figures(3, 1, 0.5, (10, 900), 3, found.errors, found.statuses)
    lines = list(table([Line("9 a second", found, 12.4)]))
    assert lines[1].split() == ["9", "a", "second", "3", "1", "0.5", "10", "900", "900", "3", "2", "12"]
    assert "errors, 9 a second: 1 × http 503, 1 × timeout" in lines
