import pytest
from fastapi.testclient import TestClient

from assistant.errors import AudioError, ConfigError, LanguageModelError, QuestionTooLongError, StoreError, ToolError
from tests.assistant.server.conftest import SignInAs
from tests.assistant.server.fakes import HEARD, KPI, NOW, City, recording
from voice.audio import read_audio

KEYS = {
    "question", "transcript", "answer", "speech", "calls", "rows", "citations", "status", "confidence", "router",
    "chart", "audio", "options", "suggestions", "detail", "freshness", "voice", "explain", "took_ms",
}  # fmt: skip


@pytest.mark.parametrize("key", ["text", "question"])
def test_an_answer_has_every_key_of_the_interface(signed_in: SignInAs, city: City, key: str) -> None:
    answer = signed_in("CC0001").post("/api/ask", json={key: KPI, "session": "a1"}).json()

    assert set(answer) >= KEYS
    assert answer["calls"] == [
        {"tool": "kpi_summary", "args": {"unit": "PX-MAU", "from": "2026-01-01", "to": "2026-03-31"}}
    ]
    assert answer["citations"][0]["number"] == "335/2025/NĐ-CP"
    assert answer["detail"]["table"]["columns"][0] == "Chỉ tiêu"
    assert (answer["audio"], answer["transcript"], answer["took_ms"]["total"]) == (None, None, 16)
    question, asker = city.turn.asked[0]
    assert (question.text, question.session, question.now, question.spoken) == (KPI, "a1", NOW, False)
    assert asker.code == "CC0001"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "a", "question": "b"},
        {"text": "a", "now": "2020-01-01T00:00:00+07:00"},
        {"text": "a", "user": "CC0002"},
        {"text": 1},
        {"text": "a", "session": "x" * 129},
        {"text": "a", "session": "a b"},
    ],
)
def test_a_request_that_is_not_one_is_refused_without_an_echo(signed_in: SignInAs, body: dict[str, object]) -> None:
    response = signed_in("CC0001").post("/api/ask", json=body)

    assert (response.status_code, response.json()["code"]) == (422, "invalid-request")
    assert response.json()["detail"] == "Yêu cầu thiếu hoặc sai thông tin."
    assert set(response.json()["errors"][0]) == {"field", "reason"}


def test_broken_json_is_refused(signed_in: SignInAs) -> None:
    response = signed_in("CC0001").post("/api/ask", content=b"{", headers={"Content-Type": "application/json"})

    assert response.json()["code"] == "invalid-request"


def test_a_question_of_twenty_thousand_characters_is_refused(signed_in: SignInAs, city: City) -> None:
    city.turn.fails = QuestionTooLongError("too long", length="20000", limit="2000")  # the planner's word
    response = signed_in("CC0001").post("/api/ask", json={"text": "ợ" * 20_000})

    assert (response.status_code, response.json()["code"]) == (422, "question-too-long")
    assert "2000" in response.json()["detail"]


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_beyond_the_limit_is_not_read(signed_in: SignInAs, announced: bool) -> None:
    body = b'{"text": "' + b"a" * 300_000 + b'"}'
    content = body if announced else iter([body[:200_000], body[200_000:]])

    response = signed_in("CC0001").post("/api/ask", content=content, headers={"Content-Type": "application/json"})

    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_a_typed_question_may_be_spoken_too(signed_in: SignInAs, city: City) -> None:
    client = signed_in("CC0001")

    answer = client.post("/api/ask", json={"text": KPI, "speak": True}).json()

    assert answer["voice"] == {"engine": "espeak", "name": "fake"}
    assert city.synthesizer.said == [], "nobody has listened yet"
    first, second = client.get(answer["audio"]), client.get(answer["audio"])
    assert first.headers["content-type"] == "audio/wav"
    assert read_audio(first.content).seconds > 0.1
    assert second.content == first.content
    assert city.synthesizer.said == [answer["speech"]], "spoken once"


