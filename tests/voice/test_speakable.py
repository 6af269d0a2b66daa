import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.number_words import whole
from voice.speakable import speakable, spell

NUMBERS = {
    0: "không",
    1: "một",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    50: "năm mươi",
    55: "năm mươi lăm",
    91: "chín mươi mốt",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    555: "năm trăm năm mươi lăm",
    1000: "một nghìn",
    1001: "một nghìn không trăm linh một",
    1015: "một nghìn không trăm mười lăm",
    1100: "một nghìn một trăm",
    2026: "hai nghìn không trăm hai mươi sáu",
    10_000: "mười nghìn",
    21_005: "hai mươi mốt nghìn không trăm linh năm",
    100_000: "một trăm nghìn",
    1_000_000: "một triệu",
    1_000_005: "một triệu không trăm linh năm",
    1_234_567: "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy",
    1_000_000_000: "một tỷ",
    3_000_000_015: "ba tỷ không trăm mười lăm",
    -3: "âm ba",
}

TEXTS = {
    # decimals, thousands, signs
    "87,5 điểm": "tám mươi bảy phẩy năm điểm",
    "87.5": "tám mươi bảy phẩy năm",
    "0,05": "không phẩy không năm",
    "98,65": "chín mươi tám phẩy sáu mươi lăm",
    "3,141": "ba phẩy một bốn một",
    "1.234": "một nghìn hai trăm ba mươi tư",
    "1.234.567 đồng": "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng",
    "1.234,5 m²": "một nghìn hai trăm ba mươi tư phẩy năm mét vuông",
    "-3,2 điểm": "âm ba phẩy hai điểm",
    "+5": "cộng năm",
    "05 nhiệm vụ": "năm nhiệm vụ",
    "gọi 0234": "gọi không hai ba bốn",
    "95%": "chín mươi lăm phần trăm",
    "12,5 %": "mười hai phẩy năm phần trăm",
    "tăng 10–20%": "tăng mười đến hai mươi phần trăm",
    "25 km": "hai mươi lăm ki lô mét",
    "3 ha": "ba héc ta",
    "87,5/100 điểm": "tám mươi bảy phẩy năm trên một trăm điểm",
    "3/5 nhiệm vụ": "ba trên năm nhiệm vụ",
    "12/15 nhiệm vụ": "mười hai trên mười lăm nhiệm vụ",
    "≥ 90": "từ chín mươi",
    # days
    "31/12/2026": "ngày ba mươi mốt tháng mười hai năm hai nghìn không trăm hai mươi sáu",
    "ngày 01/7/2026": "ngày một tháng bảy năm hai nghìn không trăm hai mươi sáu",
    "hạn 05/04/2026": "hạn ngày năm tháng tư năm hai nghìn không trăm hai mươi sáu",
    "2026-07-09": "ngày chín tháng bảy năm hai nghìn không trăm hai mươi sáu",
    "2026-07-09T08:30": "tám giờ ba mươi ngày chín tháng bảy năm hai nghìn không trăm hai mươi sáu",
    "30/6": "ngày ba mươi tháng sáu",
    "trước 30/6": "trước ngày ba mươi tháng sáu",
    "ngày 3/5": "ngày ba tháng năm",
    "01/4–30/6": "từ ngày một tháng tư đến ngày ba mươi tháng sáu",
    "từ 01/4 - 30/6/2026": "từ ngày một tháng tư đến ngày ba mươi tháng sáu năm hai nghìn không trăm hai mươi sáu",
    "từ ngày 1/4 đến 5/4": "từ ngày một tháng tư đến ngày năm tháng tư",
    "tháng 7/2026": "tháng bảy năm hai nghìn không trăm hai mươi sáu",
    "tháng 4": "tháng tư",
    "tháng 12": "tháng mười hai",
    "07/2026": "tháng bảy năm hai nghìn không trăm hai mươi sáu",
    "2026-02": "tháng hai năm hai nghìn không trăm hai mươi sáu",
    "2026-Q1": "quý một năm hai nghìn không trăm hai mươi sáu",
    "quý II/2026": "quý hai năm hai nghìn không trăm hai mươi sáu",
    "quý IV": "quý bốn",
    "quý 3/2025": "quý ba năm hai nghìn không trăm hai mươi lăm",
    "Q2/2026": "quý hai năm hai nghìn không trăm hai mươi sáu",
    "năm 2005": "năm hai nghìn không trăm linh năm",
    "thứ 2": "thứ hai",
    "thứ 4": "thứ tư",
    # times
    "07:30": "bảy giờ ba mươi",
    "7h30": "bảy giờ ba mươi",
    "7 giờ 30": "bảy giờ ba mươi",
    "7g": "bảy giờ",
    "14:00": "mười bốn giờ",
    "08:05": "tám giờ năm phút",
    "07:30–11:30": "bảy giờ ba mươi đến mười một giờ ba mươi",
    "13h30 - 17h": "mười ba giờ ba mươi đến mười bảy giờ",
    "lúc 21:24": "lúc hai mươi mốt giờ hai mươi tư",
    # abbreviations
    "UBND TP Huế": "Ủy ban nhân dân thành phố Huế",
    "UBND TP HUẾ": "Ủy ban nhân dân thành phố Huế",
    "HĐND": "Hội đồng nhân dân",
    "KPI": "ca pi ai",
    "Sở KH&CN": "Sở Khoa học và Công nghệ",
    "TTHC": "thủ tục hành chính",
    "QĐ và NĐ": "quyết định và nghị định",
    "P. Thuận Hóa": "phường Thuận Hóa",
    "P.Vỹ Dạ": "phường Vỹ Dạ",
    "X. Phú Lộc": "xã Phú Lộc",
    "TP. Huế": "thành phố Huế",
    "KT-XH": "kinh tế xã hội",
    "CNTT, CĐS": "công nghệ thông tin, chuyển đổi số",
    "IOC": "i ô xê",
    "BÁO CÁO THÁNG 7": "Báo Cáo tháng bảy",
    "A Lưới 4": "A Lưới bốn",
    # numbers of documents, codes
    "45/2026/NĐ-CP": "bốn mươi lăm năm hai nghìn không trăm hai mươi sáu nghị định Chính phủ",
    "12/QĐ-UBND": "mười hai quyết định Ủy ban nhân dân",
    "335/2025/NĐ-CP": "ba trăm ba mươi lăm năm hai nghìn không trăm hai mươi lăm nghị định Chính phủ",
    "7/NQ-HĐND": "bảy nghị quyết Hội đồng nhân dân",
    "05/KH-UBND": "năm kế hoạch Ủy ban nhân dân",
    "Điều 9a khoản 2": "Điều chín a khoản hai",
    "Chương III": "Chương ba",
    "CC0001": "xê xê không không không một",
    "NV-0123": "nờ vê không một hai ba",
    "PX-TH": "pê ích tê hát",
    # markup
    "**Đạt** `tốt`": "Đạt tốt",
    "# Kết quả\nTốt": "Kết quả.\nTốt",
    "- một\n- hai": "một.\nhai",
    "1. một\n2. hai": "một.\nhai",
    "[Điều 5](/documents/a#dieu-5)": "Điều năm",
    "xem https://example.org/x?y=1 nhé": "xem nhé",
    "| a | b |\n|---|---|\n| 1 | 2 |": "a, b, một, hai",
    "Xong… và/hoặc chưa?": "Xong. và trên hoặc chưa?",
    "thu & chi": "thu và chi",
    "“Tốt” (đề xuất)": "Tốt đề xuất",
    "😀": "",
    "": "",
    "...": "",
}


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_whole_numbers(number: int, words: str) -> None:
    assert whole(number) == words


