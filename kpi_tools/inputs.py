"""What a unit's score was worked out from: each period that was scored from its own rows, to show and to explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from pydantic import JsonValue

from kpi_tools.entered import DatedTask, IndicatorLine
from kpi_tools.explain import as_number, explained
from kpi_tools.period_total import Part
from kpi_tools.periods import Period
from kpi_tools.rules import Rules
from kpi_tools.score import Achievement, Proposal, Ratios, TaskFacts, Total, indicators_score, task_ratios
from kpi_tools.unit_score import Score, UnitRows

ARTICLES = ("6", "7", "8", "17.3")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Of one month, quarter or year."""

    period: Period
    months: int
    """For how many months it stands in the mean; 1 when there is none."""
    total: Fraction
    """0 to 100; without a general score the 70-point part × 100."""
    general: Fraction | None
    """0 to 30."""
    indicators: tuple[IndicatorLine, ...]
    achieved: Fraction | None
    """I, 0 to 1; None without indicators."""
    tasks: tuple[tuple[DatedTask, TaskFacts], ...]
    """With what counts of each on the day of asking."""
    ratios: Ratios | None
    """None without tasks."""

    def shares(self, rules: Rules) -> tuple[Fraction, Fraction]:
        """Shares of the 70 points that indicators and tasks carry; one without data gives its own to the other."""
        if self.ratios is None or self.achieved is None:
            return Fraction(self.ratios is None), Fraction(self.ratios is not None)
        return Fraction(rules.w_indicators), Fraction(rules.w_tasks)


def inputs_of(rows: UnitRows, period: Period, score: Score, today: date, rules: Rules) -> tuple[Inputs, ...]:
    """Inputs of the period itself, or of each part of the mean; empty without a total."""
    if score.total is None:
        return ()
    parts = score.parts or (Part(period, score.total.value, 1),)
    return tuple(_inputs(rows, part, today, rules) for part in parts)


def _inputs(rows: UnitRows, part: Part, today: date, rules: Rules) -> Inputs:
    period, general = part.period, rows.generals.get(part.period)
    lines = rows.indicators_of(period, today)
    due = ((t, t.on(today)) for t in rows.tasks if period.start <= t.deadline <= period.end)
    tasks = tuple((task, facts) for task, facts in due if facts.completed or task.deadline <= today)
    achieved = indicators_score([Achievement(i.achievement, i.weight) for i in lines])
    ratios = task_ratios((facts for _, facts in tasks), rules)
    return Inputs(period, part.months, part.total, general, lines, achieved, tasks, ratios)


def explain(
    inputs: Sequence[Inputs], total: Total | None, proposal: Proposal | None, rules: Rules
) -> dict[str, JsonValue]:
    """`ToolResult.explain` of a unit's score, as `explained` gives it."""
    shown = explained(ARTICLES, [_shown(one, rules) for one in inputs], total.value if total else None, rules)
    if total is not None:
        shown |= {"exact": str(total.value), "provisional": total.provisional}
    if proposal is not None:
        bound: list[JsonValue] = [{"kind": b.kind, "count": b.count} for b in proposal.bindings]
        shown |= {"grade": proposal.grade, "bindings": bound}
    return shown


def _shown(one: Inputs, rules: Rules) -> dict[str, JsonValue]:
    w_indicators, w_tasks = one.shares(rules)
    ratios = one.ratios
    return {
        "from": one.period.start.isoformat(),
        "to": one.period.end.isoformat(),
        "months": one.months,
        "total": as_number(one.total),
        "general": None if one.general is None else as_number(one.general),
        "I": None if one.achieved is None else as_number(one.achieved),
        "indicators": [
            {
                "code": line.code,
                "period": line.period.ky,
                "achievement": as_number(line.achievement),
                "weight": as_number(line.weight),
            }
            for line in one.indicators
        ],
        "a": None if ratios is None else as_number(ratios.a),
        "b": None if ratios is None else as_number(ratios.b),
        "c": None if ratios is None else as_number(ratios.c),
        "w_indicators": as_number(w_indicators),
        "w_tasks": as_number(w_tasks),
    }
