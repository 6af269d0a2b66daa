"""A tool's arguments from what the question names; where that is not enough, the question to ask back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from assistant.access import Principal
from assistant.codes import tool_of_code
from assistant.follow_up import refers_back
from assistant.kpi_slots import kpi_period, ranking_words
from assistant.named_things import SURE, Find, asks_for_one_task, asks_for_tasks, tasks_named, text_of_tasks, the_one
from assistant.names import Found
from assistant.ranking_slots import read_ranking
from assistant.slots import Slots, said
from assistant.subject import subject
from assistant.types import Refusal, TimeRange, ToolCall

Args = dict[str, JsonValue]
UNNAMED = "?"
"""Of a pending call: a name that was said but is still to be made clear; nobody else's may stand in for it."""


_MEETING_ABOUT = re.compile(r"\b(?:họp|hội nghị|làm việc) về\b", re.IGNORECASE)
"""A topic that is part of a meeting's name, not of what was concluded."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call to make, or with a refusal what is known of it so far."""

    call: ToolCall
    refusal: Refusal | None = None


def make_call(tool: str, slots: Slots, asker: Principal, find: Find, before: ToolCall | None = None) -> Asked:
    """The call of a tool. `before` is the session's last call of that tool: what the question does not name is kept."""
    if tool == "kpi_summary" and (_names_somebody_else(slots) or (slots.person.best and not said(slots.unit))):
        tool, before = "kpi_person", None
    if before is None:
        tool = _as_said(tool, slots, find)
    args: Args = dict(before.args) if before else {}
    refusal = _MAKERS[tool](args, slots, asker, find)
    if refusal is None and UNNAMED in args.values():
        kind = next(name for name, value in args.items() if value == UNNAMED)
        refusal = Refusal("clarify", f"which_{kind}")
    return Asked(ToolCall(tool=tool, args=args), refusal)


def _as_said(tool: str, slots: Slots, find: Find) -> str:
    """The tool that takes what was named: a kind of code, one task, or tasks."""
    by_code = tool_of_code(slots.code) if slots.code and not slots.basis and tool != "documents" else None
    if by_code:
        return by_code
    if tool == "task_list" and asks_for_one_task(slots, find):
        return "task_detail"
    return "task_list" if tool == "task_detail" and asks_for_tasks(slots) else tool


