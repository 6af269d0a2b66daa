"""Counts of aligned syllables, and the smoothed shares made of them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assistant.phonetics import distance, syllables
from eval.syllable_parts import Parts, inventory, parts_of, spellings
from eval.train.alignment import Edit

LIKE_MEAN = 12.0
"""A value's rate of errors counts as if so many more had been seen with the mean rate."""
LIKE_SOUND = 3.0
"""So many more confusions as if seen, shared by closeness of sound."""
NEAR = 0.12
"""Phonetic distance at which closeness falls to 1/e."""
LEAST = 0.004
"""Shares under it are left out."""
SEEN, SPEAKERS = 3, 2
"""How often, and of how many speakers, a syllable must have been heard as another to be kept whole."""
_CARRIERS = {
    "onset": [Parts("", "a", "", ""), Parts("", "i", "", "")],
    "nucleus": [Parts("t", "", "", ""), Parts("t", "", "n", ""), Parts("t", "", "i", ""), Parts("t", "", "u", "")],
    "final": [Parts("t", v, "", "sắc") for v in ("a", "ô", "i", "ươ", "â")],
    "tone": [Parts("t", "a", "", "")],
}


@dataclass(slots=True)
class Counts:
    said: int = 0
    replaced: int = 0
    dropped: int = 0
    merged: int = 0
    inserted: int = 0
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Part and value of compared syllables."""
    swapped: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Part, said, heard."""
    patterns: Counter[str] = field(default_factory=Counter)
    whole: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    """Said and heard: the speakers."""
    errors_of: Counter[str] = field(default_factory=Counter)

    def rates(self) -> dict[str, dict[str, float]]:
        """Part, value: how often misheard, drawn towards the mean of the part."""
        table: dict[str, dict[str, float]] = {}
        for part in Parts._fields:
            wrong = Counter({v: 0 for p, v in self.seen if p == part})
            for (p, said, _), n in self.swapped.items():
                if p == part:
                    wrong[said] += n
            seen = {v: n for (p, v), n in self.seen.items() if p == part}
            mean = sum(wrong.values()) / sum(seen.values())
            table[part] = {
                v: round((wrong[v] + LIKE_MEAN * mean) / (seen.get(v, 0) + LIKE_MEAN), 4) for v in _values(part)
            }
        return table

    def pattern_shares(self) -> dict[str, float]:
        """Divided by what the rates of the parts would give, since the noise multiplies by them again."""
        mean = {
            p: sum(n for (q, *_), n in self.swapped.items() if q == p)
            / sum(n for (q, _), n in self.seen.items() if q == p)
            for p in Parts._fields
        }
        raw = {k: n / math.prod(mean[p] for p in k.split("+")) for k, n in self.patterns.items()}
        total = sum(raw.values())
        return {k: round(v / total, 5) for k, v in sorted(raw.items())}

    def alternatives(self) -> dict[str, dict[str, dict[str, float]]]:
        table: dict[str, dict[str, dict[str, float]]] = {}
        for part in Parts._fields:
            table[part] = {}
            for said in _values(part):
                close = {v: math.exp(-_unlike(part, said, v) / NEAR) for v in _values(part) if v != said}
                whole = sum(close.values())
                shares = {v: self.swapped[part, said, v] + LIKE_SOUND * c / whole for v, c in close.items()}
                total = sum(shares.values())
                likely = {v: round(n / total, 4) for v, n in shares.items() if n / total >= LEAST}
                table[part][said] = dict(sorted(likely.items(), key=lambda item: (-item[1], item[0])))
        return table

    def whole_syllables(self) -> dict[str, dict[str, float]]:
        table: dict[str, dict[str, float]] = {}
        for (said, heard), speakers in sorted(self.whole.items()):
            if len(speakers) >= SEEN and len(set(speakers)) >= SPEAKERS:
                table.setdefault(said, {})[heard] = round(len(speakers) / (self.errors_of[said] + 2), 4)
        return table

    def familiar(self, own: Collection[str]) -> float:
        """Share of the syllables heard wrongly that are among `own`."""
        heard = [(word, len(of)) for (_, word), of in self.whole.items() if parts_of(word)]
        return round(sum(n for word, n in heard if word in own) / max(1, sum(n for _, n in heard)), 4)


def count_edits(clips: Sequence[Sequence[Edit]], speakers: Sequence[str]) -> Counts:
    """Of each clip's alignment, with its speaker."""
    counts = Counts()
    for edits, speaker in zip(clips, speakers, strict=True):
        for edit in edits:
            _count(counts, edit, speaker)
    return counts


def _count(counts: Counts, edit: Edit, speaker: str) -> None:
    counts.said += len(edit.said)
    counts.inserted += not edit.said
    counts.dropped += not edit.heard
    counts.merged += len(edit.said) == 2
    if len(edit.said) != 1 or not edit.heard:
        return
    said, heard = edit.said[0], edit.heard[0]
    if said != heard:
        counts.replaced += 1
        counts.errors_of[said] += 1
        counts.whole[said, heard].append(speaker)
    one, other = parts_of(said), parts_of(heard)
    if one is None or other is None:
        return
    differing = [p for p in Parts._fields if getattr(one, p) != getattr(other, p)]
    for part in Parts._fields:
        counts.seen[part, getattr(one, part)] += 1
    for part in differing:
        counts.swapped[part, getattr(one, part), getattr(other, part)] += 1
    if differing:
        counts.patterns["+".join(differing)] += 1


@cache
def _values(part: str) -> tuple[str, ...]:
    return tuple(sorted({getattr(parts, part) for parts in inventory().values()}))


def _unlike(part: str, said: str, heard: str) -> float:
    """Distance of two values of a part, in the syllable in which they are nearest."""
    found = []
    for carrier in _CARRIERS[part]:
        one, other = (spellings().get(carrier._replace(**{part: value})) for value in (said, heard))
        if one and other:
            found.append(distance(other, one))
    return min(found, default=0.5)


def own_syllables() -> list[str]:
    """Vietnamese syllables of the prompts and question sets of this repository."""
    root = Path(__file__).parents[2]
    files = [*root.glob("prompts/**/*.yaml"), *root.glob("prompts/**/*.md"), *root.glob("eval/questions/*.jsonl")]
    words = {word for file in files for word in syllables(file.read_text(encoding="utf-8"))}
    return sorted(word for word in words if parts_of(word))
