"""Numbering that makes sense: of many lines that look like `Điều n.`, those that follow one another.

A wrapped reference ("theo quy định tại / Điều 5. Việc …") looks like an article; that no article 4 stands before it and
no article 6 after it gives it away. The best chain is found by dynamic programming over the last `BACK` candidates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.lines import ALPHABET, SKIPPED

BACK = 80
GAP = 0.4
"""Cost of each number left out, up to `WORST`."""
WORST = 4.0
RESTART = 2.2
"""Cost of beginning again at 1."""
LATE_START = 0.5
_NUMBER = re.compile(r"(\d+)([a-zđ]?)")


@dataclass(frozen=True, slots=True)
class Candidate:
    at: int
    """Index of its line."""
    number: str
    weight: float = 1.0


Step = Callable[[str, str], int | None]
"""How many numbers are left out between two; None when the second cannot follow the first."""


def best_chain(candidates: Sequence[Candidate], step: Step, first: Callable[[str], int]) -> list[Candidate]:
    """The candidates that number a text, in order; they may begin again at the first number."""
    scores: list[float] = []
    before: list[int | None] = []
    for place, here in enumerate(candidates):
        late = first(here.number)
        best, link = -LATE_START * min(late, 6), None
        for other in range(max(0, place - BACK), place):
            gap = step(candidates[other].number, here.number)
            if gap is not None:
                score = scores[other] - min(GAP * gap, WORST)
            elif late == 0:
                score = scores[other] - RESTART
            else:
                continue
            if score > best or (link is None and score == best):
                best, link = score, other
        scores.append(best + here.weight)
        before.append(link)
    return _trace(candidates, scores, before)


def _trace(candidates: Sequence[Candidate], scores: Sequence[float], before: Sequence[int | None]) -> list[Candidate]:
    if not candidates:
        return []
    place: int | None = max(range(len(scores)), key=lambda i: scores[i])
    chain: list[Candidate] = []
    while place is not None:
        chain.append(candidates[place])
        place = before[place]
    return chain[::-1]


def runs(chain: Sequence[Candidate], first: Callable[[str], int]) -> list[list[Candidate]]:
    """A chain cut where it begins again."""
    parts: list[list[Candidate]] = []
    for candidate in chain:
        if not parts or first(candidate.number) == 0:
            parts.append([])
        parts[-1].append(candidate)
    return parts


def step_number(before: str, after: str) -> int | None:
    """`4` → `5`: 0, `9` → `9a` → `10`: 0, `4` → `7`: 2, `7` → `4`: None."""
    (m, x), (n, y) = _split(before), _split(after)
    if n > m:
        return n - m - 1 + bool(y)
    if n == m and y:
        here, there = ALPHABET.index(y), ALPHABET.index(x) if x else -1
        return here - there - 1 if here > there else None
    return None


def first_number(number: str) -> int:
    return _split(number)[0] - 1


def step_letter(before: str, after: str) -> int | None:
    """`d` → `đ` → `e` → `g`: 0."""
    m, n = ALPHABET.index(before), ALPHABET.index(after)
    return sum(letter not in SKIPPED for letter in ALPHABET[m + 1 : n]) if n > m else None


def first_letter(number: str) -> int:
    return ALPHABET.index(number)


def _split(number: str) -> tuple[int, str]:
    found = _NUMBER.fullmatch(number)
    return (int(found[1]), found[2]) if found else (0, "")
