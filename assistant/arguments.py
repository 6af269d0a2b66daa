"""A tool's arguments from what the question names; where that is not enough, the question to ask back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import JsonValue

from assistant.access import Principal
from assistant.names import Found
from assistant.slots import Slots, said
from assistant.types import Refusal, TimeRange, ToolCall

Args = dict[str, JsonValue]
UNNAMED = "?"
"""Of a pending call: a name that was said but is still to be made clear; nobody else's may stand in for it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call to make, or with a refusal what is known of it so far."""

    call: ToolCall
    refusal: Refusal | None = None


def make_call(tool: str, slots: Slots, asker: Principal, before: ToolCall | None = None) -> Asked:
    """The call of a tool. `before` is the session's last call of that tool: what the question does not name is kept."""
    args: Args = dict(before.args) if before else {}
    refusal = _MAKERS[tool](args, slots, asker)
    if refusal is None and UNNAMED in args.values():
        kind = next(name for name, value in args.items() if value == UNNAMED)
        refusal = Refusal("clarify", f"which_{kind}")
    return Asked(ToolCall(tool=tool, args=args), refusal)


def has_whole_month(start: date, end: date) -> bool:
    """Whether a calendar month lies inside two inclusive dates."""
    first = start if start.day == 1 else (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1) <= end


def _kpi_summary(args: Args, slots: Slots, asker: Principal) -> Refusal | None:
    if said(slots.person) and not slots.person.self_reference:
        return Refusal("out_of_scope", "not_offered")
    refusal = _name(args, "unit", slots.unit)
    args.setdefault("unit", asker.unit)
    if slots.time:
        _put_days(args, slots.time)
        start, end = args["from"], args["to"]
        if start and end and not has_whole_month(date.fromisoformat(str(start)), date.fromisoformat(str(end))):
            return refusal or Refusal("clarify", "no_whole_month", options=("tháng này", "quý này"))
    return refusal


def _task_list(args: Args, slots: Slots, asker: Principal) -> Refusal | None:
    refusal = _whose(args, slots)
    if slots.time:
        _put_days(args, slots.time)
    if slots.basis:
        args["basis"] = slots.basis
    if slots.topic:
        args["text"] = slots.topic
    if slots.status == "unfinished":
        options = ("quá hạn", "sắp đến hạn", "đang thực hiện", "chưa bắt đầu")
        return refusal or Refusal("clarify", "which_status", options=options)
    if slots.status:
        args["status"] = slots.status
    return refusal


def _schedule(args: Args, slots: Slots, asker: Principal) -> Refusal | None:
    refusal = _whose(args, slots)
    if slots.time:
        args["from"], args["to"] = slots.time.start, slots.time.end
    if args.get("person") is None and args.get("unit") is None:
        args["person"] = asker.code
    return refusal


def _smalltalk(args: Args, slots: Slots, asker: Principal) -> Refusal | None:
    return None


_MAKERS: Mapping[str, Callable[[Args, Slots, Principal], Refusal | None]] = {
    "kpi_summary": _kpi_summary,
    "task_list": _task_list,
    "schedule": _schedule,
    "smalltalk": _smalltalk,
}


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
        return Refusal("clarify", f"which_{kind}", options=tuple(dict.fromkeys(n.name for n in found.ambiguous)))
    if found.mentioned and found.near:
        options = tuple(n.name for n in found.near)
        return Refusal("clarify", f"unknown_{kind}", {"said": found.mentioned}, options)
    if found.mentioned:
        return Refusal("not_found", f"no_such_{kind}", {"said": found.mentioned})
    return None


def _put_days(args: Args, time: TimeRange) -> None:
    args["from"] = time.start and time.start[:10]
    args["to"] = time.end and time.end[:10]
