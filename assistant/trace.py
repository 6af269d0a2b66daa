"""How an answer came about, noted on the way when somebody wants to know; otherwise nothing is noted and nothing costs.

Notes go to whoever opened `traced` around the turn, in the same thread. They are shown to whoever runs `troly`, never
over HTTP and never in a log: they hold the question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from pydantic import JsonValue

if TYPE_CHECKING:
    from assistant.names_found import Found
    from assistant.router import Route
    from assistant.slots import Slots
    from assistant.types import TimeRange

Notes = dict[str, JsonValue]
_notes: ContextVar[Notes | None] = ContextVar("trace", default=None)
LEAST = 0.001
"""Confidence of a tool below which it is not worth a line."""


@contextmanager
def traced(wanted: bool = True) -> Iterator[Notes]:
    """The notes of what happens inside, in the order in which they were made; none unless `wanted`."""
    notes: Notes = {}
    token = _notes.set(notes if wanted else None)
    try:
        yield notes
    finally:
        _notes.reset(token)


def note(key: str, value: Callable[[], JsonValue]) -> None:
    """Note what `value` gives, which is only asked when somebody listens."""
    notes = _notes.get()
    if notes is not None:
        notes[key] = value()


def note_read(slots: Slots, route: Route | None = None) -> None:
    """What was found in a question, or in one part of it, and the tools that were weighed, likeliest first."""
    notes = _notes.get()
    if notes is None:
        return
    read = notes.setdefault("read", [])
    if isinstance(read, list):
        before = next((one for one in read if isinstance(one, dict) and one["text"] == slots.text), None)
        entry: Notes = before if before is not None else {"text": slots.text}
        entry |= _found(slots) | ({"tools": _likeliest(route.candidates)} if route else {})
        if before is None:
            read.append(entry)


def _found(slots: Slots) -> Notes:
    other = {"status": slots.status, "basis": slots.basis, "topic": slots.topic, "code": slots.code}
    return {
        "masked": slots.masked,
        "time": _time(slots.time),
        "units": _named(slots.unit),
        "people": _named(slots.person),
        "words": {key: value for key, value in other.items() if value},
    }


def _likeliest(candidates: Mapping[str, float]) -> JsonValue:
    ranked = sorted(candidates.items(), key=lambda one: -one[1])
    return [{"tool": tool, "score": round(score, 4)} for tool, score in ranked if score >= LEAST]


def _time(time: TimeRange | None) -> JsonValue:
    return {"label": time.label, "from": time.start, "to": time.end} if time else None


def _named(found: Found) -> JsonValue:
    return [
        {
            "code": match.named.code,
            "name": match.named.name,
            "score": round(match.score, 3),
            "probability": round(match.probability, 3),
        }
        for match in found.matches
    ]
