"""Follow-up questions: "còn quý một?", "không, Thuận An cơ", "vì sao thấp?" lean on what was asked before.

What joins a question to the conversation is taken off first (`unjoined`); what is left either only names things
(`only_names`), only asks on (`asks_on`), or is a question of its own that may still leave out whose or when.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation_words import Spoken, conversation_words, folded_words, phrases
from assistant.slots import Slots, said
from assistant.types import TimeRange, ToolCall
from assistant.vietnamese import fold

_KPI = frozenset({"kpi_summary", "kpi_causes", "kpi_person", "kpi_ranking"})
_DIARY = frozenset({"schedule", "schedule_free"})
_LEANING = frozenset({"kpi_causes", "task_detail", "procedure"})
"""Tools that are nearly always asked about something: what is not named was named before."""
_LATE = frozenset({"overdue", "done_late"})
"""States that are also asked about: "vì sao bị chậm?"."""
_TAKES_UNIT = frozenset({"kpi_summary", "kpi_causes", "task_list", "meeting_conclusions"})
_TAKES_PERSON = frozenset({"kpi_person", "task_list", *_DIARY})


@dataclass(frozen=True, slots=True)
class Joined:
    """A question of a conversation."""

    text: str
    """Without the words that only join it to what came before; empty when there are no others."""
    marked: bool
    """Whether there were such words."""


def unjoined(text: str) -> Joined:
    """ "thế phường An Cựu thì sao?" → "phường An Cựu"; "không phải quý một mà quý hai" → "quý hai"."""
    meant = _meant(text)
    read = Spoken(meant)
    start, stop = 0, len(read.words)
    while start < stop and read.first(start, phrases("whole")) is None:
        after = read.first(start, phrases("corrections")) or read.first(start, phrases("leads")) or _no(read, start)
        if after is None:
            break
        start = after
    for tail in phrases("tails"):
        length = len(tail.split())
        if stop - length >= start and read.first(stop - length, (tail,)) == stop:
            stop -= length
            break
    marked = meant != text or start > 0 or stop < len(read.words)
    return Joined(read.between(start, stop) if marked else text, marked)


def only_names(slots: Slots, marked: bool = False) -> bool:
    """Whether the question only names something, or only asks on, and so says nothing without what came before."""
    free = Spoken(slots.bare).find(phrases("free"))  # without accents "trống" is a filler
    return set(slots.rest) <= folded_words("fillers") and not free and (slots.any or bool(slots.rest) or marked)


def asks_on(slots: Slots, before: ToolCall) -> bool:
    """Whether the question asks something of the last answer in words that name nothing: "ai phụ trách?"."""
    return set(slots.rest) <= folded_words("fillers") | folded_words("asks", before.tool)


def asks_why(slots: Slots) -> bool:
    """Whether the question only asks why: "vì sao thấp?", "sao kém thế?"."""
    asked = Spoken(" ".join(slots.bare.split())).first(0, phrases("why")) is not None
    return asked and set(slots.rest) <= folded_words("fillers") | folded_words("why_words")


def leans_on(slots: Slots, before: ToolCall, marked: bool) -> bool:
    """Whether a question with some words of its own is about the last answer: "vì sao thấp?", "ai phụ trách?"."""
    if asks_why(slots) and before.tool in _KPI:
        return True
    named = said(slots.unit) or said(slots.person)
    return asks_on(slots, before) and (marked or not named or before.tool == "meeting_conclusions")


def says_nothing(slots: Slots) -> bool:
    """Whether nobody could say what the question is about who did not hear the one before."""
    return not slots.any and bool(slots.rest) and set(slots.rest) <= folded_words("fillers") | folded_words("hanging")


def refers_back(slots: Slots) -> bool:
    """Whether the question points at what was spoken of: "nhiệm vụ này", "thủ tục đó"."""
    read = Spoken(slots.bare)
    for index, word in enumerate(read.words):
        if fold(word) in folded_words("nouns") and read.first(index + 1, phrases("pointing")) is not None:
            return True
    return False


def same_kind(tool: str, other: str) -> bool:
    """Whether both are about results, or both about days, so that a period of one is one of the other."""
    return {tool, other} <= _KPI or {tool, other} <= _DIARY


def asked_of(before: str, slots: Slots) -> str:
    """The tool for what a follow-up to `before` names."""
    if asks_why(slots) and before in {"kpi_summary", "kpi_ranking"}:
        return "kpi_causes"
    if before == "schedule" and Spoken(slots.bare).find(phrases("free")):
        return "schedule_free"
    if slots.status and (before != "task_detail" or slots.status not in _LATE):
        return "task_list"
    if said(slots.person) and before in _KPI:
        return "kpi_person"
    if said(slots.unit) and before in {"kpi_person", "kpi_ranking"}:
        return "kpi_summary"
    if before == "task_detail" and (said(slots.unit) or said(slots.person)):
        return "task_list"
    return before


def carried(before: ToolCall, tool: str, slots: Slots, leans: bool) -> ToolCall | None:
    """What a question for `tool` takes over from the call before; None when it stands by itself.

    `leans`: the question says that it goes on ("còn …", "… đó").
    """
    if not leans and not (tool in _LEANING and (tool == before.tool or {tool, before.tool} <= _KPI)):
        return None
    args = before.args
    if tool == before.tool:
        dropped = {"meeting"} if tool == "meeting_conclusions" and slots.time else set()
        return ToolCall(tool=tool, args={key: value for key, value in args.items() if key not in dropped})
    kept = set[str]()
    if same_kind(tool, before.tool):
        kept |= {"from", "to"}
    kept |= {"unit"} if tool in _TAKES_UNIT else set()
    kept |= {"person"} if tool in _TAKES_PERSON else set()
    found = {key: args[key] for key in sorted(kept) if args.get(key) is not None}
    return ToolCall(tool=tool, args=found) if found else None


def spelt_out(text: str, slots: Slots, own_unit: str | None) -> str | None:
    """A follow-up of one word, as it is to be read: "chiều" → "buổi chiều", "phường" → "phường mình"; else None.

    `own_unit`: name of the asker's unit.
    """
    words = conversation_words()
    read = Spoken(text)
    bare = " ".join(word for word in read.words if fold(word) not in folded_words("fillers"))
    if slots.any:
        return None
    if len(read.words) == 1 and read.first(0, phrases("oneself")):
        return str(words["of_oneself"]).format(word=read.words[0])
    if bare and any(fold(bare) == fold(part) for part in words["parts_of_day"]):
        return str(words["part_of_day"]).format(part=bare)
    kinds = [*words["any_unit"], *([own_unit.split()[0]] if own_unit else [])]
    if bare and any(fold(bare) == fold(kind) for kind in kinds):
        return str(words["own_unit"]).format(word=bare)
    return None


def last_range(call: ToolCall | None) -> TimeRange | None:
    """The range of the last call, for "cùng kỳ năm trước"."""
    if call is None:
        return None
    start, end = call.args.get("from"), call.args.get("to")
    if start is None and end is None:
        return None
    return TimeRange(None if start is None else str(start), None if end is None else str(end), "")


def _no(read: Spoken, index: int) -> int | None:
    """Behind "không," that stands for itself."""
    after = read.first(index, phrases("refusing"))
    return after if after and read.between(index, after)[-1] in ",.;!" else None


def _meant(text: str) -> str:
    """What is right in "không phải A mà là B" and in "B chứ không phải A"."""
    read = Spoken(text)
    denied = read.find(phrases("denials"))
    if denied is None:
        return text
    if right := read.find(phrases("meant"), denied[1]):
        return read.between(right[1], len(read.words))
    for index in range(denied[1], len(read.words) - 1):
        if denied[0] == 0 and read.between(index, index + 1).endswith(","):
            return read.between(index + 1, len(read.words))
    before = denied[0] - (denied[0] > 0 and read.first(denied[0] - 1, phrases("but")) is not None)
    marked = before < denied[0] or (before > 0 and read.between(before - 1, before).endswith(","))
    return read.between(0, before).rstrip(" ,") if before > 0 and marked else text
