"""The template of `kpi_person` over constructed results: a proposal in the words of the decree, with its inputs."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from assistant.types import Answer
from kpi_tools.entered import IndicatorLine
from kpi_tools.period_total import LeftOut, Part
from kpi_tools.periods import half, month, quarter, whole_year
from kpi_tools.person import PersonKpi
from kpi_tools.person_score import Inputs
from kpi_tools.person_tasks import PersonTask
from kpi_tools.rules import load_rules
from kpi_tools.score import JustBelow, Leadership, Ratios, TaskCounts, Total
from tests.assistant.fakes_answer import answer_of

Q1 = quarter(2026, 1)
ONE, HALF = Fraction(1), Fraction(1, 2)
STAFF = Inputs(Q1, Fraction(27), Ratios(ONE, Fraction(3, 4), HALF), None, (), Total(Fraction(159, 2), False))
LEADER = Inputs(
    Q1, Fraction(28), Ratios(ONE, ONE, ONE), Leadership(HALF, ONE, ONE), ("organising",), Total(Fraction(159, 2), False)
)


def kpi(**given: Any) -> PersonKpi:
    facts: dict[str, Any] = {
        "name": "Trần Văn Mẫu",
        "title": "Chuyên viên",
        "unit_name": "Phường Mẫu",
        "duty": "staff",
        "period": Q1,
        "total": Fraction(159, 2),
        "shown": "79,5",
        "grade": "good",
        "by_score": "good",
        "rules": load_rules(),
    }
    return PersonKpi("answered", "CC2", **(facts | given))


def told(**given: Any) -> Answer:
    return answer_of("kpi_person", kpi(**given))


def a_task(name: str = "Rà soát quy hoạch", **given: Any) -> PersonTask:
    facts: dict[str, Any] = {
        "unit": "PX",
        "unit_name": "Phường Mẫu",
        "deadline": date(2026, 3, 10),
        "completed": None,
        "progress": Decimal(40),
        "points": Decimal("1.5"),
        "state": "overdue",
        "days_late": 23,
        "quality_failures": 0,
        "objective": False,
        "ad_hoc": False,
        "product": "",
        "delay_cause": "",
        "source": None,
    }
    return PersonTask("NV-1", name, **(facts | given))


def indicator(name: str = "Hồ sơ xử lý", **given: Any) -> IndicatorLine:
    facts: dict[str, Any] = {
        "period": Q1,
        "measure": "hồ sơ",
        "target": Fraction(80),
        "actual": Fraction(76),
        "direction": "tang",
        "achievement": Fraction(95, 100),
        "weight": Fraction(1),
        "updated": None,
    }
    return IndicatorLine("CT", name, **(facts | given))


def test_a_grade_is_a_proposal_with_its_inputs() -> None:
    answer = told(inputs=(STAFF,))

    assert answer.answer.splitlines() == [
        "Trần Văn Mẫu (Chuyên viên, Phường Mẫu), quý I/2026: 79,5 điểm, đề xuất xếp loại hoàn thành tốt nhiệm vụ.",
        "Gồm: tiêu chí chung 27,0/30; số lượng (a) 100%, chất lượng (b) 75%, tiến độ (c) 50%.",
    ]
    assert answer.speech == (
        "Trần Văn Mẫu, quý một năm nay đạt bảy mươi chín phẩy năm điểm, đề xuất hoàn thành tốt nhiệm vụ."
    )
    assert "(a+b+c)/3" in answer.detail.markdown
    assert "Điều 12, 14 đến 18 và 20" in answer.detail.markdown
    assert "trừ 25%" in answer.detail.markdown


def test_a_leader_s_inputs_and_what_counted_for_want_of_data() -> None:
    answer = told(duty="head", inputs=(LEADER,), unit_grade="good")

    assert "kết quả của cấp dưới (d) 50%, tổ chức triển khai (đ) 100%, đoàn kết (e) 100%." in answer.answer
    assert "Lưu ý: chưa nhập khả năng tổ chức triển khai (đ), nên tính là 100%." in answer.answer.splitlines()
    assert "(a+b+c+d+đ+e)/6" in answer.detail.markdown


def test_a_mean_says_in_which_part_something_was_missing() -> None:
    answer = told(
        period=half(2026, 1),
        duty="head",
        inputs=(LEADER,),
        parts=(Part(Q1, Fraction(90), 3), Part(month(2026, 4), Fraction(70), 1)),
        left_out=(LeftOut(month(2026, 5), "no_tasks"), LeftOut(month(2026, 6), "no_general")),
    )

    assert "Lưu ý (quý I/2026): chưa nhập khả năng" in answer.answer
    assert "Trung bình của quý I/2026 (90,0), tháng 4/2026 (70,0)." in answer.answer.splitlines()
    assert (
        "Không tính: tháng 5/2026 (chưa có nhiệm vụ), tháng 6/2026 (chưa có điểm tiêu chí chung)."
        in answer.answer.splitlines()
    )
    assert "Gồm:" not in answer.answer
    assert "- Của quý I/2026: 79,5 điểm, tiêu chí chung 28,0/30" in answer.detail.markdown


def test_the_unit_s_grade_lowers_a_head() -> None:
    answer = told(duty="head", grade="fair", by_score="excellent", unit_grade="fair")

    assert answer.answer.splitlines()[:2] == [
        "Trần Văn Mẫu (Chuyên viên, Phường Mẫu), quý I/2026: 79,5 điểm, đề xuất xếp loại hoàn thành nhiệm vụ.",
        "Điểm đạt mức hoàn thành xuất sắc nhiệm vụ, nhưng người đứng đầu không được xếp loại cao hơn đơn vị "
        "(hoàn thành nhiệm vụ), khoản 6 Điều 20.",
    ]
    assert answer.speech.endswith("đề xuất hoàn thành nhiệm vụ, theo mức của đơn vị.")
    assert "chưa đối chiếu được theo khoản 6 Điều 20" in told(duty="head").answer
    assert "khoản 6" not in told().answer


def test_a_figure_just_below_a_threshold_is_not_shown_alone() -> None:
    answer = told(
        total=Fraction(6996, 100),
        shown="70,0",
        grade="fair",
        by_score="fair",
        just_below=JustBelow(Decimal(70), "69,96"),
    )

    assert "70,0 điểm (69,96, chưa đến 70), đề xuất xếp loại hoàn thành nhiệm vụ." in answer.answer
    assert "sáu mươi chín phẩy chín mươi sáu điểm, chưa đến bảy mươi" in answer.speech
    assert "chưa đến 70" in answer.detail.markdown


def test_one_s_own_score() -> None:
    answer = answer_of("kpi_person", PersonKpi("answered", "CC1", **_own()))

    assert answer.answer.startswith("KPI của anh/chị, quý I/2026: 79,5 điểm, đề xuất xếp loại")
    assert answer.speech.startswith("Anh chị, quý một năm nay đạt")
    assert answer.suggestions[0] == "Nhiệm vụ nào của tôi đang quá hạn?"


def _own() -> dict[str, Any]:
    data = kpi()
    names = ("name", "title", "unit_name", "duty", "period", "total", "shown", "grade", "by_score", "rules")
    return {name: getattr(data, name) for name in names}


def test_a_provisional_score_has_no_grade() -> None:
    answer = told(provisional=True, grade=None, by_score=None)

    assert "79,5 điểm tạm tính, chưa có điểm tiêu chí chung, nên chưa đề xuất xếp loại." in answer.answer
    assert "tạm tính" in answer.speech
    assert "hoàn thành" not in answer.answer + answer.speech
    assert "79,5 điểm (tạm tính)" in answer.detail.markdown


NO_SCORE = {"total": None, "shown": None, "grade": None, "by_score": None}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"no_score": "no_tasks"}, "chưa có nhiệm vụ được giao, nên chưa có điểm KPI."),
        ({"no_score": "future"}, "kỳ này chưa bắt đầu, nên chưa có điểm KPI."),
        ({"not_scored": "vien_chuc"}, "là viên chức, chỉ công chức được chấm điểm, nên không có điểm KPI."),
        ({"not_scored": "can_bo"}, "là cán bộ, chỉ công chức được chấm điểm, nên không có điểm KPI."),
        ({"not_scored": "city_leader"}, "là lãnh đạo thành phố, không thuộc diện chấm điểm này"),
    ],
)
def test_a_score_that_does_not_exist_says_why(given: dict[str, Any], words: str) -> None:
    answer = told(**NO_SCORE, **given, items=(a_task(),), tasks=TaskCounts(assigned=1))

    assert answer.status == "answered"
    assert f"quý I/2026: {words}" in answer.answer
    assert "1. Rà soát quy hoạch, hạn 10/3/2026, quá hạn 23 ngày" in answer.answer.splitlines()
    assert "xếp loại" not in answer.answer
    assert len(answer.speech.split()) < 25


def test_a_period_that_is_not_over_says_as_of_when() -> None:
    assert "quý II/2026 (tính đến ngày 2/4/2026): 79,5" in told(period=quarter(2026, 2), as_of=date(2026, 4, 2)).answer


def test_tasks_are_counted_and_listed() -> None:
    items = (a_task(), a_task("Báo  cáo\ttuần", state="done", days_late=0, ad_hoc=True, objective=True))
    answer = told(tasks=TaskCounts(assigned=4, done=3, late=1, poor=1, ad_hoc=1), items=items)
    lines = answer.answer.splitlines()

    assert "Nhiệm vụ: hoàn thành 3/4, trễ hạn 1, không đạt chất lượng 1; phát sinh 1." in lines
    assert lines[-3:] == [
        "2 nhiệm vụ đến hạn trong kỳ:",
        "1. Rà soát quy hoạch, hạn 10/3/2026, quá hạn 23 ngày",
        "2. Báo cáo tuần, hạn 10/3/2026, đã hoàn thành (phát sinh)",
    ]
    assert answer.detail.table.rows == (
        ("NV-1", "Rà soát quy hoạch", "Phường Mẫu", "10/3/2026", "1,5", "40%", "quá hạn 23 ngày", "0", ""),
        ("NV-1", "Báo cáo tuần", "Phường Mẫu", "10/3/2026", "1,5", "40%", "đã hoàn thành", "0", "có"),
    )


@pytest.mark.parametrize(("count", "more"), [(10, None), (13, "Còn 3 nhiệm vụ nữa.")])
def test_more_than_ten_tasks_say_how_many_more(count: int, more: str | None) -> None:
    answer = told(items=tuple(a_task(f"Việc {n}") for n in range(count)))
    lines = answer.answer.splitlines()

    assert f"{count} nhiệm vụ đến hạn trong kỳ:" in lines
    assert sum(bool(re.match(r"\d+\. ", line)) for line in lines) == 10
    assert [line for line in lines if line.startswith("Còn ")] == ([more] if more else [])
    assert len(answer.detail.table.rows) == count


def test_indicators_are_shown_and_do_not_score() -> None:
    answer = told(
        indicators=(indicator(), indicator("Tin bài", period=month(2026, 2), actual=None)),
        beside=(indicator("Cả năm", period=whole_year(2026)),),
        freshness=date(2026, 3, 30),
    )
    lines = answer.answer.splitlines()

    assert "2 chỉ tiêu cá nhân (theo dõi, không tính vào điểm):" in lines
    assert "- Hồ sơ xử lý: đạt 95% (thực hiện 76, chỉ tiêu giao 80 hồ sơ)" in lines
    assert "- Tin bài (tháng 2/2026): chưa có số liệu" in lines
    assert lines[-1] == "Số liệu chỉ tiêu cập nhật đến 30/3/2026."
    assert "- Chỉ tiêu cả năm: Cả năm: đạt 95%" in answer.detail.markdown
    many = told(indicators=tuple(indicator(f"Chỉ tiêu {n}") for n in range(12))).answer
    assert "Còn 2 chỉ tiêu nữa." in many.splitlines()


@pytest.mark.parametrize("grade", ["excellent", "good", "fair", "failed"])
def test_what_the_data_cannot_show_is_to_be_confirmed(grade: str) -> None:
    answer = told(grade=grade, by_score=grade, inputs=(STAFF,))

    assert "Cần xác nhận: không thuộc trường hợp tại điểm b, c, d khoản 4 Điều 20" in answer.detail.markdown
    assert ("khoản 5 Điều 20" in answer.detail.markdown) == (grade == "excellent")
    assert len(answer.speech.split()) < 25
    assert re.search(r"[\d%*/|]", answer.speech) is None


def test_denied_says_nothing_of_the_person() -> None:
    answer = answer_of("kpi_person", PersonKpi("denied", "CC2", name="Trần Văn Mẫu"), "denied", args={"person": "CC2"})

    assert answer.status == "denied"
    assert "Mẫu" not in answer.answer + answer.speech
    assert (answer.calls, answer.rows, answer.suggestions, answer.explain) == ((), (), (), None)
