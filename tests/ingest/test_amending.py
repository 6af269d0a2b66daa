"""What an amending act changes, and how its quoted text is cited."""

from __future__ import annotations

import pytest

from assistant.documents import Reading
from ingest.parse import parse
from tests.ingest.acts import blocks, clauses

AMENDING = """
NGHỊ ĐỊNH
Sửa đổi, bổ sung một số điều của Nghị định số 45/2026/NĐ-CP về họp
Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 45/2026/NĐ-CP
1. Bổ sung Điều 9a vào sau Điều 9 như sau:
“Điều 9a. Họp trực tuyến
1. Cuộc họp được tổ chức trực tuyến theo khoản 2 Điều này.
2. Biên bản ghi trên máy theo Điều 10.”.
2. Sửa đổi, bổ sung khoản 2 Điều 5 như sau:
“2. Giấy mời gửi chậm nhất ba ngày.”.
3. Sửa đổi Điều 6 như sau:
a) Bãi bỏ khoản 1;
b) Sửa đổi điểm a khoản 3 như sau:
“a) Người chủ trì;”.
4. Thay thế cụm từ “văn phòng” bằng cụm từ “trung tâm” tại điểm d khoản 3 Điều 9; Điều 11.
5. Bãi bỏ Điều 58 Nghị định số 3/2025/NĐ-CP ngày 01 tháng 6 năm 2025.
Điều 2. Trách nhiệm
Chủ tịch được quyền sửa đổi, bổ sung, bãi bỏ văn bản do mình ban hành theo Điều 1.
"""


def test_quoted_text_is_cited_as_the_amended_acts() -> None:
    assert [(clause.place.anchor, clause.amends) for clause in clauses(AMENDING) if clause.place.article] == [
        ("dieu-1-khoan-1", "45/2026/NĐ-CP#dieu-9a"),
        ("dieu-1-khoan-1", "45/2026/NĐ-CP#dieu-9a-khoan-1"),
        ("dieu-1-khoan-1", "45/2026/NĐ-CP#dieu-9a-khoan-2"),
        ("dieu-1-khoan-2", "45/2026/NĐ-CP#dieu-5-khoan-2"),
        ("dieu-1-khoan-3", "45/2026/NĐ-CP#dieu-6"),
        ("dieu-1-khoan-3-diem-a", "45/2026/NĐ-CP#dieu-6-khoan-1"),
        ("dieu-1-khoan-3-diem-b", "45/2026/NĐ-CP#dieu-6-khoan-3-diem-a"),
        ("dieu-1-khoan-4", "45/2026/NĐ-CP#dieu-9-khoan-3-diem-d 45/2026/NĐ-CP#dieu-11"),
        ("dieu-1-khoan-5", "3/2025/NĐ-CP#dieu-58"),
        ("dieu-2", None),
    ]


@pytest.mark.parametrize(
    ("lead", "amends"),
    [
        ("Bãi bỏ khoản 2 Điều 5, Điều 7 và Điều 9.", "#dieu-5-khoan-2 #dieu-7 #dieu-9"),
        ("Bãi bỏ các khoản 1, 3 Điều 8.", "#dieu-8-khoan-1 #dieu-8-khoan-3"),
        ("Bổ sung Điều 9a vào sau Điều 9 như sau:\n“Điều 9a. Họp”.", "#dieu-9a"),
        ("Sửa đổi khoản 2 Điều 5 theo Điều 7.", "#dieu-5-khoan-2"),
    ],
)
def test_what_is_repealed_together(lead: str, amends: str) -> None:
    text = AMENDING.partition("1. Bổ sung")[0] + f"1. {lead}\nĐiều 2. Hiệu lực\nTừ ngày ký."
    first = next(one for one in clauses(text) if one.place.anchor == "dieu-1-khoan-1")
    assert first.amends == amends.replace("#", "45/2026/NĐ-CP#")


def test_the_path_names_the_amended_article() -> None:
    inserted = next(one for one in clauses(AMENDING) if one.amends == "45/2026/NĐ-CP#dieu-9a-khoan-1")
    assert inserted.path.endswith("› Khoản 1 › Khoản 1 Điều 9a 45/2026/NĐ-CP. Họp trực tuyến")


def test_references_in_quoted_text_are_of_the_amended_act() -> None:
    first, second = (one for one in clauses(AMENDING) if (one.amends or "").startswith("45/2026/NĐ-CP#dieu-9a-"))
    assert first.mentions == ("45/2026/NĐ-CP#dieu-9a-khoan-2",)
    assert second.mentions == ("45/2026/NĐ-CP#dieu-10",)


def test_the_header_names_what_is_amended() -> None:
    header = parse(Reading(blocks(AMENDING)), "sua_doi.docx").header
    assert (header.amends, header.replaces) == (("45/2026/NĐ-CP", "3/2025/NĐ-CP"), ())


def test_an_attached_regulation_is_amended_in_its_annex() -> None:
    text = """
    QUYẾT ĐỊNH
    Sửa đổi, bổ sung một số điều của Quy chế làm việc ban hành kèm theo Quyết định số 215/QĐ-UBND
    Điều 1. Sửa đổi, bổ sung Quy chế làm việc như sau:
    1. Sửa đổi khoản 2 Điều 5 như sau:
    “2. Gửi trước hai ngày.”.
    2. Bổ sung Điều 9a vào sau Điều 9 như sau:
    “Điều 9a. Trợ lý ảo
    1. Được dùng.”.
    """
    assert [clause.amends for clause in clauses(text) if clause.place.clause] == [
        "215/QĐ-UBND#phu-luc-dieu-5-khoan-2",
        "215/QĐ-UBND#phu-luc-dieu-9a",
        "215/QĐ-UBND#phu-luc-dieu-9a-khoan-1",
    ]