@pytest.mark.parametrize(("written", "said"), TEXTS.items())
def test_what_is_written_is_said(written: str, said: str) -> None:
    assert speakable(written) == said


def test_a_whole_answer() -> None:
    answer = "**Phường Thuận Hóa** quý II/2026: 87,5 điểm (đề xuất: hoàn thành tốt), 2 nhiệm vụ trễ hạn từ 30/6."
    assert speakable(answer) == (
        "Phường Thuận Hóa quý hai năm hai nghìn không trăm hai mươi sáu: tám mươi bảy phẩy năm điểm đề xuất: "
        "hoàn thành tốt, hai nhiệm vụ trễ hạn từ ngày ba mươi tháng sáu."
    )


def test_speaking_twice_changes_nothing_more() -> None:
    for written in TEXTS:
        assert speakable(speakable(written)) == speakable(written)


def test_very_long_numbers_are_read_digit_by_digit() -> None:
    assert speakable("1234567890123456") == spell("1234567890123456")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_becomes_words_alone(text: str) -> None:
    said = speakable(text)
    assert not re.search(r"[0-9*_`#|\[\]{}<>/\\%]", said)
    assert said == said.strip()


@given(st.from_regex(r"[0-9.,/:%A-ZĐa-z \-–]{1,30}", fullmatch=True))
def test_anything_like_numbers_and_codes_becomes_words(text: str) -> None:
    assert not re.search(r"[0-9%/]", speakable(text))


@given(st.integers(0, 10**15 - 1))
def test_different_numbers_have_different_words(number: int) -> None:
    assert whole(number) != whole(number + 1)
