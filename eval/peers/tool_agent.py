"""A plain LangChain tool-calling agent over our own typed tools: no router, no parsers, no templates.

It has what such an agent usually gets: the tools with their arguments, a tool that finds codes by name, the moment and
who asks. Rights are those of the tools: the program binds the asker, the model cannot choose one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any

from assistant.access import Principal
from assistant.errors import AssistantError
from assistant.protocols import Directory
from assistant.settings import Settings
from assistant.tools import TOOLS
from assistant.types import Answer, Citation, Row, Status, ToolCall, ToolResult
from assistant.vietnamese import fold
from eval.asker import error_answer
from eval.cases import Case
from eval.graded import Outcome
from eval.peers.chat import opened_model, peer_answer
from eval.peers.city import City, opened_city
from prompts import has_message, message

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.tools import BaseTool

STEPS = 4
"""Replies of the model to one question."""
SECONDS = 240.0
"""Of one reply: the first one reads the tools' whole description, later ones find it in the model's cache."""
SHOWN = 1_500
"""Characters of a result that the model is shown: its context is small."""
FOUND = 5
"""Codes that one look-up gives."""


@dataclass(slots=True)
class _Turn:
    """What the tools did for one question."""

    asker: Principal
    now: datetime
    results: list[ToolResult] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    """With defaults filled in; one that was refused as it was made."""
    asked: list[ToolCall] = field(default_factory=list)


class RepeatedCallError(Exception):
    """The model makes a call that it has the result of: it would do so until its replies are used up."""


class ToolAgent:
    """An Asker. One question at a time: the endpoint has one slot."""

    name = "tool-agent"

    def __init__(self, model: BaseChatModel, city: City) -> None:
        self._model, self._city = model, city

    def ask(self, case: Case, now: datetime, session: str | None) -> Outcome:
        began = perf_counter()
        try:
            turn = _Turn(self._city.directory.principal(case.user), now)
        except AssistantError as exc:
            return Outcome(case, error_answer(case, exc), round((perf_counter() - began) * 1000, 1))
        try:
            said, broke = self._said(case.question, turn), ""
        except Exception as exc:  # noqa: BLE001  whatever breaks it is its answer
            said, broke = "", f"{type(exc).__name__}: {exc}"[:300]
        millis = (perf_counter() - began) * 1000
        answer = Answer(
            question=case.question,
            answer=said,
            speech=said,
            status=_status(turn.results, said),
            calls=tuple(turn.calls),
            rows=tuple(row for result in turn.results for row in result.rows),
            citations=tuple(cite for result in turn.results for cite in result.citations),
            router="llm",
            explain=[result.explain for result in turn.results],
        )
        return Outcome(case, peer_answer(answer, round(millis), broke), round(millis, 1))

    def _said(self, question: str, turn: _Turn) -> str:
        from langchain.agents import create_agent
        from langchain.agents.middleware import ModelCallLimitMiddleware
        from langchain_core.messages import HumanMessage

        agent = create_agent(
            self._model,
            self._tools(turn),
            system_prompt=message("peers", "agent"),
            middleware=[ModelCallLimitMiddleware(run_limit=STEPS, exit_behavior="error")],
        )
        unit = next((one.name for one in self._city.directory.units() if one.code == turn.asker.unit), "")
        told = message(
            "peers", "asked", now=f"{turn.now:%Y-%m-%d %H:%M}", user=turn.asker.code, unit=turn.asker.unit, name=unit
        )
        state = agent.invoke({"messages": [HumanMessage(f"{told}\n{question}")]})
        return str(state["messages"][-1].text)

    def _tools(self, turn: _Turn) -> list[BaseTool]:
        from langchain_core.tools import StructuredTool

        def runs(name: str) -> BaseTool:
            def run(**args: Any) -> str:
                return self._run(ToolCall(tool=name, args=args), turn)

            schema = _described(TOOLS[name].arguments.model_json_schema(by_alias=True))
            return StructuredTool.from_function(run, name=name, description=message("tools", name), args_schema=schema)

        def find_code(name: str) -> str:
            return found_codes(name, self._city.directory)

        look_up = StructuredTool.from_function(
            find_code, name="find_code", description=message("peers", "find_code"), infer_schema=True
        )
        return [look_up, *map(runs, TOOLS)]

    def _run(self, call: ToolCall, turn: _Turn) -> str:
        if call in turn.asked:
            raise RepeatedCallError(call.tool)
        turn.asked.append(call)
        try:
            result = self._city.tools.run(call, turn.asker, turn.now)
        except AssistantError as exc:
            turn.calls.append(call)
            return json.dumps({"error": str(exc)[:300]}, ensure_ascii=False)
        turn.results.append(result)
        turn.calls.append(result.call)
        return shown(result.status, result.rows, result.citations)


def shown(status: Status, rows: Sequence[Row], citations: Sequence[Citation]) -> str:
    """A result as the model reads it, cut where its context would end."""
    quoted = [f"{one.number or one.document}: {one.text}" for one in citations]
    return json.dumps({"status": status, "rows": list(rows), "quotes": quoted}, ensure_ascii=False, default=str)[:SHOWN]


def found_codes(name: str, directory: Directory) -> str:
    """The units and people whose names are nearest, as JSON of code and name."""
    from rapidfuzz import fuzz, process

    every = [*directory.units(), *directory.people()]
    names = [fold(one.name) for one in every]
    best = process.extract(fold(name), names, scorer=fuzz.token_set_ratio, limit=FOUND, score_cutoff=60)
    return json.dumps([{"code": every[at].code, "name": every[at].name} for _, _, at in best], ensure_ascii=False)


def _status(results: Sequence[ToolResult], said: str) -> Status:
    """What its last tool said, if it said anything itself; words without a tool are an answer."""
    if not said:
        return "error"
    return results[-1].status if results else "answered"


def _described(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments with what they are, as the interface describes them: their names alone do not tell."""
    short = _short(schema)
    for name, argument in short.get("properties", {}).items():
        if has_message("peers", f"arg_{name}"):
            argument["description"] = message("peers", f"arg_{name}")
    return short


def _short(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Without the titles that pydantic adds: they cost words of a small context and say nothing."""
    return {
        key: _short(value) if isinstance(value, Mapping) else value
        for key, value in schema.items()
        if key != "title" or isinstance(value, Mapping)
    }


@contextmanager
def tool_agent(settings: Settings) -> Iterator[ToolAgent]:
    """Opens the home and the model. Raises ConfigError, HomeBusyError, LanguageModelError."""
    from eval.peers.fenced_calls import FencedCallsModel

    with opened_city(settings) as city, opened_model(settings, FencedCallsModel, SECONDS) as model:
        yield ToolAgent(model, city)
