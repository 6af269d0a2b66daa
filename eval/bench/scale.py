"""How much of everything the invented province has."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    units: int
    people: int
    indicators: int
    tasks: int
    entries: int
    meetings: int
    procedures: int
    questions: int

    @classmethod
    def of(cls, scale: float) -> Size:
        full = (2_500, 30_000, 1_000_000, 500_000, 300_000, 20_000, 2_135, 5_000)
        units, people, *others = (max(40, round(number * scale)) for number in full)
        return cls(units, max(people, 12 * units), *others)
