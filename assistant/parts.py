"""A question in two or three parts: "lịch hôm nay và việc quá hạn", "KPI phường A và phường B".

It is cut only between words that each begin a question of their own and route surely to different tools, or repeated
for two units, people, times or states that stand side by side. Names are never cut: what a known name covers, and what
is part of a task's or a meeting's name, stays whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from assistant.document_query import is_about_documents
from assistant.follow_up import same_kind
from assistant.part_joints import (
    Span,
    asks,
    begins,
    counted_out,
    has_head,
    in_year,
    is_pair,
    joins_names,
    joints,
    stops,
    tells,
)
from assistant.slots import Slots, said
from assistant.types import ToolCall
from assistant.vietnamese import EDGES, fold

MOST = 3
SURE = 0.4
"""Least confidence of the router in each part."""
_STATE_WITHIN = 6
"""Words of a part by which it says the state of tasks, where it has no head."""
_SHORT = 2
"""Words of a part that is for whoever the next one names: "lịch", "nhiệm vụ"."""
_FREE = frozenset({"documents", "procedure", "forum"})
"""Tools about anything: a part for one must ask, a phrase is not enough."""
_NOTHING = frozenset({"smalltalk", "out_of_scope", "clarify"})
_REPEATED = frozenset(
    {"kpi_summary", "kpi_causes", "kpi_person", "task_list", "schedule", "schedule_free", "meeting_conclusions"}
)


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    tool: str | None = None
    """None of a question of one part: it is yet to be chosen."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What cutting a question needs to know of it."""

    mentions: Callable[[str], Sequence[Sequence[Span]]]
    """Places of what is named, kind by kind: units, people, times, states."""
    route: Callable[[str], tuple[str, float]]
    """Tool and confidence of a text."""
    variant: Callable[[str, str], object]
    """Of a tool's list and a text: which list, such as the state of tasks or the order of a ranking; None when it
    does not say."""
    only_goes_on: Callable[[str], bool]
    """Whether a text only names something for what was asked before it: "còn tôi thì sao"."""
    is_name: Callable[[str], bool]
    """Whether these words are part of the name of a task or meeting."""


def parts_of(text: str, reading: Reading) -> tuple[Part, ...]:
    """The parts in order, at most three; of a question of one part itself."""
    if not joints(text):
        return (Part(text),)
    for joint in joints(text):
        left, right = text[: joint[0]].strip(" ,;"), text[joint[0] :].lstrip(" ,;.?")
        if left and reading.only_goes_on(right):
            return (*parts_of(left, reading), Part(right))[:MOST]
    cut = _cut(text, reading)
    every = [part for piece in cut for part in _repeated(piece, reading)]
    return tuple(every if len(every) <= MOST else cut)


_OF_UNITS = frozenset({"kpi_summary", "kpi_causes", "task_list"})


def shared(parts: Sequence[Part], slots: Sequence[Slots], number: int) -> str:
    """What a part that names nobody shares with a later one: "KPI và việc quá hạn của phường Thuận Hóa"."""
    here, part = slots[number], parts[number]
    short = not here.time and len(part.text.split()) <= _SHORT
    found: list[str] = []
    for other, later in zip(parts[number + 1 :], slots[number + 1 :], strict=True):
        alike = short or same_kind(part.tool or "", other.tool or "")
        if later.time and alike and not here.time and later.text.rstrip(" ?.").endswith(_said(later, later.time.span)):
            found.append(_said(later, later.time.span))
        if not said(here.unit) and not said(here.person) and (short or part.tool in _OF_UNITS):
            found += [_said(later, later.unit.span)] if said(later.unit) else []
            found += [_said(later, later.person.span)] if said(later.person) and not later.person.self_reference else []
        if found:
            break
    return " ".join(found)


def _said(slots: Slots, span: Span) -> str:
    return slots.text[slice(*span)]


def taken_over(call: ToolCall, slots: Slots) -> ToolCall | None:
    """What a part names, for the next one to take over."""
    kept = {"unit"} if said(slots.unit) else set[str]()
    kept |= {"person"} if said(slots.person) else set()
    kept |= {"from", "to"} if slots.time else set()
    args = {key: call.args[key] for key in sorted(kept) if call.args.get(key) is not None}
    return ToolCall(tool=call.tool, args=args) if args else None


def _cut(text: str, reading: Reading) -> list[Part]:
    spans = [span for kind in reading.mentions(text) for span in kind]
    cuts = [joint for joint in joints(text) if _may_cut(text, joint, spans, reading)][:MOST]
    routes: dict[str, tuple[str, float]] = {}
    for count in range(min(len(cuts), MOST - 1), 0, -1):
        for some in combinations(cuts, count):
            pieces = _pieces(text, some)
            for piece in pieces:
                routes[piece] = routes.get(piece) or reading.route(piece)
            if all(_apart(left, right, routes, reading) for left, right in pairwise(pieces)):
                return [Part(piece, *routes[piece]) for piece in pieces]
    return [Part(text)]


def _may_cut(text: str, joint: Span, spans: Sequence[Span], reading: Reading) -> bool:
    if any(start < joint[1] and joint[0] < end for start, end in spans) or joins_names(text[slice(*joint)]):
        return False
    if text[: joint[0]].count("“") > text[: joint[0]].count("”") or text[: joint[0]].count('"') % 2:
        return False
    left, right = text[: joint[0]], text[joint[1] :]
    stated = reading.variant("task_list", " ".join(right.split()[:_STATE_WITHIN])) is not None
    if not (stated or begins(right)) or tells(left) or not (has_head(left) or asks(left) or is_about_documents(left)):
        return False
    around = " ".join([*left.split()[-2:], text[joint[0] : joint[1]].strip(EDGES + " "), *right.split()[:2]])
    return not reading.is_name(around)


def _apart(left: str, right: str, routes: dict[str, tuple[str, float]], reading: Reading) -> bool:
    (one, sure), (other, as_sure) = routes[left], routes[right]
    if min(sure, as_sure) < SURE or {one, other} & _NOTHING or {one, other} <= _FREE:
        return False
    if one == other:
        lists = reading.variant(one, left), reading.variant(other, right)
        return None not in lists and lists[0] != lists[1]
    return all(asks(piece) for piece, tool in ((left, one), (right, other)) if tool in _FREE)


def _repeated(part: Part, reading: Reading) -> list[Part]:
    """The text once for each of the names, times or states that stand side by side in it."""
    text = counted_out(part.text)
    for kind in reading.mentions(text):
        for chain in _chains(text, sorted(kind)):
            first, last = chain[0], chain[-1]
            if stops(text[: first[0]]):
                continue
            variants = [text[: first[0]] + in_year(text, span, last) + text[last[1] :] for span in chain]
            tool, sure = reading.route(variants[0])
            tool = "kpi_summary" if tool == "kpi_ranking" else tool
            if tool in _REPEATED and sure >= SURE and len(chain) <= MOST:
                return [Part(variant, tool, sure) for variant in variants]
    return [part]


def _chains(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Runs of two or more that only a joint parts."""
    chains: list[list[Span]] = [[span] for span in spans[:1]]
    for span in spans[1:]:
        if is_pair(text[chains[-1][-1][1] : span[0]]):
            chains[-1].append(span)
        else:
            chains.append([span])
    return [chain for chain in chains if len({fold(text[a:b]) for a, b in chain}) > 1]


def _pieces(text: str, cuts: Sequence[Span]) -> list[str]:
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    return [text[start:end].strip(" ,;") for start, end in zip(starts, ends, strict=True)]
