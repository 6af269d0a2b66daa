import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vietnamese import expand_abbreviations, fold, has_accents, normalise


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("hoà", "hòa"),
        ("Thuận Hoá", "Thuận Hóa"),
        ("THUẬN HOÁ", "THUẬN HÓA"),
        ("thuỷ", "thủy"),
        ("THUỶ XUÂN", "THỦY XUÂN"),
        ("Uỷ ban", "Ủy ban"),
        ("khoẻ", "khỏe"),
        ("toả", "tỏa"),
        ("tuỳ", "tùy"),
        ("tòan", "toàn"),
        ("hòang", "hoàng"),
        ("hùynh", "huỳnh"),
        ("qúy", "quý"),
        ("qủa", "quả"),
        ("quý", "quý"),
        ("quỳ", "quỳ"),
        ("quả", "quả"),
        ("giá", "giá"),
        ("của", "của"),
        ("khuỷu", "khuỷu"),
        ("ngoèo", "ngoèo"),
        ("toàn hoàn khoản", "toàn hoàn khoản"),
        ("Mĩ", "Mĩ"),
        ("Ðà Nẵng", "Đà Nẵng"),
        ("  hai \t\n dòng\u00a0 ", "hai dòng"),
        ("KP\u200bI\ufeff quý\x07 này", "KPI quý này"),
        ("thế nào?", "thế nào?"),
        ("", ""),
    ],
)
def test_normalise(given_text: str, expected: str) -> None:
    assert normalise(given_text) == expected
    assert normalise(unicodedata.normalize("NFD", given_text)) == expected


@given(st.text(alphabet=st.sampled_from("hoàáuỷyqQ ̣́̀̉̃\u200báaeêOÀ.gin"), max_size=12) | st.text(max_size=30))
def test_normalising_again_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


def test_fold_forgets_accents_and_case() -> None:
    assert fold("Đường Nguyễn Huệ, Thủy Xuân") == "duong nguyen hue, thuy xuan"
    assert fold(unicodedata.normalize("NFD", "Thuận Hóa")) == fold("THUẬN HOÁ") == "thuan hoa"


def test_has_accents() -> None:
    assert has_accents("đi")
    assert has_accents("Hoá")
    assert not has_accents("KPI phuong Thuan Hoa 2026")


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("UBND phường", "ủy ban nhân dân phường"),
        ("ubnd phuong", "uy ban nhan dan phuong"),
        ("HDND TP Huế", "hội đồng nhân dân thành phố Huế"),
        ("Sở KH&CN và Sở GD&ĐT", "Sở khoa học và công nghệ và Sở giáo dục và đào tạo"),
        ("sở khcn", "sở khoa học và công nghệ"),
        ("P. Thuận Hóa, X.Phú Lộc", "phường Thuận Hóa, xã Phú Lộc"),
        ("TP. Huế", "thành phố Huế"),
        ("GĐ sở", "giám đốc sở"),
        ("PGĐ, PCT, CT", "phó giám đốc, phó chủ tịch, chủ tịch"),
        ("TTHC của TTPVHCC", "thủ tục hành chính của trung tâm phục vụ hành chính công"),
        ("KH năm 2026", "kế hoạch năm 2026"),
        ("kh năm 2026", "kh năm 2026"),
        ("không khí khô", "không khí khô"),
        ("QUYẾT ĐỊNH CT SỐ 5", "QUYẾT ĐỊNH CT SỐ 5"),
        ("1234/QĐ-UBND", "1234/QĐ-UBND"),
        ("45/2026/NĐ-CP", "45/2026/NĐ-CP"),
        ("02-KH/BCĐTW", "02-KH/BCĐTW"),
        ("kpi", "kpi"),
        ("5.P.3", "5.P.3"),
        ("lich UBND thanh pho", "lich uy ban nhan dan thanh pho"),
        ("kpi P. Thuan Hoa", "kpi phuong Thuan Hoa"),
        ("GĐ Sở Y tế", "giám đốc Sở Y tế"),
        ("UBND", "ủy ban nhân dân"),
    ],
)
def test_abbreviations(given_text: str, expected: str) -> None:
    assert expand_abbreviations(given_text) == expected
