"""A person's score over any period, from the rows of the person and, of a leader, of the others of the unit: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from assistant.vietnamese import fold
from kpi_tools.entered import DatedTask, IndicatorLine, beside, indicators_of, only_by_year, tasks_of, waiting
from kpi_tools.period_total import LeftOut, NoScore, Part, period_total
from kpi_tools.periods import Period, months_of
from kpi_tools.rules import Rules
from kpi_tools.score import (
    Grade,
    Leadership,
    Proposal,
    Ratios,
    TaskCounts,
    Total,
    count_tasks,
    person_grade,
    person_total,
    task_ratios,
)

if TYPE_CHECKING:
    from kpi_tools.source import Source

Duty = Literal["staff", "deputy", "head"]
"""A head is a unit leader whose title does not begin with "Phó", a deputy one whose title does."""
NotScored = Literal["vien_chuc", "can_bo", "city_leader"]
"""Whom the decree does not cover (Article 2): it scores công chức, and no city leaders."""
Missing = Literal["results", "organising", "solidarity"]
"""Of a leader, counting as 1: d, since nobody led has a full total, and đ or e, which were not entered."""
MISSING: tuple[Missing, ...] = get_args(Missing)
_DUTIES: tuple[Duty, ...] = get_args(Duty)


@dataclass(frozen=True, slots=True)
class General:
    """What was entered on form 01 for a person and a period."""

    score: Fraction
    """0 to 30."""
    organising: Fraction | None = None
    """đ in percent, of leaders."""
    solidarity: Fraction | None = None
    """e in percent, of leaders."""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class PersonRows:
    """What was entered for one person who is scored."""

    duty: Duty = "staff"
    generals: Mapping[Period, General] = field(default_factory=dict)
    tasks: tuple[DatedTask, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()
    """Shown beside the score, which they do not enter (Article 16)."""

    @property
    def entered(self) -> frozenset[Period]:
        """Every period with a general score or an indicator."""
        return frozenset((*self.generals, *(i.period for i in self.indicators)))

    def has_own(self, period: Period) -> bool:
        """Whether the period was entered directly: by its general score, since indicators do not enter the score."""
        return period in self.generals

    def has_general(self, period: Period) -> bool:
        return period in self.generals

    def only_by_year(self, year: Period) -> bool:
        return only_by_year(self.generals, year)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the total of one period was worked out from."""

    period: Period
    general: Fraction | None
    """0 to 30; None of a provisional total."""
    ratios: Ratios
    leadership: Leadership | None
    """Of leaders."""
    missing: tuple[Missing, ...]
    total: Total


