"""`troly feedback`, here and through the running server."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from assistant.access import Principal
from assistant.local_client import LocalServer
from assistant.types import ZONE, Answer, Question, RouterName, ToolCall
from eval.cases import load_cases
from kpi_tools.feedback import StoredFeedback
from kpi_tools.store import Store
from prompts import message
from tests.assistant.fakes_troly import Troly
from tests.assistant.server.fakes import fake_city
from tests.assistant.server.running import running

pytestmark = pytest.mark.slow

NOW = datetime(2026, 4, 2, 8, tzinfo=ZONE)
CALL = ToolCall(tool="kpi_summary", args={"unit": "PX-A"})


def asks(feedback: StoredFeedback, text: str, router: RouterName = "semantic") -> str:
    answer = Answer(text, "87,5 điểm\x1b[2J", "…", "answered", calls=(CALL,), router=router)
    return feedback.keep("CC1", Question(text, NOW, "s1"), answer)


@pytest.fixture
def given(city: Path) -> Path:
    """Two pieces of feedback, the second on a follow-up."""
    store = Store.open(f"sqlite:///{city / 'troly.db'}")
    feedback = StoredFeedback(store, hours=24)
    feedback.give("CC1", "wrong_figures", answer=asks(feedback, "KPI phường A?"))
    feedback.give("CC1", "not_meant", answer=asks(feedback, "còn quý hai?", "session"))
    store.close()
    return city


def test_an_empty_list_says_so(troly: Troly, city: Path) -> None:
    assert troly("feedback", "list").out.strip() == message("feedback", "empty")
    assert troly("feedback", "list", "--json").json == []


def test_the_list_shows_question_answer_calls_who_and_when(troly: Troly, given: Path) -> None:
    document, table = troly("feedback", "list", "--json").json, troly("feedback", "list").out

    assert [(one["id"], one["who"], one["kind"], one["question"]) for one in document] == [
        (1, "CC1", "wrong_figures", "KPI phường A?"),
        (2, "CC1", "not_meant", "còn quý hai?"),
    ]
    assert document[0]["calls"] == [{"tool": "kpi_summary", "args": {"unit": "PX-A"}}]
    assert (document[0]["now"], document[1]["before"][0]["question"]) == ("2026-04-02T08:00:00+07:00", "KPI phường A?")
    for shown in ("sai số liệu", "còn quý hai?", "87,5 điểm", "CC1", "kpi_summary"):
        assert shown in table
    assert "\x1b" not in table


@pytest.mark.parametrize(
    ("narrowed", "ids"),
    [
        (("--kind", "not_meant"), [2]),
        (("--limit", 1), [2]),
        (("--since", "2000-01-01"), [1, 2]),
        (("--since", "2999-01-01T00:00"), []),
    ],
)
def test_the_list_is_narrowed(troly: Troly, given: Path, narrowed: tuple[object, ...], ids: list[int]) -> None:
    assert [one["id"] for one in troly("feedback", "list", "--json", *narrowed).json] == ids


@pytest.mark.parametrize("wrong", [("list", "--kind", "song"), ("list", "--since", "hôm qua"), ("case", "một")])
def test_wrong_usage_is_2(troly: Troly, home: Path, wrong: tuple[str, ...]) -> None:
    assert troly("feedback", *wrong).status == 2
    assert not home.exists()


def test_feedback_becomes_a_case_for_a_question_set(troly: Troly, given: Path, tmp_path: Path) -> None:
    made = troly("feedback", "case", 1)
    file = tmp_path / "set.jsonl"
    file.write_text(made.out, encoding="utf-8")

    [case] = load_cases(file)
    assert (case.id, case.question, case.user, case.now) == ("feedback-1", "KPI phường A?", "CC1", NOW)
    assert json.loads(made.out)["expect"] == {}
    assert "87,5 điểm�[2J" in made.err, "what was answered helps to fill in what is expected"


def test_a_follow_up_brings_what_it_follows(troly: Troly, given: Path, tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl"
    file.write_text(troly("feedback", "case", 2).out, encoding="utf-8")

    assert [(case.id, case.question, case.session) for case in load_cases(file)] == [
        ("feedback-2-1", "KPI phường A?", "feedback-2"),
        ("feedback-2", "còn quý hai?", "feedback-2"),
    ]


def test_a_number_that_is_not_there_is_1(troly: Troly, given: Path) -> None:
    made = troly("feedback", "case", 9)

    assert (made.status, made.out) == (1, "")
    assert made.line == "Lỗi: " + message("feedback", "none", number=9)


def test_it_is_read_through_the_running_server(tmp_path: Path) -> None:
    with running(tmp_path):
        local = LocalServer.find(tmp_path)
        assert local is not None
        local.ask("KPI?", "CC0001", session="s1")
        given = local.feedback(9, kind="not_meant", since=NOW, number=1)
        local.close()

    assert given == ()


def test_who_runs_a_question_as_somebody_stands_in_the_log(tmp_path: Path) -> None:
    fakes = fake_city(tmp_path)
    asker = Principal("CC0001", "", "PX-MAU", "chuyen_vien", via="cli:nguyen")
    fakes.turn.ask(Question("KPI?", NOW, "s1"), asker)
    fakes.runtime.feedback.give(asker, "not_meant", session="s1")

    assert fakes.audit.events[-1].subject["via"] == "cli:nguyen"
