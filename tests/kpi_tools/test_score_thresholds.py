"""The formulas of a person's score, the thresholds to the last digit, and what a rounded figure must not hide."""

import inspect
import re
from decimal import Decimal
from fractions import Fraction

import pytest

from kpi_tools import score
from kpi_tools.rules import load_rules
from kpi_tools.score import (
    Grade,
    JustBelow,
    Leadership,
    Ratios,
    TaskCounts,
    TaskFacts,
    Total,
    just_below,
    person_grade,
    person_task_score,
    person_total,
    task_ratios,
    unit_grade,
)

RULES = load_rules()
DONE, UNDONE = TaskFacts(completed=True), TaskFacts(completed=False)
ONE, HALF = Fraction(1), Fraction(1, 2)
THIRDS = Ratios(Fraction(3, 4), Fraction(5, 8), Fraction(11, 16))


def test_a_person_s_task_score_article_16() -> None:
    assert person_task_score(THIRDS, None) == Fraction(11, 16)  # 16.1: (3/4 + 5/8 + 11/16) / 3
    # 16.2: (33/16 + 1/2 + 1 + 1/2) / 6 = 65/96
    assert person_task_score(THIRDS, Leadership(HALF, ONE, HALF)) == Fraction(65, 96)
    assert person_task_score(Ratios(ONE, ONE, ONE), Leadership(ONE, ONE, ONE)) == 1


def test_a_person_s_total_article_17_1() -> None:
    assert person_total(Decimal("24.5"), THIRDS, None) == Total(Fraction(581, 8), provisional=False)  # 24.5 + 48.125
    assert person_total(None, THIRDS, None) == Total(Fraction(275, 4), provisional=True)
    assert person_total(Fraction(0), Ratios(Fraction(0), Fraction(0), Fraction(0)), None) == Total(Fraction(0), False)
    assert person_total(Decimal(30), None, Leadership(ONE, ONE, ONE)) is None


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        (Fraction(100), "excellent"),
        (Fraction(90), "excellent"),
        (Fraction(90) - Fraction(1, 10**30), "good"),
        (Fraction(70), "good"),
        (Fraction(70) - Fraction(1, 10**30), "fair"),
        (Fraction(50), "fair"),
        (Fraction(50) - Fraction(1, 10**30), "failed"),
        (Fraction(0), "failed"),
    ],
)
def test_the_thresholds_of_article_20_are_exact(total: Fraction, grade: Grade) -> None:
    proposal = person_grade(total, RULES)
    assert (proposal.grade, proposal.by_score) == (grade, grade)
    assert unit_grade(total, TaskCounts(assigned=1, done=1), RULES).by_score == grade


def test_thirds_add_up_to_a_threshold() -> None:
    # 3 tasks, one not done: a = b = c = 2/3; 70/3 × 2 + 70/3 is exactly 70 where floats are under it
    ratios = task_ratios([DONE, DONE, UNDONE], RULES)
    total = person_total(Fraction(70, 3), ratios, None)
    assert total == Total(Fraction(70), provisional=False)
    assert person_grade(total.value, RULES).grade == "good"


@pytest.mark.parametrize(
    ("total", "below"),
    [
        (Fraction(6996, 100), JustBelow(Decimal(70), "69,96")),
        (Fraction(6995, 100), JustBelow(Decimal(70), "69,95")),
        (Fraction(6994, 100), None),  # shown as 69,9
        (Fraction(70) - Fraction(1, 10**30), JustBelow(Decimal(70), "69,99")),
        (Fraction(70), None),
        (Fraction(90) - Fraction(1, 1000), JustBelow(Decimal(90), "89,99")),
        (Fraction(49955, 1000), JustBelow(Decimal(50), "49,95")),
        (Fraction(7996, 100), None),  # 80 is no threshold
    ],
)
def test_a_score_just_below_a_threshold_says_so(total: Fraction, below: JustBelow | None) -> None:
    assert just_below(total, RULES) == below
    assert person_grade(total, RULES).just_below == below
    assert unit_grade(total, TaskCounts(assigned=1, done=1), RULES).just_below == below
    assert unit_grade(total, TaskCounts(assigned=2, done=1), RULES).just_below == below


def test_a_city_s_threshold_between_tenths() -> None:
    finer = RULES.model_copy(update={"good_from": Decimal("70.05")})
    assert just_below(Fraction(7002, 100), finer) is None  # shown as 70,0
    assert just_below(Fraction(70049, 1000), finer) is None
    coarse = RULES.model_copy(update={"good_from": Decimal("69.98")})
    assert just_below(Fraction(6997, 100), coarse) == JustBelow(Decimal("69.98"), "69,97")


def test_every_public_docstring_names_its_article() -> None:
    own = [
        value
        for name, value in vars(score).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == score.__name__
    ]
    documented = [value for value in own if inspect.isclass(value) or inspect.isfunction(value)]
    silent = {value.__name__ for value in documented if not re.search("Articles? [0-9]", inspect.getdoc(value) or "")}
    assert len(documented) > 20
    assert silent == set()
