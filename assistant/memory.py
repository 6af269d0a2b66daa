"""What is kept of a turn for the next question of the session."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Answer, Cited, Memory, Plan, ToolResult

_SAID_BACK = {"task_list": "code", "kpi_ranking": "name"}
"""By what a line of a list may be named in a question."""


def memory_of(plan: Plan, results: Sequence[ToolResult], answer: Answer) -> Memory | None:
    """Of the last call, or of what a question back knows so far; None of greetings and of what was not understood."""
    result = results[-1] if results else None
    call = result.call if result else plan.pending
    if call is None or call.tool == "smalltalk":
        return None
    shown = result if result and result.status == "answered" else None
    return Memory(
        call=call,
        options=answer.options,
        listed=_listed(shown) if shown else (),
        cited=_cited(shown) if shown else None,
    )


def _listed(result: ToolResult) -> tuple[str, ...]:
    key = _SAID_BACK.get(result.call.tool, "")
    return tuple(value for row in result.rows if isinstance(value := row.get(key), str))


def _cited(result: ToolResult) -> Cited | None:
    if not result.citations:
        return None
    first = result.citations[0]
    return Cited(number=first.number, article=first.article, clause=first.clause, annex=first.annex)
