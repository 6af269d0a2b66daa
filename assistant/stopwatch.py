"""How long each stage of a turn took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.types import Took


class Stopwatch:
    """Started when made; `took()` gives milliseconds by stage and in all."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self._stages[name] = self._stages.get(name, 0.0) + time.perf_counter() - began

    def took(self) -> Took:
        spent = {name: round(1000 * seconds) for name, seconds in self._stages.items()}
        return Took(**spent, total=round(1000 * (time.perf_counter() - self._began)))
