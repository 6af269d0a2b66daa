"""What a question names, as its asker means it at that point of the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.access import Principal
from assistant.document_query import is_about_documents
from assistant.follow_up import last_range, only_names, spelt_out, unjoined
from assistant.named_things import SURE
from assistant.names import NameIndex
from assistant.parts import Reading
from assistant.protocols import Directory, Finder
from assistant.ranking_slots import read_ranking
from assistant.router import SemanticRouter
from assistant.slots import Slots, read_slots
from assistant.timeexpr import find_times
from assistant.types import FindKind, Memory, Named, Question, ToolCall


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and what the question may lean on."""

    question: Question
    asker: Principal
    memory: Memory | None
    goes_on: bool = False
    """Whether it is a later part of a question, which leans on the earlier."""

    @property
    def before(self) -> ToolCall | None:
        return self.memory.call if self.memory else None


@dataclass(frozen=True, slots=True)
class _Names:
    """An index, and the names it was built from."""

    of: tuple[int, int]
    index: NameIndex


class QuestionReader:
    """Reads with the names that there are now."""

    def __init__(self, directory: Directory, finder: Finder, router: SemanticRouter) -> None:
        self._directory = directory
        self._finder = finder
        self._router = router
        self._names: _Names | None = None

    def slots(self, text: str, asking: Asking, prefer: Literal["past", "future"] = "past") -> Slots:
        question, last = asking.question, last_range(asking.before)
        return read_slots(text, question.now, asking.asker, self._index(), last, prefer, question.spoken)

    def own_unit(self, asker: Principal) -> str | None:
        """Name of the asker's unit."""
        return next((unit.name for unit in self._directory.units() if unit.code == asker.unit), None)

    def for_parts(self, asking: Asking) -> Reading:
        """What cutting a question into parts needs to know."""
        index, question = self._index(), asking.question

        def mentions(text: str) -> list[list[tuple[int, int]]]:
            units = [found.span for found in index.find_all(text, "unit", spoken=question.spoken)]
            people = [found.span for found in index.find_all(text, "person", spoken=question.spoken)]
            return [units, people, [time.span for time in find_times(text, question.now, taken=units + people)]]

        def route(text: str) -> tuple[str, float]:
            if is_about_documents(text):
                return "documents", 1.0
            found = self._router.route(self.slots(text, asking).masked)
            return found.tool, found.confidence

        def variant(tool: str, text: str) -> object:
            if tool == "kpi_ranking":
                return tuple(read_ranking(text).values())
            state = self.slots(text, asking).status if tool == "task_list" else None
            return None if state == "unfinished" else state

        def only_goes_on(text: str) -> bool:
            joined = unjoined(text)
            slots = self.slots(joined.text, asking)
            names = slots.any or spelt_out(joined.text, slots, self.own_unit(asking.asker)) is not None
            return joined.marked and names and only_names(slots)

        def is_name(words: str) -> bool:
            kinds: tuple[FindKind, ...] = ("task", "meeting")
            found = [thing for kind in kinds for thing in self._finder.find(kind, words, asking.asker, 1)]
            return any(thing.score >= SURE for thing in found)

        return Reading(mentions, route, variant, only_goes_on, is_name)

    def _index(self) -> NameIndex:
        """Of the names as they are now: the directory gives new lists after an import."""
        units, people = self._directory.units(), self._directory.people()
        key = (id(units), id(people))
        if self._names is None or self._names.of != key:
            named: list[Named] = [*units, *people]
            self._names = _Names(key, NameIndex(named))
        return self._names.index
