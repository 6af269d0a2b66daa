"""A run: order, sessions, errors, and going on after an interruption."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.errors import InputError
from eval.asker import VerbsAsker
from eval.outcome_log import FILE, OutcomeLog
from eval.run import Runner, load_sets
from tests.eval.fakes_eval import NOW, FakeVerbs, case

CASES = [
    case("a-1"),
    case("b-1", session="s"),
    case("a-2", user="CC9"),
    case("b-2", session="s"),
    case("c-1", session="t"),
    case("b-3", session="s"),
]


def said(verbs: FakeVerbs, threads: int = 2, log: OutcomeLog | None = None) -> list[object]:
    outcomes = Runner(NOW, log, threads).ask(CASES, VerbsAsker(verbs))
    assert [outcome.case for outcome in outcomes] == CASES
    return [outcome.answer["answer"] for outcome in outcomes]


def test_sessions_keep_their_order_whatever_the_number_of_threads() -> None:
    alone = said(FakeVerbs(), threads=1)
    assert [alone[n] for n in (1, 3, 5, 4)] == ["câu b-1 #0", "câu b-2 #1", "câu b-3 #2", "câu c-1 #0"]
    assert said(FakeVerbs(), threads=4) == alone


def test_sessions_of_two_runs_are_different_ones() -> None:
    verbs = FakeVerbs()
    assert said(verbs) == said(verbs)
    assert len({session for _, session in verbs.asked if session}) == 4


def test_errors_and_crashes_are_outcomes() -> None:
    cases = [case("a-1", user="CC9"), case("a-crash"), case("a-2")]
    missing = case("a-3").model_copy(update={"audio": Path("/nowhere/a.wav")})
    outcomes = Runner(NOW).ask([*cases, missing], VerbsAsker(FakeVerbs()))
    assert [o.answer["status"] for o in outcomes] == ["error", "error", "answered", "error"]
    assert [o.answer.get("error") for o in outcomes] == ["user-unknown", "assistant-error", None, "input-invalid"]
    assert "CC9" in str(outcomes[0].answer["answer"])
    assert "/nowhere/a.wav" in str(outcomes[3].answer["answer"])


def test_an_interrupted_run_goes_on_and_asks_a_broken_session_again(tmp_path: Path) -> None:
    first = FakeVerbs()
    first.stop_after = 3  # within session s
    with pytest.raises(KeyboardInterrupt):
        said(first, threads=1, log=OutcomeLog.open(tmp_path, "run", NOW))
    with (tmp_path / FILE).open("a", encoding="utf-8") as file:
        file.write('{"key": "cut o')

    log = OutcomeLog.open(tmp_path, "run", NOW + timedelta(days=1))
    second = FakeVerbs()
    assert log.now == NOW
    assert said(second, threads=1, log=log) == said(FakeVerbs())
    assert "câu a-1" not in [text for text, _ in second.asked]
    assert [text for text, session in second.asked if session][:2] == ["câu b-1", "câu b-2"]

    third = FakeVerbs()
    said(third, log=OutcomeLog.open(tmp_path, "run", NOW))
    assert third.asked == []


@pytest.mark.parametrize("change", ["other code", "fresh", "finished", "other question"])
def test_what_is_not_the_same_run_is_asked_anew(tmp_path: Path, change: str) -> None:
    log = OutcomeLog.open(tmp_path, "run", NOW)
    Runner(NOW, log).ask([case("a-1")], VerbsAsker(FakeVerbs()))
    if change == "finished":
        log.finish()
    again = OutcomeLog.open(tmp_path, "other" if change == "other code" else "run", NOW, fresh=change == "fresh")
    asked = case("a-1").model_copy(update={"question": "khác"} if change == "other question" else {})
    verbs = FakeVerbs()
    Runner(NOW, again).ask([asked], VerbsAsker(verbs))
    assert len(verbs.asked) == 1


def test_another_expectation_is_graded_without_asking_again(tmp_path: Path) -> None:
    log = OutcomeLog.open(tmp_path, "run", NOW)
    Runner(NOW, log).ask([case("a-1")], VerbsAsker(FakeVerbs()))
    verbs = FakeVerbs()
    [outcome] = Runner(NOW, log).ask([case("a-1", tool="schedule")], VerbsAsker(verbs))
    assert (verbs.asked, outcome.case.expect.tool) == ([], ("schedule",))


def test_an_id_is_in_one_file_alone_and_audio_is_absolute(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_text('{"id": "a", "question": "q", "user": "CC1", "audio": "clips/a.wav"}', encoding="utf-8")
    two.write_text('{"id": "b", "question": "q", "user": "CC1"}', encoding="utf-8")
    assert [c.audio for c in load_sets([one, two])] == [tmp_path / "clips" / "a.wav", None]
    two.write_text('{"id": "a", "question": "q", "user": "CC1"}', encoding="utf-8")
    with pytest.raises(InputError, match=r"two\.jsonl: a"):
        load_sets([one, two])
