"""Which tool a question is for, asked of the LLM: a JSON schema holds it to the tools that there are.

What stands before the question never changes, so the endpoint's prompt cache keeps it: `prime` fills the cache. The
examples most like the question come behind that, beside the question.

The model answers one question after another, and goes on with one whose asker has given up. So at most one question
waits behind the one it works at, and after it failed nobody waits for a while: the others hear at once that it is busy.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Sequence

from assistant.errors import LanguageModelError
from assistant.protocols import LanguageModel
from prompts import message, render

EXAMPLES = 4
"""Of each tool, in the prompt. On 12 short questions that left the router unsure the 1.5B model chose 7 right without
examples and 8 with them."""
PRIME_SECONDS = 120.0
"""Loading and reading the prompt for the first time takes 10 s on two free cores, and nobody waits for it."""
AT_ONCE = 2
"""Questions that the model works at or that wait for it."""
REST_SECONDS = 15.0
"""How long it is left alone when it did not answer in time, to end what it still works at."""

Example = tuple[str, str]
"""A question like it, and its tool."""


class LlmChooser:
    """Asks the language model for one tool; arguments never come from it."""

    def __init__(
        self,
        language_model: LanguageModel,
        offered: Collection[str],
        examples: Callable[[str, int], list[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`examples`: (tool, count) → that many questions for it."""
        self._llm = language_model
        self._clock = clock
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._rests_until = 0.0
        self._names = [*sorted(offered), "out_of_scope"]
        self._system = render(
            "planner",
            "system",
            tools=[
                {"name": name, "purpose": message("tools", name), "examples": examples(name, EXAMPLES)}
                for name in self._names
            ],
        )
        self._schema: dict[str, object] = {
            "title": "plan",
            "type": "object",
            "properties": {"tool": {"type": "string", "enum": self._names}},
            "required": ["tool"],
            "additionalProperties": False,
        }

    def choose(self, text: str, alike: Sequence[Example] = ()) -> str:
        """An offered tool, or `out_of_scope`. Raises LanguageModelError, at once when too many ask."""
        fenced = text.replace("<", " ").replace(">", " ")
        answer = self._asked(render("planner", "question", text=fenced, alike=alike))
        if answer.get("tool") not in self._names:
            raise LanguageModelError("the plan names no tool")
        return str(answer["tool"])

    def prime(self) -> None:
        """Load the model and its prompt, so that no question need wait for that. Raises LanguageModelError."""
        self._asked(render("planner", "question", text="xin chào", alike=()), PRIME_SECONDS)

    def _asked(self, question: str, seconds: float | None = None) -> dict[str, object]:
        if self._clock() < self._rests_until:
            raise LanguageModelError("the model did not answer just now and is left to rest")
        if not self._places.acquire(blocking=False):
            raise LanguageModelError("the model is busy with other questions")
        try:
            return self._llm.complete(self._system, question, self._schema, seconds)
        except LanguageModelError:
            self._rests_until = self._clock() + REST_SECONDS
            raise
        finally:
            self._places.release()
