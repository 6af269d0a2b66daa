from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.timeexpr import find_time, find_times
from assistant.types import ZONE, TimeRange

NOW = datetime(2026, 7, 8, 9, 30, tzinfo=ZONE)  # a Wednesday

SAID = (Path(__file__).parent / "times_said.txt").read_text(encoding="utf-8").splitlines()
TABLE = [tuple(part.strip() for part in line.split("|")) for line in SAID if not line.startswith("#")]


def ends(found: TimeRange | None) -> tuple[str, str]:
    return (found.start or "-", found.end or "-") if found else ("", "")


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
hai sở nào tốt nhất
năm phường tốt nhất
năm đơn vị thấp nhất
top năm
3 phường đứng đầu
mười đơn vị đứng cuối
đứng đầu
đơn vị cuối bảng
thứ tự ưu tiên
quý công dân
tuần tra ban đêm
tuần hoàn
đầu tư công
đầu mối
giữa hai phường
từ chối hồ sơ
tối đa
tối thiểu
tối ưu
chiều cao
khoản 1 điều 2
chương III
phụ lục II
đạt 30%
tiến độ đến đâu rồi
hạn chế
hết sức
đến từ đâu
ông Nguyễn Văn Tư
bà Lê Thị Năm
phường Thủy Xuân
xã Phú Lộc
hiện nay
dạo này thế nào
năm chỉ tiêu
quy chế làm việc
tháng lương thứ mười ba
lễ tân
thủ tục tết hoàn cảnh khó khăn
đơn vị chậm nhất
việc trễ nhất
trước mắt
sau đó
thu ngân sách
việc nào đến nay chưa xong
tính đến nay còn mấy việc
tổ chức kỷ niệm ngày Quốc khánh
tặng quà Tết cho hộ nghèo
còn mấy ngày nữa
mười lăm việc
lay động
triều đình
hôm trước
niên độ 2025
kỳ này
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
        ("dịp Tết Nguyên đán", "Tết Nguyên đán 2026 (16/02–20/02)"),
        ("giỗ tổ", "Chủ nhật, 26/4/2026"),
        ("hai quý gần nhất", "2 quý vừa qua (01/01–30/6)"),
        ("hai tháng đầu quý này", "01/7–31/8"),
        ("tuần 30", "tuần 20/7–26/7"),
        ("tuần 29", "tuần sau (13/7–19/7)"),
        ("chậm nhất 15/7", "đến hết 15/7/2026"),
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
        ("tháng 2", "2026-07-08", "2026-02-01"),
        ("tháng 6", "2026-07-08", "2026-06-01"),
        ("tháng tám", "2026-07-08", "2026-08-01"),
        ("quý một", "2026-12-08", "2027-01-01"),
        ("trước Tết", "2026-12-08", None),
        ("thang sau", "2026-07-08", "2026-08-01"),
        ("T12", "2026-07-08", "2026-12-01"),
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
9999 3660 / - . , ( ) I IV Q QII T kể cùng kỳ đó tết âm lịch giao thừa rằm dịp lễ giỗ tổ quốc khánh lăm lay xáu chước
triều mấy vài cách đây chậm nhất là không quá trở đi về và hăm chừ""".split()


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
