"""What was answered to a case, and what the graders say of it: the values that the report is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from eval.cases import Case

AnswerJson = Mapping[str, JsonValue]
"""One answer, as `interfaces.md` has it (`troly ask --json`)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case, asked."""

    case: Case
    answer: AnswerJson
    millis: float
    """Wall clock of the whole question as the asker felt it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of so many; of nothing when `of` is 0."""

    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Graded:
    """Every grade is None where the case does not ask for it."""

    outcome: Outcome
    tool: bool | None = None
    args: bool | None = None
    """The right tool with exactly the arguments given; with `calls`, all of them made."""
    status: bool | None = None
    text: bool | None = None
    """`contains` and `not_contains`."""
    cites_found: Counted | None = None
    """Expected citations that were given (recall)."""
    cites_right: Counted | None = None
    """Given citations that were expected (precision)."""
    grounded: bool | None = None
    """None where nothing was claimed: no number, date, name or citation in the answer."""
    ungrounded: tuple[str, ...] = ()
    """What of the answer is in no result of its tools."""
    leaked: tuple[str, ...] = ()
    words: Counted | None = None
    """Word errors (`right` of `of` words are wrong), for spoken cases."""
    letters: Counted | None = None

    @property
    def passed(self) -> bool:
        cited = self.cites_found is None or self.cites_found.right == self.cites_found.of
        grades = (self.tool, self.args, self.status, self.text, self.grounded)
        return False not in grades and cited and not self.leaked
