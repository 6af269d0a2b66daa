from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.timeexpr import ZONE, find_time, find_times
from assistant.types import TimeRange

NOW = datetime(2026, 7, 8, 9, 30, tzinfo=ZONE)  # a Wednesday

CASES = """
hôm nay | 2026-07-08 | 2026-07-08
bữa ni có họp không | 2026-07-08 | 2026-07-08
ngày mai | 2026-07-09 | 2026-07-09
mai | 2026-07-09 | 2026-07-09
Mai có họp gì không? | 2026-07-09 | 2026-07-09
lịch ngày kia | 2026-07-10 | 2026-07-10
ngày mốt | 2026-07-10 | 2026-07-10
ngày kìa | 2026-07-11 | 2026-07-11
hôm qua | 2026-07-07 | 2026-07-07
hôm kia | 2026-07-06 | 2026-07-06
hôm kìa | 2026-07-05 | 2026-07-05
sáng nay | 2026-07-08T00:00 | 2026-07-08T12:00
sáng mai | 2026-07-09T00:00 | 2026-07-09T12:00
trưa nay | 2026-07-08T11:00 | 2026-07-08T13:30
chiều nay | 2026-07-08T12:00 | 2026-07-08T18:00
chiều mai | 2026-07-09T12:00 | 2026-07-09T18:00
Chiều Mai tôi có lịch gì? | 2026-07-09T12:00 | 2026-07-09T18:00
chiêu mai | 2026-07-09T12:00 | 2026-07-09T18:00
tối nay | 2026-07-08T18:00 | 2026-07-08T23:59
tối mai | 2026-07-09T18:00 | 2026-07-09T23:59
tối qua | 2026-07-07T18:00 | 2026-07-07T23:59
chiều hôm qua | 2026-07-07T12:00 | 2026-07-07T18:00
chiều thứ sáu | 2026-07-10T12:00 | 2026-07-10T18:00
sáng thứ hai tuần sau | 2026-07-13T00:00 | 2026-07-13T12:00
chiều 20/11 | 2026-11-20T12:00 | 2026-11-20T18:00
sáng ngày 20 tháng 7 | 2026-07-20T00:00 | 2026-07-20T12:00
lúc 8 giờ sáng mai | 2026-07-09T00:00 | 2026-07-09T12:00
đầu giờ chiều mai | 2026-07-09T12:00 | 2026-07-09T18:00
buổi chiều có họp gì | 2026-07-08T12:00 | 2026-07-08T18:00
ngày mai, buổi chiều | 2026-07-09T12:00 | 2026-07-09T18:00
chiều ni họp ở đâu | 2026-07-08T12:00 | 2026-07-08T18:00
thứ hai | 2026-07-13 | 2026-07-13
thứ tư | 2026-07-08 | 2026-07-08
thứ năm | 2026-07-09 | 2026-07-09
thứ bảy | 2026-07-11 | 2026-07-11
chủ nhật | 2026-07-12 | 2026-07-12
thứ 3 | 2026-07-14 | 2026-07-14
thứ hai tuần này | 2026-07-06 | 2026-07-06
thứ tư tuần này | 2026-07-08 | 2026-07-08
thứ sáu tuần trước | 2026-07-03 | 2026-07-03
thứ ba tuần tới | 2026-07-14 | 2026-07-14
thứ tư tới | 2026-07-15 | 2026-07-15
thứ hai vừa rồi | 2026-07-06 | 2026-07-06
lịch họp thứ ba | 2026-07-14 | 2026-07-14
thứ hai, ngày 20/7 | 2026-07-20 | 2026-07-20
thứ sáu (10/7) | 2026-07-10 | 2026-07-10
tuần này | 2026-07-06 | 2026-07-12
tuần ni | 2026-07-06 | 2026-07-12
trong tuần có gì | 2026-07-06 | 2026-07-12
tuần trước | 2026-06-29 | 2026-07-05
tuần vừa rồi | 2026-06-29 | 2026-07-05
tuần sau | 2026-07-13 | 2026-07-19
tuần tới | 2026-07-13 | 2026-07-19
tuần sau nữa | 2026-07-20 | 2026-07-26
đầu tuần | 2026-07-06 | 2026-07-07
đầu tuần sau | 2026-07-13 | 2026-07-14
giữa tuần | 2026-07-08 | 2026-07-09
cuối tuần | 2026-07-11 | 2026-07-12
cuối tuần trước | 2026-07-04 | 2026-07-05
đầu tháng | 2026-07-01 | 2026-07-10
giữa tháng này | 2026-07-11 | 2026-07-20
cuối tháng | 2026-07-21 | 2026-07-31
cuối tháng hai | 2026-02-21 | 2026-02-28
đầu tháng sau | 2026-08-01 | 2026-08-10
tháng này | 2026-07-01 | 2026-07-31
tháng trước | 2026-06-01 | 2026-06-30
tháng rồi | 2026-06-01 | 2026-06-30
tháng tới | 2026-08-01 | 2026-08-31
tháng sau | 2026-08-01 | 2026-08-31
tháng hai | 2026-02-01 | 2026-02-28
tháng 2/2026 | 2026-02-01 | 2026-02-28
tháng 2 năm 2024 | 2024-02-01 | 2024-02-29
tháng 02-2026 | 2026-02-01 | 2026-02-28
2/2026 | 2026-02-01 | 2026-02-28
tháng tư | 2026-04-01 | 2026-04-30
tháng năm | 2026-05-01 | 2026-05-31
tháng năm năm nay | 2026-05-01 | 2026-05-31
tháng sáu năm ngoái | 2025-06-01 | 2025-06-30
tháng mười hai năm ngoái | 2025-12-01 | 2025-12-31
tháng mười năm nay | 2026-10-01 | 2026-10-31
tháng 12 | 2025-12-01 | 2025-12-31
tháng giêng | 2026-01-01 | 2026-01-31
các tháng năm nay | 2026-01-01 | 2026-12-31
quý một | 2026-01-01 | 2026-03-31
quý I | 2026-01-01 | 2026-03-31
quý 1 | 2026-01-01 | 2026-03-31
Q1/2026 | 2026-01-01 | 2026-03-31
quý II/2026 | 2026-04-01 | 2026-06-30
quý hai năm nay | 2026-04-01 | 2026-06-30
quý một năm nay | 2026-01-01 | 2026-03-31
quý IV năm 2025 | 2025-10-01 | 2025-12-31
quý tư năm ngoái | 2025-10-01 | 2025-12-31
quý bốn | 2025-10-01 | 2025-12-31
quý ba | 2026-07-01 | 2026-09-30
quý này | 2026-07-01 | 2026-09-30
quý trước | 2026-04-01 | 2026-06-30
quý vừa qua | 2026-04-01 | 2026-06-30
quý tới | 2026-10-01 | 2026-12-31
quý cuối năm nay | 2026-10-01 | 2026-12-31
quý cuối năm ngoái | 2025-10-01 | 2025-12-31
quý đầu năm | 2026-01-01 | 2026-03-31
quí hai | 2026-04-01 | 2026-06-30
quy một năm nay | 2026-01-01 | 2026-03-31
quỹ hai năm hai không hai sáu | 2026-04-01 | 2026-06-30
năm nay | 2026-01-01 | 2026-12-31
năm ngoái | 2025-01-01 | 2025-12-31
năm trước | 2025-01-01 | 2025-12-31
năm 2026 | 2026-01-01 | 2026-12-31
năm hai không hai lăm | 2025-01-01 | 2025-12-31
năm hai nghìn không trăm hai mươi sáu | 2026-01-01 | 2026-12-31
năm sau | 2027-01-01 | 2027-12-31
sang năm | 2027-01-01 | 2027-12-31
cả năm | 2026-01-01 | 2026-12-31
6 tháng đầu năm | 2026-01-01 | 2026-06-30
sáu tháng đầu năm | 2026-01-01 | 2026-06-30
6 tháng đầu năm 2025 | 2025-01-01 | 2025-06-30
9 tháng đầu năm nay | 2026-01-01 | 2026-09-30
sáu tháng cuối năm | 2026-07-01 | 2026-12-31
nửa đầu năm | 2026-01-01 | 2026-06-30
nửa cuối năm | 2026-07-01 | 2026-12-31
nửa cuối năm ngoái | 2025-07-01 | 2025-12-31
từ đầu năm đến nay | 2026-01-01 | 2026-07-08
từ đầu năm | 2026-01-01 | 2026-07-08
từ đầu năm tới giờ | 2026-01-01 | 2026-07-08
đầu năm đến nay | 2026-01-01 | 2026-07-08
từ đầu tháng đến nay | 2026-07-01 | 2026-07-08
từ đầu quý đến nay | 2026-07-01 | 2026-07-08
từ đầu năm đến hết tháng 6 | 2026-01-01 | 2026-06-30
3 ngày tới | 2026-07-08 | 2026-07-11
ba ngày tới | 2026-07-08 | 2026-07-11
năm ngày tới | 2026-07-08 | 2026-07-13
trong 7 ngày tới | 2026-07-08 | 2026-07-15
mười lăm ngày tới | 2026-07-08 | 2026-07-23
10 ngày qua | 2026-06-28 | 2026-07-08
hai tuần tới | 2026-07-08 | 2026-07-22
3 ngày nữa | 2026-07-11 | 2026-07-11
trong vòng 3 ngày nữa | 2026-07-08 | 2026-07-11
ngày 20/11 | 2026-11-20 | 2026-11-20
20/11 | 2026-11-20 | 2026-11-20
20/11/2025 | 2025-11-20 | 2025-11-20
20-11-2026 | 2026-11-20 | 2026-11-20
ngày 20.11.2026 | 2026-11-20 | 2026-11-20
05/01/26 | 2026-01-05 | 2026-01-05
20 tháng 11 | 2026-11-20 | 2026-11-20
ngày 1 tháng 7 năm 2026 | 2026-07-01 | 2026-07-01
ngày hai mươi tháng mười một | 2026-11-20 | 2026-11-20
ngày ba mươi tháng sáu | 2026-06-30 | 2026-06-30
ngày hai mươi lăm tháng tư | 2026-04-25 | 2026-04-25
ngày mười lăm tháng bảy | 2026-07-15 | 2026-07-15
ngày 20 tháng này | 2026-07-20 | 2026-07-20
ngày 5 tháng sau | 2026-08-05 | 2026-08-05
mùng 5 | 2026-07-05 | 2026-07-05
mồng 2 tháng 9 | 2026-09-02 | 2026-09-02
ngày 15 có lịch gì | 2026-07-15 | 2026-07-15
từ mùng 5 đến 15 tháng 3 | 2026-03-05 | 2026-03-15
từ ngày 5 đến ngày 15 tháng 3 | 2026-03-05 | 2026-03-15
từ 5 đến 15/3 | 2026-03-05 | 2026-03-15
từ ngày 5 đến 15 | 2026-07-05 | 2026-07-15
từ 1/7 đến 15/7 | 2026-07-01 | 2026-07-15
1/7 - 15/7 | 2026-07-01 | 2026-07-15
15-20/7 | 2026-07-15 | 2026-07-20
từ 1/7 đến nay | 2026-07-01 | 2026-07-08
từ 1/7/2025 đến hết 30/6/2026 | 2025-07-01 | 2026-06-30
từ 15/11 đến 15/1 | 2026-11-15 | 2027-01-15
từ tháng 1 đến tháng 3 | 2026-01-01 | 2026-03-31
từ tháng 1 đến 3 | 2026-01-01 | 2026-03-31
từ tháng 1 đến tháng 3 năm 2025 | 2025-01-01 | 2025-03-31
tháng 1 đến tháng 6 | 2026-01-01 | 2026-06-30
từ quý một đến quý hai | 2026-01-01 | 2026-06-30
từ thứ hai đến thứ sáu tuần này | 2026-07-06 | 2026-07-10
từ thứ năm đến thứ ba | 2026-07-09 | 2026-07-14
từ nay đến cuối tháng | 2026-07-08 | 2026-07-31
từ giờ đến cuối tuần | 2026-07-08 | 2026-07-12
hết năm | None | 2026-12-31
nửa đầu tháng 7 | 2026-07-01 | 2026-07-15
nửa cuối tháng 2 | 2026-02-16 | 2026-02-28
họp lúc 14h ngày 9/7 | 2026-07-09 | 2026-07-09
từ hôm nay đến cuối tuần | 2026-07-08 | 2026-07-12
từ hôm nay đến chủ nhật | 2026-07-08 | 2026-07-12
từ sáng mai đến chiều thứ sáu | 2026-07-09T00:00 | 2026-07-10T18:00
trước 30/6 | None | 2026-06-29
trước ngày 30 tháng 6 | None | 2026-06-29
hạn trước thứ sáu | None | 2026-07-09
trước tháng 7 | None | 2026-06-30
trước chiều mai | None | 2026-07-09T12:00
đến 30/6 | None | 2026-06-30
đến hết 30/6 | None | 2026-06-30
hết tháng 6 | None | 2026-06-30
đến hết quý hai | None | 2026-06-30
đến cuối tuần | None | 2026-07-12
từ 1/7 | 2026-07-01 | None
từ tháng 3 năm 2026 | 2026-03-01 | None
sau 30/6 | 2026-07-01 | None
kpi quy mot nam nay | 2026-01-01 | 2026-03-31
kpi quy 2 phuong thuan hoa | 2026-04-01 | 2026-06-30
chieu mai toi co lich gi | 2026-07-09T12:00 | 2026-07-09T18:00
sang nay | 2026-07-08T00:00 | 2026-07-08T12:00
toi nay | 2026-07-08T18:00 | 2026-07-08T23:59
tuan truoc | 2026-06-29 | 2026-07-05
tuan nay | 2026-07-06 | 2026-07-12
thang truoc | 2026-06-01 | 2026-06-30
thu tu tuan nay | 2026-07-08 | 2026-07-08
chieu thu sau | 2026-07-10T12:00 | 2026-07-10T18:00
chu nhat | 2026-07-12 | 2026-07-12
hom qua | 2026-07-07 | 2026-07-07
ngay mai | 2026-07-09 | 2026-07-09
sau thang dau nam | 2026-01-01 | 2026-06-30
nam ngoai | 2025-01-01 | 2025-12-31
tu dau nam den nay | 2026-01-01 | 2026-07-08
truoc 30/6 | None | 2026-06-29
ba ngay toi | 2026-07-08 | 2026-07-11
tu mung 5 den 15 thang 3 | 2026-03-05 | 2026-03-15
QUÝ I NĂM 2026 | 2026-01-01 | 2026-03-31
KPI xã A Lưới 2 tháng 3 | 2026-03-01 | 2026-03-31
Lịch 20 tháng 11 | 2026-11-20 | 2026-11-20
nhiệm vụ hạn 30/6 phường Thuận Hóa | 2026-06-30 | 2026-06-30
"""
TABLE = [tuple(part.strip() for part in line.split("|")) for line in CASES.strip().splitlines()]


