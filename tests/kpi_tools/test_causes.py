"""Points lost: each line by hand, and over random rows their sum."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_tools.causes import Loss, losses, veil
from kpi_tools.entered import DatedTask, IndicatorLine
from kpi_tools.inputs import Inputs, inputs_of
from kpi_tools.periods import Period, half, month, parse_ky, quarter
from kpi_tools.rules import Rules, load_rules
from kpi_tools.score import TaskFacts, achievement
from kpi_tools.unit_score import UnitRows, score_period

LATER = date(2026, 12, 1)
Q1 = quarter(2026, 1)
FEBRUARY = date(2026, 2, 10)


def line(code: str, ky: str, actual: str | None, target: str = "100", weight: int = 1) -> IndicatorLine:
    value, goal = (None if actual is None else Fraction(actual)), Fraction(target)
    return IndicatorLine(
        code, code, parse_ky(ky), "%", goal, value, "tang", achievement(value, goal, "tang"), Fraction(weight), None
    )


def task(code: str, *, done: bool = True, late: int = 0, poor: int = 0, **given: object) -> DatedTask:
    facts = TaskFacts(False, Fraction(str(given.get("points", 1))), poor, 0, bool(given.get("objective")),
                      bool(given.get("ad_hoc")))  # fmt: skip
    due = given.get("due", FEBRUARY)
    assert isinstance(due, date)
    return DatedTask(due, due if done else None, late, facts, code)


def scored(rows: UnitRows, period: Period, rules: Rules) -> tuple[tuple[Loss, ...], tuple[Inputs, ...], Fraction]:
    """Losses, their inputs, and 100 − total."""
    score = score_period(rows, period, LATER, rules)
    assert score.total is not None
    inputs = inputs_of(rows, period, score, LATER, rules)
    return losses(inputs, score.total.provisional, rules), inputs, 100 - score.total.value


def points(found: tuple[Loss, ...]) -> dict[tuple[str, str], Fraction]:
    """By kind and code of the row."""
    rows = ((loss, loss.indicator or loss.task) for loss in found)
    return {(loss.kind, row.code if row else ""): loss.points for loss, row in rows}


def test_each_kind_by_hand(rules: Rules) -> None:
    rows = UnitRows(
        (line("A", "2026-Q1", "80", weight=2), line("B", "2026-Q1", None), line("C", "2026-Q1", "120")),
        {Q1: Fraction(27)},
        (task("1"), task("2", done=False, points=2), task("3", late=1, poor=5), task("4", late=3, objective=True)),
    )
    found, _, lost = scored(rows, Q1, rules)
    assert points(found) == {
        ("general", ""): Fraction(3),
        ("indicator", "A"): Fraction(35 * 2, 4) * Fraction(1, 5),  # 35 points, weight 2 of 4, 80 % achieved
        ("indicator", "B"): Fraction(35, 4),
        ("undone", "2"): Fraction(35 * 2, 5),  # 2 of 5 converted points, of all three ratios
        ("quality", "3"): Fraction(35, 15),  # 1 of 5 in one ratio; more than four failures cost all of it
        ("late", "3"): Fraction(35, 15) / 4,
    }
    assert sum(x.points for x in found) == lost


def test_a_part_without_data_leaves_the_other_all_70(rules: Rules) -> None:
    alone, _, _ = scored(UnitRows((line("A", "2026-Q1", "50"),), {Q1: Fraction(30)}), Q1, rules)
    assert points(alone) == {("indicator", "A"): Fraction(35)}
    work, _, _ = scored(UnitRows((), {Q1: Fraction(30)}, (task("1", done=False), task("2"))), Q1, rules)
    assert points(work) == {("undone", "1"): Fraction(35)}


def test_a_provisional_score_loses_of_its_task_part_alone(rules: Rules) -> None:
    found, _, lost = scored(UnitRows((line("A", "2026-Q1", "50"), line("B", "2026-Q1", "100"))), Q1, rules)
    assert points(found) == {("indicator", "A"): Fraction(25)}
    assert lost == 25


def test_ad_hoc_work_wins_back_on_one_line(rules: Rules) -> None:
    rows = UnitRows((), {Q1: Fraction(30)}, (task("1", done=False), task("2"), task("3", ad_hoc=True, poor=2)))
    found, _, lost = scored(rows, Q1, rules)
    # a = c = 1 again, b = (1 + 0.5) / 2: a sixth of the ratio is lost, 70/3 × 1/4
    assert lost == Fraction(70, 12)
    assert points(found) == {("undone", "1"): Fraction(35), ("compensation", ""): Fraction(70, 12) - 35}


def test_a_cap_below_1_takes_on_the_same_line(rules: Rules) -> None:
    capped = rules.model_copy(update={"cap": Fraction(9, 10)})
    found, _, lost = scored(UnitRows((), {Q1: Fraction(30)}, (task("1"),)), Q1, capped)
    assert points(found) == {("compensation", ""): Fraction(7)}
    assert lost == 7


def test_a_mean_divides_the_lines_of_its_months(rules: Rules) -> None:
    january, february = month(2026, 1), month(2026, 2)
    rows = UnitRows(
        (line("A", "2026-01", "50"), line("A", "2026-02", "90")), {january: Fraction(24), february: Fraction(30)}
    )
    found, _, lost = scored(rows, Q1, rules)
    assert [(x.kind, x.period, x.points) for x in found] == [
        ("general", january, Fraction(3)),
        ("indicator", january, Fraction(35, 2)),
        ("indicator", february, Fraction(7, 2)),
    ]
    assert lost == 24


CODES = st.sampled_from(["2026-Q1", "2026-01", "2026-02", "2026-03", "2026-Q2", "2026-05"])
AMOUNTS = st.fractions(min_value=0, max_value=200, max_denominator=7)
RULES = load_rules()


@st.composite
def unit_rows(draw: st.DrawFn) -> UnitRows:
    def indicator(n: int) -> IndicatorLine:
        actual, goal = draw(st.none() | AMOUNTS), draw(AMOUNTS) + 1
        direction = draw(st.sampled_from(["tang", "giam"]))
        weight = draw(st.fractions(min_value=Fraction(1, 5), max_value=9, max_denominator=5))
        reached = achievement(actual, goal, direction)
        return IndicatorLine(f"C{n}", "", parse_ky(draw(CODES)), "", goal, actual, direction, reached, weight, None)

    def dated(n: int) -> DatedTask:
        due = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 200)))
        facts = TaskFacts(
            False,
            draw(st.fractions(min_value=Fraction(1, 3), max_value=5, max_denominator=3)),
            draw(st.integers(0, 6)),
            objective=draw(st.booleans()),
            ad_hoc=draw(st.booleans()),
        )
        done = draw(st.none() | st.just(due + timedelta(days=draw(st.integers(-9, 9)))))
        return DatedTask(due, done, draw(st.none() | st.integers(0, 6)), facts, f"T{n}")

    return UnitRows(
        tuple(indicator(n) for n in range(draw(st.integers(0, 5)))),
        {
            parse_ky(ky): score
            for ky, score in draw(
                st.dictionaries(CODES, st.fractions(min_value=0, max_value=30, max_denominator=4), max_size=4)
            ).items()
        },
        tuple(dated(n) for n in range(draw(st.integers(0, 7)))),
    )


PERIODS = st.sampled_from([Q1, quarter(2026, 2), month(2026, 1), month(2026, 2), half(2026, 1)])
CHANGED = st.sampled_from(
    [{}, {"cap": Fraction(3, 4)}, {"w_indicators": Fraction(3, 10), "w_tasks": Fraction(7, 10)}, {"deduction": 1}]
)
DAYS = st.sampled_from([LATER, date(2026, 2, 20), date(2026, 3, 31)])


@settings(deadline=None)
@given(unit_rows(), PERIODS, CHANGED, DAYS)
def test_the_losses_add_up_to_what_is_missing_to_100(
    rows: UnitRows, period: Period, changed: dict[str, object], today: date
) -> None:
    rules = RULES.model_copy(update=changed)
    score = score_period(rows, period, today, rules)
    inputs = inputs_of(rows, period, score, today, rules)
    if score.total is None:
        assert inputs == ()
        return
    found = losses(inputs, score.total.provisional, rules)
    assert sum((x.points for x in found), Fraction(0)) == 100 - score.total.value
    assert all(x.points > 0 for x in found if x.kind != "compensation")


@settings(deadline=None)
@given(unit_rows(), PERIODS, st.sets(st.integers(0, 6)))
def test_a_veil_keeps_the_sum_and_names_nothing_hidden(rows: UnitRows, period: Period, seen: set[int]) -> None:
    score = score_period(rows, period, LATER, RULES)
    inputs = inputs_of(rows, period, score, LATER, RULES)
    found = losses(inputs, score.total is not None and score.total.provisional, RULES)
    visible = {f"T{n}" for n in seen}
    veiled = veil(found, inputs, visible)

    assert sum((x.points for x in veiled.seen), veiled.other or Fraction(0)) == sum((x.points for x in found), 0)
    assert all(x.task is None or x.task.code in visible for x in veiled.seen)
    assert [x.points for x in veiled.seen] == sorted((x.points for x in veiled.seen), reverse=True)
    hidden = {x.task.code for x in found if x.task and x.task.code not in visible}
    assert (veiled.other is None) <= (not hidden)
    if len(hidden) == 1 and veiled.seen:
        assert len(found) - len(veiled.seen) > sum(x.task is not None and x.task.code in hidden for x in found)


@pytest.mark.parametrize(
    ("visible", "named", "other"),
    [
        ("1234", ["2", "3", "1"], None),
        ("124", ["2"], Fraction(35, 3)),  # 3 alone would be read from the sum: 1, the smallest, goes with it
        ("4", [], Fraction(35)),
        ("24", ["2"], Fraction(35, 3)),
    ],
)
def test_a_single_hidden_row_takes_the_smallest_line_with_it(
    visible: str, named: list[str], other: Fraction | None, rules: Rules
) -> None:
    rows = UnitRows(
        (),
        {Q1: Fraction(30)},
        (task("1", late=4), task("2", done=False, points=2), task("3", late=4, points=2), task("4")),
    )
    found, inputs, lost = scored(rows, Q1, rules)
    assert lost == Fraction(35)
    veiled = veil(found, inputs, set(visible))
    assert ([x.task.code for x in veiled.seen if x.task], veiled.other) == (named, other)


def test_ad_hoc_work_that_is_hidden_hides_what_it_wins_back(rules: Rules) -> None:
    rows = UnitRows(
        (line("A", "2026-Q1", "50"),),
        {Q1: Fraction(20)},
        (task("1", done=False), task("2"), task("3", ad_hoc=True)),
    )
    found, inputs, lost = scored(rows, Q1, rules)
    open_to_all = veil(found, inputs, {"1", "2", "3"})
    assert (len(open_to_all.seen), open_to_all.other) == (4, None)
    veiled = veil(found, inputs, {"1", "2"})
    # the smallest seen line, the general criteria, goes with it
    assert [x.kind for x in veiled.seen] == ["indicator", "undone"]
    assert veiled.other == lost - sum(x.points for x in veiled.seen)
