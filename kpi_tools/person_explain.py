"""`ToolResult.explain` of a person's score, in the letters of the decree."""

from __future__ import annotations

from fractions import Fraction

from pydantic import JsonValue

from kpi_tools.explain import as_number, explained
from kpi_tools.person_score import Duty, Inputs, PersonScore
from kpi_tools.rules import Rules
from kpi_tools.score import Grade

_STAFF = ("14.2", "16.1", "17.1", "17.3", "18.1", "20")
_LEADER = ("14.2", "15.3", "16.2", "17.1", "17.3", "18.1", "20")


def explain(duty: Duty, score: PersonScore, unit_grade: Grade | None, rules: Rules) -> dict[str, JsonValue]:
    """What the score was worked out from, as `explained` gives it: of each period general, a, b, c, d, đ, e."""
    months = {part.period: part.months for part in score.parts}
    inputs = [_shown(one, months.get(one.period, 1)) for one in score.inputs]
    shown = explained(_STAFF if duty == "staff" else _LEADER, inputs, score.total.value if score.total else None, rules)
    if score.total is not None:
        shown |= {"exact": str(score.total.value), "provisional": score.total.provisional}
    if score.proposal is not None:
        shown |= {"grade": score.proposal.grade, "by_score": score.proposal.by_score, "unit_grade": unit_grade}
    return shown


def _shown(one: Inputs, months: int) -> dict[str, JsonValue]:
    shares: dict[str, Fraction | None] = {"a": one.ratios.a, "b": one.ratios.b, "c": one.ratios.c}
    if one.leadership is not None:
        shares |= {"d": one.leadership.results, "đ": one.leadership.organising, "e": one.leadership.solidarity}
    return {
        "from": one.period.start.isoformat(),
        "to": one.period.end.isoformat(),
        "months": months,
        "total": as_number(one.total.value),
        "general": None if one.general is None else as_number(one.general),
        **{letter: None if share is None else as_number(share) for letter, share in shares.items()},
        "counted_as_1": list(one.missing),
    }
