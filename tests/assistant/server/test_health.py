from fastapi.testclient import TestClient

from tests.assistant.server.fakes import City


def test_a_process_that_answers_is_alive(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_when_every_part_is(client: TestClient, city: City) -> None:
    assert client.get("/readyz").status_code == 200

    city.parts["database"] = False
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "parts": {"database": False, "asr": True, "tts": True, "embedder": True},
    }
