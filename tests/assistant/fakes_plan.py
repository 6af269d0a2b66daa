"""Stand-ins around the planner that remember what they were asked and fail on what was not scripted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self

from assistant.access import Principal
from assistant.errors import LanguageModelError
from assistant.router import Route, SemanticRouter
from assistant.types import FindKind, Memory, Thing


@dataclass
class ScriptedModel:
    """A LanguageModel that gives the scripted objects, one a call; an error among them is raised.

    As a context manager it fails when steps are left over.
    """

    steps: list[dict[str, object] | LanguageModelError] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)

    def complete(
        self, system: str, question: str, schema: dict[str, object], seconds: float | None = None
    ) -> dict[str, object]:
        self.asked.append((system, question, schema))
        if len(self.asked) > len(self.steps):
            raise AssertionError(f"the script has no answer to {question!r}")
        step = self.steps[len(self.asked) - 1]
        if isinstance(step, LanguageModelError):
            raise step
        return step

    def start(self) -> None: ...

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and len(self.asked) < len(self.steps):
            raise AssertionError(f"{len(self.steps) - len(self.asked)} steps of the script were not asked for")


class FixedRouter(SemanticRouter):
    """A router that always says the same."""

    def __init__(self, tool: str, confidence: float, plausible: float = 0.1) -> None:
        """`plausible`: what every other tool gets."""
        others = dict.fromkeys(("kpi_summary", "task_list", "schedule", "smalltalk", "out_of_scope"), plausible)
        self._route = Route(tool, confidence, others | {tool: confidence})
        self.masked: list[str] = []

    def examples(self, tool: str, count: int) -> list[str]:
        return [f"ví dụ của {tool}"][:count]

    def alike(self, masked: str, count: int = 5) -> list[tuple[str, str]]:
        return [("câu giống", self._route.tool)][:count]

    def route(self, masked: str) -> Route:
        self.masked.append(masked)
        return self._route


@dataclass
class FakeFinder:
    """A Finder that knows the given things and finds what shares a word with the text."""

    known: dict[FindKind, list[tuple[str, str]]] = field(default_factory=dict)
    """Kind → (code, name)."""
    units: dict[str, str] = field(default_factory=dict)
    """Code of a task → its unit; the others belong to every unit."""

    def find(self, kind: FindKind, text: str, asker: Principal, limit: int = 5, unit: str | None = None) -> list[Thing]:
        said = set(text.lower().split())
        shares = [
            Thing(code, name, len(said & set(name.lower().split())) / len(said))
            for code, name in self.known.get(kind, [])
            if unit is None or self.units.get(code, unit) == unit
        ]
        return sorted((s for s in shares if s.score), key=lambda s: -s.score)[:limit]


@dataclass
class FakeConversations:
    """Keeps the memory of each session of each user."""

    kept: dict[tuple[str, str], Memory] = field(default_factory=dict)

    def last(self, session: str, user: str) -> Memory | None:
        return self.kept.get((session, user))

    def remember(self, session: str, user: str, memory: Memory, now: datetime) -> None:
        self.kept[session, user] = memory
