"""Scores and grades by decree 335/2025/NĐ-CP, as pure functions over exact fractions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from kpi_tools.exact import exact_sum
from kpi_tools.rules import Rules

Grade = Literal["excellent", "good", "fair", "failed"]
"""Hoàn thành xuất sắc, hoàn thành tốt, hoàn thành, không hoàn thành nhiệm vụ (Articles 8 and 20), the best first."""
BindingKind = Literal["undone", "late", "quality"]
Remark = Literal["article8"]
Confirmation = Literal["beyond_requirements", "no_failing_sub_unit", "shortcomings_remedied"]
TO_CONFIRM: tuple[Confirmation, ...] = ("beyond_requirements", "no_failing_sub_unit", "shortcomings_remedied")
"""Article 8.1.a (30 % beyond requirements), b and c: what the data cannot show."""

GENERAL_MAX = 30
TASK_PART = 70


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What of one task counts for a score, on the day of asking (Articles 14.2 and 18.1)."""

    completed: bool
    points: Fraction = Fraction(1)
    """Converted points p_i."""
    quality_failures: int = 0
    late_instances: int = 0
    objective: bool = False
    """Objective cause confirmed."""
    ad_hoc: bool = False

    @property
    def late(self) -> bool:
        """Whether it counts as late for the grade (Article 8)."""
        return self.completed and self.late_instances > 0 and not self.objective

    @property
    def poor(self) -> bool:
        """Whether it counts as failing quality for the grade (Article 8)."""
        return self.completed and self.quality_failures > 0 and not self.objective


@dataclass(frozen=True, slots=True)
class Ratios:
    """Quantity, quality and progress (Article 14.2), each 0 to the cap."""

    a: Fraction
    b: Fraction
    c: Fraction

    @property
    def mean(self) -> Fraction:
        """(a + b + c) / 3 (Article 16.1)."""
        return (self.a + self.b + self.c) / 3


@dataclass(frozen=True, slots=True)
class Leadership:
    """d, đ and e, what a leader is scored by besides the tasks, each 1 or 0.5 (Article 15.3)."""

    results: Fraction
    organising: Fraction
    solidarity: Fraction


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Counts of tasks, ad hoc ones apart (Article 8)."""

    assigned: int = 0
    done: int = 0
    late: int = 0
    """Completed late without a confirmed objective cause."""
    poor: int = 0
    """Completed with a quality failure, without a confirmed objective cause."""
    ad_hoc: int = 0
    ad_hoc_done: int = 0

    @property
    def undone(self) -> int:
        return self.assigned - self.done


@dataclass(frozen=True, slots=True)
class Achievement:
    """How far one indicator is achieved, and what it weighs (Article 7)."""

    value: Fraction
    """0 to 1."""
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Total:
    """A unit's or a person's points (Articles 6, 7 and 17.1)."""

    value: Fraction
    """0 to 100, exact."""
    provisional: bool
    """Without a general score: the 70-point part × 100."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A condition of Article 8 that holds the grade below what the score alone would give."""

    kind: BindingKind
    count: int


@dataclass(frozen=True, slots=True)
class JustBelow:
    """A score that one decimal would round up to a threshold of Articles 8 and 20 that it does not reach."""

    threshold: Decimal
    shown: str
    """Two decimals, cut off, so always below the threshold: `69,96`, also for 69.999…"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed grade of a unit (Article 8) or a person (Article 20)."""

    grade: Grade
    bindings: tuple[Binding, ...] = ()
    remarks: tuple[Remark, ...] = ()
    to_confirm: tuple[Confirmation, ...] = ()
    by_score: Grade | None = None
    """What the score alone gives."""
    just_below: JustBelow | None = None


def achievement(actual: Decimal | Fraction | None, target: Decimal | Fraction, direction: str) -> Fraction:
    """How far an indicator is achieved, 0 to 1; no value yet is 0. `direction` is `tang` or `giam` (Article 7)."""
    if actual is None:
        return Fraction(0)
    done, goal = Fraction(actual), Fraction(target)
    if direction == "giam":
        return Fraction(1) if done <= 0 else min(goal / done, Fraction(1))
    return Fraction(1) if goal <= 0 else min(max(done / goal, Fraction(0)), Fraction(1))


def indicators_score(indicators: Sequence[Achievement]) -> Fraction | None:
    """I, the weighted mean of the achievements, 0 to 1; None without indicators (Article 7)."""
    weight = exact_sum(i.weight for i in indicators)
    return exact_sum(i.weight * i.value for i in indicators) / weight if weight else None


def task_ratios(tasks: Iterable[TaskFacts], rules: Rules) -> Ratios | None:
    """a, b, c with the deductions of Article 14.2, each capped; None when nothing but ad hoc work was given.

    Undone work stays in the denominator, ad hoc work adds to the numerators alone (Article 18.1.d).
    """
    chosen = list(tasks)
    assigned = exact_sum(t.points for t in chosen if not t.ad_hoc)
    if not assigned:
        return None
    done = [t for t in chosen if t.completed]
    cap = Fraction(rules.cap)

    def share(points: Iterable[Fraction]) -> Fraction:
        return min(exact_sum(points) / assigned, cap)

    return Ratios(
        a=share(t.points for t in done),
        b=share(_kept(t, t.quality_failures, rules) for t in done),
        c=share(_kept(t, t.late_instances, rules) for t in done),
    )


def _kept(task: TaskFacts, instances: int, rules: Rules) -> Fraction:
    if task.objective or not instances:
        return task.points
    return task.points * max(Fraction(0), 1 - Fraction(rules.deduction) * instances)


