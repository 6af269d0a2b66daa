import pytest

from assistant.document_follow_up import goes_on, names_part
from assistant.types import Cited, Memory, ToolCall

ASKED = ToolCall(tool="documents", args={"question": "Quyết định 733/QĐ-UBND cho mấy ngày để xử lý?"})
MEMORY = Memory(call=ASKED, cited=Cited(number="733/QĐ-UBND", article="5", clause="1"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("khoản 3?", "khoản 3 điều 5 tại văn bản 733/QĐ-UBND"),
        ("điểm b", "điểm b khoản 1 điều 5 tại văn bản 733/QĐ-UBND"),
        ("điểm b khoản 2", "điểm b khoản 2 điều 5 tại văn bản 733/QĐ-UBND"),
        ("điều 6", "điều 6 tại văn bản 733/QĐ-UBND"),
        ("vệ sinh môi trường", "vệ sinh môi trường mấy ngày tại văn bản 733/QĐ-UBND"),
        ("ai chịu trách nhiệm?", "ai chịu trách nhiệm tại văn bản 733/QĐ-UBND"),
        ("điều 6 Nghị định 45/2026/NĐ-CP", "điều 6 Nghị định 45/2026/NĐ-CP"),
    ],
)
def test_a_question_goes_on_at_the_place_that_was_quoted(text: str, expected: str) -> None:
    assert goes_on(text, MEMORY) == expected


def test_of_an_answer_without_a_quotation_the_document_that_was_asked_about_stays() -> None:
    assert goes_on("điều 6", Memory(call=ASKED)) == "điều 6 tại văn bản Quyết định 733/QĐ-UBND"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("khoản 3", True),
        ("điều 6", True),
        ("điểm b", True),
        ("điểm KPI", False),
        ("điều 6 nghị định 45/2026/NĐ-CP", False),
    ],
)
def test_a_part_of_an_unnamed_document_is_told_from_points_of_a_score(text: str, expected: bool) -> None:
    assert names_part(text) is expected
