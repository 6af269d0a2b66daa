"""What people say about answers; the seam between the turn, the edges and the store.

Every answer of a session is kept a while, so that it can be named by its id, or as the last one of the session. Only
what somebody complains of is kept for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from assistant.types import Answer, Question, RouterName, Status, ToolCall

FeedbackKind = Literal["wrong_figures", "not_meant"]
"""`wrong_figures`: sai số liệu; `not_meant`: không đúng ý tôi."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the same session that came before."""

    question: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given."""

    question: str
    """As typed, or as heard."""
    now: datetime
    """The moment that the question is about."""
    spoken: bool
    answer: str
    status: Status
    router: RouterName
    calls: tuple[ToolCall, ...] = ()
    before: tuple[Asked, ...] = ()
    """Of a follow-up: the questions without which it says nothing, oldest first."""


@dataclass(frozen=True, slots=True)
class Feedback:
    id: int
    at: datetime
    """UTC."""
    who: str
    """Person code."""
    kind: FeedbackKind
    given: Given


class FeedbackStore(Protocol):
    """Every method raises StoreError."""

    def keep(self, user: str, question: Question, answer: Answer) -> str:
        """Keep an answer of a session for a while; its id, which nobody can guess."""
        ...

    def give(
        self, user: str, kind: FeedbackKind, *, answer: str | None = None, session: str | None = None
    ) -> Feedback | None:
        """Feedback on the answer of that id, else on the session's last; said twice it is kept once. None when there is
        no such answer any more, or it is somebody else's."""
        ...

    def given(
        self, limit: int, *, kind: FeedbackKind | None = None, since: datetime | None = None, number: int | None = None
    ) -> Sequence[Feedback]:
        """The newest `limit` that fit, oldest first; `number` is an id."""
        ...
