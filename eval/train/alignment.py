"""What was said beside what was heard, syllable by syllable, by how alike they sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.phonetics import LEFT_OUT, distance, syllables
from eval.syllable_parts import blended
from voice.speakable import speakable

MERGED = 0.6
"""Cost of two syllables heard as one, beside how unlike the sum of them it is."""


class Edit(NamedTuple):
    said: tuple[str, ...]
    """One syllable; two when they were heard as one; none when it was added."""
    heard: tuple[str, ...]
    """One syllable, or none when it was dropped."""


def said_syllables(text: str) -> tuple[str, ...]:
    """In lower case, digits and abbreviations as words, so that "49" is no error for "bốn mươi chín"."""
    return syllables(speakable(text))


def aligned(said: Sequence[str], heard: Sequence[str]) -> list[Edit]:
    """The cheapest alignment, in order."""
    best: list[list[tuple[float, Edit | None]]] = [[(0.0, None)] * (len(heard) + 1) for _ in range(len(said) + 1)]
    for i in range(len(said) + 1):
        for j in range(len(heard) + 1):
            if i or j:
                best[i][j] = min(
                    ((best[i - len(e.said)][j - len(e.heard)][0] + cost, e) for cost, e in _steps(said, heard, i, j)),
                    key=lambda step: step[0],
                )
    edits: list[Edit] = []
    i, j = len(said), len(heard)
    while (edit := best[i][j][1]) is not None:
        edits.append(edit)
        i, j = i - len(edit.said), j - len(edit.heard)
    return edits[::-1]


def _steps(said: Sequence[str], heard: Sequence[str], i: int, j: int) -> list[tuple[float, Edit]]:
    steps: list[tuple[float, Edit]] = []
    if i and j:
        steps.append((distance(heard[j - 1], said[i - 1]), Edit((said[i - 1],), (heard[j - 1],))))
    if i:
        steps.append((LEFT_OUT, Edit((said[i - 1],), ())))
    if j:
        steps.append((LEFT_OUT, Edit((), (heard[j - 1],))))
    if i > 1 and j and (both := blended(said[i - 2], said[i - 1])):
        steps.append((MERGED + distance(heard[j - 1], both), Edit((said[i - 2], said[i - 1]), (heard[j - 1],))))
    return steps
