"""Whoever answers the cases of a run: our own assistant, or a peer beside it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from time import perf_counter
from typing import Protocol

from assistant.errors import AssistantError, ConfigError, InputError
from assistant.reasons import reason
from assistant.settings import Settings
from assistant.types import Answer
from assistant.wire import answer_json
from assistant.wording import sentence
from eval.cases import Case
from eval.graded import AnswerJson, Outcome
from prompts import message


class Asker(Protocol):
    @property
    def name(self) -> str: ...

    def ask(self, case: Case, now: datetime, session: str | None) -> Outcome:
        """Asked by several threads at once. `now` is the case's moment, else the run's; `session` is the case's, kept
        apart from other runs. What the system refuses is an answer of status `error`. `case.audio`, when there
        is one, is absolute. Raises ConfigError when a part of the installation is missing."""
        ...


PeerMaker = Callable[[Settings], AbstractContextManager[Asker]]
"""`eval.peers.PEERS` maps names (`plain-rag`, `tool-agent`) to these: opens what it needs of the home, which this
process does not own any more when a peer is opened; closes it at the end."""


class Answering(Protocol):
    """Of `Verbs` what a run needs."""

    def ask(
        self, text: str, user: str, *, now: datetime | None = None, session: str | None = None
    ) -> tuple[Answer, bytes | None]: ...

    def ask_audio(
        self, recording: bytes, user: str, *, now: datetime | None = None, session: str | None = None
    ) -> tuple[Answer, bytes | None]: ...


class VerbsAsker:
    """Our own assistant, in this process or through the server of the home."""

    name = "ours"

    def __init__(self, verbs: Answering) -> None:
        self._verbs = verbs

    def ask(self, case: Case, now: datetime, session: str | None) -> Outcome:
        began = perf_counter()
        try:
            answer = self._answer(case, now, session)
        except ConfigError:
            raise
        except AssistantError as exc:
            answer = error_answer(case, exc)
        return Outcome(case, answer, round((perf_counter() - began) * 1000, 1))

    def _answer(self, case: Case, now: datetime, session: str | None) -> AnswerJson:
        if case.audio is None:
            return answer_json(self._verbs.ask(case.question, case.user, now=now, session=session)[0])
        try:
            recording = case.audio.read_bytes()
        except OSError as exc:
            why = message("cli", "no_file", file=case.audio, reason=reason(exc))
            raise InputError(f"{case.audio}: {exc}", reason=why) from exc
        return answer_json(self._verbs.ask_audio(recording, case.user, now=now, session=session)[0])


def error_answer(case: Case, exc: AssistantError) -> AnswerJson:
    """What was refused as an answer of status `error`, with the `code` of the error besides."""
    said = sentence(exc)
    return answer_json(Answer(question=case.question, answer=said, speech=said, status="error")) | {"error": exc.code}