def count_tasks(tasks: Iterable[TaskFacts]) -> TaskCounts:
    """The counts that Article 8 asks for."""
    chosen = list(tasks)
    regular, ad_hoc = [t for t in chosen if not t.ad_hoc], [t for t in chosen if t.ad_hoc]
    return TaskCounts(
        assigned=len(regular),
        done=sum(t.completed for t in regular),
        late=sum(t.late for t in regular),
        poor=sum(t.poor for t in regular),
        ad_hoc=len(ad_hoc),
        ad_hoc_done=sum(t.completed for t in ad_hoc),
    )


def task_part(indicators: Fraction | None, ratios: Ratios | None, rules: Rules) -> Fraction | None:
    """The 70-point part as a share, 0 to 1 (Article 7); a part without data gives its weight to the other."""
    if ratios is None or indicators is None:
        return ratios.mean if ratios is not None else indicators
    return Fraction(rules.w_indicators) * indicators + Fraction(rules.w_tasks) * ratios.mean


def unit_total(
    general: Decimal | Fraction | None, indicators: Fraction | None, ratios: Ratios | None, rules: Rules
) -> Total | None:
    """A unit's total (Articles 6 and 7): general + 70 × the task part.

    Without a general score it is provisional, the task part × 100; without indicators and tasks there is none.
    """
    return _total(general, task_part(indicators, ratios, rules))


def _total(general: Decimal | Fraction | None, part: Fraction | None) -> Total | None:
    if part is None:
        return None
    if general is None:
        return Total(part * 100, provisional=True)
    return Total(Fraction(general) + TASK_PART * part, provisional=False)


def person_task_score(ratios: Ratios, leadership: Leadership | None) -> Fraction:
    """The 70-point part as a share, 0 to 1: (a+b+c)/3, of leaders (a+b+c+d+đ+e)/6 (Article 16)."""
    if leadership is None:
        return ratios.mean
    led = leadership.results + leadership.organising + leadership.solidarity
    return (ratios.a + ratios.b + ratios.c + led) / 6


def person_total(
    general: Decimal | Fraction | None, ratios: Ratios | None, leadership: Leadership | None
) -> Total | None:
    """A person's total of a month or quarter (Article 17.1): general + 70 × the task score; None without tasks.

    Without a general score it is provisional, the task score × 100.
    """
    return _total(general, person_task_score(ratios, leadership) if ratios else None)


def person_grade(total: Fraction, rules: Rules, unit_grade: Grade | None = None) -> Proposal:
    """The grade of a person's score (Article 20.1 to 20.4.a), a head's not above the unit's (Article 20.6).

    `unit_grade`: of a head, where the unit has one.
    """
    by_score = grade_by_score(total, rules)
    grade = by_score if unit_grade is None else max(by_score, unit_grade, key=get_args(Grade).index)
    return Proposal(grade, by_score=by_score, just_below=just_below(total, rules))


def grade_by_score(total: Fraction, rules: Rules) -> Grade:
    """What the score alone gives (Articles 8 and 20)."""
    if total >= Fraction(rules.excellent_from):
        return "excellent"
    if total >= Fraction(rules.good_from):
        return "good"
    return "fair" if total >= Fraction(rules.fair_from) else "failed"


def unit_grade(total: Fraction, counts: TaskCounts, rules: Rules) -> Proposal:
    """The best grade of a unit whose score and conditions hold (Article 8), and what held it down."""
    by_score = grade_by_score(total, rules)
    proposal = Proposal("failed", by_score=by_score, just_below=just_below(total, rules))
    if by_score == "failed":
        return proposal
    conditions = (Binding("undone", counts.undone), Binding("late", counts.late), Binding("quality", counts.poor))
    broken = tuple(b for b in conditions if b.count)
    if by_score != "fair" and not broken:
        return replace(proposal, grade=by_score, to_confirm=TO_CONFIRM if by_score == "excellent" else ())
    if counts.done < Fraction(rules.min_done_share) * counts.assigned:
        return replace(proposal, bindings=broken if by_score != "fair" else (Binding("undone", counts.undone),))
    too_late = counts.late > Fraction(rules.max_late_share) * counts.assigned
    return replace(
        proposal,
        grade="fair",
        bindings=() if by_score == "fair" else broken,
        remarks=("article8",) if counts.undone or too_late else (),
    )


def mean_total(parts: Sequence[tuple[Fraction, int]]) -> Fraction | None:
    """The mean of full totals, each with the number of months that it stands for (Article 17.3); None of none."""
    months = sum(n for _, n in parts)
    return sum((value * n for value, n in parts), Fraction(0)) / months if months else None


def just_below(total: Fraction, rules: Rules) -> JustBelow | None:
    """Whether the shown figure reaches a threshold of Articles 8 and 20 that the exact value does not."""
    for threshold in (rules.excellent_from, rules.good_from, rules.fair_from):
        if total < Fraction(threshold) <= Fraction(int(total * 10 + Fraction(1, 2)), 10):
            return JustBelow(threshold, f"{int(total)},{int(total * 100) % 100:02d}")
    return None


def shown(value: Fraction | Decimal) -> str:
    """One decimal, half up, decimal comma: `87,5`; where that crosses a threshold of Article 20, see `just_below`."""
    exact = Fraction(value)
    tenths = int(abs(exact) * 10 + Fraction(1, 2))
    sign = "-" if exact < 0 and tenths else ""
    return f"{sign}{tenths // 10},{tenths % 10}"
