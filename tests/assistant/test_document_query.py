"""Document questions as people type and say them; each line: question, place, ids of the documents meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.document_query import read_document_query
from assistant.documents import Place
from assistant.vietnamese import fold
from tests.assistant.known_documents import HUE, KNOWN, MINISTRY

BOTH_45 = ("n45", "n45old")
NAMED = {
    # typed, in any form
    "45/2026/NĐ-CP": ("n45",),
    "45/2026/nđ-cp": ("n45",),
    "45/2026/ND-CP": ("n45",),
    "045/2026/NĐ-CP": ("n45",),
    "45 / 2026 / NĐ - CP": ("n45",),
    "45-2026-NĐ-CP": ("n45",),
    "Nghị định số 45/2026/NĐ-CP": ("n45",),
    "Nghị định số: 45/2026/NĐ-CP của Chính phủ": ("n45",),
    "NĐ 45 2026": ("n45",),
    "NĐ45/2026": ("n45",),
    "nđ45/2026": ("n45",),
    "nd 45/2026": ("n45",),
    "NĐ-CP 45/2026": ("n45",),
    "nghị định 45/2026": ("n45",),
    "nghị định 45 năm 2026": ("n45",),
    "nghị định số 45 năm 2024 của chính phủ": ("n45old",),
    "nghị định 45 ngày 5 tháng 1 năm 2026": ("n45",),
    "nghị định 45 ngày 05/01/2026": ("n45",),
    "NGHỊ ĐỊNH 45/2026/NĐ-CP": ("n45",),
    "nghi dinh 45/2026/nd-cp": ("n45",),
    "1234/QĐ-UBND": ("q1234",),
    "1234/qd-ubnd": ("q1234",),
    "quyết định 1234": ("q1234",),
    "QĐ 1234/QĐ-UBND": ("q1234",),
    "quyết định số 12 năm 2026": ("q12",),
    "02-KH/BCĐTW": ("k02",),
    "02-kh/bcđtw": ("k02",),
    "kế hoạch số 02": ("k02",),
    "kế hoạch 02-KH/BCĐTW nói gì": ("k02",),
    "80/2025/QH15": ("l80",),
    "luật 80/2025/QH15": ("l80",),
    "luật số 72/2025": ("l72",),
    "thông tư 36 bộ xây dựng": ("t36",),
    "TT 36/2026/TT-BXD": ("t36",),
    "nghị quyết 9 của HĐND": ("r9",),
    "NQ 09/NQ-HĐND": ("r9",),
    "thông báo 15/TB-UBND": ("v15",),
    # a part of a number
    "nghị định 45": BOTH_45,
    "nghị định 335": ("n335",),
    "nd 335 quy dinh gi": ("n335",),
    "335/2025 quy định gì": ("n335",),
    # said
    "nghị định bốn lăm năm hai không hai sáu": ("n45",),
    "nghị định bốn mươi lăm năm hai không hai sáu": ("n45",),
    "nghị định bốn mươi lăm năm hai nghìn không trăm hai mươi sáu": ("n45",),
    "nghị định số bốn lăm": BOTH_45,
    "nghị định ba ba lăm": ("n335",),
    "nghị định ba ba lăm năm hai không hai lăm": ("n335",),
    "nghị định ba trăm ba mươi lăm": ("n335",),
    "nghị định ba trăm ba lăm năm hai không hai lăm nói gì về xếp loại": ("n335",),
    "nghị định một trăm bốn mươi": ("n140",),
    "nghị định một bốn không": ("n140",),
    "nghi dinh bon lam nam hai khong hai sau": ("n45",),
    "nghị định bốn lăm trên hai không hai sáu": ("n45",),
    "nghị định bốn lăm gạch chéo hai không hai sáu gạch chéo nờ đê xê pê": ("n45",),
    "quyết định một nghìn hai trăm ba mươi tư": ("q1234",),
    "quyết định mười hai năm hai không hai sáu": ("q12",),
    "thông tư ba mươi sáu": ("t36",),
    "luật tám mươi năm hai không hai lăm": ("l80",),
    # none
    "tháng 7/2026 có gì": (),
    "họp ngày 15/3/2026": (),
    "thông báo 3 ngày trước khi họp": (),
    "kế hoạch 5 năm là gì": (),
    "quyết định 12 người được khen": (),
    "điều kiện khen thưởng": (),
    "khoản vay 45 triệu": (),
    "nộp 45 bộ hồ sơ": (),
}
PLACES = {
    "điều 5 khoản 2 nghị định 45": (Place("5", "2"), BOTH_45),
    "khoản 2 điều 5 nghị định 45/2026": (Place("5", "2"), ("n45",)),
    "Điểm đ khoản 2 Điều 5 Nghị định 45/2026/NĐ-CP": (Place("5", "2", "đ"), ("n45",)),
    "điểm d khoản 2 điều 5 nghị định 45/2026": (Place("5", "2", "d"), ("n45",)),
    "điều 5, khoản 2, điểm đ của nghị định 45/2026": (Place("5", "2", "đ"), ("n45",)),
    "khoản 2 điểm a điều 5 nghị định 335": (Place("5", "2", "a"), ("n335",)),
    "điểm đê khoản hai điều năm nghị định ba ba lăm": (Place("5", "2", "đ"), ("n335",)),
    "điểm bê khoản một điều mười hai nghị định 335": (Place("12", "1", "b"), ("n335",)),
    "dieu 5 khoan 2 nghi dinh 45/2026": (Place("5", "2"), ("n45",)),
    "diem dd khoan 2 dieu 5 nghi dinh 335": (Place("5", "2", "đ"), ("n335",)),
    "ĐIỀU 12 NGHỊ ĐỊNH 335": (Place("12"), ("n335",)),
    "nghị định 335 điều 20": (Place("20"), ("n335",)),
    "nghị định 335 điều 20 khoản 6": (Place("20", "6"), ("n335",)),
    "điều 9a nghị định 335": (Place("9a"), ("n335",)),
    "điều chín a nghị định 335": (Place("9a"), ("n335",)),
    "điều hai mươi mốt nghị định 335": (Place("21"), ("n335",)),
    "Điều thứ 5 nghị định 335": (Place("5"), ("n335",)),
    "khoản 3, Điều 12 của Nghị định 335/2025": (Place("12", "3"), ("n335",)),
    "điều 99 luật 80/2025/QH15": (Place("99"), ("l80",)),
    "điều 4 luật tổ chức chính quyền địa phương": (Place("4"), ("l72",)),
    "dieu 4 luat to chuc chinh quyen dia phuong": (Place("4"), ("l72",)),
    "điều 4 luật cán bộ, công chức 2025": (Place("4"), ("l80",)),
    "điều 10 luật đất đai": (Place("10"), ("l31", "l45")),
    "điều 10 luật đất đai năm 2024": (Place("10"), ("l31",)),
    "điều 10 luật đất đai 2013": (Place("10"), ("l45",)),
    "theo điều 14 bộ luật dân sự 2015, tòa án có trách nhiệm gì": (Place("14"), ("b91",)),
    "phụ lục I thông tư 36": (Place(annex="I"), ("t36",)),
    "phụ lục số 2 thông tư 36/2026": (Place(annex="2"), ("t36",)),
    "phụ lục hai thông tư 36/2026": (Place(annex="2"), ("t36",)),
    "phụ lục 1A thông tư 36": (Place(annex="1A"), ("t36",)),
    "điều 5": (Place("5"), ()),
    "khoản 2": (None, ()),
    "90 điểm trở lên": (None, ()),
    "khoản thu 5 triệu": (None, ()),
    "điểm a": (None, ()),
}


@pytest.mark.parametrize("question", NAMED)
def test_documents_are_named(question: str) -> None:
    found = read_document_query(question, KNOWN)
    assert (found.documents, found.place, found.unknown) == (NAMED[question], None, None)


@pytest.mark.parametrize("question", PLACES)
def test_places_are_named(question: str) -> None:
    found = read_document_query(question, KNOWN)
    assert (found.place, found.documents) == PLACES[question]


@pytest.mark.parametrize("question", [q for q in NAMED if NAMED[q]])
def test_accents_are_optional(question: str) -> None:
    assert read_document_query(fold(question), KNOWN).documents == NAMED[question]


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("nghị định 999/2026/NĐ-CP", "nghị định 999/2026/NĐ-CP"),
        ("nghị định 45/2019 nói gì", "nghị định 45/2019"),
        ("theo nghị định chín trăm", "nghị định chín trăm"),
        ("77/QĐ-UBND", "77/QĐ-UBND"),
    ],
)
def test_a_number_that_nobody_knows_is_said(question: str, unknown: str) -> None:
    found = read_document_query(question, KNOWN)
    assert (found.documents, found.unknown) == ((), unknown)


@pytest.mark.parametrize(
    ("question", "types", "years", "issuers"),
    [
        ("nghị định năm 2025 về đánh giá công chức", ("nghị định",), (2025,), ()),
        ("nghị định năm hai không hai lăm về đánh giá", ("nghị định",), (2025,), ()),
        ("thông tư nào quy định định mức", ("thông tư",), (), ()),
        ("thông tư của Bộ Xây dựng về định mức", ("thông tư",), (), (MINISTRY,)),
        ("các quyết định của UBND thành phố về cán bộ", ("quyết định",), (), (HUE,)),
        ("quyết định năm 2026 của UBND thành phố Huế", ("quyết định",), (2026,), (HUE,)),
        ("luật mới nhất về công chức", ("luật",), (), ()),
        ("ai quyết định khen thưởng", (), (), ()),
        ("chỉ tiêu năm 2025 là bao nhiêu", (), (), ()),
    ],
)
def test_kinds_years_and_issuers_become_filters(
    question: str, types: tuple[str, ...], years: tuple[int, ...], issuers: tuple[str, ...]
) -> None:
    found = read_document_query(question, KNOWN)
    assert (found.types, found.years, found.issuers, found.documents) == (types, years, issuers, ())


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("điều 5 nghị định 335 quy định gì?", "quy định gì"),
        ("theo nghị định 335/2025/NĐ-CP, thế nào là hoàn thành tốt", "thế nào là hoàn thành tốt"),
        ("khoản 2 điều 5 của nghị định 45", ""),
        ("UBND xã có nhiệm vụ gì", "ủy ban nhân dân xã có nhiệm vụ gì"),
        ("thẩm quyền cấp giấy phép xây dựng", "thẩm quyền cấp giấy phép xây dựng"),
    ],
)
def test_the_other_words_remain(question: str, words: str) -> None:
    assert read_document_query(question, KNOWN).words == words


@given(st.text(max_size=60) | st.lists(st.sampled_from("nghị định điều khoản điểm đ 5 45 / 2026 năm của 9a".split())))
def test_any_text_is_read(text: str | list[str]) -> None:
    question = text if isinstance(text, str) else " ".join(text)
    found = read_document_query(question, KNOWN)
    assert set(found.documents) <= {document.id for document in KNOWN}
