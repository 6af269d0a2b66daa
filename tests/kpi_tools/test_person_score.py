"""A person's score over months, quarters and longer ranges, worked out by hand from the decree."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kpi_tools.entered import DatedTask, IndicatorLine
from kpi_tools.periods import Period, half, month, parse_ky, quarter, whole_year
from kpi_tools.person_score import Duty, General, PersonRows, PersonScore, duty_of, not_scored, score_person
from kpi_tools.rules import Rules
from kpi_tools.score import Leadership, Ratios, TaskFacts

LATER = date(2027, 3, 1)
"""A day on which 2026 is over."""
FULL = Leadership(Fraction(1), Fraction(1), Fraction(1))


def due(deadline: str, completed: str | None = None, late: int | None = None, **facts: Any) -> DatedTask:
    done = None if completed is None else date.fromisoformat(completed)
    return DatedTask(date.fromisoformat(deadline), done, late, TaskFacts(completed=False, **facts))


def done(deadline: str, **facts: Any) -> DatedTask:
    return due(deadline, deadline, **facts)


def generals(**scores: int | General) -> Mapping[Period, General]:
    """`ky2026_Q1=27`"""
    return {
        parse_ky(ky.removeprefix("ky").replace("_", "-")): s if isinstance(s, General) else General(Fraction(s))
        for ky, s in scores.items()
    }


def staff(general: int | None, *tasks: DatedTask, ky: str = "2026-02") -> PersonRows:
    return PersonRows("staff", {} if general is None else {parse_ky(ky): General(Fraction(general))}, tasks)


def totals(score: PersonScore) -> tuple[Fraction | None, bool | None, str | None]:
    total = score.total
    return (total.value if total else None, total.provisional if total else None, score.no_score)


def in_february(rules: Rules, rows: PersonRows, *others: PersonRows, today: date = LATER, **given: Any) -> PersonScore:
    return score_person(rows, others, month(2026, 2), today, rules, **given)


FOUR = (
    done("2026-02-10"),
    due("2026-02-10", "2026-02-12"),
    done("2026-02-20", quality_failures=2),
    due("2026-02-20"),
)
"""One done, one done late, one with two quality failures, one not done: a = 3/4, b = 2.5/4, c = 2.75/4."""


def test_staff_article_16_1(rules: Rules) -> None:
    score = in_february(rules, staff(27, *FOUR))
    # (3/4 + 5/8 + 11/16) / 3 = 11/16; Article 17.1: 27 + 70 × 11/16 = 75.125
    assert totals(score) == (Fraction(601, 8), False, None)
    assert [(i.period, i.general, i.ratios, i.leadership) for i in score.inputs] == [
        (month(2026, 2), Fraction(27), Ratios(Fraction(3, 4), Fraction(5, 8), Fraction(11, 16)), None)
    ]
    assert (score.counts.assigned, score.counts.done, score.counts.late, score.counts.poor) == (4, 3, 1, 1)
    assert score.proposal is not None
    assert (score.proposal.grade, score.proposal.by_score) == ("good", "good")  # Article 20.2


def test_a_leader_article_16_2(rules: Rules) -> None:
    general = General(Fraction(27), Fraction(100), Fraction(50))
    rows = PersonRows("deputy", {month(2026, 2): general}, FOUR)
    score = in_february(rules, rows, staff(0, due("2026-02-01")))
    # somebody led has 0 points: d = 1/2; đ = 1, e = 1/2
    # (3/4 + 5/8 + 11/16 + 2) / 6 = 65/96; 27 + 70 × 65/96 = 3571/48 = 74.395…
    assert totals(score) == (Fraction(3571, 48), False, None)
    assert score.inputs[0].leadership == Leadership(Fraction(1, 2), Fraction(1), Fraction(1, 2))
    assert score.inputs[0].missing == ()


@pytest.mark.parametrize(
    ("subordinate", "d"),
    [
        (staff(30, done("2026-02-01")), Fraction(1)),  # 100
        (staff(15, done("2026-02-01"), due("2026-02-02")), Fraction(1)),  # exactly 15 + 35 = 50
        (staff(14, done("2026-02-01"), due("2026-02-02")), Fraction(1, 2)),  # 49
    ],
)
def test_d_article_15_3_a(rules: Rules, subordinate: PersonRows, d: Fraction) -> None:
    rows = PersonRows("head", generals(ky2026_02=30), (done("2026-02-01"),))
    leadership = in_february(rules, rows, staff(30, done("2026-02-01")), subordinate).inputs[0].leadership
    assert leadership == Leadership(d, Fraction(1), Fraction(1))


@pytest.mark.parametrize(
    "nobody",
    [
        (),
        (staff(None, due("2026-02-01")),),  # provisional: 0
        (staff(0),),  # no tasks
        (staff(0, due("2026-03-01"), ky="2026-03"),),  # another month
    ],
)
def test_nobody_scored_yet_counts_as_none_under_50(rules: Rules, nobody: tuple[PersonRows, ...]) -> None:
    rows = PersonRows("head", generals(ky2026_02=General(Fraction(30), Fraction(100), Fraction(100))), FOUR)
    one = in_february(rules, rows, *nobody).inputs[0]
    assert (one.leadership, one.missing) == (FULL, ("results",))


def test_organising_and_solidarity_article_15_3_b_and_c(rules: Rules) -> None:
    def leadership(general: General) -> tuple[Leadership | None, tuple[str, ...]]:
        rows = PersonRows("deputy", {month(2026, 2): general}, (done("2026-02-01"),))
        one = in_february(rules, rows, staff(30, done("2026-02-01"))).inputs[0]
        return one.leadership, one.missing

    half_of = Fraction(1, 2)
    full = Fraction(1)
    assert leadership(General(Fraction(30), Fraction(50), Fraction(50))) == (Leadership(full, half_of, half_of), ())
    assert leadership(General(Fraction(30), None, Fraction(50))) == (
        Leadership(full, full, half_of),
        ("organising",),
    )
    assert leadership(General(Fraction(30), Fraction(50))) == (Leadership(full, half_of, full), ("solidarity",))
    assert leadership(General(Fraction(30))) == (FULL, ("organising", "solidarity"))


def test_whom_a_head_and_a_deputy_lead(rules: Rules) -> None:
    good = staff(30, done("2026-02-01"))
    # a deputy under 50: a = b = c = 0, d = đ = e = 1: 0 + 70 × 1/2 = 35
    weak_deputy = PersonRows("deputy", generals(ky2026_02=0), (due("2026-02-01"),))
    mine = (done("2026-02-01"),)
    head = PersonRows("head", generals(ky2026_02=30), mine)
    deputy = PersonRows("deputy", generals(ky2026_02=30), mine)

    def d(rows: PersonRows, *others: PersonRows) -> Fraction | None:
        leadership = in_february(rules, rows, *others).inputs[0].leadership
        return leadership.results if leadership else None

    assert d(head, good, weak_deputy) == Fraction(1, 2)
    assert d(deputy, good, weak_deputy) == 1  # deputies do not lead each other
    assert d(deputy, good, PersonRows("head", generals(ky2026_02=0), (due("2026-02-01"),))) == 1
    assert d(good, weak_deputy) is None


def test_a_deputy_s_own_d_decides_whether_the_deputy_passes(rules: Rules) -> None:
    failed = staff(0, due("2026-02-01"))
    # the deputy: 10 + 70 × (1/4 + 1/4 + 1/4 + d + 1 + 1) / 6: with d = 1 53.75, with d = 1/2 47.91…
    deputy = PersonRows("deputy", generals(ky2026_02=10), (done("2026-02-01"), *[due("2026-02-02")] * 3))
    assert totals(in_february(rules, deputy))[0] == Fraction(215, 4)
    assert totals(in_february(rules, deputy, failed))[0] == 10 + Fraction(70 * 13, 24)
    head = PersonRows("head", generals(ky2026_02=30), (done("2026-02-01"),))
    assert totals(in_february(rules, head, deputy))[0] == 100
    assert totals(in_february(rules, head, deputy, failed))[0] == 30 + Fraction(70 * 11, 12)


def test_two_heads_do_not_wait_for_each_other(rules: Rules) -> None:
    strong = PersonRows("head", generals(ky2026_02=30), (done("2026-02-01"),))
    weak = PersonRows("head", generals(ky2026_02=0), (due("2026-02-01"),))  # 0 + 70 × 3/6 = 35
    assert totals(in_february(rules, strong, weak))[0] == 30 + Fraction(70 * 11, 12)
    assert totals(in_february(rules, weak, strong))[0] == 35


def test_a_quarter_is_judged_by_the_subordinates_quarter(rules: Rules) -> None:
    # January 100, February 0 + 0 = 0: the mean is 50, so nobody is under 50 in the quarter
    uneven = PersonRows(
        "staff", generals(ky2026_01=30, ky2026_02=0), (done("2026-01-05"), due("2026-02-05"), done("2026-03-05"))
    )
    head = PersonRows("head", generals(ky2026_Q1=30), (done("2026-02-01"),))
    score = score_person(head, [uneven], quarter(2026, 1), LATER, rules)
    assert totals(score) == (Fraction(100), False, None)
    by_month = PersonRows("head", generals(ky2026_01=30, ky2026_02=30), (done("2026-01-01"), done("2026-02-01")))
    score = score_person(by_month, [uneven], quarter(2026, 1), LATER, rules)
    # February: 30 + 70 × 5.5/6; the mean with January's 100
    assert totals(score)[0] == (100 + 30 + Fraction(70 * 11, 12)) / 2
    assert [i.leadership.results for i in score.inputs if i.leadership] == [Fraction(1), Fraction(1, 2)]


def test_converted_points_article_14(rules: Rules) -> None:
    rows = staff(20, done("2026-02-01", points=Fraction(3)), due("2026-02-02"))
    # a = b = c = 3/4: 20 + 52.5
    assert totals(in_february(rules, rows))[0] == Fraction(145, 2)


def test_ad_hoc_work_article_18_1_d(rules: Rules) -> None:
    rows = staff(20, done("2026-02-01"), due("2026-02-02"), done("2026-02-03", ad_hoc=True))
    assert totals(in_february(rules, rows))[0] == 90  # (1 + 1) / 2, not over 1
    alone = staff(20, done("2026-02-03", ad_hoc=True))
    assert totals(in_february(rules, alone)) == (None, None, "no_tasks")


def test_an_objective_cause_removes_the_deductions_article_14_2(rules: Rules) -> None:
    late = due("2026-02-01", "2026-02-09", quality_failures=3, objective=True)
    score = in_february(rules, staff(30, late))
    assert totals(score)[0] == 100
    assert (score.counts.late, score.counts.poor) == (0, 0)


def test_without_a_general_score_it_is_provisional(rules: Rules) -> None:
    score = in_february(rules, staff(None, *FOUR))
    assert totals(score) == (Fraction(275, 4), True, None)  # 11/16 × 100
    assert score.proposal is None
    assert score.inputs[0].general is None


def test_without_tasks_there_is_no_score(rules: Rules) -> None:
    assert totals(in_february(rules, staff(30))) == (None, None, "no_tasks")
    assert totals(in_february(rules, staff(30, done("2026-03-01")))) == (None, None, "no_tasks")
    waiting = staff(30, due("2026-02-25"))
    assert totals(in_february(rules, waiting, today=date(2026, 2, 3))) == (None, None, "none_due")
    assert totals(in_february(rules, waiting, today=date(2026, 1, 3))) == (None, None, "future")
    assert in_february(rules, staff(30)).inputs == ()


def test_in_a_period_that_is_not_over_what_is_not_due_waits(rules: Rules) -> None:
    rows = staff(30, done("2026-02-05"), due("2026-02-10"), due("2026-02-11"), due("2026-02-28", "2026-02-09"))
    score = in_february(rules, rows, today=date(2026, 2, 10))
    assert (score.counts.assigned, score.counts.done) == (3, 2)
    assert totals(score)[0] == 30 + Fraction(140, 3)


def test_a_quarter_with_a_general_score_of_its_own(rules: Rules) -> None:
    rows = PersonRows("staff", generals(ky2026_Q1=20, ky2026_01=30), (done("2026-01-05"), due("2026-03-05")))
    score = score_person(rows, (), quarter(2026, 1), LATER, rules)
    assert totals(score) == (Fraction(55), False, None)  # 20 + 70 × 1/2; January's 30 is not looked at
    assert score.parts == ()


def test_indicators_do_not_make_a_quarter_entered_directly(rules: Rules) -> None:
    value = Fraction(1, 2)
    line = IndicatorLine("A", "A", quarter(2026, 1), "%", Fraction(1), value, "tang", value, Fraction(1), None)
    rows = PersonRows("staff", generals(ky2026_01=30), (done("2026-01-05"),), (line,))
    score = score_person(rows, (), quarter(2026, 1), LATER, rules)
    assert totals(score) == (Fraction(100), False, None)
    assert score.indicators == (line,)
    assert [(x.period.ky, x.reason) for x in score.left_out] == [("2026-02", "no_tasks"), ("2026-03", "no_tasks")]


def test_a_quarter_without_is_the_mean_of_its_months_with_a_general_score(rules: Rules) -> None:
    rows = PersonRows(
        "staff",
        generals(ky2026_01=30, ky2026_02=20),
        (done("2026-01-05"), due("2026-02-05"), done("2026-02-06"), done("2026-03-05")),
    )
    score = score_person(rows, (), quarter(2026, 1), LATER, rules)
    assert totals(score) == (Fraction(155, 2), False, None)  # (100 + 55) / 2
    assert [(p.period.ky, p.total, p.months) for p in score.parts] == [
        ("2026-01", Fraction(100), 1),
        ("2026-02", Fraction(55), 1),
    ]
    assert [i.period.ky for i in score.inputs] == ["2026-01", "2026-02"]
    assert [(x.period.ky, x.reason) for x in score.left_out] == [("2026-03", "no_general")]
    assert score.ratios is not None
    assert score.ratios.a == Fraction(3, 4)  # over all four tasks
    nothing = PersonRows("staff", {}, rows.tasks)
    assert totals(score_person(nothing, (), quarter(2026, 1), LATER, rules)) == (Fraction(75), True, None)


def test_a_year_article_17_3(rules: Rules) -> None:
    tasks = (done("2026-02-05"), due("2026-04-05"), done("2026-05-05"), done("2026-10-05"))
    rows = PersonRows("staff", generals(ky2026_Q1=20, ky2026_04=30, ky2026_06=30), tasks)
    score = score_person(rows, (), whole_year(2026), LATER, rules)
    # the first quarter 90 as three months, April 30: (270 + 30) / 4 = 75
    assert totals(score) == (Fraction(75), False, None)
    assert [(p.period.ky, p.months) for p in score.parts] == [("2026-Q1", 3), ("2026-04", 1)]
    reasons = {x.period.ky: x.reason for x in score.left_out}
    assert (reasons["2026-05"], reasons["2026-06"], reasons["2026-10"]) == ("no_general", "no_tasks", "no_general")
    assert totals(score_person(rows, (), half(2026, 2), LATER, rules)) == (None, None, "no_full_total")
    inside = Period(date(2026, 2, 3), date(2026, 2, 20))
    assert totals(score_person(rows, (), inside, LATER, rules)) == (None, None, "no_whole_month")


def test_year_rows_stand_beside(rules: Rules) -> None:
    def line(ky: str) -> IndicatorLine:
        return IndicatorLine(
            "A", "A", parse_ky(ky), "%", Fraction(1), Fraction(1), "tang", Fraction(1), Fraction(1), None
        )

    rows = PersonRows("staff", generals(ky2026_02=30), (done("2026-02-05"),), (line("2026"), line("2026-Q2")))
    score = score_person(rows, (), whole_year(2026), LATER, rules)
    assert ([i.period.ky for i in score.indicators], [i.period.ky for i in score.beside]) == (["2026-Q2"], ["2026"])
    assert totals(score)[0] == 100


@pytest.mark.parametrize(
    ("unit_grade", "grade"),
    [(None, "excellent"), ("excellent", "excellent"), ("good", "good"), ("fair", "fair"), ("failed", "failed")],
)
def test_a_head_is_not_above_the_unit_article_20_6(rules: Rules, unit_grade: Any, grade: str) -> None:
    head = PersonRows("head", generals(ky2026_02=30), (done("2026-02-01"),))
    proposal = in_february(rules, head, unit_grade=unit_grade).proposal
    assert proposal is not None
    assert (proposal.grade, proposal.by_score) == (grade, "excellent")


def test_a_head_below_the_unit_keeps_the_own_grade(rules: Rules) -> None:
    head = PersonRows("head", generals(ky2026_02=0), (done("2026-02-01"),))  # 70
    proposal = in_february(rules, head, unit_grade="excellent").proposal
    assert proposal is not None
    assert (proposal.grade, proposal.by_score) == ("good", "good")


@pytest.mark.parametrize(
    ("role", "title", "duty"),
    [
        ("lanh_dao_don_vi", "Giám đốc", "head"),
        ("lanh_dao_don_vi", "Phó Giám đốc", "deputy"),
        ("lanh_dao_don_vi", "PHÓ CHỦ TỊCH", "deputy"),
        ("lanh_dao_don_vi", "  phó chủ tịch", "deputy"),
        ("lanh_dao_don_vi", "Pho Chu tich", "deputy"),
        ("lanh_dao_don_vi", "Phó Trưởng ban", "deputy"),
        ("lanh_dao_don_vi", "Trưởng phòng", "head"),
        ("lanh_dao_don_vi", "Phòng trưởng", "head"),
        ("lanh_dao_don_vi", "", "head"),
        ("chuyen_vien", "Phó Trưởng phòng", "staff"),
        ("quan_tri", "Quản trị", "staff"),
    ],
)
def test_heads_and_deputies(role: str, title: str, duty: Duty) -> None:
    assert duty_of(role, title) == duty


@pytest.mark.parametrize(
    ("role", "kind", "reason"),
    [
        ("chuyen_vien", "cong_chuc", None),
        ("quan_tri", "cong_chuc", None),
        ("lanh_dao_don_vi", "cong_chuc", None),
        ("chuyen_vien", "vien_chuc", "vien_chuc"),
        ("lanh_dao_don_vi", "can_bo", "can_bo"),
        ("lanh_dao_thanh_pho", "cong_chuc", "city_leader"),
        ("lanh_dao_thanh_pho", "can_bo", "city_leader"),
    ],
)
def test_whom_the_decree_covers_article_2(role: str, kind: str, reason: str | None) -> None:
    assert not_scored(role, kind) == reason
