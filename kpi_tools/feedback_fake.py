"""A FeedbackStore in memory, for tests; nothing in it grows old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from assistant.feedback import Feedback, FeedbackKind, Given
from assistant.types import Answer, Question


def _utc_now() -> datetime:
    return datetime.now(UTC)


class RememberedFeedback:
    def __init__(self, clock: Callable[[], datetime] = _utc_now) -> None:
        self._clock = clock
        self._kept: list[tuple[str, str | None, Given]] = []
        self.all: dict[tuple[int, FeedbackKind], Feedback] = {}

    def keep(self, user: str, question: Question, answer: Answer) -> str:
        about = Given(
            question.text,
            question.now,
            question.spoken,
            answer.answer,
            answer.status,
            answer.router,
            answer.calls,
        )
        self._kept.append((user, question.session, about))
        return f"answer-{len(self._kept)}"

    def give(
        self, user: str, kind: FeedbackKind, *, answer: str | None = None, session: str | None = None
    ) -> Feedback | None:
        for at in reversed(range(len(self._kept))):
            who, where, about = self._kept[at]
            if who == user and (answer == f"answer-{at + 1}" if answer else where == session):
                made = Feedback(len(self.all) + 1, self._clock(), user, kind, about)
                return self.all.setdefault((at, kind), made)
        return None

    def given(
        self, limit: int, *, kind: FeedbackKind | None = None, since: datetime | None = None, number: int | None = None
    ) -> tuple[Feedback, ...]:
        fit = [
            one
            for one in self.all.values()
            if kind in (None, one.kind) and number in (None, one.id) and (since is None or one.at >= since)
        ]
        return tuple(fit[-limit:])
