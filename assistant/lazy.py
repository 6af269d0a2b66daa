"""Parts that load when first used, so that a verb that needs no model waits for none."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from assistant.access import Principal
from assistant.protocols import Planner, Transcriber
from assistant.types import Audio, Plan, Question, Transcript

Part = TypeVar("Part")
Given = TypeVar("Given", covariant=True)


class Loading(Protocol[Given]):
    """What gives a part, loading it first if need be."""

    def get(self) -> Given: ...


class Lazy(Generic[Part]):
    """Makes its part once, at the first `get`, also when several threads come at once."""

    def __init__(self, make: Callable[[], Part]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._part: Part | None = None

    @property
    def loaded(self) -> bool:
        return self._part is not None

    def get(self) -> Part:
        """Raises what making it raises, each time until it succeeds."""
        with self._lock:
            if self._part is None:
                self._part = self._make()
            return self._part


class LazyTranscriber:
    """A Transcriber that loads its model when something is to be heard."""

    def __init__(self, part: Loading[Transcriber]) -> None:
        self._part = part

    def transcribe(self, audio: Audio, hints: Sequence[str] = ()) -> Transcript:
        return self._part.get().transcribe(audio, hints)


class LazyPlanner:
    """A Planner that loads its model when something is asked."""

    def __init__(self, part: Loading[Planner]) -> None:
        self._part = part

    def plan(self, question: Question, asker: Principal) -> Plan:
        return self._part.get().plan(question, asker)
