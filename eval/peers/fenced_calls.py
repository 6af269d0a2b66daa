"""Tool calls of small models, which write them as JSON in their text instead of the endpoint's own field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from langchain_core.messages import AIMessage
from langchain_core.messages.tool import ToolCall
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_openai import ChatOpenAI

_NAMES, _ARGUMENTS = ("name", "tool", "function"), ("arguments", "args", "parameters")
_OPENED = re.compile(r"[{\[]")


def calls_in(text: str) -> list[ToolCall]:
    """Every `{"name": …, "arguments": {…}}` of a text, fenced, in `<tool_call>` tags or bare, alone or in a list."""
    return [
        ToolCall(name=name, args=args, id=f"call-{uuid4().hex[:8]}", type="tool_call")
        for value in _values(text)
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, Mapping)
        for name, args in _call(one)
    ]


def _values(text: str) -> Iterator[Any]:
    """The outermost JSON values of a text."""
    decoder, at = json.JSONDecoder(), 0
    while opened := _OPENED.search(text, at):
        try:
            value, at = decoder.raw_decode(text, opened.start())
        except ValueError:
            at = opened.start() + 1
            continue
        yield value


def _call(value: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    inner = value.get("function")
    if isinstance(inner, Mapping):  # as the endpoint's own field has it
        yield from _call(inner)
        return
    name = next((value[key] for key in _NAMES if isinstance(value.get(key), str)), None)
    args: Any = next((value[key] for key in _ARGUMENTS if key in value), {})
    if isinstance(args, str):
        try:
            args = json.loads(args or "{}")
        except ValueError:
            return
    if name and isinstance(args, Mapping):
        yield name, dict(args)


class FencedCallsModel(ChatOpenAI):
    """ChatOpenAI that sees the calls in a reply's text when the reply has none of its own."""

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        result = super()._generate(*args, **kwargs)
        return ChatResult(generations=[_seen(one) for one in result.generations], llm_output=result.llm_output)


def _seen(generation: ChatGeneration) -> ChatGeneration:
    said = generation.message
    if not isinstance(said, AIMessage) or said.tool_calls:
        return generation
    calls = calls_in(said.text)
    if not calls:
        return generation
    return ChatGeneration(message=AIMessage(content="", tool_calls=calls, id=said.id), text="")
