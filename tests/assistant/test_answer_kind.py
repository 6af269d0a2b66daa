"""What a question asks for, and which texts show it."""

from __future__ import annotations

import pytest

from assistant.answer_kind import answer_kind

STAY = "2. Người lưu trú khai báo trong thời hạn 12 giờ; quy định tại khoản 5 Điều 9 Nghị định 40/2026/NĐ-CP."
FEE = "1. Mức thu: 45.000 đồng một xe."
BOARD = "Hội đồng | Số phiên\nĐất đai | 4"
BARE = "3. Xe quá khổ đi theo lối phía đông từ ngày 02 tháng 9 năm 2026."


@pytest.mark.parametrize(
    ("question", "kind", "shown", "unshown"),
    [
        ("Khai báo lưu trú sau mấy giờ?", "minutes", STAY, FEE),
        ("khai bao luu tru trong bao nhieu gio", "minutes", STAY, FEE),
        ("Giấy phép xe có giá trị mấy năm?", "years", "Giấy phép có giá trị hai năm.", BARE),
        ("Gửi xe tháng giá bao nhiêu?", "money", FEE, BARE),
        ("Phiên họp tốn bao nhiêu tiền?", "money", FEE, BOARD),
        ("Có mấy lối cho xe quá khổ?", "count", "Có ba lối.", BARE.replace(" từ ngày 02 tháng 9 năm 2026", "")),
        ("Hội đồng đất đai họp mấy lần?", "times", "Họp hai lần.", FEE),
        ("Xe quá khổ đi từ ngày nào?", "date", BARE, FEE),
        ("Số điện thoại của bãi xe?", "phone", "Gọi 0234 3822 115.", FEE),
        ("Sở nào cấp phép xe quá khổ?", "agency", "Sở Xây dựng cấp phép.", BARE),
        ("Công ty nào trông xe?", "company", "Công ty Bãi Dâu trông xe.", FEE),
    ],
)
def test_a_text_shows_what_is_asked_for_or_not(question: str, kind: str, shown: str, unshown: str) -> None:
    asked = answer_kind(question)
    assert asked is not None and asked.name == kind
    assert (asked.shown_in(shown), asked.shown_in(unshown)) == (True, False)


@pytest.mark.parametrize(
    "question",
    ["Xe quá khổ đi lối nào?", "Việc đánh giá lối đi thế nào?", "Quyền hạn nào của bãi xe?", "Điều mấy nói về bãi xe?"],
)
def test_other_questions_ask_for_no_kind(question: str) -> None:
    assert answer_kind(question) is None


def test_titles_name_who_it_is() -> None:
    asked = answer_kind("Cơ quan nào trông bãi xe?")
    assert asked is not None
    assert asked.shown_in("Tổng hợp số xe.", "Điều 4. Trách nhiệm của Sở Xây dựng")
