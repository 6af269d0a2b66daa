"""Scores of all units at once, as the ranking publishes them: three bulk queries, then the arithmetic of one unit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache as memo

from sqlalchemy import String, select, type_coerce

from kpi_tools.entered import DatedTask, IndicatorLine
from kpi_tools.period_total import NoScore
from kpi_tools.periods import Period, last_quarter_over, parse_ky, quarter_of
from kpi_tools.rights import RANKED_GENERALS, RANKED_INDICATORS, RANKED_TASKS, RANKED_UNITS, ROOT_LEVEL
from kpi_tools.rules import Rules
from kpi_tools.schema import GeneralScore, Indicator, Task, Unit
from kpi_tools.score import Grade, JustBelow, TaskFacts, achievement
from kpi_tools.score_cache import Key, ScoreCache
from kpi_tools.unit_rows import TASK_FACTS, due_in, keys_of
from kpi_tools.unit_score import UnitRows, score_period
from kpi_tools.versions import marks
from kpi_tools.view import View

BEHIND = ("units", "indicators", "general_scores", "tasks")
"""Tables behind a score."""
LOOK_BACK = 20
"""Quarters among which the latest with data is looked for."""


@dataclass(frozen=True, slots=True)
class UnitScore:
    """What the ranking may say of a unit."""

    code: str
    name: str
    level: str
    """`so_nganh` or `xa_phuong`."""
    total: Fraction | None
    """0 to 100, exact."""
    provisional: bool = False
    no_score: NoScore | None = None
    """Why there is no total."""
    grade: Grade | None = None
    """Proposed; None without a full total."""
    just_below: JustBelow | None = None

    @property
    def ranked(self) -> bool:
        return self.total is not None and not self.provisional


def city_scores(seen: View, cache: ScoreCache, period: Period, today: date, rules: Rules) -> tuple[UnitScore, ...]:
    """Of every unit but the root: full totals, the best first, then provisional ones, then none, each by name."""
    key = Key("scores", marks(seen, BEHIND), (period, today, rules))
    return cache.get(key, lambda: _scores(seen, period, today, rules))


def latest_quarter_of_city(seen: View, cache: ScoreCache, today: date) -> Period:
    """The latest quarter that is over and has indicators, a general score or tasks due, of any unit of the ranking;
    else the latest over."""
    last = last_quarter_over(today)
    return cache.get(Key("quarter", marks(seen, BEHIND), (last,)), lambda: _latest_quarter(seen, last))


def _scores(seen: View, period: Period, today: date, rules: Rules) -> tuple[UnitScore, ...]:
    units = select(Unit.code, Unit.name, Unit.level).where(Unit.level != ROOT_LEVEL)
    indicators, generals, tasks = _indicators(seen, period), _generals(seen, period), _tasks(seen, period)
    scored: list[UnitScore] = []
    for code, name, level in seen.rows(units, RANKED_UNITS):
        rows = UnitRows(tuple(indicators.get(code, ())), generals.get(code, {}), tuple(tasks.get(code, ())))
        score = score_period(rows, period, today, rules)
        total, proposal = score.total, score.proposal
        scored.append(
            UnitScore(
                code,
                name,
                level,
                total.value if total else None,
                provisional=total is not None and total.provisional,
                no_score=score.no_score,
                grade=proposal.grade if proposal else None,
                just_below=proposal.just_below if proposal else None,
            )
        )
    return tuple(sorted(scored, key=_best_first))


def _best_first(unit: UnitScore) -> tuple[int, Fraction, str, str]:
    group = 0 if unit.ranked else 1 if unit.provisional else 2
    return group, -(unit.total or Fraction(0)), unit.name, unit.code


def _indicators(seen: View, period: Period) -> dict[str, list[IndicatorLine]]:
    query = select(
        Indicator.unit,
        Indicator.period,
        Indicator.direction,
        type_coerce(Indicator.target, String),
        type_coerce(Indicator.actual, String),
        type_coerce(Indicator.weight, String),
    ).where(Indicator.person.is_(None), Indicator.period.in_(keys_of([period])))
    exact, parsed = memo(Fraction), memo(parse_ky)
    found: dict[str, list[IndicatorLine]] = defaultdict(list)
    for unit, ky, direction, target, actual, weight in seen.rows(query, RANKED_INDICATORS):
        value = None if actual is None else exact(actual)
        goal = exact(target)
        found[unit].append(
            IndicatorLine(
                "", "", parsed(ky), "", goal, value, direction, achievement(value, goal, direction), exact(weight), None
            )
        )
    return found


def _generals(seen: View, period: Period) -> dict[str, dict[Period, Fraction]]:
    query = (
        select(GeneralScore.subject, GeneralScore.period, GeneralScore.score)
        .join(Unit, Unit.code == GeneralScore.subject)
        .where(GeneralScore.period.in_(keys_of([period])))
    )
    found: dict[str, dict[Period, Fraction]] = defaultdict(dict)
    for subject, ky, score in seen.rows(query, RANKED_GENERALS, RANKED_UNITS):
        found[subject][parse_ky(ky)] = Fraction(score)
    return found


def _tasks(seen: View, period: Period) -> dict[str, list[DatedTask]]:
    deadline, completed, late, points, failures, objective, ad_hoc = TASK_FACTS
    query = select(
        Task.unit, deadline, completed, late, type_coerce(points, String), failures, objective, ad_hoc
    ).where(due_in([period]))
    exact = memo(Fraction)
    found: dict[str, list[DatedTask]] = defaultdict(list)
    for unit, due, done, instances, weight, poor, excused, extra in seen.rows(query, RANKED_TASKS):
        facts = TaskFacts(False, exact(weight), poor, objective=excused, ad_hoc=extra)
        found[unit].append(DatedTask(due, done, instances, facts))
    return found


def _latest_quarter(seen: View, last: Period) -> Period:
    quarter = last
    for _ in range(LOOK_BACK):
        if _has_data(seen, quarter):
            return quarter
        quarter = quarter_of(quarter.start - timedelta(days=1))
    return last


def _has_data(seen: View, quarter: Period) -> bool:
    keys = keys_of([quarter])
    indicators = (
        select(Indicator.code)
        .join(Unit, Unit.code == Indicator.unit)
        .where(Unit.level != ROOT_LEVEL, Indicator.person.is_(None), Indicator.period.in_(keys))
    )
    generals = (
        select(GeneralScore.subject)
        .join(Unit, Unit.code == GeneralScore.subject)
        .where(Unit.level != ROOT_LEVEL, GeneralScore.period.in_(keys))
    )
    tasks = (
        select(Task.code)
        .join(Unit, Unit.code == Task.unit)
        .where(Unit.level != ROOT_LEVEL, Task.ad_hoc.is_(False), due_in([quarter]))
    )
    return (
        seen.rows(indicators.limit(1), RANKED_INDICATORS, RANKED_UNITS).first() is not None
        or seen.rows(generals.limit(1), RANKED_GENERALS, RANKED_UNITS).first() is not None
        or seen.rows(tasks.limit(1), RANKED_TASKS, RANKED_UNITS).first() is not None
    )
