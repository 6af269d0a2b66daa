"""`troly` as people call it: exit status, one line on stderr, JSON alone on stdout; here without any model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.console import print_answer
from assistant.types import Answer, ToolCall, Voice
from assistant.wire import answer_from_json
from prompts import message
from tests.assistant.fakes_troly import Troly

VERBS: tuple[str, ...] = (
    "ask",
    "import",
    "transcribe",
    "speak",
    "serve",
    "models",
    "doctor",
    "demo",
    "user",
    "audit",
    "index",
    "documents",
)
SECRET = "mat-khau-dai"


def test_help_names_every_verb(troly: Troly) -> None:
    ran = troly("--help")

    assert (ran.status, ran.err) == (0, "")
    assert all(f"\n  {verb} " in ran.out for verb in VERBS)
    assert "TROLY_HOME" in ran.out


@pytest.mark.parametrize("verb", [*((v,) for v in VERBS), *(("user", v) for v in ("add", "list", "passwd", "disable"))])
def test_every_verb_has_help(troly: Troly, verb: tuple[str, ...]) -> None:
    ran = troly(*verb, "--help")

    assert (ran.status, ran.err) == (0, "")
    assert "--help" in ran.out


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from assistant.cli import main\n"
        "sys.argv = ['troly', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'transformers', 'sqlalchemy', 'pydantic', 'numpy', 'fastapi', 'langchain_core'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines()[-1] == "HEAVY []"


@pytest.mark.parametrize(
    "args",
    [
        ("sing",),
        ("ask", "KPI?"),
        ("ask", "--user", "CC1"),
        ("ask", "KPI?", "--user", "CC1", "--audio", "a.wav"),
        ("ask", "KPI?", "--user", "CC1", "--now", "hôm qua"),
        ("ask", "KPI?", "--user", "CC1", "--now", "2026-02-31"),
        ("ask", "KPI?", "--user"),
        ("ask", "KPI?", "--user", "CC1", "--loud"),
        ("import",),
        ("transcribe",),
        ("speak", "xin chào"),
        ("serve", "--port", "một"),
        ("models", "sing"),
        ("models", "mirror"),
        ("user", "add"),
        ("user", "sing"),
    ],
)
def test_wrong_usage_is_2(troly: Troly, args: tuple[str, ...], home: Path) -> None:
    ran = troly(*args)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err
    assert not home.exists()


def test_a_bad_moment_is_named(troly: Troly) -> None:
    assert "hôm qua" in troly("ask", "KPI?", "--user", "CC1", "--now", "hôm qua").err


@pytest.mark.parametrize("user", ["CC404", "CC9"])
def test_an_unknown_or_disabled_user_is_one_line(troly: Troly, city: Path, user: str) -> None:
    if user == "CC9":
        troly("user", "add", "CC9", "--password-stdin", stdin=f"{SECRET}\n")
        troly("user", "disable", "CC9")
    ran = troly("ask", "KPI?", "--user", user)

    assert (ran.status, ran.out) == (1, "")
    assert user in ran.line


def test_a_failure_as_json_is_an_answer_with_its_status(troly: Troly, city: Path) -> None:
    ran = troly("ask", "KPI?", "--user", "CC404", "--json")

    assert ran.status == 1
    assert ran.line == f"Lỗi: {ran.json['answer']}"
    assert (ran.json["status"], ran.json["question"], ran.json["calls"]) == ("error", "KPI?", [])
    assert answer_from_json(ran.json).status == "error"


def test_without_models_a_question_fails_with_what_to_do(troly: Troly, city: Path) -> None:
    ran = troly("ask", "KPI của đơn vị mình?", "--user", "CC1")

    assert (ran.status, ran.out) == (1, "")
    assert "troly models fetch" in ran.line
    assert "multilingual-e5-small" in ran.line


def test_without_models_nothing_is_transcribed(troly: Troly, city: Path, tmp_path: Path) -> None:
    from tests.assistant.server.fakes import recording

    sound = tmp_path / "silence.wav"
    sound.write_bytes(recording())
    ran = troly("transcribe", sound)

    assert (ran.status, ran.out) == (1, "")
    assert "whisper-base" in ran.line


@pytest.mark.parametrize("content", [b"", b"this is no sound"])
def test_a_file_that_is_no_sound_is_one_line(troly: Troly, city: Path, tmp_path: Path, content: bytes) -> None:
    sound = tmp_path / "note.wav"
    sound.write_bytes(content)
    for args in (("transcribe", sound), ("ask", "--audio", sound, "--user", "CC1")):
        ran = troly(*args)

        assert (ran.status, ran.out) == (1, "")
        assert "âm thanh" in ran.line


@pytest.mark.parametrize("args", [("transcribe", "none.wav"), ("ask", "--audio", "none.wav", "--user", "CC1")])
def test_a_file_that_is_not_there_is_one_line(troly: Troly, args: tuple[str, ...]) -> None:
    ran = troly(*args)

    assert (ran.status, ran.out) == (1, "")
    assert "none.wav" in ran.line


def test_doctor_says_what_is_missing(troly: Troly, home: Path) -> None:
    ran, document = troly("doctor"), troly("doctor", "--json")
    missing = {check["part"] for check in document.json if check["state"] == "missing"}

    assert (ran.status, document.status) == (1, 1)
    assert {"whisper-base", "multilingual-e5-small"} <= missing
    assert next(check for check in document.json if check["part"] == "home")["what"] == str(home)
    assert "THIẾU" in ran.out


def test_models_lists_what_is_not_there(troly: Troly, home: Path) -> None:
    ran = troly("models")

    assert ran.status == 0
    assert "multilingual-e5-small" in ran.out
    assert troly("models", "verify").status == 1
    assert not home.exists()


def test_a_setting_that_does_not_exist_is_one_line(troly: Troly, home: Path) -> None:
    home.mkdir()
    (home / "troly.toml").write_text("colour = 'red'\n", encoding="utf-8")
    ran = troly("user", "list")

    assert (ran.status, ran.out) == (1, "")
    assert "colour" in ran.line


def test_a_home_that_is_a_file_is_one_line(troly: Troly, home: Path) -> None:
    home.write_text("", encoding="utf-8")
    ran = troly("user", "list")

    assert (ran.status, ran.out) == (1, "")
    assert str(home) in ran.line


def test_a_home_in_use_is_one_line(troly: Troly, city: Path) -> None:
    from assistant.home import Home

    with Home.own(city):
        ran = troly("user", "list")

    assert (ran.status, ran.out) == (1, "")
    assert "TROLY_HOME" in ran.line
    assert troly("user", "list").status == 0


def test_an_answer_is_printed_with_what_was_heard_and_looked_up(capsys: pytest.CaptureFixture[str]) -> None:
    call = ToolCall(tool="schedule", args={"person": "CC1"})
    answer = Answer(
        "lịch hôm nay",
        "Anh/chị có 1 lịch:\n1. Họp",
        "một lịch",
        "answered",
        transcript="lịch hôm nay",
        calls=(call,),
        options=("hôm nay", "ngày mai"),
        sample=True,
        audio="reply.wav",
        voice=Voice("espeak", "vi"),
    )
    print_answer(answer)
    silent = Answer("", "Tôi chưa nghe rõ.", "", "clarify", transcript="")
    print_answer(silent)

    assert capsys.readouterr().out.splitlines() == [
        "Tôi nghe được: lịch hôm nay",
        'Tra cứu: schedule {"person": "CC1"}',
        "Anh/chị có 1 lịch:",
        "1. Họp",
        "Lựa chọn: hôm nay · ngày mai",
        message("cli", "sample"),
        message("cli", "spoken_to", voice="espeak vi", file="reply.wav"),
        message("cli", "heard_nothing"),
        "Tôi chưa nghe rõ.",
    ]
