"""Spoken replies, kept a short while for the person they were made for."""

from __future__ import annotations

import base64
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

Speech = Callable[[], bytes]
"""Gives the WAV file; blocks while it is spoken."""


class Replies(Protocol):
    def keep(self, user: str, speech: Speech) -> str:
        """Where the reply can be heard: a URL."""
        ...

    def hear(self, user: str, reply: str) -> bytes | None:
        """The WAV file; None when there is no such reply, or it is somebody else's."""
        ...


class RememberedReplies:
    """The latest replies in memory; each is spoken when it is first fetched."""

    def __init__(self, size: int = 128) -> None:
        self._size = size
        self._kept: OrderedDict[str, tuple[str, _Once]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, user: str, speech: Speech) -> str:
        reply = secrets.token_urlsafe(16)
        with self._lock:
            self._kept[reply] = (user, _Once(speech))
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return f"/api/audio/{reply}"

    def hear(self, user: str, reply: str) -> bytes | None:
        with self._lock:
            owner, once = self._kept.get(reply, ("", None))
        return once.wav() if once and owner == user else None


class InlineReplies:
    """For several workers, which share no memory: the reply travels inside its URL."""

    def keep(self, user: str, speech: Speech) -> str:
        return "data:audio/wav;base64," + base64.b64encode(speech()).decode()

    def hear(self, user: str, reply: str) -> bytes | None:
        return None


class _Once:
    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self._wav: bytes | None = None
        self._lock = threading.Lock()

    def wav(self) -> bytes:
        with self._lock:
            if self._wav is None:
                self._wav = self._speech()
            return self._wav
