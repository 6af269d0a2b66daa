"""What reading names gives: one mention and the units or people that it may mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Named

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    named: Named
    score: float
    """1: as written; falls with what had to be overlooked."""
    probability: float
    """Share among the readings of the same words."""
    span: Span


@dataclass(frozen=True, slots=True)
class Found:
    """One mention. `best` is set only when it is sure; otherwise ask back with `ambiguous` or `near`."""

    matches: tuple[Match, ...] = ()
    """Best first."""
    span: Span = (0, 0)
    self_reference: bool = False
    """"đơn vị mình", "của tôi": the asker's own unit or the asker."""
    ambiguous: tuple[Named, ...] = ()
    """What may be meant, when that must be asked: several, or one under another type ("xã" for a phường)."""
    mentioned: str | None = None
    """Words that look like a unit or person and fit none."""
    near: tuple[Named, ...] = ()
    """Names close to `mentioned`."""
    labels: tuple[str, ...] = ()
    """How people among `ambiguous` or `near` are told apart: with their units."""
    unnamed: bool = False
    """Of somebody by a post whose unit is not named: "chủ tịch", "sếp"."""
    former: str | None = None
    """The name of before July 2025, when that was said."""

    @property
    def best(self) -> Named | None:
        return self.matches[0].named if self.matches and not self.ambiguous else None

    @property
    def choices(self) -> tuple[str, ...]:
        """What is offered when asking back, each once."""
        return tuple(dict.fromkeys(self.labels or [named.name for named in self.ambiguous or self.near]))


def single(named: Named | None, span: Span, *, self_reference: bool = False, unnamed: bool = False) -> Found:
    """A mention that means just this one."""
    matches = (Match(named, 1.0, 1.0, span),) if named else ()
    return Found(matches, span, self_reference, unnamed=unnamed)


def several(named: Sequence[Named], span: Span, *, unnamed: bool = False) -> Found:
    """A mention that may mean any of these equally; one alone is to be confirmed."""
    matches = tuple(Match(one, 0.5, 1 / len(named), span) for one in named)
    return Found(matches, span, ambiguous=tuple(named), unnamed=unnamed)