def ends(found: TimeRange | None) -> tuple[str, str]:
    return (str(found.start), str(found.end)) if found else ("-", "-")


@pytest.mark.parametrize(("text", "start", "end"), TABLE, ids=[row[0] for row in TABLE])
def test_conventions(text: str, start: str, end: str) -> None:
    assert ends(find_time(text, NOW)) == (start, end)


@pytest.mark.parametrize(
    "text",
    """Sở Tư pháp
năm nhiệm vụ quá hạn
năm người
quý vị
kính gửi quý cơ quan
chị Mai có mấy việc
lịch của bạn Mai
KPI của Nguyễn Thị Mai
chi Mai
ba nhiệm vụ
xã A Lưới 2
phường An Cựu
phường Hương Sơn
45/2026/NĐ-CP
Nghị định 45/2026/NĐ-CP quy định gì
1234/QĐ-UBND
02-KH/BCĐTW
80/2025/QH15
nghị định bốn lăm năm hai không hai sáu
điểm đ khoản 2 Điều 5
quy định về quy trình
quy hoạch
sáng tạo
sáng kiến chiều sâu
thắng lợi
tuân thủ
lần thứ hai
xếp thứ ba
kỳ họp thứ 7
đứng thứ tư
nhiệm vụ nào quá hạn
trước hết
liên quan đến đất đai
hoàn thành 3/4 nhiệm vụ
đạt 98,5 điểm
31/2
ngày 32
tháng 13
quý 5
tôi có bao nhiêu việc
thu hai tỷ đồng tiền ngân sách
hôm
""".splitlines(),
)
def test_no_time_where_there_is_none(text: str) -> None:
    assert find_time(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("quý II/2026", "quý II/2026 (01/4–30/6)"),
        ("chiều thứ ba", "chiều thứ Ba, 14/7/2026"),
        ("tuần sau", "tuần sau (13/7–19/7)"),
        ("tuần này", "tuần này (06/7–12/7)"),
        ("tháng hai", "tháng 02/2026"),
        ("năm nay", "năm 2026"),
        ("mai", "thứ Năm, 09/7/2026"),
        ("6 tháng đầu năm", "6 tháng đầu năm 2026 (01/01–30/6)"),
        ("3 ngày tới", "3 ngày tới (08/7–11/7)"),
        ("trước 30/6", "trước 30/6/2026"),
        ("đến hết 30/6", "đến hết 30/6/2026"),
        ("từ 1/7", "từ 01/7/2026"),
        ("từ đầu năm đến nay", "từ 01/01/2026 đến 08/7/2026"),
        ("cuối tuần", "cuối tuần (11/7–12/7)"),
        ("sau 30/6", "sau 30/6/2026"),
    ],
)
def test_labels(text: str, label: str) -> None:
    found = find_time(text, NOW)
    assert found
    assert found.label == label


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("KPI quý một năm nay của phường Thuận Hóa", "quý một năm nay"),
        ("cho tôi lịch chiều thứ sáu tuần sau ở sở", "chiều thứ sáu tuần sau"),
        ("việc từ mùng 5 đến 15 tháng 3 còn bao nhiêu", "từ mùng 5 đến 15 tháng 3"),
        ("việc nào hạn trước 30/6?", "trước 30/6"),
    ],
)
def test_span_is_what_was_matched(text: str, matched: str) -> None:
    found = find_time(text, NOW)
    assert found
    assert text[slice(*found.span)] == matched


