"""Feedback as people give it: by a button, or by a question that is itself the complaint ("sai số liệu rồi").

The answers of sessions are kept for it, and everything given goes into the audit log.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import cast, get_args

from pydantic import JsonValue

from assistant.access import Principal
from assistant.feedback import Feedback, FeedbackKind, FeedbackStore
from assistant.protocols import AuditLog, Planner
from assistant.types import Answer, AuditEvent, Plan, Question, Refusal
from assistant.vietnamese import fold
from prompts import vocabulary


class FeedbackDesk:
    """Keeps answers for feedback and takes it. Every method raises StoreError."""

    def __init__(self, store: FeedbackStore, audit: AuditLog) -> None:
        self._store = store
        self._audit = audit

    def keep(self, question: Question, asker: Principal, answer: Answer) -> Answer:
        """With the id by which feedback names it; unchanged without a session, and when it thanks for feedback."""
        if question.session is None or complaint(question.text):
            return answer
        return replace(answer, id=self._store.keep(asker.code, question, answer))

    def give(
        self, asker: Principal, kind: FeedbackKind, *, answer: str | None = None, session: str | None = None
    ) -> Feedback | None:
        """About the answer of that id, else about the session's last; None when there is none of the asker's."""
        given = self._store.give(asker.code, kind, answer=answer, session=session)
        if given:
            subject: dict[str, JsonValue] = {"feedback": given.id, "about": given.kind}
            self._audit.record(AuditEvent(asker.code, "feedback", "done", subject | _via(asker)))
        return given

    def given(
        self, limit: int, *, kind: FeedbackKind | None = None, since: datetime | None = None, number: int | None = None
    ) -> Sequence[Feedback]:
        """The newest `limit` that fit, oldest first; for whoever keeps the installation, never for a person asking."""
        return self._store.given(limit, kind=kind, since=since, number=number)


class ComplaintPlanner:
    """The Planner before the others: takes a complaint about the last answer, and leaves every other question alone."""

    def __init__(self, planner: Planner, desk: FeedbackDesk) -> None:
        self._planner = planner
        self._desk = desk

    def plan(self, question: Question, asker: Principal) -> Plan:
        kind = complaint(question.text)
        if kind is None:
            return self._planner.plan(question, asker)
        taken = question.session and self._desk.give(asker, kind, session=question.session)
        refusal = _thanks(kind) if taken else Refusal("clarify", "feedback_on_nothing")
        return Plan("rule", 1.0, asker.code, refusal=refusal)


def _thanks(kind: FeedbackKind) -> Refusal:
    return Refusal("answered", "feedback_wrong_figures" if kind == "wrong_figures" else "feedback_not_meant")


def _via(asker: Principal) -> dict[str, JsonValue]:
    return {"via": asker.via} if asker.via else {}


def complaint(text: str) -> FeedbackKind | None:
    """What a question complains of that says nothing else; accents are optional."""
    said = _bare(text)
    return next((kind for kind, phrases in _phrases().items() if said in phrases), None)


def _bare(text: str) -> str:
    """Folded words without those that people put around a complaint."""
    around = _around()
    words = [word for word in _plain(text).split() if (word,) not in around["any"]]
    while words and (taken := _longest(words, around["lead"])):
        words = words[taken:]
    words.reverse()
    while words and (taken := _longest(words, around["tail"])):
        words = words[taken:]
    return " ".join(reversed(words))


def _longest(words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> int:
    return max((len(phrase) for phrase in phrases if tuple(words[: len(phrase)]) == phrase), default=0)


@cache
def _phrases() -> Mapping[FeedbackKind, frozenset[str]]:
    words = _words()
    return {kind: frozenset(map(_bare, words[kind])) for kind in get_args(FeedbackKind)}


@cache
def _around() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """`tail` backwards."""
    words = _words()
    folded = {key: [tuple(_plain(phrase).split()) for phrase in words[key]] for key in ("any", "lead", "tail")}
    return {key: tuple(some) for key, some in folded.items()} | {"tail": tuple(one[::-1] for one in folded["tail"])}


def _plain(phrase: str) -> str:
    return " ".join(re.findall(r"\w+", fold(phrase)))


def _words() -> Mapping[str, Sequence[str]]:
    return cast(Mapping[str, Sequence[str]], vocabulary("feedback_words"))
