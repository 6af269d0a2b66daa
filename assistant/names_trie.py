"""Known names as a tree of syllables, walked with what was heard: every step costs what the ear may confuse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.phonetics import confusable, distance, syllable
from assistant.vietnamese import fold

STEP = 0.46
"""Most that one syllable may be off."""
_SLACK = 0.3
_SMALL = 0.1
"""Cost of a dropped or added "và"."""
_CACHED = 20_000
_NUMBERS = {word: str(k) for k, word in enumerate("không một hai ba bốn năm sáu bảy tám chín mười".split())}
_NUMBERS |= {fold(word): digit for word, digit in _NUMBERS.items()} | {"tư": "4"}


@dataclass(slots=True)
class Node:
    children: dict[str, Node] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)
    """Numbers of the keys that end here."""


@dataclass(frozen=True, slots=True)
class Hit:
    key: int
    stop: int
    """Index after the last syllable heard."""
    cost: float


class SyllableTree:
    """Keys are runs of syllables in lower case; `search` finds those that sound like a run in a text."""

    def __init__(self) -> None:
        self._root = Node()
        self._by_onset: dict[str, set[str]] = defaultdict(set)
        self._near: dict[str, dict[str, float]] = {}

    def add(self, key: Sequence[str], number: int) -> None:
        node = self._root
        for part in key:
            node = node.children.setdefault(part, Node())
            self._by_onset[syllable(part).onset].add(part)
        node.ends.append(number)

    def search(self, heard: Sequence[str], start: int) -> Iterator[Hit]:
        """Keys that may begin at `heard[start]`, each with its summed cost."""
        stack = [(self._root, start, 0.0, 0)]
        while stack:
            node, at, cost, depth = stack.pop()
            if depth:
                for key in node.ends:
                    yield Hit(key, at, cost)
            if "và" in node.children and depth:
                stack.append((node.children["và"], at, cost + _SMALL, depth))
            if at >= len(heard):
                continue
            if depth and heard[at] in ("và", "va"):
                stack.append((node, at + 1, cost + _SMALL, depth))
            allowed = _SLACK + 0.2 * (depth + 1) - cost
            near = self.near(heard[at])
            few, many = (near, node.children) if len(near) < len(node.children) else (node.children, near)
            for part in few:
                if part in many and near[part] <= allowed:
                    stack.append((node.children[part], at + 1, cost + near[part], depth + 1))

    def near(self, heard: str) -> dict[str, float]:
        """Known syllables that sound like `heard`, with their costs."""
        found = self._near.get(heard)
        if found is None:
            if len(self._near) >= _CACHED:
                self._near.clear()
            found = self._near[heard] = self._sounding_like(heard)
        return found

    def _sounding_like(self, heard: str) -> dict[str, float]:
        digit = heard if heard.isdecimal() else _NUMBERS.get(heard, "")
        near: dict[str, float] = {}
        onsets = confusable(syllable(heard).onset) | ({"đ"} if heard.startswith("d") else set())  # d may be a bare đ
        for onset in onsets:
            for part in self._by_onset.get(onset, ()):
                if not part.isdecimal() and not heard.isdecimal():
                    cost = distance(heard, part)
                    if cost <= STEP:
                        near[part] = cost
        if digit and digit in self._by_onset.get(syllable(digit).onset, ()):
            near[digit] = 0.0
        return near
