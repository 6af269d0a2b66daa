"""The KPI template over constructed results: words as the domain gives them, figures as the rows have them."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from assistant.types import Answer, Citation, Plan, Question, Refusal, ToolCall, ToolResult
from kpi_tools.entered import IndicatorLine
from kpi_tools.kpi import KpiSummary, Trend
from kpi_tools.period_total import LeftOut, Part
from kpi_tools.periods import Period, half, month, quarter, whole_year
from kpi_tools.rules import load_rules
from kpi_tools.score import TO_CONFIRM, Binding, Ratios, TaskCounts
from tests.assistant.fakes_answer import ANSWERER, answer_of
from tests.assistant.fakes_city import NOW
from voice.speakable import speakable

GRADES = {
    "excellent": "hoàn thành xuất sắc nhiệm vụ",
    "good": "hoàn thành tốt nhiệm vụ",
    "fair": "hoàn thành nhiệm vụ",
    "failed": "không hoàn thành nhiệm vụ",
}
Q1 = quarter(2026, 1)


def kpi(**given: Any) -> KpiSummary:
    facts: dict[str, Any] = {
        "name": "Phường Thuận Hóa",
        "period": Q1,
        "total": Fraction(175, 2),
        "shown": "87,5",
        "grade": "good",
        "general": Fraction(57, 2),
        "rules": load_rules(),
    }
    return KpiSummary("answered", "PX-THUANHOA", **(facts | given))


def indicator(name: str = "Hồ sơ trực tuyến", **given: Any) -> IndicatorLine:
    facts: dict[str, Any] = {
        "period": Q1,
        "measure": "%",
        "target": Fraction(80),
        "actual": Fraction(382, 5),
        "direction": "tang",
        "achievement": Fraction(955, 1000),
        "weight": Fraction(1),
        "updated": None,
    }
    return IndicatorLine("CT1", name, **(facts | given))


def kpi_answer(**given: Any) -> Answer:
    return answer_of("kpi_summary", kpi(**given))


@pytest.mark.parametrize("grade", GRADES)
def test_a_grade_is_a_proposal_in_the_words_of_the_decree(grade: str) -> None:
    answer = kpi_answer(grade=grade)

    assert answer.answer == f"Phường Thuận Hóa, quý I/2026: 87,5 điểm, đề xuất xếp loại {GRADES[grade]}."
    assert answer.speech.endswith(f"đạt tám mươi bảy phẩy năm điểm, đề xuất {GRADES[grade]}.")


@pytest.mark.parametrize(
    ("bindings", "words"),
    [
        ([("undone", 3)], "còn 3 nhiệm vụ chưa hoàn thành"),
        ([("late", 2)], "2 nhiệm vụ trễ hạn"),
        ([("quality", 1)], "1 nhiệm vụ không đạt chất lượng"),
        (
            [("undone", 3), ("late", 2), ("quality", 1)],
            "còn 3 nhiệm vụ chưa hoàn thành, 2 nhiệm vụ trễ hạn, 1 nhiệm vụ không đạt chất lượng",
        ),
    ],
)
def test_what_bound_the_grade_is_said_in_these_words(bindings: list[tuple[Any, int]], words: str) -> None:
    answer = kpi_answer(grade="fair", bindings=tuple(Binding(kind, count) for kind, count in bindings))

    assert answer.answer.startswith(
        f"Phường Thuận Hóa, quý I/2026: 87,5 điểm, đề xuất xếp loại hoàn thành nhiệm vụ ({words})."
    )
    assert speakable(words) in answer.speech


def test_the_remark_of_article_8() -> None:
    assert "; chưa đủ điều kiện Điều 8, người có thẩm quyền xem xét" in kpi_answer(remarks=("article8",)).answer


def test_a_provisional_score_has_no_grade() -> None:
    answer = kpi_answer(provisional=True, grade=None, general=None)

    assert "87,5 điểm tạm tính, chưa có điểm tiêu chí chung" in answer.answer
    assert "tạm tính" in answer.speech
    assert not any(grade in answer.answer + answer.speech for grade in GRADES.values())
    assert "Tổng điểm: 87,5 (tạm tính)" in answer.detail.markdown


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("no_tasks", "chưa có nhiệm vụ được giao"),
        ("none_due", "chưa có nhiệm vụ đến hạn"),
        ("no_whole_month", "khoảng thời gian không chứa trọn tháng nào"),
        ("no_full_total", "chưa kỳ nào trong khoảng này có đủ điểm tiêu chí chung"),
        ("future", "kỳ này chưa bắt đầu"),
    ],
)
def test_a_score_that_does_not_exist_says_why(reason: Any, words: str) -> None:
    answer = kpi_answer(no_score=reason, total=None, shown=None, grade=None, general=None)

    assert answer.status == "answered"
    assert answer.answer == f"Phường Thuận Hóa, quý I/2026: {words}, nên chưa có điểm KPI."
    assert answer.speech.endswith(f": {words}.")
    assert "Tổng điểm" not in answer.detail.markdown


def test_a_period_that_is_not_over_says_as_of_when() -> None:
    answer = kpi_answer(period=quarter(2026, 2), as_of=date(2026, 4, 2))

    assert answer.answer.startswith("Phường Thuận Hóa, quý II/2026 (tính đến ngày 2/4/2026): 87,5 điểm")


@pytest.mark.parametrize(
    ("period", "written", "spoken"),
    [
        (Q1, "quý I/2026", "quý một năm nay"),
        (month(2026, 2), "tháng 2/2026", "tháng hai năm nay"),
        (half(2026, 1), "6 tháng đầu năm 2026", "sáu tháng đầu năm nay"),
        (half(2026, 2), "6 tháng cuối năm 2026", "sáu tháng cuối năm nay"),
        (whole_year(2026), "năm 2026", "năm nay"),
        (quarter(2025, 4), "quý IV/2025", "quý bốn năm hai nghìn không trăm hai mươi lăm"),
        (
            Period(date(2026, 1, 1), date(2026, 4, 2)),
            "từ 1/1/2026 đến 2/4/2026",
            "từ ngày một tháng một năm hai nghìn không trăm hai mươi sáu "
            "đến ngày hai tháng tư năm hai nghìn không trăm hai mươi sáu",
        ),
    ],
)
def test_periods_are_named(period: Period, written: str, spoken: str) -> None:
    answer = kpi_answer(period=period)

    assert answer.answer.startswith(f"Phường Thuận Hóa, {written}: 87,5 điểm")
    assert answer.speech.startswith(f"Phường Thuận Hóa, {spoken} đạt tám mươi bảy phẩy năm điểm")


def test_a_trend_has_a_chart() -> None:
    trend = Trend(quarter(2025, 4), Fraction(85), Fraction("2.5"))

    assert kpi_answer(trend=trend).chart == {
        "kind": "line",
        "title": "KPI Phường Thuận Hóa",
        "unit": "điểm",
        "labels": ["quý IV/2025", "quý I/2026"],
        "values": [85.0, 87.5],
    }
    assert kpi_answer().chart is None


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (Fraction(5, 2), "tăng 2,5 điểm so với quý IV/2025"),
        (Fraction(-5, 2), "giảm 2,5 điểm so với quý IV/2025"),
        (Fraction(0), "không đổi so với quý IV/2025"),
        (Fraction(1, 1000), "không đổi so với quý IV/2025"),
        (Fraction(-1, 1000), "không đổi so với quý IV/2025"),
    ],
)
def test_the_trend_compares_with_the_period_before(delta: Fraction, words: str) -> None:
    answer = kpi_answer(trend=Trend(quarter(2025, 4), Fraction(85), delta))

    assert f"; {words}." in answer.answer
    assert "KPI quý IV/2025 của Phường Thuận Hóa?" in answer.suggestions


def test_a_plain_kpi_answer_is_spoken_in_under_25_words_without_digits() -> None:
    trend = Trend(quarter(2025, 4), Fraction(85), Fraction(5, 2))
    for grade in GRADES:
        speech = kpi_answer(grade=grade, trend=trend).speech

        assert len(speech.split()) < 25
        assert re.search(r"[\d%*/|]", speech) is None


def test_a_mean_names_its_parts_and_what_was_left_out() -> None:
    answer = kpi_answer(
        period=half(2026, 1),
        parts=(Part(Q1, Fraction(90), 3), Part(month(2026, 4), Fraction(1706, 20), 1)),
        left_out=(LeftOut(month(2026, 5), "no_general"), LeftOut(month(2026, 6), "future")),
    )

    assert "Trung bình của quý I/2026 (90,0), tháng 4/2026 (85,3)." in answer.answer
    assert "Không tính: tháng 5/2026 (chưa có điểm tiêu chí chung), tháng 6/2026 (chưa đến)." in answer.answer


def test_the_tasks_are_counted() -> None:
    full = kpi_answer(tasks=TaskCounts(assigned=10, done=8, late=2, poor=1, ad_hoc=3))
    plain = kpi_answer(tasks=TaskCounts(assigned=10, done=10))

    assert "Nhiệm vụ: hoàn thành 8/10, trễ hạn 2, không đạt chất lượng 1; phát sinh 3." in full.answer.splitlines()
    assert "Nhiệm vụ: hoàn thành 10/10." in plain.answer.splitlines()


def test_indicators_with_their_figures_and_those_without() -> None:
    answer = kpi_answer(
        indicators=(
            indicator(),
            indicator("Thu  ngân\tsách", period=month(2026, 2), actual=None, achievement=Fraction(0), measure=""),
        ),
        freshness=date(2026, 3, 31),
    )
    lines = answer.answer.splitlines()

    assert "2 chỉ tiêu:" in lines
    assert "- Hồ sơ trực tuyến: đạt 95,5% (thực hiện 76,4, chỉ tiêu giao 80 %)" in lines
    assert "- Thu ngân sách (tháng 2/2026): chưa có số liệu" in lines
    assert lines[-1] == "Số liệu cập nhật đến 31/3/2026."
    assert answer.detail.table.columns[0] == "Chỉ tiêu"
    assert answer.detail.table.rows == (
        ("Hồ sơ trực tuyến", "quý I/2026", "%", "80", "76,4", "95,5%", "1"),
        ("Thu ngân sách", "tháng 2/2026", "", "80", "chưa có số liệu", "–", "1"),
    )


@pytest.mark.parametrize(("count", "more"), [(10, None), (11, "Còn 1 chỉ tiêu nữa."), (14, "Còn 4 chỉ tiêu nữa.")])
def test_more_than_ten_indicators_say_how_many_more(count: int, more: str | None) -> None:
    answer = kpi_answer(indicators=tuple(indicator(f"Chỉ tiêu {n}") for n in range(count)))
    lines = answer.answer.splitlines()

    assert sum(line.startswith("- ") for line in lines) == 10
    assert [line for line in lines if line.startswith("Còn ")] == ([more] if more else [])
    assert len(answer.detail.table.rows) == count


def test_the_detail_shows_the_inputs_and_what_is_to_be_confirmed() -> None:
    detail = kpi_answer(
        achieved=Fraction(955, 1000),
        ratios=Ratios(Fraction(1), Fraction(3, 4), Fraction(1, 2)),
        to_confirm=TO_CONFIRM,
        beside=(indicator("Cả năm", period=whole_year(2026), actual=None),),
    ).detail.markdown

    for words in (
        "- Tổng điểm: 87,5",
        "- Tiêu chí chung: 28,5/30",
        "- Mức đạt chỉ tiêu (I): 95,5%",
        "số lượng (a) 100%, chất lượng (b) 75%, tiến độ (c) 50%",
        "chỉ tiêu 0,5, nhiệm vụ 0,5",
        "- Chỉ tiêu cả năm, không tính vào điểm: Cả năm: chưa có số liệu",
        "Nghị định 335/2025/NĐ-CP",
        "Xếp loại chỉ là đề xuất",
    ):
        assert words in detail
    assert detail.count("- Cần xác nhận: ") == 3


def test_an_answer_carries_its_plan_and_result() -> None:
    plan = Plan("llm", 0.70001, "CC1")
    cited = Citation("335.txt", "335/2025/NĐ-CP", "20", "1", None, "…", "/documents/335")
    call = ToolCall(tool="kpi_summary", args={"unit": "PX-THUANHOA"})
    result = ToolResult(call, "answered", kpi(), ({"total": 87.5},), (cited,), "2026-03-31")
    answer = ANSWERER.answer(Question("KPI?", NOW), plan, [result])

    assert (answer.question, answer.calls, answer.rows, answer.citations) == ("KPI?", (call,), result.rows, (cited,))
    assert (answer.router, answer.confidence, answer.freshness) == ("llm", 0.7, "2026-03-31")
    assert answer.suggestions == ("Phường Thuận Hóa có nhiệm vụ nào quá hạn?",)


def test_denied_is_one_sentence_and_nothing_else() -> None:
    denied = KpiSummary("denied", "PX-PHUVINH", name="Phường Phú Vinh", level="xa_phuong")
    answer = answer_of("kpi_summary", denied, "denied", args={"unit": "PX-PHUVINH"})

    assert answer.status == "denied"
    assert "Phú Vinh" not in answer.answer + answer.speech
    assert (answer.calls, answer.rows, answer.citations, answer.suggestions) == ((), (), (), ())
    assert answer.detail.markdown == ""


def test_small_talk_is_answered_with_its_call() -> None:
    answer = answer_of("smalltalk", None)

    assert answer.status == "answered"
    assert [call.tool for call in answer.calls] == ["smalltalk"]
    assert "trợ lý" in answer.answer


def test_a_refusal_is_its_sentence_with_the_choices() -> None:
    refusal = Refusal("clarify", "unknown_unit", {"said": "phường Phú Vin"}, ("Phường Phú Vinh",))
    answer = ANSWERER.answer(Question("KPI?", NOW), Plan("semantic", 0.9, "CC1", refusal=refusal), [])

    assert (answer.status, answer.options, answer.calls) == ("clarify", ("Phường Phú Vinh",), ())
    assert answer.answer == "Tôi không tìm thấy đơn vị “phường Phú Vin”. Anh/chị muốn hỏi đơn vị nào?"
    assert "“" not in answer.speech


def test_a_plan_that_neither_refuses_nor_calls_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="calls"):
        ANSWERER.answer(Question("KPI?", NOW), Plan("semantic", 0.9, "CC1"), [])


def test_a_unit_named_as_it_was_before_is_remarked_upon() -> None:
    result = ToolResult(ToolCall(tool="kpi_summary", args={}), "answered", kpi())
    denied = ToolResult(result.call, "denied")
    plan = Plan("semantic", 0.9, "CC1", (result.call,), former=("Phường Cũ", "Phường Thuận Hóa"))

    answer, refusal = (ANSWERER.answer(Question("?", NOW), plan, [one]) for one in (result, denied))

    assert answer.answer.endswith("“Phường Cũ” là tên cũ, nay thuộc Phường Thuận Hóa.")
    assert "tên cũ" in answer.speech
    assert "tên cũ" not in refusal.answer
