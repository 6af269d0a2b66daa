"""What to do about a question: follow-up, router, LLM when the router is unsure; arguments always from slots."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.access import Principal
from assistant.arguments import UNNAMED, make_call
from assistant.choices import chosen, with_listed
from assistant.document_follow_up import goes_on, names_part
from assistant.document_query import is_about_documents
from assistant.errors import LanguageModelError, QuestionTooLongError
from assistant.follow_up import (
    Joined,
    asked_of,
    carried,
    leans_on,
    only_names,
    refers_back,
    same_kind,
    says_nothing,
    spelt_out,
    unjoined,
)
from assistant.llm_chooser import LlmChooser
from assistant.named_things import SURE
from assistant.parts import Part, parts_of, shared, taken_over
from assistant.protocols import Conversations, Directory, Finder, LanguageModel
from assistant.question_reader import Asking, QuestionReader
from assistant.router import UNCLEAR, Route, SemanticRouter
from assistant.settings import Settings
from assistant.slots import Slots
from assistant.trace import note, note_read
from assistant.types import FindKind, Memory, Plan, Question, Refusal, RouterName, Thing, ToolCall
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
GOES_ON = {True: 0.7, False: 0.45}
"""A question that says that it goes on is for the tool before when the router is less sure of another: when it names
nothing, or when it does; names are no sign behind a question about documents, in whose words they are often seen."""
_log = logging.getLogger(__name__)


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
        self._reader = QuestionReader(directory, finder, router)
        self._finder = finder
        self._conversations = conversations
        self._offered = offered
        self._settings = settings

    def plan(self, question: Question, asker: Principal) -> Plan:
        """Raises QuestionTooLongError, StoreError."""
        limit = self._settings.max_question_chars
        if len(question.text) > limit:
            raise QuestionTooLongError("question too long", length=str(len(question.text)), limit=str(limit))
        text = expand_abbreviations(normalise(question.text))
        if not any(c.isalnum() for c in text):
            refusal = Refusal("clarify", "not_heard" if question.spoken else "empty")
            return Plan("rule", 1.0, asker.code, refusal=refusal)
        asking = Asking(question, asker, self._memory(question, asker))
        if asking.memory:
            text = chosen(text, asking.memory.options) or with_listed(text, asking.memory.listed)
        note("text", lambda: text)
        return self._parts(parts_of(text, self._reader.for_parts(asking)), asking)

    def _memory(self, question: Question, asker: Principal) -> Memory | None:
        memory = self._conversations.last(question.session, asker.code) if question.session else None
        return memory if memory and memory.call.tool in self._offered else None

    def _parts(self, parts: Sequence[Part], asking: Asking) -> Plan:
        """One plan with the calls of every part; what a part must ask back is asked first."""
        if len(parts) == 1:
            return self._one(parts[0], asking)
        slots = [self._reader.slots(part.text, asking) for part in parts]
        plans: list[Plan] = []
        for number, part in enumerate(parts):
            text = f"{part.text} {shared(parts, slots, number)}".rstrip()
            plan = self._one(replace(part, text=text), asking)
            if plan.refusal:
                return plan
            plans.append(plan)
            if named := taken_over(plan.calls[0], slots[number]):
                asking = replace(asking, memory=Memory(call=named), goes_on=True)
        made = dict(zip((plan.calls[0].model_dump_json() for plan in plans), plans, strict=True)).values()
        return replace(
            plans[0],
            confidence=min(plan.confidence for plan in made),
            calls=tuple(call for plan in made for call in plan.calls),
            periods=tuple(period for plan in made for period in plan.periods),
        )

    def _one(self, part: Part, asking: Asking) -> Plan:
        joined = unjoined(part.text)
        slots = self._reader.slots(joined.text, asking)
        if asking.memory is None:
            if not part.tool and (only_names(slots, joined.marked) or says_nothing(slots)):
                return self._refused("session", SESSION_CONFIDENCE, Refusal("clarify", "nothing_before"), asking)
            if joined.marked:
                slots = self._reader.slots(part.text, asking)
            return self._asked(Joined(part.text, False), slots, asking, part)
        if whole := spelt_out(joined.text, slots, self._reader.own_unit(asking.asker)):
            joined = Joined(whole, True)
            slots = self._reader.slots(whole, asking)
        follow = None if part.tool else self._follow(joined, slots, asking, asking.memory)
        return follow or self._asked(joined, slots, asking, part)

    def _follow(self, joined: Joined, slots: Slots, asking: Asking, memory: Memory) -> Plan | None:
        """Of a question that says nothing by itself; None of others."""
        before = memory.call
        if before.tool == "documents":
            if names_part(joined.text):
                return self._call(
                    "documents", self._reader.slots(goes_on(joined.text, memory), asking), asking, "session"
                )
            if only_names(slots, joined.marked):
                return self._refused("session", SESSION_CONFIDENCE, Refusal("clarify", "nothing_before"), asking)
            return None
        if not only_names(slots, joined.marked) and not leans_on(slots, before, joined.marked):
            return self._task_chosen(joined.text, before, asking)
        tool = asked_of(before.tool, slots)
        if before.tool == "kpi_ranking" and tool == "kpi_causes" and not slots.any and memory.listed:
            slots = self._reader.slots(f"{joined.text} {memory.listed[0]}", asking)
        if before.tool == "task_list" and len(memory.listed) == 1 and not slots.any and slots.rest:
            tool, before = "task_detail", ToolCall(tool="task_detail", args={"task": memory.listed[0]})
        return self._call(tool, slots, asking, "session", carried(before, tool, slots, leans=True))

    def _asked(self, joined: Joined, slots: Slots, asking: Asking, part: Part) -> Plan:
        """Of a question that says what it is about."""
        before, leans = asking.before, joined.marked or asking.goes_on or refers_back(slots)
        likely = before.tool if before and (leans or before.tool == "documents") and not asking.goes_on else None
        alone = 0.0 if slots.any else GOES_ON[False]
        sure = GOES_ON[likely == "documents" or not slots.any] if leans else alone
        tool, confidence, by = self._choose(joined.text, slots, part, likely, sure)
        if tool is None:
            return self._refused(by, confidence, Refusal("clarify", "not_understood"), asking)
        if tool not in self._offered:
            return self._refused(by, confidence, Refusal("out_of_scope", "out_of_scope"), asking)
        if tool == "documents" and asking.memory and tool == likely and (leans or by == "session"):
            slots = self._reader.slots(goes_on(joined.text, asking.memory), asking)
        spoken_of = carried(before, tool, slots, leans) if before else None
        return self._call(tool, slots, asking, by, spoken_of, confidence)

    def _choose(
        self, text: str, slots: Slots, part: Part, likely: str | None, sure: float
    ) -> tuple[str | None, float, RouterName]:
        """`likely`: the tool before, which it is unless the router is `sure` of another."""
        if is_about_documents(text):
            return "documents", 1.0, "rule"
        if part.tool:
            return part.tool, part.confidence, "semantic"
        route = self._router.route(slots.masked)
        note_read(slots, route)
        sure = GOES_ON[False] if likely and same_kind(likely, route.tool) else sure
        if likely and likely != route.tool and (route.tool == UNCLEAR or route.confidence < sure):
            return likely, SESSION_CONFIDENCE, "session"
        mode, enough = self._settings.router, self._settings.router_confidence
        guess = None if route.tool == UNCLEAR or route.confidence < min(GUESS, enough) else route.tool
        if mode == "semantic" or (mode == "auto" and route.confidence >= enough):
            return guess, route.confidence, "semantic"
        return self._chosen_by_model(text, slots, route, guess)

    def _chosen_by_model(
        self, text: str, slots: Slots, route: Route, guess: str | None
    ) -> tuple[str | None, float, RouterName]:
        """`guess` where the model does not answer, or wildly."""
        try:
            tool = self._chooser.choose(text, self._router.alike(slots.masked))
            if self._settings.router == "llm" or route.candidates.get(tool, 0.0) >= PLAUSIBLE:
                return tool, LLM_CONFIDENCE, "llm"
            _log.info("the language model chose %s, which the router rules out", tool)
        except LanguageModelError as exc:
            _log.warning("the language model did not plan: %s", exc)
        return guess, route.confidence, "semantic"

    def _task_chosen(self, text: str, before: ToolCall, asking: Asking) -> Plan | None:
        """The task whose name answers "which task?"."""
        if before.args.get("task") != UNNAMED:
            return None
        found = self._finder.find("task", text, asking.asker, 1)
        if not found or found[0].score < SURE:
            return None
        call = ToolCall(tool=before.tool, args={**before.args, "task": found[0].code})
        return Plan("session", SESSION_CONFIDENCE, asking.asker.code, (call,))

    def _call(
        self,
        tool: str,
        slots: Slots,
        asking: Asking,
        by: RouterName,
        before: ToolCall | None = None,
        confidence: float = SESSION_CONFIDENCE,
    ) -> Plan:
        def find(kind: FindKind, words: str, unit: str | None = None, /) -> Sequence[Thing]:
            return self._finder.find(kind, words, asking.asker, unit=unit)

        if tool in AHEAD:
            slots = self._reader.slots(slots.text, asking, "future")
        note_read(slots)
        asked = make_call(tool, slots, asking.asker, find, before)
        if asked.refusal:
            pending = None if asked.refusal.status == "out_of_scope" else asked.call
            return Plan(by, confidence, asking.asker.code, refusal=asked.refusal, pending=pending)
        unit = slots.unit.best
        former = (slots.unit.former, unit.name) if unit and slots.unit.former else None
        period = slots.time.label if slots.time else None
        return Plan(by, confidence, asking.asker.code, (asked.call,), periods=(period,), former=former)

    def _refused(self, by: RouterName, confidence: float, refusal: Refusal, asking: Asking) -> Plan:
        return Plan(by, confidence, asking.asker.code, refusal=refusal)

    def prime(self) -> None:
        """Let the language model load; a question that needs it later need not wait. Never raises."""
        try:
            self._chooser.prime()
        except LanguageModelError as exc:
            _log.warning("the language model is not there yet: %s", exc)