def _of_unit(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    """`kpi_summary`, `kpi_causes`"""
    refusal = _name(args, "unit", slots.unit)
    args.setdefault("unit", asker.unit)
    period = _put_period(args, slots)
    return refusal or period


def _kpi_person(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    refusal = _name(args, "person", slots.person)
    args.setdefault("person", asker.code)
    period = _put_period(args, slots)
    return refusal or period


def _kpi_ranking(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    asked = read_ranking(ranking_words(slots))
    args |= {name: value for name, value in asked.items() if value is not None}
    return _put_period(args, slots)


def _task_list(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    refusal = _whose(args, slots)
    if slots.time:
        _put_days(args, slots.time)
    if slots.basis:
        args["basis"] = slots.basis
    if text := text_of_tasks(slots, find):
        args["text"] = text
    if slots.status == "unfinished":
        options = ("quá hạn", "sắp đến hạn", "đang thực hiện", "chưa bắt đầu")
        return refusal or Refusal("clarify", "which_status", options=options)
    if slots.status:
        args["status"] = slots.status
    return refusal


def _task_detail(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    if slots.code:
        args["task"] = slots.code
        return None
    words = subject(slots.bare, "task_detail")
    if words is None:
        return None if "task" in args else Refusal("clarify", "which_task")
    found = the_one("task", words, tasks_named(words, slots, find))
    args["task"] = UNNAMED if isinstance(found, Refusal) else found.code
    return found if isinstance(found, Refusal) else None


def _schedule(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    refusal = _whose(args, slots)
    if slots.time:
        args["from"], args["to"] = slots.time.start, slots.time.end
    if args.get("person") is None and args.get("unit") is None:
        args["person"] = asker.code
    return refusal


def _schedule_free(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    if said(slots.unit) and not said(slots.person):
        return Refusal("clarify", "which_person")
    refusal = _name(args, "person", slots.person)
    args.setdefault("person", asker.code)
    if slots.time:
        args["from"], args["to"] = slots.time.start, slots.time.end
    return refusal


def _meeting_conclusions(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    refusal = _name(args, "unit", slots.unit) if said(slots.unit) else None
    if slots.time:
        _put_days(args, slots.time)
    words = subject(slots.topic or slots.bare, "meeting_conclusions")
    if slots.code or words:
        args.pop("meeting", None)
        args.pop("topic", None)
    if slots.code:
        args["meeting"] = slots.code
    elif words:
        named = not slots.topic or _MEETING_ABOUT.search(slots.text)
        best = [thing for thing in find("meeting", words) if thing.score >= SURE] if named else []
        args |= {"meeting": best[0].code} if len(best) == 1 else {"topic": words}
    if refusal is None and not any(args.values()) and refers_back(slots):
        return Refusal("clarify", "which_meeting")
    return refusal


def _procedure(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    words = subject(slots.about, "procedure")
    if slots.code:
        args |= {"procedure": slots.code, "topic": None}
    elif words:
        args |= {"procedure": None, "topic": words}
    return None if any(args.values()) else Refusal("clarify", "which_procedure")


def _forum(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    words = subject(slots.topic or slots.about, "forum")
    if words:
        args["topic"] = words
    return None


def _documents(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    args["question"] = slots.text
    return None


def _smalltalk(args: Args, slots: Slots, asker: Principal, find: Find) -> Refusal | None:
    return None


_MAKERS: Mapping[str, Callable[[Args, Slots, Principal, Find], Refusal | None]] = {
    "kpi_summary": _of_unit,
    "kpi_causes": _of_unit,
    "kpi_person": _kpi_person,
    "kpi_ranking": _kpi_ranking,
    "task_list": _task_list,
    "task_detail": _task_detail,
    "schedule": _schedule,
    "schedule_free": _schedule_free,
    "meeting_conclusions": _meeting_conclusions,
    "procedure": _procedure,
    "forum": _forum,
    "documents": _documents,
    "smalltalk": _smalltalk,
}


def _names_somebody_else(slots: Slots) -> bool:
    return said(slots.person) and not slots.person.self_reference


def _whose(args: Args, slots: Slots) -> Refusal | None:
    """A person by name, else a unit, else oneself; naming one replaces the other."""
    if said(slots.person) and not slots.person.self_reference:
        args.pop("unit", None)
        return _name(args, "person", slots.person)
    if said(slots.unit):
        args.pop("person", None)
        return _name(args, "unit", slots.unit)
    if said(slots.person):
        args.pop("unit", None)
        return _name(args, "person", slots.person)
    return None


def _name(args: Args, kind: Literal["unit", "person"], found: Found) -> Refusal | None:
    if not said(found) and not found.self_reference:
        return None
    args[kind] = found.best.code if found.best else UNNAMED
    if found.ambiguous:
        if found.former:
            return Refusal("clarify", "which_unit_now", {"said": found.former}, found.choices)
        return Refusal("clarify", f"which_{kind}", options=found.choices)
    if found.mentioned and found.near:
        return Refusal("clarify", f"unknown_{kind}", {"said": found.mentioned}, found.choices)
    if found.mentioned:
        return Refusal("not_found", f"no_such_{kind}", {"said": found.mentioned})
    return None if found.best else Refusal("clarify", f"which_{kind}")


def _put_period(args: Args, slots: Slots) -> Refusal | None:
    try:
        period = kpi_period(slots.times, slots.today)
    except ValueError:
        return Refusal("clarify", "no_whole_month", options=("tháng này", "quý này"))
    if period:
        _put_days(args, period)
    return None


def _put_days(args: Args, time: TimeRange) -> None:
    args["from"] = time.start and time.start[:10]
    args["to"] = time.end and time.end[:10]
