"""The templates of the ranking and of causes, and what the KPI template says of old and of almost reached figures."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from assistant.types import Answer
from kpi_tools.cause_lines import Cause, KpiCauses
from kpi_tools.kpi import KpiSummary
from kpi_tools.peers import Median
from kpi_tools.periods import Period, month, quarter, whole_year
from kpi_tools.ranking import CapExceeded, KpiRanking, RankedUnit
from kpi_tools.score import JustBelow, shown
from kpi_tools.source import Source
from tests.assistant.fakes_answer import answer_of
from tests.assistant.test_answer import indicator, kpi_answer

Q1 = quarter(2026, 1)
BELOW = JustBelow(Decimal(70), "69,96")


def place(rank: int | None, name: str, total: str | None, **given: Any) -> RankedUnit:
    value = None if total is None else Fraction(total)
    facts: dict[str, Any] = {
        "provisional": False,
        "no_score": None,
        "grade": "good" if rank else None,
        "just_below": None,
    }
    return RankedUnit(rank, name, name, "xa_phuong", value, None if value is None else shown(value), **(facts | given))


def ranking(*units: RankedUnit, **given: Any) -> Answer:
    ranked = sum(unit.rank is not None for unit in units)
    facts: dict[str, Any] = {"period": Q1, "total": ranked, "unranked": len(units) - ranked, "units": units}
    return answer_of("kpi_ranking", KpiRanking(**(facts | given)))


def test_who_asks_hears_the_place_of_the_own_unit() -> None:
    own = place(7, "Phường G", "61.25")
    answer = ranking(place(1, "Phường A", "87.5"), own=own, total=9)

    assert "Đơn vị của anh/chị, Phường G: hạng 7, 61,3 điểm." in answer.answer.splitlines()
    assert answer.speech.endswith("Đơn vị anh chị đứng thứ bảy.")


def test_the_own_unit_is_not_said_twice() -> None:
    answer = ranking(*THREE, own=THREE[0])

    assert "anh/chị" not in answer.answer and "đứng thứ" not in answer.speech


THREE = (place(1, "Phường A", "87.5"), place(2, "Xã B", "69.96", grade="fair", just_below=BELOW),
         place(None, "Xã C", "95", provisional=True), place(None, "Xã D", None, no_score="no_tasks"))  # fmt: skip


def test_a_ranking_begins_with_how_many_have_a_rank() -> None:
    answer = ranking(*THREE)

    assert answer.answer.splitlines() == [
        "Có 2 đơn vị được xếp hạng KPI quý I/2026, từ cao xuống thấp:",
        "1. Phường A: 87,5 điểm, đề xuất hoàn thành tốt nhiệm vụ",
        "2. Xã B: 70,0 điểm (69,96, chưa đến 70), đề xuất hoàn thành nhiệm vụ",
        "- Xã C: 95,0 điểm tạm tính, chưa có điểm tiêu chí chung",
        "- Xã D: chưa có nhiệm vụ được giao",
    ]
    assert answer.detail.table.rows == (
        ("1", "Phường A", "87,5", "hoàn thành tốt nhiệm vụ", ""),
        ("2", "Xã B", "70,0", "hoàn thành nhiệm vụ", "69,96, chưa đến 70"),
        ("–", "Xã C", "95,0", "–", "tạm tính, chưa có điểm tiêu chí chung"),
        ("–", "Xã D", "–", "–", "chưa có nhiệm vụ được giao"),
    )


def test_a_ranking_has_a_chart_of_those_with_a_rank() -> None:
    assert ranking(*THREE).chart == {
        "kind": "bar",
        "title": "Xếp hạng KPI đơn vị quý I/2026",
        "unit": "điểm",
        "labels": ["Phường A", "Xã B"],
        "values": [87.5, 69.96],
    }
    assert ranking(THREE[0]).chart is None


@pytest.mark.parametrize(
    ("level", "words"),
    [("department", "sở, ban, ngành"), ("commune", "phường, xã"), ("ward", "phường"), ("rural", "xã")],
)
def test_the_units_are_named_by_their_level(level: Any, words: str) -> None:
    answer = ranking(*THREE, level=level, order="worst", as_of=date(2026, 3, 2))

    assert answer.answer.startswith(
        f"Có 2 {words} được xếp hạng KPI quý I/2026 (tính đến ngày 2/3/2026), từ thấp lên cao:"
    )


def test_ten_are_listed_and_the_others_counted() -> None:
    answer = ranking(*(place(n + 1, f"Xã {n}", "80") for n in range(12)), total=40, unranked=2)

    assert len([line for line in answer.answer.splitlines() if line[0].isdigit()]) == 10
    assert answer.answer.splitlines()[-1] == "Còn 32 đơn vị nữa (chưa xếp hạng 2)."
    assert len(answer.detail.table.rows) == 12


@pytest.mark.parametrize(
    ("units", "who"),
    [
        (THREE, "Phường A"),
        ((place(1, "Phường A", "87.5"), place(1, "Phường B", "87.5")), "Phường A và Phường B"),
        (tuple(place(1, f"Phường {x}", "87.5") for x in "ABC"), "Phường A đồng hạng"),
    ],
)
def test_a_ranking_is_spoken_in_under_25_words(units: tuple[RankedUnit, ...], who: str) -> None:
    speech = ranking(*units, level="department", total=16).speech

    assert f"cao nhất là {who}, tám mươi bảy phẩy năm điểm" in speech
    assert len(speech.split()) <= 25
    assert re.search(r"[\d%*/|]", speech) is None


def test_nobody_with_a_rank() -> None:
    answer = ranking(*THREE[2:])

    assert answer.answer.startswith("Có 0 đơn vị được xếp hạng KPI quý I/2026")
    assert answer.speech == "Chưa có đơn vị nào được xếp hạng quý một năm nay."
    empty = answer_of("kpi_ranking", KpiRanking(level="ward"), "not_found")
    assert (empty.status, empty.answer) == ("not_found", "Không tìm thấy phường nào để xếp hạng.")


def test_more_xuat_sac_than_allowed_is_a_warning() -> None:
    answer = ranking(*THREE, exceeded=(CapExceeded("xa_phuong", 5, 2, Decimal("0.20"), "good"),))
    words = (
        "Cảnh báo: đề xuất xuất sắc 5 phường, xã, vượt mức tối đa 2 (20% số được đề xuất hoàn thành tốt, "
        "khoản 5 Điều 8 Nghị định 335/2025/NĐ-CP)."
    )

    assert answer.answer.splitlines()[-1] == words
    assert words in answer.detail.markdown


# --- causes ----------------------------------------------------------------------------------------------------------


def cause(kind: Any, points: str, **given: Any) -> Cause:
    value = Fraction(points)
    return Cause(kind, value, shown(value), **({"period": Q1} | given))


LINES = (
    cause("other", "12.25", period=None),
    cause("indicator", "7", code="A", name="Hồ sơ đúng hạn", owner="Phường Mẫu", measure="%", target=Fraction(100),
          actual=Fraction(80), direction="tang", achievement=Fraction(4, 5), weight=Fraction(1),
          peers=Median(Fraction(179, 2), 12), source=Source("chi_tieu.xlsx", "", 9, date(2026, 4, 1))),
    cause("undone", "5", code="N1", name="Số hóa", owner="Nguyễn Mẫu", deadline=date(2026, 2, 1),
          delay_cause="chờ ý kiến", period=month(2026, 2)),
    cause("indicator", "0.01", code="B", name="Thu", missing=True, target=Fraction(5), achievement=Fraction(0)),
    cause("compensation", "-2"),
)  # fmt: skip


def causes(*lines: Cause, **given: Any) -> Answer:
    lost = sum((line.points for line in lines), Fraction(0))
    facts: dict[str, Any] = {
        "name": "Phường Mẫu", "level": "xa_phuong", "asked": Q1, "period": Q1, "total": 100 - lost,
        "shown": shown(100 - lost), "grade": "good", "lost": lost, "causes": lines,
    }  # fmt: skip
    return answer_of("kpi_causes", KpiCauses("answered", "PX", **(facts | given)))


def test_causes_begin_with_the_total_lost_and_say_what_is_known_of_each() -> None:
    answer = causes(*LINES)

    assert answer.answer.splitlines() == [
        "Phường Mẫu, quý I/2026: 77,7 điểm, mất 22,3 điểm:",
        "1. Phần khác: mất 12,3 điểm",
        "2. Chỉ tiêu “Hồ sơ đúng hạn”: mất 7,0 điểm (đạt 80%, thực hiện 80, chỉ tiêu giao 100 %; "
        "trung vị của 12 đơn vị cùng cấp 89,5 %)",
        "3. Nhiệm vụ chưa hoàn thành “Số hóa” tháng 2/2026: mất 5,0 điểm (hạn 1/2/2026, Nguyễn Mẫu; "
        "nguyên nhân: chờ ý kiến)",
        "4. Chỉ tiêu “Thu”: mất dưới 0,1 điểm (chưa có số liệu, chỉ tiêu giao 5)",
        "5. Nhiệm vụ phát sinh và mức trần: bù lại 2,0 điểm",
    ]
    assert "- Nguồn của A: chi_tieu.xlsx, dòng 9, nhập ngày 1/4/2026" in answer.detail.markdown
    assert answer.detail.table.rows[1][2:9] == ("7,0", "Phường Mẫu", "", "80", "100", "%", "89,5")
    assert all(len(row) == len(answer.detail.table.columns) for row in answer.detail.table.rows)
    assert answer.speech == ("Phường Mẫu mất hai mươi hai phẩy ba điểm quý một năm nay, nhiều nhất do phần khác.")


def test_a_longer_range_says_which_quarter_is_explained() -> None:
    answer = causes(*LINES, asked=whole_year(2026))

    assert answer.answer.startswith("Phường Mẫu, năm 2026 (xét quý I/2026, kỳ trọn vẹn gần nhất): ")


def test_a_provisional_score_says_of_what_it_is() -> None:
    answer = causes(*LINES, provisional=True, grade=None)

    assert answer.answer.startswith(
        "Phường Mẫu, quý I/2026: 77,7 điểm tạm tính, chưa có điểm tiêu chí chung, "
        "mất 22,3 điểm của phần chỉ tiêu, nhiệm vụ:"
    )


def test_nothing_lost_and_no_score() -> None:
    assert causes().answer == "Phường Mẫu, quý I/2026: 100,0 điểm, không mất điểm nào."
    none = causes(no_score="no_tasks", total=None, shown=None, lost=None, grade=None)
    assert none.answer == "Phường Mẫu, quý I/2026: chưa có nhiệm vụ được giao, nên chưa có điểm KPI."
    assert none.speech == "Phường Mẫu, quý một năm nay: chưa có nhiệm vụ được giao."


def test_more_than_ten_causes_are_counted() -> None:
    lines = causes(*(cause("late", "1", code=str(n), name=f"Việc {n}") for n in range(13))).answer.splitlines()

    assert lines[-1] == "Còn 3 nguyên nhân nữa."
    assert len(lines) == 12


# --- the KPI of a unit -----------------------------------------------------------------------------------------------


def test_old_figures_and_a_threshold_not_reached_are_said() -> None:
    data = KpiSummary(
        "answered", "PX", name="Phường Mẫu", period=Q1, total=Fraction("69.96"), shown="70,0", grade="fair",
        just_below=BELOW, freshness=date(2026, 1, 3), stale=True,
    )  # fmt: skip
    answer = answer_of("kpi_summary", data)

    assert answer.answer.splitlines() == [
        "Phường Mẫu, quý I/2026: 70,0 điểm (69,96, chưa đến 70), đề xuất xếp loại hoàn thành nhiệm vụ.",
        "Số liệu đã cũ: cập nhật đến 3/1/2026.",
    ]
    assert "sáu mươi chín phẩy chín" in answer.speech
    assert "Tổng điểm: 70,0 (69,96, chưa đến 70)" in answer.detail.markdown


def test_where_the_figures_of_a_kpi_come_from() -> None:
    def of(row: int, file: str) -> Any:
        return indicator(f"Chỉ tiêu {row}", source=Source(file, "", row, date(2026, 4, row)))

    detail = kpi_answer(indicators=(of(3, "b.xlsx"), of(2, "a.xlsx"), of(1, "b.xlsx"), indicator())).detail.markdown

    assert "- Nguồn: a.xlsx, dòng 2, nhập ngày 2/4/2026\n- Nguồn: b.xlsx, dòng 3, 1, nhập ngày 3/4/2026" in detail


def test_periods_that_are_no_quarter_are_named_too() -> None:
    spring = Period(date(2026, 1, 1), date(2026, 4, 2))
    assert "từ 1/1/2026 đến 2/4/2026" in ranking(*THREE, period=spring).answer
