from assistant.answer_parts import joined
from assistant.types import Answer, Citation, Detail, Table, ToolCall

SCHEDULE = Answer(
    "hỏi",
    "Có 1 lịch.",
    "Có một lịch.",
    "answered",
    calls=(ToolCall(tool="schedule", args={}),),
    rows=({"code": "L1"},),
    suggestions=("Tuần sau?",),
    detail=Detail("lịch", Table(("a",), (("1",),))),
    freshness="2026-04-01",
    explain={"total": 1},
)
QUOTE = Answer(
    "hỏi",
    "Khoản 1 Điều 5:",
    "Khoản một điều năm.",
    "answered",
    calls=(ToolCall(tool="documents", args={}),),
    rows=({"document": "a.docx"},),
    citations=(Citation("a.docx", "45/2026/NĐ-CP", "5", "1", None, "…", "/documents/a"),),
    explain={"total": 2},
)
DENIED = Answer("hỏi", "Không có quyền.", "Không có quyền.", "denied")


def test_both_parts_are_said_and_keep_their_rows_and_citations() -> None:
    answer = joined([SCHEDULE, QUOTE])

    assert answer.answer == "Có 1 lịch.\nKhoản 1 Điều 5:"
    assert answer.speech == "Có một lịch. Khoản một điều năm."
    assert [call.tool for call in answer.calls] == ["schedule", "documents"]
    assert (answer.rows, answer.citations) == (SCHEDULE.rows + QUOTE.rows, QUOTE.citations)
    assert (answer.freshness, answer.suggestions) == ("2026-04-01", ("Tuần sau?",))
    assert answer.explain == [{"total": 1}, {"total": 2}]
    assert answer.detail.table == SCHEDULE.detail.table


def test_a_part_that_is_denied_is_said_and_shows_nothing() -> None:
    answer = joined([DENIED, QUOTE])

    assert (answer.status, answer.answer) == ("answered", "Không có quyền.\nKhoản 1 Điều 5:")
    assert answer.calls == QUOTE.calls
    assert joined([DENIED, DENIED]).status == "denied"


def test_one_part_is_the_answer() -> None:
    assert joined([QUOTE]) is QUOTE
