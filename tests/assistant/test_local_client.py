import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from assistant.errors import AudioError, HomeBusyError, InputError, UnknownUserError
from assistant.home import Home, ServerNote
from assistant.local_client import LocalServer, error_of
from assistant.runtime import Check
from assistant.types import ZONE, Voice
from tests.assistant.server.fakes import HEARD, KPI, kpi_answer, recording
from tests.assistant.server.running import Running, running
from voice.audio import read_audio


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Running]:
    with running(home) as process:
        yield process


@pytest.fixture
def local(home: Path, server: Running) -> Iterator[LocalServer]:
    found = LocalServer.find(home)
    assert found is not None
    yield found
    found.close()


def test_a_typed_question_gives_the_same_answer_as_in_the_process(local: LocalServer) -> None:
    answer, wav = local.ask(KPI, "CC0002", now=datetime(2026, 4, 2, tzinfo=ZONE), session="s")

    assert answer == replace(kpi_answer(KPI, "CC0002"), id="answer-1")
    assert wav is None


def test_a_typed_question_may_be_spoken(local: LocalServer) -> None:
    answer, wav = local.ask(KPI, "CC0001", speak=True)

    assert answer.voice == Voice("espeak", "fake")
    assert wav is not None and read_audio(wav).seconds > 0.1


def test_a_spoken_question(local: LocalServer) -> None:
    answer, wav = local.ask_audio(recording(), "CC0001")

    assert answer.transcript == HEARD
    assert wav is not None and read_audio(wav).seconds > 0.1


def test_speech_alone(local: LocalServer) -> None:
    wav, voice = local.speak("Xin chào")

    assert local.transcribe(wav).text == HEARD
    assert voice == Voice("espeak", "fake")


def test_an_import_reports_what_was_refused(local: LocalServer, tmp_path: Path) -> None:
    report = local.import_folder(tmp_path)

    assert (report.added, report.refused, report.lines()) == (1, 2, (f"{tmp_path.name}: +1",))
    assert report.as_json() == {"files": [{"file": tmp_path.name, "added": 1, "refused": 2, "errors": []}]}


def test_accounts(local: LocalServer) -> None:
    local.add_user("CC0002", "mat-khau-moi")
    local.set_password("CC0002", "mat-khau-khac")
    local.disable_user("CC0002")

    assert [(one.code, one.name, one.disabled) for one in local.users() if one.code == "CC0002"] == [
        ("CC0002", "Trần Thị Ví Dụ", True)
    ]


def test_doctor(local: LocalServer) -> None:
    assert local.doctor()[1] == Check("llm", "missing", "", "troly models fetch")


def test_errors_come_back_as_themselves(local: LocalServer, tmp_path: Path) -> None:
    with pytest.raises(UnknownUserError) as unknown:
        local.ask(KPI, "CC9999")
    assert (unknown.value.values, str(unknown.value)) == ({"user": "CC9999"}, "no person CC9999")
    with pytest.raises(AudioError) as audio:
        local.ask_audio(b"", "CC0001")
    assert audio.value.values["reason"] == "empty"
    with pytest.raises(InputError):
        local.import_folder(tmp_path / "nowhere")
    with pytest.raises(InputError) as replaced:
        local.import_folder(tmp_path, ["nhiem_vu", "hoi_dap"])
    assert replaced.value.values["reason"] == "no file of nhiem_vu, hoi_dap"


def test_the_owner_keeps_others_out(home: Path, server: Running) -> None:
    with pytest.raises(HomeBusyError) as caught:
        Home.own(home)

    assert caught.value.values["pid"] == str(server.process.pid)


def test_the_local_api_wants_its_token(home: Path, server: Running) -> None:
    note = json.loads((home / "server.json").read_text())

    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Cookie": f"troly_session={note['token']}"}):
        response = httpx.post(f"{note['url']}/local/speak", json={"text": "a"}, headers=headers)
        assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")


def test_the_local_api_is_not_on_the_public_address(home: Path, server: Running) -> None:
    token = json.loads((home / "server.json").read_text())["token"]
    headers = {"Authorization": f"Bearer {token}"}

    assert httpx.get(f"{server.url}/local/ping", headers=headers).status_code == 404
    assert httpx.get(f"{server.url}/api/me", headers=headers).status_code == 401


def test_a_server_that_does_not_answer_is_none(tmp_path: Path) -> None:
    with Home.own(tmp_path) as home:
        home.announce(ServerNote("http://127.0.0.1:9", "secret", os.getpid()))
        assert LocalServer.find(tmp_path) is None


def test_no_server_in_a_fresh_home(tmp_path: Path) -> None:
    assert LocalServer.find(tmp_path / "nothing") is None


def test_an_answer_that_is_no_problem_is_still_an_error() -> None:
    assert error_of(httpx.Response(502, text="<html>")).code == "assistant-error"
