"""Tasks and meetings that a question means by words of their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from assistant.follow_up import refers_back
from assistant.slots import Slots, said
from assistant.subject import subject
from assistant.types import FindKind, Refusal, Thing
from assistant.vietnamese import any_of, fold
from prompts import vocabulary

PLAUSIBLE = 0.5
"""Least score of a thing that is taken for the one meant, and by how much it must lead the next of another name."""
APART = 0.15
SURE = 0.95
"""Score of a thing that is named rather than spoken about."""
CITY = "thanh_pho"
"""Level of the unit whose tasks are everybody's."""
NAME_WORDS = 3
"""Words from which what is left of a question for tasks may be the name of one, and of an unknown one."""
UNKNOWN_NAME_WORDS = 4
LIST_WORDS = 2
"""Words from which it may be what the tasks are about."""


class Find(Protocol):
    """A Finder that knows who asks."""

    def __call__(self, kind: FindKind, text: str, unit: str | None = None, /) -> Sequence[Thing]: ...


def the_one(kind: FindKind, words: str, found: Sequence[Thing]) -> Thing | Refusal:
    """The one that fits best by far, of those with the same name the first; else the question which."""
    if not found:
        return Refusal("not_found", f"no_such_{kind}", {"said": words})
    rivals = [thing for thing in found if found[0].score - thing.score < APART]
    if found[0].score >= PLAUSIBLE and len({thing.name for thing in rivals}) == 1:
        return found[0]
    return Refusal("clarify", f"which_{kind}", options=tuple(dict.fromkeys(thing.name for thing in found)))


def tasks_named(words: str, slots: Slots, find: Find) -> Sequence[Thing]:
    """Tasks of the unit that the question names, which may also be a part of their own name; without one, any."""
    unit = slots.unit.best
    if unit is None:
        return find("task", words)
    of_unit = find("task", words, unit.code)
    if unit.level == CITY:
        return of_unit if _sure(of_unit) else find("task", words)
    return of_unit or _sure(find("task", f"{words} {unit.name}"))


def _sure(found: Sequence[Thing]) -> Sequence[Thing]:
    return [thing for thing in found if thing.score >= SURE]


def asks_for_one_task(slots: Slots, find: Find) -> bool:
    """Whether a question for tasks means a single one: by most of its name, known or not, or as "this task"."""
    somebody = said(slots.person) and not slots.person.self_reference
    if slots.code or slots.basis or slots.topic or slots.time or slots.status or somebody or _asks_for_many(slots.bare):
        return False
    words = subject(slots.bare, "task_list")
    if words is None:
        return refers_back(slots) and not said(slots.unit) and not said(slots.person)
    if len(words.split()) < NAME_WORDS:
        return False
    sure = _sure(tasks_named(words, slots, find))
    if sure:
        return len({thing.name for thing in sure}) == 1
    return not said(slots.unit) and len(words.split()) >= UNKNOWN_NAME_WORDS


def asks_for_tasks(slots: Slots) -> bool:
    """Whether a question for a task names none, only whose ("nhiệm vụ tôi phụ trách"), or asks which are in a state."""
    if slots.status and _which().search(fold(slots.bare)):
        return True
    named = slots.code or subject(slots.bare, "task_detail") or refers_back(slots)
    return not named and (slots.any or slots.basis is not None or slots.person.self_reference)


def text_of_tasks(slots: Slots, find: Find) -> str | None:
    """What the tasks asked for are about: what was said so, else words that stand in the name of one."""
    if slots.topic:
        return subject(slots.topic, "task_list")
    words = None if slots.basis or slots.code else subject(slots.bare, "task_list")
    if words is None or len(words.split()) < LIST_WORDS:
        return None
    return words if any(fold(words) in fold(thing.name) for thing in tasks_named(words, slots, find)) else None


def _asks_for_many(text: str) -> bool:
    return _many().search(fold(text)) is not None


@cache
def _which() -> re.Pattern[str]:
    words = vocabulary("task_words")
    manner, which = (fold(words[key]) for key in ("manner", "which"))
    return re.compile(rf"(?<!{re.escape(manner)} )\b{re.escape(which)}\b")


@cache
def _many() -> re.Pattern[str]:
    return any_of(vocabulary("task_words")["many"])
