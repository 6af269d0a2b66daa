from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.server.app import create_app
from tests.assistant.server.conftest import ORIGIN, SignInAs
from tests.assistant.server.fakes import KPI, PASSWORD, City, fake_city

GOOD = {"user": "CC0001", "password": PASSWORD}
BAD = {"user": "CC0001", "password": "sai"}


def test_signing_in_sets_a_strict_cookie(client: TestClient) -> None:
    response = client.post("/api/session", json=GOOD)

    cookie = SimpleCookie(response.headers["set-cookie"])["troly_session"]
    assert cookie["httponly"] and cookie["secure"]
    assert cookie["samesite"].lower() == "strict"
    assert (cookie["path"], cookie["max-age"]) == ("/", str(12 * 3600))
    body = response.json()
    assert body["token"] == cookie.value
    assert body["csrf"] not in ("", body["token"])
    assert (body["name"], body["unit"], body["unit_name"]) == ("Nguyễn Văn Mẫu", "PX-MAU", "Phường Mẫu")


@pytest.mark.parametrize("body", [BAD, {"user": "CC9999", "password": PASSWORD}])
def test_wrong_code_and_wrong_password_look_alike(client: TestClient, body: dict[str, str]) -> None:
    response = client.post("/api/session", json=body)

    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "sign-in-refused"
    assert response.json()["detail"] == "Mã hoặc mật khẩu không đúng, hoặc tài khoản đã bị khóa."
    assert "set-cookie" not in response.headers


def test_a_disabled_account_cannot_sign_in(client: TestClient, city: City) -> None:
    city.accounts.disable("CC0001")

    assert client.post("/api/session", json=GOOD).status_code == 401


def test_the_sixth_attempt_in_a_minute_must_wait_even_with_the_right_password(client: TestClient) -> None:
    assert {client.post("/api/session", json=BAD).status_code for _ in range(5)} == {401}

    response = client.post("/api/session", json=GOOD)

    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert f"{response.headers['retry-after']} giây" in response.json()["detail"]
    assert client.post("/api/session", json={"user": "CC0002", "password": PASSWORD}).status_code == 200


def test_a_success_forgets_earlier_slips(client: TestClient) -> None:
    for _ in range(3):
        slips = [client.post("/api/session", json=BAD).status_code for _ in range(4)]
        assert slips == [401] * 4
        assert client.post("/api/session", json=GOOD).status_code == 200


def test_one_address_cannot_try_many_accounts(client: TestClient) -> None:
    tried = [client.post("/api/session", json={"user": f"CC1{n:03}", "password": "x"}).status_code for n in range(21)]

    assert tried == [401] * 20 + [429]


def test_everything_but_health_sign_in_and_the_page_needs_a_session(client: TestClient) -> None:
    open_to_all = {"/healthz", "/readyz", "/api/session", "/", "/docs"}
    app = client.app
    guarded = [
        (method, path)
        for path, operations in app.openapi()["paths"].items()  # type: ignore[attr-defined]
        for method in operations
        if (path not in open_to_all or method == "delete")
    ]

    refused = {(m, p): client.request(m, p.replace("{reply}", "x")).json()["code"] for m, p in guarded}

    assert ("post", "/api/ask") in refused and ("delete", "/api/session") in refused
    assert set(refused.values()) == {"unauthenticated"}
    assert client.post("/api/ask", json={"text": KPI}).headers["www-authenticate"].startswith("Bearer")


def test_a_bearer_token_needs_no_csrf_token(client: TestClient, city: City) -> None:
    token = city.accounts.sign_in("CC0002", PASSWORD)

    response = client.post("/api/ask", json={"text": KPI}, headers={"Authorization": f"Bearer {token}"})

    assert response.status_code == 200
    assert [who.code for _, who in city.turn.asked] == ["CC0002"]


def test_a_wrong_bearer_token_is_not_helped_by_the_cookie(signed_in: SignInAs) -> None:
    response = signed_in("CC0001").get("/api/me", headers={"Authorization": "Bearer wrong"})

    assert response.status_code == 401


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_the_cookie_alone_changes_nothing(signed_in: SignInAs, city: City, token: str) -> None:
    client = signed_in("CC0001")

    response = client.post("/api/ask", json={"text": KPI}, headers={b"X-CSRF-Token": token.encode()})

    assert (response.status_code, response.json()["code"]) == (403, "csrf-failed")
    assert city.turn.asked == []


def test_the_csrf_token_of_another_session_does_not_serve(signed_in: SignInAs, client: TestClient) -> None:
    first = signed_in("CC0001").headers["X-CSRF-Token"]
    signed_in("CC0002")

    response = client.post("/api/ask", json={"text": KPI}, headers={"X-CSRF-Token": first})

    assert response.json()["code"] == "csrf-failed"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
    ],
)
def test_other_sites_are_refused(signed_in: SignInAs, headers: dict[str, str]) -> None:
    client = signed_in("CC0001")

    assert client.post("/api/ask", json={"text": KPI}, headers=headers).json()["code"] == "forbidden"
    assert client.post("/api/session", json=GOOD, headers=headers).json()["code"] == "forbidden"


def test_the_page_itself_may_ask(signed_in: SignInAs) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}

    assert signed_in("CC0001").post("/api/ask", json={"text": KPI}, headers=headers).status_code == 200


def test_signing_out_ends_the_session_everywhere(signed_in: SignInAs) -> None:
    client = signed_in("CC0001")
    token = client.cookies["troly_session"]

    response = client.delete("/api/session")

    assert response.status_code == 204
    assert 'troly_session=""' in response.headers["set-cookie"]
    assert client.get("/api/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_me_tells_who_is_signed_in_and_that_the_data_are_a_sample(signed_in: SignInAs) -> None:
    client = signed_in("CC0002")

    me = client.get("/api/me").json()

    assert (me["user"], me["role"], me["title"], me["sample"]) == ("CC0002", "lanh_dao_don_vi", "Chủ tịch", True)
    assert me["csrf"] == client.headers["X-CSRF-Token"]
    assert "token" not in me


def test_attempts_are_counted_apart_in_each_application(tmp_path: Path) -> None:
    for _ in range(2):
        with TestClient(create_app(fake_city(tmp_path).runtime), base_url=ORIGIN) as client:
            assert [client.post("/api/session", json=BAD).status_code for _ in range(5)] == [401] * 5


def outcomes(city: City) -> list[tuple[str, str]]:
    assert {event.kind for event in city.audit.events} == {"sign_in"}
    assert {str(event.subject["address"]) for event in city.audit.events} == {"testclient"}
    return [(event.who, event.status) for event in city.audit.events]


def test_every_sign_in_is_recorded_whatever_comes_of_it(client: TestClient, city: City) -> None:
    client.post("/api/session", json=GOOD)
    for _ in range(8):
        client.post("/api/session", json=BAD)

    throttled = [("CC0001", "throttled")]  # the first of a minute: the log cannot be flooded
    assert outcomes(city) == [("CC0001", "done"), *[("CC0001", "refused")] * 5, *throttled]


def test_what_was_typed_instead_of_a_code_is_not_recorded(client: TestClient, city: City) -> None:
    client.post("/api/session", json={"user": PASSWORD, "password": "CC0001"})

    assert outcomes(city) == [("?", "refused")]
    assert PASSWORD not in repr(city.audit.events)


def test_a_sign_in_that_cannot_be_recorded_is_none(client: TestClient, city: City) -> None:
    city.audit.full = True
    response = client.post("/api/session", json=GOOD)

    assert response.status_code == 503
    assert "set-cookie" not in response.headers
