from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.server.app import create_app
from tests.assistant.server.fakes import PASSWORD, City, fake_city

ORIGIN = "https://troly.test"
SignInAs = Callable[[str], TestClient]


@pytest.fixture
def city(tmp_path: Path) -> City:
    return fake_city(tmp_path)


@pytest.fixture
def client(city: City) -> Iterator[TestClient]:
    """Nobody signed in."""
    with TestClient(create_app(city.runtime), base_url=ORIGIN) as client:
        yield client


@pytest.fixture
def signed_in(client: TestClient) -> SignInAs:
    """Sign in with the cookie, as the page does."""

    def sign_in(code: str = "CC0001") -> TestClient:
        session = client.post("/api/session", json={"user": code, "password": PASSWORD}).json()
        client.headers["X-CSRF-Token"] = session["csrf"]
        return client

    return sign_in
