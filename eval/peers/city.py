"""The same city for a peer: its tools, names and documents, without our router and our answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.build import build_runtime
from assistant.home import Home
from assistant.protocols import Directory, ToolRunner
from assistant.settings import Settings
from assistant.turn import Turn


@dataclass(frozen=True, slots=True)
class City:
    directory: Directory
    tools: ToolRunner


@contextmanager
def opened_city(settings: Settings) -> Iterator[City]:
    """Owns the home meanwhile. Raises ConfigError, HomeBusyError, StoreError."""
    with Home.own(settings.home):
        runtime = build_runtime(settings)
        try:
            if not isinstance(runtime.turn, Turn):
                raise TypeError(f"{type(runtime.turn)} has no tools to lend")
            yield City(runtime.directory, runtime.turn.tools)
        finally:
            runtime.close()
