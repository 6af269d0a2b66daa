"""Who is asked in tests of the runner: answers that say what was asked, in which session and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock

from assistant.errors import UnknownUserError
from assistant.types import Answer, Status, Took, ToolCall
from eval.cases import Case

NOW = datetime(2026, 7, 14, 1, tzinfo=UTC)


def case(id_: str, session: str | None = None, user: str = "CC1", **expect: object) -> Case:
    return Case.model_validate(
        {"id": id_, "question": f"câu {id_}", "user": user, "session": session, "expect": expect}
    )


class FakeVerbs:
    """Counts, per session, how many questions came before; knows nobody but CC1."""

    def __init__(self, statuses: Mapping[str, Status] | None = None) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.stop_after: int | None = None
        self._statuses = statuses or {}
        self._lock = Lock()

    def ask(
        self, text: str, user: str, *, now: datetime | None = None, session: str | None = None
    ) -> tuple[Answer, bytes | None]:
        with self._lock:
            if self.stop_after is not None and len(self.asked) >= self.stop_after:
                raise KeyboardInterrupt
            before = sum(session is not None and s == session for _, s in self.asked)
            self.asked.append((text, session))
        if user != "CC1":
            raise UnknownUserError(user, user=user)
        if text.endswith("crash"):
            raise ZeroDivisionError(text)
        call = ToolCall(tool="schedule", args={"person": user, "from": str(now)})
        status = self._statuses.get(text, "answered")
        return Answer(text, f"{text} #{before}", "", status, calls=(call,), took_ms=Took(plan=3, total=10)), None

    def ask_audio(
        self, recording: bytes, user: str, *, now: datetime | None = None, session: str | None = None
    ) -> tuple[Answer, bytes | None]:
        return self.ask(recording.decode(), user, now=now, session=session)
