"""What `troly eval` was asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eval.run import THREADS, Progress

Bar = Callable[[str, int], AbstractContextManager[Progress]]
"""A bar with a title, over so many cases."""


@dataclass(frozen=True, slots=True)
class Options:
    files: tuple[Path, ...]
    now: datetime
    """Of cases that name no moment."""
    now_given: bool = False
    only: tuple[str, ...] = ()
    sample: int | None = None
    seed: int = 0
    report: Path | None = None
    against: Path | None = None
    thresholds: Path | None = None
    """None: our own for our own whole sets, else none."""
    corpus: Path | None = None
    noise: tuple[float, ...] = ()
    peers: tuple[str, ...] = ()
    peer_sample: int = 120
    threads: int = THREADS
    fresh: bool = False
