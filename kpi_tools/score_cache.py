"""What was worked out over all units, kept under the marks of the rows behind it (`kpi_tools/versions.py`).

Never stale: a key carries the marks of every table read, and a change of rows gives a mark that was never there before.
Never foreign: it holds what the ranking publishes, and the peers' figures behind medians, which name no unit.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key:
    """What a kept result depends on."""

    kind: str
    marks: tuple[str, ...]
    """Of the tables read, in one transaction with their rows."""
    rest: tuple[Hashable, ...]

    @property
    def marked(self) -> bool:
        """Whether any of the tables was ever marked: without, nothing tells one state of the rows from another."""
        return any(self.marks)


class ScoreCache:
    """The results used last. Safe for threads: who asks for what is being worked out waits for it."""

    def __init__(self, size: int = 64) -> None:
        self._size = size
        self._lock = Lock()
        self._kept: OrderedDict[Key, Future[Any]] = OrderedDict()

    def get(self, key: Key, work_out: Callable[[], T]) -> T:
        """The result under a key, worked out by the first who asks. What `work_out` raises is raised and not kept."""
        if not key.marked:
            return work_out()
        while True:
            mine, kept = self._place(key)
            if kept is None:
                return self._work_out(key, mine, work_out)
            if kept.exception() is None:
                return cast(T, kept.result())

    def _place(self, key: Key) -> tuple[Future[Any], Future[Any] | None]:
        """A place of one's own, and what is already there, done or being worked out."""
        mine: Future[Any] = Future()
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return mine, kept
            self._kept[key] = mine
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return mine, None

    def _work_out(self, key: Key, mine: Future[Any], work_out: Callable[[], T]) -> T:
        try:
            found = work_out()
        except BaseException as exc:
            with self._lock:
                if self._kept.get(key) is mine:
                    del self._kept[key]
            mine.set_exception(exc)
            raise
        mine.set_result(found)
        return found
