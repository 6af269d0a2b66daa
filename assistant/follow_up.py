"""Follow-up questions: "còn quý một?", "thế phường An Cựu?" change one thing of what was asked before."""

from __future__ import annotations

from assistant.slots import Slots
from assistant.types import TimeRange, ToolCall

FILLERS = frozenset(
    "con the vay thi sao nao roi a nhe nhi o cua voi va trong vao ha ra la ma day do khong".split()
    + "cho toi xem hoi em anh chi biet".split()
)
"""Words that ask for nothing by themselves, folded."""


POINTING = frozenset({"này", "nay", "đó", "ấy", "trên"})


def is_follow_up(slots: Slots) -> bool:
    """Whether the question only names something, or only asks on, and so says nothing without what came before."""
    return set(slots.rest) <= FILLERS and (slots.any or bool(slots.rest))


def refers_back(slots: Slots) -> bool:
    """Whether the question points at what was spoken of: "nhiệm vụ này", "thủ tục đó"."""
    return not POINTING.isdisjoint(slots.bare.lower().split())


def last_range(call: ToolCall | None) -> TimeRange | None:
    """The range of the last call, for "cùng kỳ năm trước"."""
    if call is None:
        return None
    start, end = call.args.get("from"), call.args.get("to")
    if start is None and end is None:
        return None
    return TimeRange(None if start is None else str(start), None if end is None else str(end), "")
