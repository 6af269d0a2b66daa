"""What people say of answers, over the store; `assistant/feedback.py` says what for."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from assistant.feedback import Asked, Feedback, FeedbackKind, Given
from assistant.types import Answer, Question, RouterName, Status, ToolCall
from kpi_tools.columns import storable
from kpi_tools.store import Store, insert_into
from kpi_tools.system_tables import AnswerColumns, FeedbackRecord, RecentAnswer

EARLIER = 3
"""Questions before a follow-up that are kept with it."""
_COPIED = ("who", "question", "now", "spoken", "answer", "status", "router", "calls")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class StoredFeedback:
    """The FeedbackStore. Every method raises StoreError."""

    def __init__(self, store: Store, hours: float, clock: Callable[[], datetime] = _utc_now) -> None:
        """`hours`: how long an answer can be spoken of."""
        self._store = store
        self._life = timedelta(hours=hours)
        self._clock = clock

    def keep(self, user: str, question: Question, answer: Answer) -> str:
        """Keep an answer under a new id, and drop what is too old."""
        at, made = self._clock(), secrets.token_urlsafe(16)
        row = RecentAnswer(
            id=made,
            session=question.session or "",
            at=at,
            who=user,
            question=storable(question.text),
            now=question.now,
            spoken=question.spoken,
            answer=storable(answer.answer),
            status=answer.status,
            router=answer.router,
            calls=[call.model_dump(mode="json") for call in answer.calls],
        )
        with self._store.write() as rows:
            rows.execute(delete(RecentAnswer).where(RecentAnswer.at <= at - self._life))
            rows.add(row)
        return made

    def give(
        self, user: str, kind: FeedbackKind, *, answer: str | None = None, session: str | None = None
    ) -> Feedback | None:
        """On the answer of that id, else on the session's last; None when it is gone or somebody else's."""
        own = select(RecentAnswer).where(RecentAnswer.who == user, RecentAnswer.at > self._clock() - self._life)
        named = own.where(RecentAnswer.id == answer if answer else RecentAnswer.session == (session or ""))
        with self._store.write() as rows:
            kept = rows.scalars(_newest(named, 1)).first()
            if kept is None:
                return None
            values = {name: getattr(kept, name) for name in _COPIED}
            values |= {"at": self._clock(), "kind": kind, "about": kept.id, "before": _before(rows, kept)}
            insert = insert_into(rows, FeedbackRecord).values(values)  # the same button may be pressed twice at once
            rows.execute(insert.on_conflict_do_nothing(index_elements=["about", "kind"]))
            made = select(FeedbackRecord).where(FeedbackRecord.about == kept.id, FeedbackRecord.kind == kind)
            return _feedback(rows.scalars(made).one())

    def given(
        self, limit: int, *, kind: FeedbackKind | None = None, since: datetime | None = None, number: int | None = None
    ) -> tuple[Feedback, ...]:
        """The newest `limit` that fit, oldest first."""
        query = select(FeedbackRecord).order_by(FeedbackRecord.id.desc()).limit(limit)
        if kind is not None:
            query = query.where(FeedbackRecord.kind == kind)
        if since is not None:
            query = query.where(FeedbackRecord.at >= since)
        if number is not None:
            query = query.where(FeedbackRecord.id == number)
        with self._store.read() as rows:
            return tuple(reversed([_feedback(row) for row in rows.scalars(query)]))


def _newest(query: Select[RecentAnswer], count: int) -> Select[RecentAnswer]:
    return query.order_by(RecentAnswer.at.desc()).limit(count)


def _before(rows: Session, kept: RecentAnswer) -> list[dict[str, str]]:
    """Oldest first; nothing of a question that needs none before it."""
    if kept.router != "session":
        return []
    same = (RecentAnswer.who == kept.who, RecentAnswer.session == kept.session, RecentAnswer.at < kept.at)
    earlier = rows.scalars(_newest(select(RecentAnswer).where(*same), EARLIER)).all()
    return [{"question": row.question, "now": row.now.isoformat()} for row in reversed(earlier)]


def _feedback(row: FeedbackRecord) -> Feedback:
    before = tuple(Asked(one["question"], datetime.fromisoformat(one["now"])) for one in row.before)
    return Feedback(row.id, row.at, row.who, cast(FeedbackKind, row.kind), _given(row, before))


def _given(row: AnswerColumns, before: tuple[Asked, ...]) -> Given:
    return Given(
        question=row.question,
        now=row.now,
        spoken=row.spoken,
        answer=row.answer,
        status=cast(Status, row.status),
        router=cast(RouterName, row.router),
        calls=tuple(ToolCall.model_validate(call) for call in row.calls),
        before=before,
    )
