"""The language model against a small endpoint of the test: what it is sent, and what becomes of every bad reply."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.errors import LanguageModelError, ModelError
from assistant.llm import ChatModel, LocalEndpoint, RemoteEndpoint

SCHEMA: dict[str, object] = {
    "title": "plan",
    "type": "object",
    "properties": {"tool": {"type": "string", "enum": ["schedule", "task_list"]}},
    "required": ["tool"],
    "additionalProperties": False,
}
HANG_UP = "hang up"
Reply = tuple[int, Any] | str
"""Status and body (anything but bytes is sent as JSON), or `HANG_UP`."""


def chat(content: object, finish: str = "stop") -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


def says(content: object, finish: str = "stop") -> Reply:
    return 200, chat(content, finish)


class Server(ThreadingHTTPServer):
    """Gives the scripted replies in order and keeps what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Reply] = []
        self.requests: list[tuple[str, str | None, dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server = cast(Server, self.server)
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        server.requests.append((self.path, self.headers["authorization"], body))
        reply = server.script.pop(0)
        if isinstance(reply, str):
            return  # the connection ends without an answer
        status, content = reply
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "text/html" if isinstance(content, bytes) else "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    """Every scripted reply must be asked for."""
    running = Server()
    thread = threading.Thread(target=running.serve_forever, args=(0.01,))
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    thread.join()
    assert running.script == []


@dataclass
class Counted:
    """An endpoint that counts its restarts; after one it may be somewhere else."""

    url: str
    elsewhere: str | None = None
    restarts: int = 0
    waited: list[float] = field(default_factory=list)

    def address(self, seconds: float) -> tuple[str, str]:
        self.waited.append(seconds)
        return self.url, "secret-key"

    def start(self) -> None: ...

    def restart(self) -> None:
        self.restarts += 1
        self.url = self.elsewhere or self.url

    def close(self) -> None: ...


Ask = Callable[[], dict[str, object]]


@pytest.fixture
def endpoint(server: Server) -> Counted:
    return Counted(server.url)


@pytest.fixture
def ask(endpoint: Counted) -> Ask:
    model = ChatModel(endpoint, "small-model", seconds=20, max_tokens=64)
    return lambda: model.complete("Bạn chọn công cụ.", "<cau_hoi>lịch</cau_hoi>", SCHEMA)


def test_it_sends_the_schema_and_gives_the_object(server: Server, ask: Ask) -> None:
    server.script = [says('{"tool": "schedule"}')]

    assert ask() == {"tool": "schedule"}
    [(path, key, body)] = server.requests
    assert (path, key) == ("/v1/chat/completions", "Bearer secret-key")
    assert (body["model"], body["temperature"]) == ("small-model", 0)
    assert 64 in (body.get("max_completion_tokens"), body.get("max_tokens"))
    assert [(m["role"], m["content"]) for m in body["messages"]] == [
        ("system", "Bạn chọn công cụ."),
        ("user", "<cau_hoi>lịch</cau_hoi>"),
    ]
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["schema"]["properties"] == SCHEMA["properties"]


def test_a_fenced_object_is_taken_too(server: Server, ask: Ask) -> None:
    server.script = [says('```json\n{"tool": "schedule"}\n```')]

    assert ask() == {"tool": "schedule"}


@pytest.mark.parametrize(
    "reply",
    [
        says("tôi không biết"),
        says('{"tool": ', finish="length"),
        says("[1, 2]"),
        says("7"),
        says(""),
        says(None),
        (200, {}),
        (200, [1, 2]),
        (200, chat("") | {"choices": []}),
        (200, chat("") | {"choices": None}),
        (200, b"<html>a proxy's page</html>"),
        (400, {"error": {"message": "no"}}),
        (401, {}),
        (404, {}),
        (429, {}),
        (500, b"boom"),
        (503, {}),
    ],
    ids=lambda reply: json.dumps(reply, default=str)[:60],
)
def test_a_bad_reply_is_a_language_model_error_and_is_not_asked_for_again(
    server: Server, endpoint: Counted, ask: Ask, reply: Reply
) -> None:
    server.script = [reply]
    with pytest.raises(LanguageModelError):
        ask()

    assert (len(server.requests), endpoint.restarts) == (1, 0)


def test_when_the_connection_breaks_it_is_started_again_once(server: Server, endpoint: Counted, ask: Ask) -> None:
    server.script = [HANG_UP, says('{"tool": "task_list"}')]

    assert ask() == {"tool": "task_list"}
    assert (len(server.requests), endpoint.restarts) == (2, 1)


def test_when_it_breaks_again_that_is_the_end(server: Server, endpoint: Counted, ask: Ask) -> None:
    server.script = [HANG_UP, HANG_UP]
    with pytest.raises(LanguageModelError):
        ask()

    assert (len(server.requests), endpoint.restarts) == (2, 1)


def test_where_nobody_listens_it_goes_to_where_the_new_one_is(server: Server, endpoint: Counted, ask: Ask) -> None:
    gone = Server()
    gone.server_close()
    endpoint.url, endpoint.elsewhere = gone.url, server.url
    server.script = [says('{"tool": "schedule"}')]

    assert ask() == {"tool": "schedule"}
    assert endpoint.restarts == 1


def test_the_second_try_has_only_the_time_that_is_left(server: Server, endpoint: Counted, ask: Ask) -> None:
    server.script = [HANG_UP, says('{"tool": "schedule"}')]
    ask()
    first, second = endpoint.waited

    assert 20 >= first > second > 0


def test_no_answer_in_time_is_an_error_without_a_restart() -> None:
    """A listener that accepts and never answers."""
    silent = Server()
    endpoint = Counted(silent.url)
    model = ChatModel(endpoint, "small-model", seconds=0.2)
    with pytest.raises(LanguageModelError, match="within 0 s"):
        model.complete("s", "q", SCHEMA)
    silent.server_close()

    assert endpoint.restarts == 0


def test_a_remote_endpoint_is_where_it_was_set() -> None:
    remote = RemoteEndpoint("http://model.invalid/v1", "k")
    remote.start()
    remote.restart()
    remote.close()

    assert remote.address(0) == ("http://model.invalid/v1", "k")


def absent() -> Path:
    raise ModelError("absent", name="llm", mend="troly models fetch")


def test_without_the_weights_the_local_model_says_so() -> None:
    local = LocalEndpoint(absent, "small-model")
    for use in (local.start, lambda: local.address(1), local.restart):
        with pytest.raises(LanguageModelError, match="absent"):
            use()
    local.close()


def test_weights_that_do_not_load_are_an_error_and_leave_no_process(tmp_path: Path) -> None:
    broken = tmp_path / "model.gguf"
    broken.write_bytes(b"GGUF" + bytes(64))
    local = LocalEndpoint(lambda: broken, "small-model")
    model = ChatModel(local, "small-model", seconds=60)
    with pytest.raises(LanguageModelError, match="ended while loading"):
        model.complete("s", "q", SCHEMA)
    model.close()


def test_a_model_that_takes_too_long_to_load_is_not_waited_for(tmp_path: Path) -> None:
    local = LocalEndpoint(lambda: tmp_path / "model.gguf", "small-model")
    with pytest.raises(LanguageModelError, match="did not load within"):
        local.address(0)
    local.close()