def test_names_can_be_kept_out() -> None:
    text = "kpi a lưới 2 tháng 3"
    assert ends(find_time(text, NOW)) == ("2026-03-02", "2026-03-02")
    assert ends(find_time(text, NOW, taken=[(4, 12)])) == ("2026-03-01", "2026-03-31")


@pytest.mark.parametrize(
    ("text", "now", "start"),
    [
        ("quý ba", "2026-03-10", "2025-07-01"),
        ("quý một", "2026-01-01", "2026-01-01"),
        ("quý trước", "2026-02-01", "2025-10-01"),
        ("tháng trước", "2026-01-15", "2025-12-01"),
        ("tuần trước", "2026-01-01", "2025-12-22"),
        ("ngày mai", "2026-12-31", "2027-01-01"),
        ("ngày 20/11", "2026-12-01", "2026-11-20"),
        ("thứ tư", "2026-07-09", "2026-07-15"),
        ("29/2", "2028-01-05", "2028-02-29"),
    ],
)
def test_other_days_of_asking(text: str, now: str, start: str) -> None:
    found = find_time(text, datetime.fromisoformat(now).replace(tzinfo=ZONE))
    assert found
    assert found.start == start


@pytest.mark.parametrize(
    ("text", "now", "start"),
    [
        ("tháng 12", "2026-03-01", "2026-12-01"),
        ("tháng 2", "2026-07-08", "2027-02-01"),
        ("ngày 5/1", "2026-12-20", "2027-01-05"),
        ("ngày 20/6", "2026-07-08", "2026-06-20"),
        ("ngày 5", "2026-07-08", "2026-08-05"),
    ],
)
def test_plans_look_forward(text: str, now: str, start: str) -> None:
    found = find_time(text, datetime.fromisoformat(now).replace(tzinfo=ZONE), prefer="future")
    assert found
    assert found.start == start


