"""Where the points of a unit's score were lost, adding up exactly; pure: `cause_lines.py` loads and shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kpi_tools.entered import DatedTask, IndicatorLine
from kpi_tools.inputs import Inputs
from kpi_tools.periods import Period
from kpi_tools.rules import Rules
from kpi_tools.score import GENERAL_MAX, TASK_PART, TaskFacts

LossKind = Literal["general", "indicator", "undone", "quality", "late", "compensation"]
"""General criteria · an indicator below its target · a task not completed, of poor quality, late · what ad hoc work
wins back or a cap takes (negative when won)."""


@dataclass(frozen=True, slots=True)
class Loss:
    kind: LossKind
    points: Fraction
    """Of 100; never 0."""
    period: Period
    """The month or quarter that was scored with it."""
    indicator: IndicatorLine | None = None
    task: DatedTask | None = None


def losses(inputs: Sequence[Inputs], provisional: bool, rules: Rules) -> tuple[Loss, ...]:
    """The losses of a score, whose sum is 100 − total exactly (Articles 6, 7, 14.2 and 18.1).

    Of a mean, each part's losses count by its months (Article 17.3). A provisional score knows its task part alone.
    """
    months = sum(one.months for one in inputs)
    return tuple(
        loss
        for one in inputs
        for loss in _of_part(one, Fraction(one.months, months), provisional, rules)
        if loss.points
    )


def _of_part(one: Inputs, share: Fraction, provisional: bool, rules: Rules) -> Iterator[Loss]:
    part = share * (100 if provisional else TASK_PART)
    w_indicators, w_tasks = one.shares(rules)
    if one.general is not None and not provisional:
        yield Loss("general", share * (GENERAL_MAX - one.general), one.period)
    weight = sum((line.weight for line in one.indicators), Fraction(0))
    for line in one.indicators:
        yield Loss("indicator", part * w_indicators * line.weight * (1 - line.achievement) / weight, one.period, line)
    if one.ratios is None:
        return
    by_task = list(_of_tasks(one, part * w_tasks, rules))
    yield from by_task
    lost = part * w_tasks * (1 - one.ratios.mean)
    yield Loss("compensation", lost - sum((loss.points for loss in by_task), Fraction(0)), one.period)


def _of_tasks(one: Inputs, part: Fraction, rules: Rules) -> Iterator[Loss]:
    """Of the tasks in the denominator: an undone one costs its share of all three ratios, a poor or late one of its
    own ratio what is deducted."""
    regular = [(task, facts) for task, facts in one.tasks if not facts.ad_hoc]
    assigned = sum((facts.points for _, facts in regular), Fraction(0))
    for task, facts in regular:
        mine = part * facts.points / assigned
        if not facts.completed:
            yield Loss("undone", mine, one.period, task=task)
            continue
        yield Loss("quality", mine / 3 * _deducted(facts, facts.quality_failures, rules), one.period, task=task)
        yield Loss("late", mine / 3 * _deducted(facts, facts.late_instances, rules), one.period, task=task)


def _deducted(facts: TaskFacts, instances: int, rules: Rules) -> Fraction:
    return Fraction(0) if facts.objective else min(Fraction(1), Fraction(rules.deduction) * instances)


@dataclass(frozen=True, slots=True)
class Veiled:
    """Losses as one asker may see them."""

    seen: tuple[Loss, ...]
    """The biggest first."""
    other: Fraction | None
    """Of all the rest together; None when nothing is left out."""


def veil(found: Sequence[Loss], inputs: Sequence[Inputs], visible: Collection[str]) -> Veiled:
    """Put the tasks whose codes are not `visible` into one sum, so that no single one of them can be read from it.

    What ad hoc work wins back goes there too where a hidden task has part in it; and of a single hidden row the
    smallest seen line.
    """
    helping = {
        one.period: {task.code for task, facts in one.tasks if facts.ad_hoc and facts.completed} - set(visible)
        for one in inputs
    }

    def rows(loss: Loss) -> set[str]:
        """Hidden rows in a loss."""
        if loss.kind == "compensation":
            return helping[loss.period]
        return set() if loss.task is None or loss.task.code in visible else {loss.task.code}

    hidden = [loss for loss in found if rows(loss)]
    seen = sorted((loss for loss in found if not rows(loss)), key=_biggest_first)
    if len({code for loss in hidden for code in rows(loss)}) == 1 and seen:
        smallest = next((loss for loss in reversed(seen) if loss.kind != "compensation"), seen[-1])
        seen.remove(smallest)
        hidden.append(smallest)
    return Veiled(tuple(seen), sum((loss.points for loss in hidden), Fraction(0)) if hidden else None)


def _biggest_first(loss: Loss) -> tuple[Fraction, str, Period, str]:
    row = loss.indicator or loss.task
    return (-loss.points, loss.kind, loss.period, row.code if row else "")
