"""What to do about a question: follow-up, router, LLM when the router is unsure; arguments always from slots."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.access import Principal
from assistant.arguments import SURE, UNNAMED, make_call
from assistant.document_query import is_about_documents
from assistant.errors import LanguageModelError, QuestionTooLongError
from assistant.follow_up import is_follow_up, last_range, refers_back
from assistant.llm_chooser import LlmChooser
from assistant.names import NameIndex
from assistant.protocols import Conversations, Directory, Finder, LanguageModel
from assistant.router import UNCLEAR, SemanticRouter
from assistant.settings import Settings
from assistant.slots import Slots, read_slots
from assistant.types import FindKind, Named, Plan, Question, Refusal, RouterName, Thing, ToolCall
from assistant.vietnamese import expand_abbreviations, normalise

GUESS = 0.4
"""Without the LLM the router's best guess is taken above this confidence; below it, where two of three guesses at
examples left out of the training are wrong, the user is asked."""
PLAUSIBLE = 0.05
"""The LLM's choice is taken when the router gives that tool at least this share: a small model guesses wildly."""
LLM_CONFIDENCE = 0.7
SESSION_CONFIDENCE = 0.9
AHEAD = frozenset({"schedule", "schedule_free", "task_list"})
"""Tools for which a day that is named without a week or year is the coming one."""
ALONE = frozenset({"documents"})
"""Tools whose question is their argument: nothing of it can be kept for a follow-up."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Names:
    """An index, and the names it was built from."""

    of: tuple[int, int]
    index: NameIndex


class CascadePlanner:
    """The Planner: the cheapest that is sure decides."""

    def __init__(
        self,
        router: SemanticRouter,
        language_model: LanguageModel,
        directory: Directory,
        finder: Finder,
        conversations: Conversations,
        offered: Collection[str],
        settings: Settings,
    ) -> None:
        self._router = router
        self._chooser = LlmChooser(language_model, offered, router.examples)
        self._directory = directory
        self._finder = finder
        self._conversations = conversations
        self._offered = offered
        self._settings = settings
        self._names: _Names | None = None

    def plan(self, question: Question, asker: Principal) -> Plan:
        """Raises QuestionTooLongError, StoreError."""
        limit = self._settings.max_question_chars
        if len(question.text) > limit:
            raise QuestionTooLongError("question too long", length=str(len(question.text)), limit=str(limit))
        text = expand_abbreviations(normalise(question.text))
        if not any(c.isalnum() for c in text):
            refusal = Refusal("clarify", "not_heard" if question.spoken else "empty")
            return Plan("rule", 1.0, asker.code, refusal=refusal)
        before = self._conversations.last(question.session, asker.code) if question.session else None
        slots = self._slots(text, question, asker, before)
        if is_follow_up(slots):
            return self._follow(text, question, asker, before, slots)
        if task := self._task_chosen(text, before, asker):
            return Plan("session", SESSION_CONFIDENCE, asker.code, (task,))
        tool, confidence, by = self._choose(text, slots)
        if tool is None:
            return Plan(by, confidence, asker.code, refusal=Refusal("clarify", "not_understood"))
        if tool not in self._offered:
            return Plan(by, confidence, asker.code, refusal=Refusal("out_of_scope", "out_of_scope"))
        if tool in AHEAD:
            slots = self._slots(text, question, asker, before, "future")
        spoken_of = before if before and before.tool == tool and refers_back(slots) else None
        return self._plan(tool, slots, asker, by, confidence, spoken_of)

    def _follow(self, text: str, question: Question, asker: Principal, before: ToolCall | None, slots: Slots) -> Plan:
        if before is None or before.tool not in self._offered or before.tool in ALONE:
            return Plan("session", SESSION_CONFIDENCE, asker.code, refusal=Refusal("clarify", "nothing_before"))
        if before.tool in AHEAD:
            slots = self._slots(text, question, asker, before, "future")
        return self._plan(before.tool, slots, asker, "session", SESSION_CONFIDENCE, before)

    def _task_chosen(self, text: str, before: ToolCall | None, asker: Principal) -> ToolCall | None:
        """The task whose name answers "which task?"."""
        if before is None or before.args.get("task") != UNNAMED:
            return None
        found = self._finder.find("task", text, asker, 1)
        named = found and found[0].score >= SURE
        return ToolCall(tool=before.tool, args={**before.args, "task": found[0].code}) if named else None

    def _plan(
        self,
        tool: str,
        slots: Slots,
        asker: Principal,
        by: RouterName,
        confidence: float,
        before: ToolCall | None = None,
    ) -> Plan:
        def find(kind: FindKind, words: str, /) -> Sequence[Thing]:
            return self._finder.find(kind, words, asker)

        asked = make_call(tool, slots, asker, find, before)
        if asked.refusal:
            pending = None if asked.refusal.status == "out_of_scope" else asked.call
            return Plan(by, confidence, asker.code, refusal=asked.refusal, pending=pending)
        unit = slots.unit.best
        former = (slots.unit.former, unit.name) if unit and slots.unit.former else None
        period = slots.time.label if slots.time else None
        return Plan(by, confidence, asker.code, (asked.call,), period=period, former=former)

    def _slots(
        self,
        text: str,
        question: Question,
        asker: Principal,
        before: ToolCall | None,
        prefer: Literal["past", "future"] = "past",
    ) -> Slots:
        return read_slots(text, question.now, asker, self._index(), last_range(before), prefer, question.spoken)

    def _index(self) -> NameIndex:
        """Of the names as they are now: the directory gives new lists after an import."""
        units, people = self._directory.units(), self._directory.people()
        key = (id(units), id(people))
        if self._names is None or self._names.of != key:
            named: list[Named] = [*units, *people]
            self._names = _Names(key, NameIndex(named))
        return self._names.index

    def _choose(self, text: str, slots: Slots) -> tuple[str | None, float, RouterName]:
        if is_about_documents(text):
            return "documents", 1.0, "rule"
        route = self._router.route(slots.masked)
        mode, enough = self._settings.router, self._settings.router_confidence
        guess = None if route.tool == UNCLEAR or route.confidence < min(GUESS, enough) else route.tool
        if mode == "semantic" or (mode == "auto" and route.confidence >= enough):
            return guess, route.confidence, "semantic"
        try:
            tool = self._chooser.choose(text)
            if mode == "llm" or route.candidates.get(tool, 0.0) >= PLAUSIBLE:
                return tool, LLM_CONFIDENCE, "llm"
            _log.info("the language model chose %s, which the router rules out", tool)
        except LanguageModelError as exc:
            _log.warning("the language model did not plan: %s", exc)
        return guess, route.confidence, "semantic"

    def prime(self) -> None:
        """Let the language model load; a question that needs it later need not wait. Never raises."""
        try:
            self._chooser.prime()
        except LanguageModelError as exc:
            _log.warning("the language model is not there yet: %s", exc)
