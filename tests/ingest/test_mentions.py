"""References inside texts."""

from __future__ import annotations

import pytest

from assistant.documents import Place
from ingest.mentions import Here, mentions, named_acts

HERE = Here(Place("7", "2"), {"luat xay dung": "135/2025/QH15"})


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("theo quy định tại khoản 2 Điều 8", ["#dieu-8-khoan-2"]),
        ("Điều 5 Nghị định số 45/2026/NĐ-CP", ["45/2026/NĐ-CP#dieu-5", "45/2026/NĐ-CP"]),
        ("điểm a, b khoản 1 Điều này", ["#dieu-7-khoan-1-diem-a", "#dieu-7-khoan-1-diem-b"]),
        ("điểm đ khoản này", ["#dieu-7-khoan-2-diem-dd"]),
        ("quy định tại Điều này và Nghị định này", ["#dieu-7"]),
        ("các điều 5, 6 và 7 của Luật này", ["#dieu-5", "#dieu-6", "#dieu-7"]),
        ("từ Điều 5 đến Điều 9a", ["#dieu-5", "#dieu-9a"]),
        (
            "khoản 2, khoản 4 Điều 48; khoản 5, điểm a khoản 6 Điều 50 Nghị định số 254/2025/NĐ-CP",
            ["254/2025/NĐ-CP#dieu-48-khoan-2", "254/2025/NĐ-CP#dieu-48-khoan-4", "254/2025/NĐ-CP#dieu-50-khoan-5",
             "254/2025/NĐ-CP#dieu-50-khoan-6-diem-a", "254/2025/NĐ-CP"],
        ),
        (
            "Điều 12 Thông tư số 09/2025/TT-BXD ngày 13 tháng 6 năm 2025, khoản 6 Điều 1 Thông tư số 60/2025/TT-BXD",
            ["09/2025/TT-BXD#dieu-12", "09/2025/TT-BXD", "60/2025/TT-BXD#dieu-1-khoan-6", "60/2025/TT-BXD"],
        ),
        ("khoản 7 Điều 88 Luật Xây dựng năm 2025", ["135/2025/QH15#dieu-88-khoan-7"]),
        ("khoản 1 Điều 77 Luật Nhà ở năm 2023", []),
        ("Mẫu số 01 Phụ lục II ban hành kèm theo Nghị định này", ["#phu-luc-ii"]),
        ("Kế hoạch số 02-KH/BCĐTW và 1234/QĐ-UBND", ["02-KH/BCĐTW", "1234/QĐ-UBND"]),
        ("Điều 12 Quy chế làm việc ban hành kèm theo Quyết định số 215/QĐ-UBND", ["215/QĐ-UBND#phu-luc-dieu-12"]),
        ("Quyết định theo khoản 2 Điều 5 Nghị định số 4/2026/NĐ-CP", ["4/2026/NĐ-CP#dieu-5-khoan-2", "4/2026/NĐ-CP"]),
        ("điều kiện 5 người, khoản chi 3 triệu, điểm số 7, QCVN 16:2023/BXD", []),
    ],
)  # fmt: skip
def test_references_lead_to_their_places(text: str, targets: list[str]) -> None:
    assert [mention.target for mention in mentions(text, HERE)] == targets


def test_spans_are_the_words_that_become_links() -> None:
    text = "Theo các điểm b và c khoản 1 Điều 8, hồ sơ được trả."
    assert [text[one.start : one.end] for one in mentions(text, HERE)] == ["điểm b", "c khoản 1 Điều 8"]


def test_an_attached_regulation_speaks_of_itself() -> None:
    here = Here(Place("3", annex=""))
    assert [one.target for one in mentions("Điều 5 Quy chế này; Điều này", here)] == [
        "#phu-luc-dieu-5",
        "#phu-luc-dieu-3",
    ]
    assert [one.target for one in mentions("Điều 2 Quyết định này", here)] == ["#dieu-2"]


def test_named_acts_are_known_by_their_number() -> None:
    text = "Luật Xây dựng số 135/2025/QH15 (sau đây gọi là Luật Xây dựng); Luật Đất đai số 31/2024/QH15"
    assert named_acts(text) == {"luat xay dung": "135/2025/QH15", "luat dat dai": "31/2024/QH15"}