def test_a_voice_that_fails_leaves_the_text(signed_in: SignInAs, city: City) -> None:
    client = signed_in("CC0001")
    answer = client.post("/api/ask", json={"text": KPI, "speak": True}).json()
    city.break_voice()

    response = client.get(answer["audio"])

    assert answer["status"] == "answered"
    assert (response.status_code, response.json()["code"]) == (503, "synthesize-failed")


def test_a_spoken_question_gets_a_spoken_answer(signed_in: SignInAs, city: City) -> None:
    client = signed_in("CC0001")

    answer = client.post("/api/ask/audio", files={"file": recording(0.5)}, data={"session": "s"}).json()

    assert (answer["transcript"], answer["question"], answer["status"]) == (HEARD, HEARD, "answered")
    assert read_audio(client.get(answer["audio"]).content).seconds > 0.1
    question, _ = city.turn.asked[0]
    assert (question.session, question.spoken, question.now) == ("s", True, NOW)


def test_a_spoken_question_may_be_answered_in_silence(signed_in: SignInAs) -> None:
    answer = signed_in("CC0001").post("/api/ask/audio", files={"file": recording()}, data={"speak": "false"}).json()

    assert (answer["transcript"], answer["audio"]) == (HEARD, None)


@pytest.mark.parametrize("content", [b"", b"not a sound" * 100])
def test_what_is_no_recording_is_refused(signed_in: SignInAs, city: City, content: bytes) -> None:
    response = signed_in("CC0001").post("/api/ask/audio", files={"file": ("q.wav", content)})

    assert (response.status_code, response.json()["code"]) == (422, AudioError.code)
    assert response.json()["detail"].startswith(("Tệp âm thanh rỗng", "Không đọc được tệp âm thanh"))
    assert city.turn.asked == []


def test_a_recording_longer_than_a_question_is_refused(signed_in: SignInAs) -> None:
    response = signed_in("CC0001").post("/api/ask/audio", files={"file": recording(61)})

    assert (response.status_code, response.json()["code"]) == (422, AudioError.code)


def test_a_reply_is_heard_by_the_person_it_was_made_for_alone(signed_in: SignInAs) -> None:
    url = signed_in("CC0001").post("/api/ask", json={"text": KPI, "speak": True}).json()["audio"]

    response = signed_in("CC0002").get(url)

    assert (response.status_code, response.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ToolError("no such unit"), 500, "tool-failed"),
        (StoreError("sqlite:////secret/place", reason="sqlite:////secret/place"), 503, "store-failed"),
        (ConfigError("secret place", mend="secret place"), 503, "config-invalid"),
        (LanguageModelError("slow"), 503, "llm-failed"),
        (ZeroDivisionError("secret place"), 500, "assistant-error"),
    ],
)
def test_a_failure_is_a_problem_that_tells_no_secret(
    signed_in: SignInAs, city: City, caplog: pytest.LogCaptureFixture, error: Exception, status: int, code: str
) -> None:
    client = signed_in("CC0001")
    city.break_turn(error)

    response = client.post("/api/ask", json={"text": KPI})

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    assert "secret" not in caplog.text


def test_logs_hold_no_question(signed_in: SignInAs, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    response = signed_in("CC0001").post("/api/ask", json={"text": KPI}, headers={"X-Request-ID": "abc-1"})

    assert response.headers["x-request-id"] == "abc-1"
    assert "abc-1 POST /api/ask 200" in caplog.text
    assert "phường" not in caplog.text


def test_answers_are_not_kept_by_browsers(signed_in: SignInAs) -> None:
    assert signed_in("CC0001").post("/api/ask", json={"text": KPI}).headers["cache-control"] == "no-store"


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    response = client.get("/nowhere")

    assert (response.status_code, response.json()["code"]) == (404, "not-found")
    assert client.put("/api/ask").json()["code"] == "method-not-allowed"
