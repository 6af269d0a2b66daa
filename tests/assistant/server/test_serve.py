import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.errors import ConfigError
from assistant.home import Home
from assistant.local_client import LocalServer
from assistant.runtime import Runtime
from assistant.server.serve import Listen, public_url, serve
from assistant.settings import Settings
from tests.assistant.server.fakes import KPI
from tests.assistant.server.running import running

pytestmark = pytest.mark.slow


def never() -> Runtime:
    raise AssertionError("nothing is loaded before the sockets are open")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with Home.own(tmp_path / "home") as home:
        yield home


def refused(home: Home, listen: Listen, **settings: str) -> str:
    with pytest.raises(ConfigError) as caught:
        serve(never, home, Settings(home=home.path, **settings), listen, print)  # type: ignore[arg-type]
    assert not (home.path / "server.json").exists()
    return caught.value.values["mend"]


def test_a_port_in_use_is_told_before_anything_is_loaded(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        mend = refused(home, Listen(port=port))

    assert str(port) in mend and "--port" in mend and "cổng đang được một chương trình khác sử dụng" in mend


def test_an_address_of_another_machine_is_refused(home: Home) -> None:
    assert "192.0.2.1" in refused(home, Listen(host="192.0.2.1", port=0))


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, {"TROLY_DATABASE_URL", "TROLY_QDRANT_URL"}),
        ({"database_url": "postgresql+psycopg://h/d"}, {"TROLY_QDRANT_URL"}),
        ({"qdrant_url": "http://h"}, {"TROLY_DATABASE_URL"}),
    ],
)
def test_several_workers_need_shared_stores(home: Home, settings: dict[str, str], named: set[str]) -> None:
    mend = refused(home, Listen(port=0, workers=2), **settings)

    assert {name for name in ("TROLY_DATABASE_URL", "TROLY_QDRANT_URL") if name in mend} == named


def test_no_worker_at_all_is_refused(home: Home) -> None:
    assert "--workers" in refused(home, Listen(port=0, workers=0))


def test_a_certificate_that_is_none_is_refused(home: Home, tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("not a certificate")

    assert "bad.pem" in refused(home, Listen(port=0, ssl_certfile=tmp_path / "bad.pem"))
    assert "none.pem" in refused(home, Listen(port=0, ssl_certfile=tmp_path / "none.pem"))
    assert "--ssl-certfile" in refused(home, Listen(port=0, ssl_keyfile=tmp_path / "bad.pem"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_and_leaves_nothing_behind(tmp_path: Path, number: int) -> None:
    with running(tmp_path) as server:
        assert httpx.get(f"{server.url}/healthz").json() == {"status": "ok"}
        assert (tmp_path / "server.json").stat().st_mode & 0o777 == 0o600

        assert server.stop(number) == 0
        assert server.process.stdout and server.process.stdout.read().startswith("closed")

    assert not (tmp_path / "server.json").exists()
    with Home.own(tmp_path):
        pass


def test_several_workers_share_one_address(tmp_path: Path) -> None:
    with running(tmp_path, workers=2) as server:
        local = LocalServer.find(tmp_path)
        assert local is not None
        assert [local.ask(KPI, "CC0001")[0].status for _ in range(4)] == ["answered"] * 4
        assert httpx.get(f"{server.url}/readyz").json()["ready"] is True
        local.close()

        assert server.stop() == 0

    assert not (tmp_path / "server.json").exists()


def test_tls(tmp_path: Path) -> None:
    pem = tmp_path / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", pem, "-out", tmp_path / "c"],
        check=True, capture_output=True,
    )  # fmt: skip
    pem.write_bytes(pem.read_bytes() + (tmp_path / "c").read_bytes())
    with running(tmp_path / "home", certificate=pem) as server:
        trust = ssl.create_default_context(cafile=str(pem))
        response = httpx.get(f"{server.url}/healthz", verify=trust)
        local = LocalServer.find(tmp_path / "home")

        assert server.url.startswith("https://127.0.0.1:")
        assert "strict-transport-security" in response.headers
        assert local is not None, "verbs of this machine need no certificate"
        local.close()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("localhost", "http://localhost:8000"),
    ],
)
def test_the_address_to_open(host: str, url: str) -> None:
    assert public_url(Listen(host=host), 8000) == url