def test_the_day_is_that_of_hue() -> None:
    late = datetime(2026, 7, 7, 20, 0, tzinfo=UTC)
    assert ends(find_time("hôm nay", late)) == ("2026-07-08", "2026-07-08")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("cùng kỳ năm ngoái thì sao", "2025-04-01", "2025-06-30"),
        ("còn quý trước đó", "2026-01-01", "2026-03-31"),
        ("quý đó", "2026-04-01", "2026-06-30"),
    ],
)
def test_follow_ups(text: str, start: str, end: str) -> None:
    last = find_time("quý hai", NOW)
    assert ends(find_time(text, NOW, last)) == (start, end)


def test_a_part_of_the_day_last_talked_about() -> None:
    last = find_time("thứ sáu", NOW)
    assert ends(find_time("buổi chiều thì sao", NOW, last)) == ("2026-07-10T12:00", "2026-07-10T18:00")


def test_all_in_order() -> None:
    found = find_times("so sánh quý một với quý hai và tháng này", NOW)
    assert [time.start for time in found] == ["2026-01-01", "2026-04-01", "2026-07-01"]


WORDS = """từ đến hết trước sau tới qua nay này mai kia mốt đầu giữa cuối nửa thứ hai ba tư năm sáu bảy mười mươi một
tháng tuần quý ngày mùng chủ nhật sáng chiều tối buổi hôm nữa trong cả sang 1 2 5 12 15 20 29 30 31 99 2024 2026 2099
9999 3660 / - . , ( ) I IV Q kể cùng kỳ đó""".split()


@settings(max_examples=400)
@given(
    st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=40),
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1)),
    st.sampled_from(["past", "future"]),
)
def test_never_raises_and_is_never_inverted(text: str, when: datetime, prefer: str) -> None:
    last = find_time("quý hai", when)
    previous_end = 0
    for found in find_times(text, when, last, prefer="past" if prefer == "past" else "future"):
        assert previous_end <= found.span[0] < found.span[1] <= len(text)
        previous_end = found.span[1]
        assert found.start or found.end
        if found.start and found.end:
            assert found.start <= found.end
        for bound in filter(None, (found.start, found.end)):
            assert datetime.fromisoformat(bound) > when - timedelta(days=400_000)
