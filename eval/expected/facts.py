"""The facts of one call, as a question set expects them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Status


@dataclass(frozen=True, slots=True)
class Facts:
    """What a call by one asker at one moment must lead to."""

    status: Status
    contains: tuple[str, ...] = ()
    """Words and numbers as a Vietnamese answer writes them (`87,5`): each must stand in `answer`."""
    not_contains: tuple[str, ...] = ()
    """What may not: above all what the asker may not see."""
    leak: tuple[str, ...] = ()
    """What may stand nowhere in the answer's JSON: figures that were denied."""
