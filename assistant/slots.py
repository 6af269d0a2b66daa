"""What a question names: time, unit, person, state of tasks, basis; and the question with all that masked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assistant.access import Principal
from assistant.names import Found, NameIndex
from assistant.router import MASKS
from assistant.task_state import read_state
from assistant.timeexpr import day_of, find_times
from assistant.types import TimeRange
from assistant.vietnamese import fold, has_accents

Span = tuple[int, int]
_DOCUMENT = r"nghị quyết|kế hoạch|quyết định|chỉ thị|kết luận|chương trình|công văn|thông báo kết luận|thông báo|đề án"
_RESTS_ON = r"theo|của|tại|trong|thuộc|từ|căn cứ|thực hiện|triển khai|nhiệm vụ|việc"
_BASIS = re.compile(fold(rf"\b(?:{_RESTS_ON})\s+((?:{_DOCUMENT})\s+(?:số\s+)?\d[\w/.-]*)"))
_CODE = re.compile(r"(?<![\w/.-])(?=[\w/.-]*\d)(?=[\w/.-]*[^\W\d_])[^\W_][\w/.-]{2,}[^\W_](?![\w/])")
"""A word of letters and digits: `NV-PX-01`, `TB-123`, `45/TB-UBND`."""
_TIME = re.compile(r"(?:\d{4}-)?[QT]\d{1,2}(?:[/.-]\d{4})?|\d{1,2}[HG]\d{2}|[IVX]+/\d{4}", re.IGNORECASE)
"""Such words that are none: `2026-Q1`, `T3/2026`, `8h30`, `I/2026`."""
_NUMBERED = re.compile(
    r"\b(?:thông báo(?: kết luận)?|tb|thủ tục|nhiệm vụ|mã)(?: số)?\s+(\d[\d.]*\d|\d)"
    r"(?![\w/-]|\.\w|\s+(?:tháng|quý|tuần|ngày|năm)\b)",
    re.IGNORECASE,
)
"""A bare number behind what it is the number of: `thông báo số 123`, `thủ tục 1.001193`."""
_TOPIC = re.compile(r"\b(?:về|liên quan đến|liên quan tới)\s+([^?.!,;]+)", re.IGNORECASE)
_BEHIND_TOPIC = re.compile(r"\s+(?:(?:của|trong|ở|tại|thì|đã|đang|chưa|đến đâu|thế nào|ra sao|nào)\b.*|không(?: ạ)?)$")
_UNIT_TYPES = ("phuong ", "xa ", "so ", "ban ", "van phong", "chi cuc", "trung tam", "uy ban")
_EMPTY_TOPIC = {"don vi", "toi", "minh", "nhiem vu", "cong viec", "viec", ""}


@dataclass(frozen=True, slots=True)
class Slots:
    """Everything a tool's arguments can be made from."""

    time: TimeRange | None
    unit: Found
    person: Found
    status: str | None
    """A state of `task_list`, or `unfinished`, which is several."""
    basis: str | None
    """The resolution, plan or decision that tasks rest on, as said."""
    topic: str | None
    """What comes after "về"."""
    code: str | None
    """The code or number of a task, a meeting or a procedure, as written."""
    bare: str
    """The question without names, times and codes."""
    about: str
    """The question without its code and a unit named in full, for full text, which may hold all other words."""
    masked: str
    """The question with names and times replaced by the router's masks, these without accents where it has none."""
    rest: tuple[str, ...]
    """Folded words that belong to no slot."""
    text: str = ""
    """The question as it was read."""
    times: tuple[TimeRange, ...] = ()
    """All that it names, `time` first."""
    today: date = date.min

    @property
    def any(self) -> bool:
        return bool(self.time or said(self.unit) or said(self.person) or self.status)


def said(found: Found) -> bool:
    """Whether the question names something there, known or not."""
    return bool(found.matches or found.mentioned or found.unnamed)


def read_slots(
    text: str,
    now: datetime,
    asker: Principal,
    names: NameIndex,
    last: TimeRange | None = None,
    prefer: Literal["past", "future"] = "past",
    spoken: bool = False,
) -> Slots:
    """Read a normalised question as the asker means it ("đơn vị mình" is the asker's). Never raises.

    Names in `spoken` questions may be misheard; what was typed with accents is taken at its word.
    """
    code = _code(text, names)
    without_code = _replaced(text, [(code[1], " " * len(code[0]))]) if code else text
    unit, person = names.find_both(without_code, asker.unit, asker.code, spoken=spoken)
    named = [found.span for found in (unit, person) if said(found) and not found.self_reference]
    times = find_times(without_code, now, last, prefer=prefer, taken=named)
    time = times[0] if times else None
    status, status_spans = read_state(text)
    masks: list[tuple[Span, str]] = []
    if said(unit):
        masks.append((unit.span, MASKS["unit"]))
    if said(person) and not person.self_reference and not person.unnamed:
        masks.append((person.span, MASKS["person"]))
    if time:
        masks.append((time.span, MASKS["time"]))
    basis = _basis(text)
    gone = [*(span for span, _ in masks), *status_spans, *([person.span] if person.unnamed else [])]
    names_and_code = [span for span, _ in masks] + ([code[1]] if code else [])
    in_full_or_self = [unit.span] if unit.best and (unit.self_reference or _in_full(text, unit)) else []
    return Slots(
        time=time,
        unit=unit,
        person=person,
        status=status,
        basis=basis,
        topic=_topic(text, gone) if basis is None else None,
        code=code[0] if code else None,
        bare=_replaced(text, [(span, " ") for span in names_and_code]),
        about=_replaced(text, [(span, " ") for span in [*in_full_or_self, *([code[1]] if code else [])]]),
        masked=_replaced(text, masks) if has_accents(text) else fold(_replaced(text, masks)),
        text=text,
        times=times,
        today=day_of(now),
        rest=tuple(re.findall(r"\w+", fold(_replaced(text, [(span, " ") for span in gone])))),
    )


def _in_full(text: str, unit: Found) -> bool:
    """Whether it is named with what it is: "Sở Xây dựng", and not "xây dựng"."""
    return fold(text[slice(*unit.span)]).startswith(_UNIT_TYPES)


def _basis(text: str) -> str | None:
    """The document that tasks rest on, as written."""
    found = _BASIS.search(fold(text))  # as long as the text: NFC letters fold one to one
    return re.sub(r" s[ốo] ", " ", text[slice(*found.span(1))]) if found else None


def _code(text: str, names: NameIndex) -> tuple[str, Span] | None:
    """The first code that is no unit's or person's, as written."""
    for pattern, group in ((_NUMBERED, 1), (_CODE, 0)):
        for found in pattern.finditer(text):
            if not _TIME.fullmatch(found[group]) and not names.has_code(found[group]):
                return found[group], found.span(group)
    return None


def _topic(text: str, gone: Sequence[Span]) -> str | None:
    """The words after "về" up to the next slot or the end of the clause."""
    found = _TOPIC.search(text)
    if found is None:
        return None
    end = min([found.end(1), *(start for start, _ in gone if start >= found.start(1))])
    topic = _BEHIND_TOPIC.sub("", text[found.start(1) : end]).strip()
    return None if fold(topic) in _EMPTY_TOPIC else topic


def _replaced(text: str, masks: Sequence[tuple[Span, str]]) -> str:
    for (start, end), mask in sorted(masks, reverse=True):
        text = f"{text[:start]}{mask}{text[end:]}"
    return text
