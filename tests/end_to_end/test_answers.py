"""Typed questions over the running demo: statuses, rights, sessions, and what happens when a part dies."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import httpx
import psutil
import pytest

from tests.end_to_end.conftest import City
from voice.samples.make_samples import FOLDER, samples

pytestmark = pytest.mark.real
TODAY = date.today()
MORNING = ("--now", f"{TODAY}T08:00")


def last_quarter() -> dict[str, str]:
    """The quarter before today's, as arguments."""
    first = TODAY.replace(month=3 * ((TODAY.month - 1) // 3) + 1, day=1)
    end = first - timedelta(days=1)
    return {"from": end.replace(month=end.month - 2, day=1).isoformat(), "to": end.isoformat()}


def test_a_kpi_question_says_figure_period_and_source(city: City) -> None:
    answer = city.ask("KPI quý trước của phường Thuận Hóa thế nào?", *MORNING, user="CC0002")
    assert answer["status"] == "answered"
    assert answer["calls"] == [{"tool": "kpi_summary", "args": {"unit": "PX-THUANHOA", **last_quarter()}}]
    assert answer["rows"][0]["shown"] in answer["answer"]
    assert last_quarter()["to"][:4] in answer["answer"]
    assert answer["freshness"] is not None
    assert answer["sample"] is True
    assert answer["router"] == "semantic"


def test_somebody_elses_unit_is_denied(city: City) -> None:
    answer = city.ask("KPI quý này của xã Phú Vinh thế nào?", *MORNING, user="CC0003")
    assert answer["status"] == "denied"
    assert (answer["calls"], answer["rows"], answer["citations"], answer["suggestions"]) == ([], [], [], [])


def test_a_session_goes_on(city: City) -> None:
    city.ask("KPI quý trước của phường Thuận Hóa?", "--session", "e2e", *MORNING)
    answer = city.ask("thế còn phường Kim Long?", "--session", "e2e", *MORNING)
    assert answer["router"] == "session"
    assert answer["calls"][0]["args"] == {"unit": "PX-KIMLONG", **last_quarter()}
    assert city.ask("thế còn phường Kim Long?", "--session", "e2e", *MORNING, user="CC0003")["status"] == "clarify"


def test_an_unsure_router_asks_the_language_model(city: City) -> None:
    answer = city.ask("ờ thì cái chuyện kia kìa tính sao bây giờ hả", *MORNING)
    assert answer["router"] in ("llm", "semantic")
    assert answer["status"] in ("answered", "clarify", "out_of_scope", "not_found")


def test_speech_goes_on_after_its_worker_was_killed(city: City, tmp_path: Path) -> None:
    city.ask("xin chào", "--out", tmp_path / "before.wav")
    worker = city.worker("speech_worker")
    assert worker is not None
    worker.kill()
    city.ask("xin chào", "--out", tmp_path / "after.wav")
    assert (tmp_path / "after.wav").stat().st_size == (tmp_path / "before.wav").stat().st_size


def test_the_language_model_comes_back_after_it_was_killed(city: City) -> None:
    question = "ừm mấy thứ lặt vặt linh tinh ấy thì giải quyết cho xong đi chứ"
    city.ask(question)
    worker = city.worker("llm_worker")
    assert worker is not None
    worker.kill()
    psutil.wait_procs([worker], timeout=30)
    assert city.ask(question)["status"] in ("answered", "clarify", "out_of_scope", "not_found")
    assert city.worker("llm_worker") is not None


def test_recordings_that_are_none(city: City, tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("hello", encoding="utf-8")
    (tmp_path / "zero.wav").write_bytes(b"")
    for name in ("text.wav", "zero.wav"):
        done = city.troly("ask", "--audio", tmp_path / name, "--user", "CC0002")
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1


def test_unknown_user_is_an_error_before_anything_else(city: City) -> None:
    done = city.troly("ask", "KPI quý này", "--user", "NOBODY", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == "error"
    assert "NOBODY" in done.stderr


def test_http_needs_a_session_and_takes_a_recording(city: City) -> None:
    with httpx.Client(base_url=city.url, timeout=120, trust_env=False) as client:
        assert client.post("/api/ask", json={"question": "KPI quý này"}).status_code == 401
        signed_in = client.post("/api/session", json={"user": "CC0002", "password": city.password}).json()
        client.headers["Authorization"] = f"Bearer {signed_in['token']}"
        recording = (FOLDER / samples()[0].file).read_bytes()
        answer = client.post("/api/ask/audio", files={"file": recording}).raise_for_status().json()
        assert answer["transcript"]
        assert client.get(answer["audio"]).content[:4] == b"RIFF"
        assert client.get("/readyz").json()["ready"] is True
