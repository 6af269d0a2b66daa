"""Which tool a question is for, asked of the LLM: a JSON schema holds it to the tools that there are.

What stands before the question never changes, so the endpoint's prompt cache keeps it: `prime` fills the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from assistant.errors import LanguageModelError
from assistant.protocols import LanguageModel
from prompts import message, render

EXAMPLES = 4
"""Of each tool, in the prompt. On 12 short questions that left the router unsure the 1.5B model chose 7 right without
examples and 8 with them."""


PRIME_SECONDS = 120.0
"""Loading and reading the prompt for the first time takes 10 s on two free cores, and nobody waits for it."""


class LlmChooser:
    """Asks the language model for one tool; arguments never come from it."""

    def __init__(
        self, language_model: LanguageModel, offered: Collection[str], examples: Callable[[str, int], list[str]]
    ) -> None:
        """`examples`: (tool, count) → that many questions for it."""
        self._llm = language_model
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

    def choose(self, text: str) -> str:
        """An offered tool, or `out_of_scope`. Raises LanguageModelError."""
        fenced = text.replace("<", " ").replace(">", " ")
        answer = self._llm.complete(self._system, render("planner", "question", text=fenced), self._schema)
        if answer.get("tool") not in self._names:
            raise LanguageModelError("the plan names no tool")
        return str(answer["tool"])

    def prime(self) -> None:
        """Load the model and its prompt, so that no question need wait for that. Raises LanguageModelError."""
        question = render("planner", "question", text="xin chào")
        self._llm.complete(self._system, question, self._schema, PRIME_SECONDS)
