"""Feedback over HTTP: on one's own answers only, and read by nobody there."""

from __future__ import annotations

import pytest

from assistant.types import AuditEvent
from tests.assistant.server.conftest import SignInAs
from tests.assistant.server.fakes import KPI, NOW, City


def ask(signed_in: SignInAs, user: str = "CC0001") -> str:
    made: str = signed_in(user).post("/api/ask", json={"question": KPI, "session": "s1"}).json()["id"]
    return made


def test_an_answer_is_complained_of_by_its_id(signed_in: SignInAs, city: City) -> None:
    client, made = signed_in("CC0001"), ask(signed_in)
    statuses = [
        client.post("/api/feedback", json={"answer": made, "kind": "wrong_figures"}).status_code for _ in range(2)
    ]

    [given] = city.runtime.feedback.given(9)
    assert statuses == [204, 204]
    assert (given.who, given.kind, given.given.question, given.given.now) == ("CC0001", "wrong_figures", KPI, NOW)
    assert AuditEvent("CC0001", "feedback", "done", {"feedback": 1, "about": "wrong_figures"}) in city.audit.events


@pytest.mark.parametrize("asked", ["own", "no such"])
def test_the_answer_of_another_is_as_one_that_is_not_there(signed_in: SignInAs, city: City, asked: str) -> None:
    made = ask(signed_in, "CC0002")
    body = {"answer": made if asked == "own" else "none", "kind": "not_meant"}
    response = signed_in("CC0001").post("/api/feedback", json=body)

    assert (response.status_code, response.json()["code"]) == (404, "answer-gone")
    assert city.runtime.feedback.given(9) == ()


@pytest.mark.parametrize(
    "body", [{}, {"answer": "x"}, {"answer": "x", "kind": "song"}, {"answer": "", "kind": "not_meant"}]
)
def test_what_is_no_feedback_is_refused(signed_in: SignInAs, body: dict[str, str]) -> None:
    assert signed_in("CC0001").post("/api/feedback", json=body).status_code == 422


def test_nobody_gives_feedback_unknown_or_from_elsewhere(signed_in: SignInAs, city: City) -> None:
    client, made = signed_in("CC0001"), ask(signed_in)
    body = {"answer": made, "kind": "not_meant"}

    assert client.post("/api/feedback", json=body, headers={"X-CSRF-Token": ""}).status_code == 403
    client.cookies.clear()
    assert client.post("/api/feedback", json=body).status_code == 401
    assert client.get("/api/feedback").status_code == 405
    assert city.runtime.feedback.given(9) == ()


def test_without_a_session_there_is_no_id(signed_in: SignInAs) -> None:
    assert signed_in("CC0001").post("/api/ask", json={"question": KPI}).json()["id"] is None
