"""What a session last asked, for follow-up questions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import delete

from assistant.types import Memory
from kpi_tools.store import Store, insert_into
from kpi_tools.system_tables import Conversation


def _utc_now() -> datetime:
    return datetime.now(UTC)


class StoredConversations:
    """A session belongs to one user: the same name of another user is another session."""

    def __init__(self, store: Store, minutes: float, clock: Callable[[], datetime] = _utc_now) -> None:
        """`minutes`: how long a conversation is remembered."""
        self._store = store
        self._life = timedelta(minutes=minutes)
        self._clock = clock

    def last(self, session: str, user: str) -> Memory | None:
        """None when the session is new, has expired, belongs to somebody else or was kept in another form by an
        earlier version. Raises StoreError."""
        with self._store.read() as rows:
            row = rows.get(Conversation, (user, session))
            if row is None or row.at + self._life <= self._clock():
                return None
            try:
                return Memory.model_validate(row.call)
            except ValidationError:
                return None

    def remember(self, session: str, user: str, memory: Memory, now: datetime) -> None:
        """Keep it as the session's last, and drop what has expired.

        `now` is the moment that the question is about and may be any; expiry goes by the clock. Raises StoreError.
        """
        at = self._clock()
        with self._store.write() as rows:
            rows.execute(delete(Conversation).where(Conversation.at <= at - self._life))
            row = {"user": user, "session": session, "call": memory.model_dump(mode="json"), "at": at}
            insert = insert_into(rows, Conversation).values(row)  # two first questions of a session may arrive at once
            kept = {"call": insert.excluded.call, "at": insert.excluded.at}
            rows.execute(insert.on_conflict_do_update(index_elements=["user_code", "session"], set_=kept))
