"""Asking the language model without a queue: who cannot be answered soon hears so at once."""

from __future__ import annotations

from threading import Barrier, Event, Thread

import pytest

from assistant.errors import LanguageModelError
from assistant.llm_chooser import AT_ONCE, REST_SECONDS, LlmChooser
from tests.assistant.fakes_plan import ScriptedModel


class SlowModel(ScriptedModel):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.working = Barrier(AT_ONCE + 1)
        self.go = Event()

    def complete(
        self, system: str, question: str, schema: dict[str, object], seconds: float | None = None
    ) -> dict[str, object]:
        self.working.wait(5)
        assert self.go.wait(5)
        return {"tool": "schedule"}


def chooser(model: ScriptedModel, clock: list[float]) -> LlmChooser:
    return LlmChooser(model, {"schedule"}, lambda tool, count: [f"ví dụ của {tool}"], lambda: clock[0])


def test_more_questions_than_may_wait_hear_at_once_that_the_model_is_busy() -> None:
    model, answers = SlowModel(), list[str]()
    asked = chooser(model, [0.0])
    threads = [Thread(target=lambda: answers.append(asked.choose("việc gì"))) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    model.working.wait(5)
    with pytest.raises(LanguageModelError, match="busy"):
        asked.choose("việc gì")
    model.go.set()
    for thread in threads:
        thread.join(5)

    assert answers == ["schedule"] * AT_ONCE


def test_a_model_that_did_not_answer_is_left_alone_for_a_while() -> None:
    clock = [100.0]
    with ScriptedModel([LanguageModelError("no answer within 8 s"), {"tool": "schedule"}]) as model:
        asked = chooser(model, clock)
        with pytest.raises(LanguageModelError, match="within"):
            asked.choose("việc gì")
        clock[0] += REST_SECONDS - 1
        with pytest.raises(LanguageModelError, match="rest"):
            asked.choose("việc gì")
        clock[0] += 1

        assert asked.choose("việc gì") == "schedule"


def test_what_is_like_the_question_stands_beside_it_and_the_beginning_stays_the_same() -> None:
    with ScriptedModel([{"tool": "schedule"}, {"tool": "schedule"}]) as model:
        asked = chooser(model, [0.0])
        asked.choose("mai bận gì", [("ngày mai tôi có lịch gì", "schedule")])
        asked.choose("mai bận gì")

    (first, question, _), (second, alone, _) = model.asked
    assert first == second
    assert "ngày mai tôi có lịch gì → schedule" in question
    assert question.endswith(alone.strip())
