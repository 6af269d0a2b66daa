"""Bars in the terminal for long work, when somebody looks at it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Protocol


class Told(Protocol):
    def __call__(self, file: str, done: int, total: int) -> None:
        """What is at hand, and how much of all is done."""
        ...


@contextmanager
def progress_bar(counted: bool = True) -> Iterator[Told | None]:
    """One bar on stderr, with `done` and `total` as numbers or as a share; None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    times = (TimeElapsedColumn(), TimeRemainingColumn())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *times)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")

        def told(file: str, done: int, total: int) -> None:
            bar.update(task, description=file, completed=done, total=total)

        yield told


@contextmanager
def counted_bar(title: str, total: int) -> Iterator[Callable[[], None]]:
    """The same for work that only says, from any thread, that one more is done."""
    with progress_bar() as told:
        done = count(1)

        def one_more() -> None:
            if told:
                told(title, next(done), total)

        if told:
            told(title, 0, total)
        yield one_more
