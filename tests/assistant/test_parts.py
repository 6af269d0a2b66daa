"""Questions in two parts, and those that only look so."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from assistant.document_query import is_about_documents
from assistant.parts import Part, Reading, parts_of
from assistant.vietnamese import fold

UNITS = ("phường An Cựu", "phường Thuận Hóa", "Sở Khoa học và Công nghệ", "Sở Nội vụ")
TIMES = (r"quý \w+", r"tháng \d+", "hôm nay")
TOOLS = {
    "lịch": "schedule",
    "họp": "schedule",
    "trống": "schedule_free",
    "quá hạn": "task_list",
    "sắp đến hạn": "task_list",
    "nhiệm vụ": "task_list",
    "việc": "task_list",
    "kpi": "kpi_summary",
    "điểm": "kpi_summary",
    "kết luận": "meeting_conclusions",
    "lệ phí": "procedure",
    "hồ sơ": "procedure",
    "so sánh": "kpi_ranking",
}
STATES = {"quá hạn": "overdue", "sắp đến hạn": "due_soon"}
NAMES = ("rà soát và công khai thủ tục",)
"""Of tasks."""


def mentions(text: str) -> list[list[tuple[int, int]]]:
    def spans(patterns: Sequence[str]) -> list[tuple[int, int]]:
        return sorted(found.span() for p in patterns for found in re.finditer(p, text, re.IGNORECASE))

    return [spans(UNITS), [], spans(TIMES)]


def route(text: str) -> tuple[str, float]:
    if is_about_documents(text):
        return "documents", 1.0
    said = fold(text)
    return next(((tool, 0.9) for word, tool in TOOLS.items() if fold(word) in said), ("smalltalk", 0.2))


def state(tool: str, text: str) -> object:
    return next((one for word, one in STATES.items() if tool == "task_list" and word in text), None)


READING = Reading(
    mentions,
    route,
    state,
    only_goes_on=lambda text: text.startswith("còn tôi"),
    is_name=lambda words: any(words in name for name in NAMES),
)


def texts(question: str) -> list[str]:
    return [part.text for part in parts_of(question, READING)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("lịch hôm nay và việc quá hạn", ["lịch hôm nay", "việc quá hạn"]),
        ("lich hom nay va viec qua han", ["lich hom nay", "viec qua han"]),
        ("Mai tôi họp gì, với lại tôi còn việc gì?", ["Mai tôi họp gì", "tôi còn việc gì?"]),
        ("KPI quý hai thế nào? Rồi cho biết việc quá hạn", ["KPI quý hai thế nào", "cho biết việc quá hạn"]),
        ("lịch hôm nay, việc quá hạn và KPI quý hai", ["lịch hôm nay", "việc quá hạn", "KPI quý hai"]),
        (
            "Điều 12 Quyết định 215/QĐ-UBND nói gì và hôm nay tôi có lịch gì?",
            ["Điều 12 Quyết định 215/QĐ-UBND nói gì", "hôm nay tôi có lịch gì?"],
        ),
        ("việc quá hạn và sắp đến hạn của Sở Nội vụ", ["việc quá hạn", "sắp đến hạn của Sở Nội vụ"]),
        ("phường được mấy điểm, còn tôi thì sao", ["phường được mấy điểm", "còn tôi thì sao"]),
    ],
)
def test_each_part_is_a_question_of_its_own(question: str, expected: list[str]) -> None:
    assert texts(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "KPI phường An Cựu và phường Thuận Hóa quý hai",
            ["KPI phường An Cựu quý hai", "KPI phường Thuận Hóa quý hai"],
        ),
        (
            "So sánh KPI Sở Khoa học và Công nghệ với Sở Nội vụ",
            ["So sánh KPI Sở Khoa học và Công nghệ", "So sánh KPI Sở Nội vụ"],
        ),
        ("KPI Sở Nội vụ quý một và quý hai", ["KPI Sở Nội vụ quý một", "KPI Sở Nội vụ quý hai"]),
        ("KPI tháng 5 và 6", ["KPI tháng 5", "KPI tháng 6"]),
        ("KPI tháng 5, tháng 6 năm 2025", ["KPI tháng 5 năm 2025", "KPI tháng 6 năm 2025"]),
        ("KPI quý hai so với quý một", ["KPI quý hai", "KPI quý một"]),
    ],
)
def test_one_part_is_repeated_for_what_stands_side_by_side(question: str, expected: list[str]) -> None:
    assert texts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "KPI Sở Khoa học và Công nghệ quý hai",
        "nhiệm vụ rà soát và công khai thủ tục hành chính đến đâu",
        "phân công và phối hợp",
        "hồ sơ và lệ phí đăng ký khai sinh",
        "chiều họp xong rồi, cho tôi điểm Sở Nội vụ",
        "kết luận cuộc họp giữa phường An Cựu và phường Thuận Hóa",
        "tháng 5 và 2 việc quá hạn",
        "lịch họp và làm việc hôm nay",
        "Quyết định 215/QĐ-UBND giao việc gì với trụ sở bỏ trống?",
        "xin chào và việc quá hạn",
    ],
)
def test_what_is_one_question_stays_whole(question: str) -> None:
    assert parts_of(question, READING) == (Part(question),)
