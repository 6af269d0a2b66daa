"""Scores and grades by decree 335/2025/NĐ-CP, as pure functions over exact fractions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from kpi_tools.rules import Rules

Grade = Literal["excellent", "good", "fair", "failed"]
"""Hoàn thành xuất sắc nhiệm vụ, hoàn thành tốt nhiệm vụ, hoàn thành nhiệm vụ, không hoàn thành nhiệm vụ."""
BindingKind = Literal["undone", "late", "quality"]
Remark = Literal["article8"]
Confirmation = Literal["beyond_requirements", "no_failing_sub_unit", "shortcomings_remedied"]
TO_CONFIRM: tuple[Confirmation, ...] = ("beyond_requirements", "no_failing_sub_unit", "shortcomings_remedied")
"""Article 8.1.a (30 % beyond requirements), b and c: what the data cannot show."""

GENERAL_MAX = 30
TASK_PART = 70


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What of one task counts for a score, on the day of asking."""

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
        """Whether it counts as late for the grade."""
        return self.completed and self.late_instances > 0 and not self.objective

    @property
    def poor(self) -> bool:
        """Whether it counts as failing quality for the grade."""
        return self.completed and self.quality_failures > 0 and not self.objective


@dataclass(frozen=True, slots=True)
class Ratios:
    """Quantity, quality and progress (Article 16), each 0 to the cap."""

    a: Fraction
    b: Fraction
    c: Fraction

    @property
    def mean(self) -> Fraction:
        return (self.a + self.b + self.c) / 3


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
    value: Fraction
    """0 to 1."""
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Total:
    value: Fraction
    """0 to 100, exact."""
    provisional: bool


@dataclass(frozen=True, slots=True)
class Binding:
    """A condition that holds the grade below what the score alone would give."""

    kind: BindingKind
    count: int


@dataclass(frozen=True, slots=True)
class Proposal:
    grade: Grade
    bindings: tuple[Binding, ...] = ()
    remarks: tuple[Remark, ...] = ()
    to_confirm: tuple[Confirmation, ...] = ()


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
    weight = sum((i.weight for i in indicators), Fraction(0))
    return sum((i.weight * i.value for i in indicators), Fraction(0)) / weight if weight else None


def task_ratios(tasks: Iterable[TaskFacts], rules: Rules) -> Ratios | None:
    """a, b, c of Article 16 with the deductions of Articles 16 and 18.1; None when nothing but ad hoc work was given.

    Ad hoc work adds to the numerators alone, then each ratio is capped.
    """
    chosen = list(tasks)
    assigned = sum((t.points for t in chosen if not t.ad_hoc), Fraction(0))
    if not assigned:
        return None
    done = [t for t in chosen if t.completed]
    cap = Fraction(rules.cap)

    def share(points: Iterable[Fraction]) -> Fraction:
        return min(sum(points, Fraction(0)) / assigned, cap)

    return Ratios(
        a=share(t.points for t in done),
        b=share(t.points * _kept(t, t.quality_failures, rules) for t in done),
        c=share(t.points * _kept(t, t.late_instances, rules) for t in done),
    )


def _kept(task: TaskFacts, instances: int, rules: Rules) -> Fraction:
    if task.objective:
        return Fraction(1)
    return max(Fraction(0), 1 - Fraction(rules.deduction) * instances)


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
    part = task_part(indicators, ratios, rules)
    if part is None:
        return None
    if general is None:
        return Total(part * 100, provisional=True)
    return Total(Fraction(general) + TASK_PART * part, provisional=False)


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
    if by_score == "failed":
        return Proposal("failed")
    conditions = (Binding("undone", counts.undone), Binding("late", counts.late), Binding("quality", counts.poor))
    broken = tuple(b for b in conditions if b.count)
    if by_score != "fair" and not broken:
        return Proposal(by_score, to_confirm=TO_CONFIRM if by_score == "excellent" else ())
    if counts.done < Fraction(rules.min_done_share) * counts.assigned:
        return Proposal("failed", broken if by_score != "fair" else (Binding("undone", counts.undone),))
    too_late = counts.late > Fraction(rules.max_late_share) * counts.assigned
    return Proposal(
        "fair",
        bindings=() if by_score == "fair" else broken,
        remarks=("article8",) if counts.undone or too_late else (),
    )


def mean_total(parts: Sequence[tuple[Fraction, int]]) -> Fraction | None:
    """The mean of full totals, each with the number of months that it stands for (Article 17.3); None of none."""
    months = sum(n for _, n in parts)
    return sum((value * n for value, n in parts), Fraction(0)) / months if months else None


def shown(value: Fraction | Decimal) -> str:
    """One decimal, half up, decimal comma: `87,5`."""
    exact = Fraction(value)
    tenths = int(abs(exact) * 10 + Fraction(1, 2))
    sign = "-" if exact < 0 and tenths else ""
    return f"{sign}{tenths // 10},{tenths % 10}"
