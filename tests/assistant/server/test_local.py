import pytest
from fastapi.testclient import TestClient

from assistant.server.app import create_local_app
from tests.assistant.server.fakes import City

TOKEN = {"Authorization": "Bearer secret"}


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.8.8", "::1"])
def test_this_machine_may_ask(city: City, peer: str) -> None:
    client = TestClient(create_local_app(city.runtime, "secret"), client=(peer, 5))

    assert client.get("/local/ping", headers=TOKEN).status_code == 200


@pytest.mark.parametrize("peer", ["192.0.2.1", "::ffff:192.0.2.1"])
def test_another_machine_may_not_even_with_the_token(city: City, peer: str) -> None:
    client = TestClient(create_local_app(city.runtime, "secret"), client=(peer, 5))

    assert client.get("/local/ping", headers=TOKEN).json()["code"] == "forbidden"


def test_every_local_address_wants_the_token(city: City) -> None:
    app = create_local_app(city.runtime, "secret")
    client = TestClient(app, client=("127.0.0.1", 5))
    paths = {
        (method, route)
        for route, item in app.openapi()["paths"].items()
        for method in item
        if route.startswith("/local")
    }

    assert len(paths) >= 10
    assert {client.request(method, path).json()["code"] for method, path in paths} == {"unauthenticated"}


def test_a_moment_needs_its_time_zone(city: City) -> None:
    client = TestClient(create_local_app(city.runtime, "secret"), client=("127.0.0.1", 5))
    body = {"text": "a", "user": "CC0001", "now": "2026-04-02T08:00:00"}

    assert client.post("/local/ask", json=body, headers=TOKEN).json()["code"] == "invalid-request"
