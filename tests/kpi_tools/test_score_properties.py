"""What holds of every score, whatever was entered: units and people over months, quarters and longer ranges."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_tools.entered import DatedTask, IndicatorLine
from kpi_tools.periods import Period, half, month, months_of, quarter, whole_year
from kpi_tools.person_score import Duty, General, PersonRows, PersonScore, score_person
from kpi_tools.rules import load_rules
from kpi_tools.score import Grade, TaskFacts, achievement, grade_by_score, just_below, shown
from kpi_tools.unit_score import Score, UnitRows, score_period

RULES = load_rules()
YEAR = date(2026, 1, 1)
LATER = date(2027, 6, 1)
GRADES: tuple[Grade, ...] = get_args(Grade)

some = settings(max_examples=40, deadline=None)

months = [month(2026, n) for n in range(1, 7)]
periods = st.sampled_from([*months[:3], quarter(2026, 1), quarter(2026, 2), half(2026, 1), whole_year(2026)])
entered_for = st.sampled_from([*months, quarter(2026, 1), quarter(2026, 2)])
days = st.integers(0, 180).map(lambda n: YEAR + timedelta(days=n))
points = st.integers(1, 20).map(lambda n: Fraction(n, 4))
general_points = st.integers(0, 120).map(lambda n: Fraction(n, 4))
amounts = st.integers(0, 60).map(lambda n: Fraction(n, 4))
shares = st.none() | st.sampled_from([Fraction(50), Fraction(100)])
tasks = st.builds(
    DatedTask,
    deadline=days,
    completed=st.none() | days,
    late_instances=st.none() | st.integers(0, 5),
    facts=st.builds(
        TaskFacts,
        completed=st.just(False),
        points=points,
        quality_failures=st.integers(0, 5),
        objective=st.booleans(),
        ad_hoc=st.booleans(),
    ),
)
task_lists = st.lists(tasks, max_size=5).map(tuple)


@st.composite
def lines(draw: st.DrawFn) -> IndicatorLine:
    actual = draw(st.none() | amounts)
    direction = draw(st.sampled_from(["tang", "giam"]))
    target = draw(points)
    code, of = draw(st.sampled_from("ABCD")), draw(entered_for)
    reached = achievement(actual, target, direction)
    return IndicatorLine(code, code, of, "%", target, actual, direction, reached, draw(points), None)


people = st.builds(
    PersonRows,
    duty=st.sampled_from(get_args(Duty)),
    generals=st.dictionaries(entered_for, st.builds(General, general_points, shares, shares), max_size=6),
    tasks=task_lists,
)
units = st.builds(
    UnitRows,
    indicators=st.lists(lines(), max_size=5).map(tuple),
    generals=st.dictionaries(entered_for, general_points, max_size=6),
    tasks=task_lists,
)
teams = st.lists(people, max_size=3)


def person(rows: PersonRows, others: Sequence[PersonRows], period: Period) -> PersonScore:
    return score_person(rows, others, period, LATER, RULES)


def unit(rows: UnitRows, period: Period) -> Score:
    return score_period(rows, period, LATER, RULES)


def worse(task: DatedTask, data: st.DataObject) -> DatedTask:
    """The same task, later, not completed, or with one more failing."""
    completed, facts = task.completed, task.facts
    options = [
        replace(task, facts=replace(facts, quality_failures=facts.quality_failures + 1)),
        replace(task, facts=replace(facts, objective=False)),
        replace(task, completed=None),
    ]
    if completed is not None:
        options.append(replace(task, completed=completed + timedelta(days=data.draw(st.integers(1, 400)))))
    if task.late_instances is not None:
        options.append(replace(task, late_instances=task.late_instances + 1))
    return data.draw(st.sampled_from(options))


def one_worse(given: Sequence[DatedTask], data: st.DataObject) -> tuple[DatedTask, ...]:
    index = data.draw(st.integers(0, len(given) - 1))
    return (*given[:index], worse(given[index], data), *given[index + 1 :])


def assert_not_above(after: Score | PersonScore, before: Score | PersonScore) -> None:
    assert (after.total is None) == (before.total is None)
    if after.total is not None and before.total is not None:
        assert after.total.value <= before.total.value
    if after.proposal is not None and before.proposal is not None:
        assert GRADES.index(after.proposal.grade) >= GRADES.index(before.proposal.grade)


@some
@given(people, teams, periods)
def test_a_person_s_score_is_whole(rows: PersonRows, others: list[PersonRows], period: Period) -> None:
    score = person(rows, others, period)
    assert (score.total is None) == (score.no_score is not None) == (score.inputs == ())
    if score.total is not None:
        assert 0 <= score.total.value <= 100
        assert (score.proposal is None) == score.total.provisional
        assert all(0 <= i.total.value <= 100 and i.total.provisional == (i.general is None) for i in score.inputs)
    if score.proposal is not None and score.total is not None:
        assert score.proposal.grade == grade_by_score(score.total.value, RULES)
        assert score.proposal.just_below == just_below(score.total.value, RULES)


@some
@given(units, periods)
def test_a_unit_s_score_is_whole(rows: UnitRows, period: Period) -> None:
    score = unit(rows, period)
    assert (score.total is None) == (score.no_score is not None)
    if score.total is not None:
        assert 0 <= score.total.value <= 100
        assert (score.proposal is None) == score.total.provisional
    if score.proposal is not None and score.total is not None:
        best = grade_by_score(score.total.value, RULES)
        assert score.proposal.by_score == best
        assert GRADES.index(score.proposal.grade) >= GRADES.index(best)


@some
@given(people, teams, periods)
def test_a_mean_lies_between_its_parts(rows: PersonRows, others: list[PersonRows], period: Period) -> None:
    score = person(rows, others, period)
    if score.parts and score.total is not None:
        values = [part.total for part in score.parts]
        assert min(values) <= score.total.value <= max(values)
        assert [(p.period, p.total) for p in score.parts] == [(i.period, i.total.value) for i in score.inputs]
    if score.parts:
        named = [*(p.period for p in score.parts), *(x.period for x in score.left_out)]
        covered = [m for block in named for m in months_of(block)]
        assert sorted(covered) == list(months_of(period))  # each month counted or named, once


@some
@given(units, periods)
def test_a_unit_s_mean_lies_between_its_parts(rows: UnitRows, period: Period) -> None:
    score = unit(rows, period)
    if score.parts and score.total is not None:
        assert min(p.total for p in score.parts) <= score.total.value <= max(p.total for p in score.parts)


@some
@given(people.filter(lambda rows: bool(rows.tasks)), teams, periods, st.data())
def test_worse_work_never_raises_a_person(
    rows: PersonRows, others: list[PersonRows], period: Period, data: st.DataObject
) -> None:
    after = replace(rows, tasks=one_worse(rows.tasks, data))
    assert_not_above(person(after, others, period), person(rows, others, period))


@some
@given(people, people.filter(lambda rows: bool(rows.tasks)), teams, periods, st.data())
def test_worse_work_of_somebody_led_never_raises_the_leader(
    leader: PersonRows, led: PersonRows, others: list[PersonRows], period: Period, data: st.DataObject
) -> None:
    after = replace(led, tasks=one_worse(led.tasks, data))
    assert_not_above(person(leader, [after, *others], period), person(leader, [led, *others], period))


@some
@given(units.filter(lambda rows: bool(rows.tasks)), periods, st.data())
def test_worse_work_never_raises_a_unit(rows: UnitRows, period: Period, data: st.DataObject) -> None:
    after = replace(rows, tasks=one_worse(rows.tasks, data))
    assert_not_above(unit(after, period), unit(rows, period))


@some
@given(units.filter(lambda rows: bool(rows.indicators)), periods, st.data())
def test_a_better_actual_never_lowers_a_unit(rows: UnitRows, period: Period, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(rows.indicators) - 1))
    one = rows.indicators[index]
    step = data.draw(amounts)
    actual = step if one.actual is None else one.actual + step
    if one.direction == "giam" and one.actual is not None:
        actual = max(Fraction(0), one.actual - step)
    better = replace(one, actual=actual, achievement=achievement(actual, one.target, one.direction))
    after = replace(rows, indicators=(*rows.indicators[:index], better, *rows.indicators[index + 1 :]))
    assert_not_above(unit(rows, period), unit(after, period))


@some
@given(people, teams, periods, tasks)
def test_ad_hoc_work_never_lowers(rows: PersonRows, others: list[PersonRows], period: Period, more: DatedTask) -> None:
    extra = replace(more, facts=replace(more.facts, ad_hoc=True))
    after = replace(rows, tasks=(*rows.tasks, extra))
    assert_not_above(person(rows, others, period), person(after, others, period))
    as_unit = UnitRows(tasks=rows.tasks)
    assert_not_above(unit(as_unit, period), unit(replace(as_unit, tasks=after.tasks), period))


@some
@given(people, teams, periods, st.randoms())
def test_the_order_of_rows_and_people_does_not_matter(
    rows: PersonRows, others: list[PersonRows], period: Period, random: Random
) -> None:
    before = person(rows, others, period)
    shuffled, team = list(rows.tasks), list(others)
    random.shuffle(shuffled)
    random.shuffle(team)
    assert person(replace(rows, tasks=tuple(shuffled)), team, period) == before


@some
@given(units, periods, st.randoms())
def test_the_order_of_a_unit_s_rows_does_not_matter(rows: UnitRows, period: Period, random: Random) -> None:
    shuffled, turned = list(rows.tasks), list(rows.indicators)
    random.shuffle(shuffled)
    random.shuffle(turned)
    after = unit(replace(rows, tasks=tuple(shuffled), indicators=tuple(turned)), period)
    before = unit(rows, period)
    assert (after.total, after.proposal, after.parts, after.left_out) == (
        before.total,
        before.proposal,
        before.parts,
        before.left_out,
    )


@some
@given(units, people, periods, points)
def test_the_scale_of_weights_and_points_does_not_matter(
    rows: UnitRows, one: PersonRows, period: Period, factor: Fraction
) -> None:
    def scaled(given: tuple[DatedTask, ...]) -> tuple[DatedTask, ...]:
        return tuple(replace(t, facts=replace(t.facts, points=t.facts.points * factor)) for t in given)

    heavier = tuple(replace(i, weight=i.weight * factor) for i in rows.indicators)
    after = replace(rows, indicators=heavier, tasks=scaled(rows.tasks))
    assert unit(after, period).total == unit(rows, period).total
    assert person(replace(one, tasks=scaled(one.tasks)), (), period) == person(one, (), period)


@some
@given(st.fractions(0, 100, max_denominator=10_000))
def test_a_figure_that_rounds_up_to_a_threshold_is_told_apart(total: Fraction) -> None:
    below = just_below(total, RULES)
    by_shown = grade_by_score(Fraction(shown(total).replace(",", ".")), RULES)
    assert (below is not None) == (by_shown != grade_by_score(total, RULES))
    if below is not None:
        told = Fraction(below.shown.replace(",", "."))
        assert told <= total < Fraction(below.threshold)
        assert grade_by_score(told, RULES) == grade_by_score(total, RULES)
