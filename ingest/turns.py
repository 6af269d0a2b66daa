"""Many at once, or one alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Turns:
    """A lock that many may share while nobody wants it alone; who wants it alone goes first."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._many = 0
        self._wanted = False

    @contextmanager
    def one_of_many(self) -> Iterator[None]:
        with self._changed:
            self._changed.wait_for(lambda: not self._wanted)
            self._many += 1
        try:
            yield
        finally:
            with self._changed:
                self._many -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One caller at a time: whoever calls it holds a lock of its own."""
        with self._changed:
            self._wanted = True
            self._changed.wait_for(lambda: self._many == 0)
        try:
            yield
        finally:
            with self._changed:
                self._wanted = False
                self._changed.notify_all()
