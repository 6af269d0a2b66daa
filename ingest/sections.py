"""Texts without articles: plans, notices, official letters, annexes, by their headings A. / I. / 1. / 1.1. / a)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from ingest.lines import Line, Mark, division, numbered, ordinal, roman
from ingest.sequence import first_letter, first_number, step_letter, step_number
from ingest.tree import DEPTH, Draft, title_of

LETTER_LEVEL, ROMAN_LEVEL, NUMBER_LEVEL = DEPTH["heading"] - 1, DEPTH["heading"], DEPTH["clause"]
MOST_LEFT_OUT = 1


def sections(lines: Sequence[Line]) -> Iterator[Draft]:
    """Drafts of the lines in order; what stands before the first heading is a preamble without a number."""
    marks = _marks(lines)
    starts = [*marks, len(lines)]
    if starts[0]:
        yield Draft("preamble", lines=tuple(lines[: starts[0]]), level=DEPTH["point"] + 1)
    for at, end in itertools.pairwise(starts):
        level, mark = marks[at]
        more = end > at + 1 or (end < len(lines) and marks[end][0] > level)
        title, heading = title_of(mark.rest, more), 0
        if title and mark.kind != "point":
            heading = 1
        elif not mark.rest and mark.kind in ("part", "chapter", "section", "subsection", "heading"):
            title, heading = titles(lines, at + 1, end)
        if mark.kind == "point":
            title = ""
        yield Draft(mark.kind, mark.number, title, tuple(lines[at:end]), heading, level)


def titles(lines: Sequence[Line], at: int, end: int, most: int = 3) -> tuple[str, int]:
    """The title in the lines after a heading that has none on its own line; how many lines heading and title are."""
    last = at
    while last < min(end, at + most) and lines[last].titled and not lines[last].rows and len(lines[last].text) < 300:
        last += 1
    if last == at and at < end and end - at == 1 and not lines[at].rows and len(lines[at].text) < 200:
        last = at + 1
    return " ".join(line.text for line in lines[at:last]), last - at + 1


def _marks(lines: Sequence[Line]) -> dict[int, tuple[int, Mark]]:
    """Index of a line → its level and mark, of those whose number follows its predecessor's."""
    found: dict[int, tuple[int, Mark]] = {}
    last: dict[int, str] = {}
    for at, line in enumerate(lines):
        if line.quoted:
            continue
        mark = division(line)
        if mark:
            level = DEPTH[mark.kind]
            if ordinal(mark.number) - ordinal(last.get(level, "0")) != 1 and ordinal(mark.number):
                continue
        else:
            mark = numbered(line)
            level = _level(mark, last) if mark else 0
            if not mark or not _follows(mark, level, last):
                continue
        found[at] = level, mark
        last[level] = mark.number
        for deeper in [other for other in last if other > level]:
            del last[deeper]
    return found


def _level(mark: Mark, last: dict[int, str]) -> int:
    if mark.kind == "point":
        return DEPTH["point"]
    if mark.kind == "heading":
        letter = not roman(mark.number) or (len(mark.number) == 1 and last.get(LETTER_LEVEL, "") in ("H", "U"))
        return LETTER_LEVEL if letter else ROMAN_LEVEL
    return NUMBER_LEVEL + mark.number.count(".")


def _follows(mark: Mark, level: int, last: dict[int, str]) -> bool:
    before = last.get(level)
    if mark.kind == "point":
        return _next(mark.number, before, step_letter, first_letter)
    if level == LETTER_LEVEL:
        return _next(mark.number.lower(), before and before.lower(), step_letter, first_letter)
    if level == ROMAN_LEVEL:
        return roman(mark.number) - (roman(before) if before else 0) in (1, 2)
    prefix, _, number = mark.number.rpartition(".")
    if prefix and before and before.rpartition(".")[0] != prefix:
        before = None
    parent = last.get(level - 1)
    if prefix and level > NUMBER_LEVEL + 1 and parent is not None and parent != prefix:
        return False
    return _next(number, before.rpartition(".")[2] if before else None, step_number, first_number)


def _next(number: str, before: str | None, step: Callable[[str, str], int | None], first: Callable[[str], int]) -> bool:
    gap = first(number) if before is None else step(before, number)
    return gap is not None and 0 <= gap <= (0 if before is None else MOST_LEFT_OUT)
