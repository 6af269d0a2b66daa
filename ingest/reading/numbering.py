"""The automatic numbering of Word: what it prints before a paragraph and no text holds.

Counters belong to an abstract list: two lists over the same one go on counting, unless the later says where to start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")),
    *((9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


@dataclass(slots=True)
class Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    all_decimal: bool = False
    restart: int | None = None
    """0: never; else after a level above this one (from 1)."""


@dataclass(slots=True)
class Numbering:
    """Of one document; ask for the paragraphs in their order."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    """Of each list, its own starts laid over."""
    abstract: dict[str, str] = field(default_factory=dict)
    starts: dict[str, dict[int, int]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def next(self, num_id: str, depth: int) -> str:
        """The number of the next paragraph of a list at a depth from 0: `1.`, `a)`, `-` of a bullet, or nothing."""
        levels = self.levels.get(num_id, {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self.counters.setdefault(self.abstract[num_id], {})
        start = self.starts.get(num_id, {}).get(depth)
        if start is not None and (num_id, depth) not in self.begun:
            counts[depth] = start
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        self.begun.add((num_id, depth))
        for below in [d for d in counts if d > depth and self._restarts(levels.get(d), depth)]:
            del counts[below]
        return self._written(levels, counts, depth)

    @staticmethod
    def _restarts(level: Level | None, depth: int) -> bool:
        return level is None or level.restart is None or (level.restart != 0 and depth < level.restart)

    @staticmethod
    def _written(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
        level = levels[depth]
        if level.style == "bullet":
            return "-"
        if level.style == "none" and "%" in level.text:
            return ""

        def value(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            own = levels.get(at, Level())
            return written(counts.get(at, own.start), "decimal" if level.all_decimal else own.style)

        return _PLACE.sub(value, level.text).strip()


def written(number: int, style: str) -> str:
    """A number in a style of Word: decimal, lowerLetter, upperRoman …"""
    if style in ("lowerLetter", "upperLetter"):
        turn, letter = divmod(max(number, 1) - 1, 26)
        text = chr(ord("a") + letter) * (turn + 1)
        return text.upper() if style == "upperLetter" else text
    if style in ("lowerRoman", "upperRoman"):
        return _roman(number) if style == "upperRoman" else _roman(number).lower()
    if style == "decimalZero":
        return f"{number:02d}"
    return "" if style in ("none", "bullet") else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text