@dataclass(frozen=True, slots=True)
class PersonScore:
    total: Total | None = None
    no_score: NoScore | None = None
    """Set exactly when there is no total."""
    inputs: tuple[Inputs, ...] = ()
    """Of the period itself, or of each part of a mean; empty without a total."""
    ratios: Ratios | None = None
    """Over all tasks of the period."""
    counts: TaskCounts = field(default_factory=TaskCounts)
    proposal: Proposal | None = None
    """None without a full total."""
    indicators: tuple[IndicatorLine, ...] = ()
    beside: tuple[IndicatorLine, ...] = ()
    """Rows entered for a year that has quarters or months as well."""
    parts: tuple[Part, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def duty_of(role: str, title: str) -> Duty:
    """What Article 15 makes of a person by role and title."""
    if role != "lanh_dao_don_vi":
        return "staff"
    return "deputy" if fold(title).split()[:1] == ["pho"] else "head"


def not_scored(role: str, kind: str) -> NotScored | None:
    """Why a person of that role and kind (`doi_tuong`) has no score (Article 2); None of one who has."""
    if role == "lanh_dao_thanh_pho":
        return "city_leader"
    if kind == "vien_chuc":
        return "vien_chuc"
    return "can_bo" if kind == "can_bo" else None


class Colleagues:
    """The others of a leader's unit who are scored, as they decide the leader's d (Article 15.3.a).

    Led by a head: everybody, deputies included; by a deputy: those who are not leaders. A fellow head of the same unit
    is judged by the d that those who are no heads give, so that no two heads wait for each other. Each period is worked
    out once.
    """

    def __init__(self, others: Sequence[PersonRows], today: date, rules: Rules) -> None:
        self._others = others
        self._today = today
        self._rules = rules
        self._found: dict[tuple[Duty, Period], bool | None] = {}

    def passed(self, leader: Duty, period: Period) -> bool | None:
        """Whether nobody led has a total under 50 for the period; None when nobody led has a full total."""
        led: dict[Duty, tuple[Duty, ...]] = {"staff": (), "deputy": ("staff",), "head": _DUTIES}
        return _all_passed(self._passed(duty, period) for duty in led[leader])

    def _passed(self, duty: Duty, period: Period) -> bool | None:
        if (duty, period) not in self._found:
            others = (o for o in self._others if o.duty == duty)
            self._found[duty, period] = _all_passed(self._passes(o, period) for o in others)
        return self._found[duty, period]

    def _passes(self, other: PersonRows, period: Period) -> bool | None:
        lower = _DUTIES[: _DUTIES.index(other.duty)]

        def own(block: Period) -> Total | None:
            led = _all_passed(self._passed(duty, block) for duty in lower)
            worked_out = inputs_of(other, block, led, self._today, self._rules)
            return worked_out.total if worked_out else None

        total = period_total(other, period, self._today, own).total
        return None if total is None or total.provisional else total.value >= Fraction(self._rules.fair_from)


def _all_passed(found: Iterable[bool | None]) -> bool | None:
    """None of nothing but None."""
    known = [one for one in found if one is not None]
    return all(known) if known else None


def score_person(
    rows: PersonRows,
    others: Sequence[PersonRows],
    period: Period,
    today: date,
    rules: Rules,
    unit_grade: Grade | None = None,
) -> PersonScore:
    """The score of a person for a period (Articles 14 to 17, 20), as of `today`.

    `others`: everybody else of the unit who is scored; read of leaders alone. `unit_grade`: of a head, the unit's for
    the same period, which caps the proposal (Article 20.6). Periods as in `period_total`; a quarter has rows of its own
    when it has a general score of its own.
    """
    if period.start > today:
        return PersonScore(no_score="future")
    colleagues = Colleagues(others, today, rules)
    inputs: dict[Period, Inputs] = {}

    def own(block: Period) -> Total | None:
        worked_out = inputs_of(rows, block, colleagues.passed(rows.duty, block), today, rules)
        if worked_out is None:
            return None
        inputs[block] = worked_out
        return worked_out.total

    found = period_total(rows, period, today, own)
    tasks = tasks_of(rows.tasks, period, today)
    shown = PersonScore(
        ratios=task_ratios(tasks, rules),
        counts=count_tasks(tasks),
        indicators=indicators_of(rows.indicators, rows.entered, period, today),
        beside=beside(rows.indicators, rows.entered, period),
        parts=found.parts,
        left_out=found.left_out,
    )
    if found.total is None:
        return replace(shown, no_score=_why_none(rows, period, shown))
    return replace(
        shown,
        total=found.total,
        inputs=tuple(inputs[part.period] for part in found.parts) or (inputs[period],),
        proposal=None if found.total.provisional else person_grade(found.total.value, rules, unit_grade),
    )


def inputs_of(rows: PersonRows, period: Period, led_passed: bool | None, today: date, rules: Rules) -> Inputs | None:
    """The total of a period and what it is made of, from the rows of the period itself; None without tasks."""
    general = rows.generals.get(period)
    ratios = task_ratios(tasks_of(rows.tasks, period, today), rules)
    leadership = leadership_of(rows.duty, general, led_passed, rules)
    total = person_total(general.score if general else None, ratios, leadership)
    if ratios is None or total is None:
        return None
    missing = () if leadership is None else _missing(general, led_passed)
    return Inputs(period, general.score if general else None, ratios, leadership, missing, total)


def leadership_of(duty: Duty, general: General | None, led_passed: bool | None, rules: Rules) -> Leadership | None:
    """d, đ, e of a leader as shares (Article 15.3); what is not known counts as 1. None of staff."""
    if duty == "staff":
        return None
    entered = (general.organising, general.solidarity) if general else (None, None)
    organising, solidarity = (Fraction(1) if e is None else e / 100 for e in entered)
    return Leadership(Fraction(rules.leader_low_share) if led_passed is False else Fraction(1), organising, solidarity)


def _missing(general: General | None, led_passed: bool | None) -> tuple[Missing, ...]:
    known: dict[Missing, object] = {
        "results": led_passed,
        "organising": general.organising if general else None,
        "solidarity": general.solidarity if general else None,
    }
    return tuple(key for key, value in known.items() if value is None)


def _why_none(rows: PersonRows, period: Period, shown: PersonScore) -> NoScore:
    if not months_of(period):
        return "no_whole_month"
    if shown.ratios is None:
        return "none_due" if waiting(rows.tasks, period) else "no_tasks"
    return "no_full_total"
