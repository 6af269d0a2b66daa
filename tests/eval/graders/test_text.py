"""`contains`: the contract of `interfaces.md` as a table, and what holds of every text."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Case, Expect
from eval.graders.reading import read
from eval.graders.text import contains, grade_text

SAME = [
    # numbers by value
    ("87.5", "87,5"),
    ("87,50", "87,5"),
    ("07", "7"),
    ("1.234.567", "1234567"),
    ("1,234,567", "1234567"),
    ("1,234.5", "1.234,5"),
    ("1.234,50", "1234,5"),
    ("5.000", "5000"),
    ("0.125", "0,125"),
    ("8.000 đồng", "8000 đồng"),
    ("02 ngày làm việc", "2 ngày làm việc"),
    ("98 %", "98%"),
    ("98,0%", "98 %"),
    ("\u22123,2", "-3,2"),
    ("98km", "98 km"),
    # times by value
    ("07:30", "7h30"),
    ("07:30", "7:30"),
    ("7g30", "07:30"),
    ("7 giờ 30", "7h30"),
    ("7 giờ 30 phút", "07:30"),
    ("7 giờ rưỡi", "7h30"),
    ("7h", "7 giờ"),
    ("7h", "07:00"),
    ("07:30:00", "7h30"),
    ("7h30–11h30", "07:30-11:30"),
    ("7h30 – 11h30", "07:30 - 11:30"),
    ("từ 13 giờ 30 đến 17 giờ", "từ 13:30 đến 17:00"),
    ("8h ngày 14/7/2026", "08:00 ngày 14/07/2026"),
    # dates by value
    ("01/07/2026", "1/7/2026"),
    ("01/07/2026", "ngày 01 tháng 7 năm 2026"),
    ("ngày 1/7/2026", "1/7/2026"),
    ("2026-07-01", "1/7/2026"),
    ("2026-07-01T08:00:00+07:00", "1/7/2026 8:00"),
    ("1-7-2026", "1.7.2026"),
    ("1/7/26", "01/07/2026"),
    ("mùng 1/7/2026", "1/7/2026"),
    ("30/6", "30/06"),
    ("ngày 30 tháng 6", "30/6"),
    ("1/7", "01/07"),
    ("ngày 1 tháng 7, năm 2026", "1/7/2026"),
    ("ngày 1 tháng 7/2026", "1/7/2026"),
    # periods
    ("quý II/2026", "quý 2/2026"),
    ("quý II/2026", "quý II năm 2026"),
    ("Quý 2 năm 2026", "quý ii/2026"),
    ("Q2/2026", "quý II/2026"),
    ("2026-Q2", "quý II/2026"),
    ("tháng 6/2026", "tháng 06 năm 2026"),
    ("tháng 6/2026", "06/2026"),
    # documents
    ("45/2026/NĐ-CP", "45/2026/nđ-cp"),
    ("45/2026/NĐ-CP", "45/2026/ND-CP"),
    ("02-KH/BCĐTW", "2-KH/BCĐTW"),
    ("1234/QĐ-UBND", "1234/qđ-ubnd"),
    ("045/2026", "45/2026"),
    # letters
    ("hoà", "hòa"),
    ("Thuỷ", "thủy"),
    ("qúy", "quý"),
    ("ho\u0300a", "hòa"),
    ("PHƯỜNG THUẬN HÓA", "Phường Thuận Hóa"),
    ("xếp  loại\n tốt", "xếp loại tốt"),
    ("xếp\u00a0loại", "xếp loại"),
    ("“quá hạn”", '"quá hạn"'),
    ("8–10", "8-10"),
    ("đạt **87,5** điểm", "đạt 87,5 điểm"),
    ("Điều 9a", "điều 9A"),
    ("nv-px-thuanhoa-08", "NV-PX-THUANHOA-08"),
]

INSIDE = [
    ("Đạt 98%.", "98"),
    ("Đạt 98 %", "98"),
    ("Đạt 98%.", "98%."),
    ("Đạt 98.", "98"),
    ("Đạt 98, hạng 3", "98"),
    ("(98)", "98"),
    ("98/100 điểm", "98"),
    ("12/15 nhiệm vụ", "15"),
    ("3/5 nhiệm vụ", "3"),
    ("3/5 nhiệm vụ", "5 nhiệm vụ"),
    ("từ 5-10 ngày", "10 ngày"),
    ("trong 24 giờ", "24"),
    ("trong 24 giờ", "24 giờ"),
    ("trong 48 giờ", "48"),
    ("hạn 30/6/2026", "30/6"),
    ("hạn 30/6/2026", "ngày 30 tháng 6"),
    ("07:30–11:30", "11h30"),
    ("14:30–15:30: Làm việc", "15:30"),
    ("07:30–11:30", "7 giờ 30"),
    ("quý II/2026", "quý II"),
    ("quý II/2026", "2026"),
    ("tháng 6/2026", "tháng 6"),
    ("Nghị định số 45/2026/NĐ-CP.", "45/2026/NĐ-CP"),
    ("Xã A Lưới 4, quý II", "A Lưới 4"),
    ("gồm 5.000 hộ", "5000"),
    ("nộp 8.000đ", "8000"),
    ("phạt 500đ", "500"),
    ("5.000.", "5000"),
    ("Đề án 06", "đề án 6"),
    ("1. Họp giao ban", "họp giao ban"),
    ("điểm đ khoản 2 Điều 4", "khoản 2 điều 4"),
    ("100m2", "100"),
    ("mục 2.1.", "2,1"),
]

NOT_INSIDE = [
    ("Đạt 98,6", "98"),
    ("Đạt 98.6", "98"),
    ("có 1.098 hồ sơ", "98"),
    ("có 1.098 hồ sơ", "1"),
    ("Đạt 98%", "8%"),
    ("Đạt 98%", "8"),
    ("Đạt 87,5", "87,6"),
    ("Đạt 87,5", "7,5"),
    ("Đạt 87,5", "5"),
    ("có 198 việc", "98"),
    ("có 980 việc", "98"),
    ("1.234.567", "234"),
    ("1.234.567", "1.234"),
    ("1.234", "1,234"),
    ("giảm -3,2", "3,2"),
    ("45/2026/NĐ-CP", "45"),
    ("45/2026/NĐ-CP", "2026"),
    ("45/2026/NĐ-CP", "5/2026/NĐ-CP"),
    ("45/2026/NĐ-CP", "45/2025/NĐ-CP"),
    ("45/2026/NĐ-CP", "45/2026/QĐ-CP"),
    ("45/2026", "2026"),
    ("02-KH/BCĐTW", "2"),
    ("NV-PX-THUANHOA-08", "8"),
    ("NV-PX-THUANHOA-08", "NV-PX-THUANHOA-0"),
    ("CC0001", "1"),
    ("Điều 9a", "9"),
    ("Điều 9", "9a"),
    ("Điều 12đ", "12"),
    ("01/07/2026", "7"),
    ("01/07/2026", "2026"),
    ("01/07/2026", "1"),
    ("01/07/2026", "07/2026"),
    ("11/07/2026", "1/7/2026"),
    ("01/07/2026", "01/07/2025"),
    ("hạn 30/6", "30/6/2026"),
    ("hạn 1/7", "1"),
    ("ngày 3/5", "3"),
    ("hạn 03/05", "3"),
    ("31/02/2026", "31"),
    ("31/02/2026", "2026"),
    ("07:30", "7"),
    ("07:30", "30"),
    ("17:30", "7:30"),
    ("07:30", "7h35"),
    ("8 giờ 30 phút", "8 giờ"),
    ("quý II/2026", "quý I/2026"),
    ("quý II/2026", "quý III/2026"),
    ("tháng 12/2026", "tháng 2/2026"),
    ("phiên bản 1.5.2", "1,5"),
    ("phiên bản 1.5.2", "5"),
    ("Covid-19", "19"),
    ("hòa", "hoa"),
    ("toàn thành phố", "toan thành phố"),
    ("Phường Thuận Hóa", "Phường Thuận"[:-1]),
    ("Sở Tài chính", "tài chín"),
    ("xếp loại rất tốt", "xếp loại tốt"),
    ("", "98"),
    ("98", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_however_it_is_written(one: str, other: str) -> None:
    assert contains(f"Kết quả: {one} nhé.", other)
    assert contains(f"Kết quả: {other} nhé.", one)


@pytest.mark.parametrize(("text", "wanted"), INSIDE)
def test_found(text: str, wanted: str) -> None:
    assert contains(text, wanted)


@pytest.mark.parametrize(("text", "wanted"), NOT_INSIDE)
def test_not_found(text: str, wanted: str) -> None:
    assert not contains(text, wanted)


def test_the_table_is_long_enough() -> None:
    assert len(SAME) + len(INSIDE) + len(NOT_INSIDE) >= 120


DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@given(DAYS, DAYS)
def test_a_day_is_found_as_itself_alone(day: date, other: date) -> None:
    forms = [f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day.day}-{day.month}-{day.year}"]
    forms += [f"ngày {day.day} tháng {day.month} năm {day.year}"]
    for form in forms:
        assert contains(f"Hạn {form}, còn lại.", f"{day.day}/{day.month}/{day.year}")
        assert contains(f"Hạn {form}.", f"{other.day}/{other.month}/{other.year}") == (day == other)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(1, 59))
def test_a_time_is_found_as_itself_alone(hour: int, minute: int, later: int) -> None:
    other = (minute + later) % 60
    for form in (f"{hour:02}:{minute:02}", f"{hour}h{minute:02}", f"{hour} giờ {minute:02}", f"{hour}g{minute:02}"):
        assert contains(f"Họp lúc {form} tại phòng 1", f"{hour:02}:{minute:02}")
        assert not contains(f"Họp lúc {form} tại phòng 1", f"{hour:02}:{other:02}")


@given(st.integers(0, 10**9), st.integers(0, 99), st.integers(0, 10**9))
def test_a_number_is_found_as_itself_alone(whole: int, cents: int, other: int) -> None:
    shown = f"{whole:,}".replace(",", ".") + (f",{cents:02}" if cents else "")
    plain = f"{whole},{cents:02}" if cents else str(whole)
    assert contains(f"Tổng {shown} đồng.", plain)
    assert contains(f"Tổng {plain}.", shown)
    assert contains(f"Tổng {shown}.", str(other)) == (other == whole and not cents)


@given(
    st.integers(1, 999), st.integers(2000, 2030), st.sampled_from(["NĐ-CP", "QĐ-UBND", "TT-BNV"]), st.integers(1, 999)
)
def test_no_number_is_found_inside_a_document_number(number: int, year: int, sign: str, sought: int) -> None:
    text = f"Theo {number}/{year}/{sign}."
    assert contains(text, f"{number:03}/{year}/{sign.lower()}")
    assert not contains(text, str(sought))
    assert not contains(text, str(year))


@given(st.text())
def test_every_text_is_read_and_holds_its_own_words(text: str) -> None:
    tokens = read(text)
    assert contains(text, text) == bool(tokens)


@given(st.text(alphabet="0123456789.,/-: hđaNĐ%", max_size=20))
def test_awkward_figures_are_read(text: str) -> None:
    assert contains(f"{text}", text) == bool(read(text))


def case(**expect: object) -> Case:
    return Case(id="a", question="q", user="CC0001", expect=Expect.model_validate(expect))


def test_all_must_be_said_and_nothing_forbidden() -> None:
    answer = {"answer": "Đạt 87,5 điểm, xếp loại tốt", "speech": "tám mươi"}
    assert grade_text(case(contains=["87.5", "tốt"]), answer) is True
    assert grade_text(case(contains=["87.5", "xuất sắc"]), answer) is False
    assert grade_text(case(not_contains=["87.5"]), answer) is False
    assert grade_text(case(not_contains=["tám mươi"]), answer) is True
    assert grade_text(case(status="answered"), answer) is None
