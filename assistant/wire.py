"""Answers as the JSON of `interfaces.md`, and back."""

from __future__ import annotations

from typing import cast

from pydantic import JsonValue, TypeAdapter

from assistant.types import Answer

_ANSWER = TypeAdapter(Answer)


def answer_json(answer: Answer) -> dict[str, JsonValue]:
    return cast(dict[str, JsonValue], _ANSWER.dump_python(answer, mode="json"))


def answer_from_json(data: JsonValue) -> Answer:
    return _ANSWER.validate_python(data)
