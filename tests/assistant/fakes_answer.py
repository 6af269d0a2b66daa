"""Answers of the templates to results that a test makes up."""

from __future__ import annotations

from pydantic import JsonValue

from assistant.answer import TemplateAnswerer
from assistant.types import Answer, Plan, Question, Status, ToolCall, ToolResult
from tests.assistant.fakes_city import NOW
from voice.speakable import speakable

ANSWERER = TemplateAnswerer(speakable)


def answer_of(
    tool: str,
    data: object,
    status: Status = "answered",
    period: str | None = None,
    args: dict[str, JsonValue] | None = None,
    asked: str = "hỏi",
) -> Answer:
    """What is answered to CC1, who asked on 2 April 2026."""
    call = ToolCall(tool=tool, args=args or {})
    plan = Plan("semantic", 0.9, "CC1", (call,), periods=(period,))
    return ANSWERER.answer(Question(asked, NOW), plan, [ToolResult(call, status, data)])
