from datetime import date, datetime

import pytest

from assistant.kpi_slots import has_whole_month, kpi_period
from assistant.ranking_slots import read_ranking
from assistant.timeexpr import find_times
from assistant.types import ZONE

NOW = datetime(2026, 7, 8, 9, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xếp hạng các đơn vị", (None, None, None)),
        ("đơn vị nào đang chậm?", (None, "worst", None)),
        ("đơn vị nào trì trệ nhất thành phố", (None, "worst", None)),
        ("đơn vị mô tụt lại phía sau", (None, "worst", None)),
        ("top 3 phường có điểm cao nhất", ("ward", "best", 3)),
        ("tốp năm xã", ("rural", None, 5)),
        ("top 5 phường thấp nhất", ("ward", "worst", 5)),
        ("tốp cuối khối sở ngành", ("department", "worst", None)),
        ("năm xã thấp điểm nhất", ("rural", "worst", 5)),
        ("mười lăm đơn vị cuối bảng", (None, "worst", 15)),
        ("sở nào đứng đầu", ("department", "best", None)),
        ("ba sở dẫn đầu", ("department", "best", 3)),
        ("sở nào đứng bét", ("department", "worst", None)),
        ("xã nào đội sổ", ("rural", "worst", None)),
        ("xã nào đội số", ("rural", "worst", None)),
        ("phường nào yếu nhất", ("ward", "worst", None)),
        ("phường nào đứng chót bảng", ("ward", "worst", None)),
        ("phường nào nằm cuối danh sách", ("ward", "worst", None)),
        ("phường nào đuối nhất", ("ward", "worst", None)),
        ("các sở từ thấp lên cao", ("department", "worst", None)),
        ("các sở từ cao xuống thấp", ("department", "best", None)),
        ("các xã ai hơn ai kém", ("rural", "best", None)),
        ("các phường hơn kém nhau thế nào", ("ward", "best", None)),
        ("điểm cao thấp của các phường ra sao", ("ward", "best", None)),
        ("khối phường ai đang đứng cuối", ("ward", "worst", None)),
        ("xếp hạng cấp xã", ("commune", None, None)),
        ("các địa phương xếp thế nào", ("commune", None, None)),
        ("phường hay xã nào tốt nhất", ("commune", "best", None)),
        ("40 phường, xã", ("commune", None, 40)),
        ("các xã và phường", ("commune", None, None)),
        ("cả sở lẫn phường", (None, None, None)),
        ("10 sở, ban, ngành kém nhất", ("department", "worst", 10)),
        ("cơ quan chuyên môn nào nổi bật", ("department", "best", None)),
        ("an sinh xã hội đơn vị nào tốt nhất", (None, "best", None)),
        ("cơ sở dữ liệu của đơn vị nào tốt nhất", (None, "best", None)),
        ("chấm điểm các phường", ("ward", None, None)),
        ("yêu cầu xếp hạng các xã", ("rural", None, None)),
        ("bang xep hang cac phuong xa", ("commune", None, None)),
        ("xep hang so nganh", ("department", None, None)),
        ("so nao diem cao nhat", ("department", "best", None)),
        ("so sanh cac phuong", ("ward", None, None)),
        ("xa nao doi so", ("rural", "worst", None)),
        ("5 phuong yeu nhat", ("ward", "worst", 5)),
        ("nam xa cuoi bang", ("rural", "worst", 5)),
        ("phuong nao bet", ("ward", "worst", None)),
        ("cham diem cac phuong", ("ward", None, None)),
        ("yeu cau xep hang cac xa", ("rural", None, None)),
        ("don vi nao dang cham", (None, "worst", None)),
    ],
)
def test_a_ranking(text: str, expected: tuple[str | None, str | None, int | None]) -> None:
    asked = read_ranking(text)
    assert (asked["level"], asked["order"], asked["limit"]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KPI quý hai", ("2026-04-01", "2026-06-30")),
        ("hôm nay KPI sở mình ra sao", None),
        ("bữa ni phường mô dẫn đầu", None),
        ("chiều nay họp, cho tôi điểm quý hai", ("2026-04-01", "2026-06-30")),
        ("bữa ni điểm ra sao, tính từ đầu năm tới chừ", ("2026-01-01", "2026-07-08")),
        ("mai họp, cần điểm tháng 6", ("2026-06-01", "2026-06-30")),
        ("đến hết quý hai", (None, "2026-06-30")),
        ("không nói kỳ nào", None),
    ],
)
def test_the_period_of_a_score(text: str, expected: tuple[str | None, str | None] | None) -> None:
    period = kpi_period(find_times(text, NOW), NOW.date())
    assert (period and (period.start, period.end)) == expected


@pytest.mark.parametrize("text", ["tuần này", "hôm qua", "từ 1/7 đến 15/7"])
def test_less_than_a_month_has_no_score(text: str) -> None:
    with pytest.raises(ValueError, match="no whole month"):
        kpi_period(find_times(text, NOW), NOW.date())


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-02-01", "2026-02-28", True),
        ("2026-02-01", "2026-02-27", False),
        ("2026-01-31", "2026-02-28", True),
        ("2026-01-31", "2026-02-27", False),
        ("2024-02-02", "2024-03-31", True),
        ("2025-12-15", "2026-01-31", True),
        ("2025-12-15", "2026-01-30", False),
        ("2026-01-01", "2026-12-31", True),
        ("2026-04-02", "2026-04-02", False),
    ],
)
def test_a_calendar_month_inside_two_days(start: str, end: str, expected: bool) -> None:
    assert has_whole_month(date.fromisoformat(start), date.fromisoformat(end)) is expected
