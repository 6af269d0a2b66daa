"""What an answer may say and what it may not; that templates never fail it is measured on the question sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest

from assistant.grounding import checked, unfounded
from assistant.types import Answer, Citation, Plan, Question, Refusal, ToolCall, ToolResult
from prompts import message
from tests.assistant.fakes_city import NOW, STAFF


@dataclass(frozen=True)
class Item:
    name: str
    deadline: date
    at: datetime
    opens: time
    total: Fraction
    share: Decimal
    count: int
    notes: tuple[str, ...]

    @property
    def rest(self) -> int:
        return self.count - 17


ITEM = Item(
    name="Số hóa hồ sơ của Sở Xây dựng, mã NV-SO-XD-91",
    deadline=date(2026, 3, 31),
    at=datetime(2026, 4, 3, 14, 30),
    opens=time(7, 30),
    total=Fraction(96_331, 1000),
    share=Decimal("0.984"),
    count=42,
    notes=("Theo Nghị quyết 57-NQ/TW, thu 1.056,5 triệu", "do Lê Văn Thử phụ trách"),
)
CITED = Citation("335.txt", "335/2025/NĐ-CP", "9a", "2", None, "Từ 70 đến dưới 90 điểm.", "/documents/1")
CALL = ToolCall(tool="kpi_summary", args={"unit": "PX-THUANHOA", "from": "2026-01-01", "to": "2026-03-31"})
RESULT = ToolResult(CALL, "answered", ITEM, citations=(CITED,))
QUESTION = Question("KPI có phải 12,3 điểm do Trần Văn Bịa không?", NOW)


@pytest.mark.parametrize(
    "said",
    [
        "Đạt 96,3 điểm; 96,33 điểm.",
        "Đạt 98,4% và 98,40 %",
        "Hạn 31/3/2026, hạn 31/03/2026, hạn 31/3, tháng 3/2026, quý I/2026, năm 2026",
        "Họp 14:30 ngày 3/4/2026, mở 07:30–14:30: họp",
        "Có 42 nhiệm vụ, còn 25 việc",
        "1. Nhiệm vụ NV-SO-XD-91 của Sở Xây dựng",
        "Còn 32 nhiệm vụ nữa.",
        "Ông Lê Văn Thử thu 1.056,5 triệu theo 57-NQ/TW",
        "Khoản 2 Điều 9a Nghị định 335/2025/NĐ-CP: từ 70 đến dưới 90 điểm",
        "Căn cứ: Nghị định 335/2025/NĐ-CP, Điều 6, 7, 8.",
        "Tiêu chí chung: 42,0/30",
    ],
)
def test_what_the_results_hold_may_be_said(said: str) -> None:
    assert unfounded(said, [RESULT], QUESTION) == ()


@pytest.mark.parametrize(
    ("said", "stray"),
    [
        ("Đạt 96,4 điểm", "96,4"),
        ("Đạt 96 điểm", "96"),
        ("Đạt 12,3 điểm", "12,3"),
        ("Đạt 100%", "100"),
        ("Hạn 30/4/2026", "30/4/2026"),
        ("Trong tháng 9/2026", "9/2026"),
        ("Họp lúc 15:30", "15:30"),
        ("Mã NV-SO-XD-92", "nv-so-xd-92"),
        ("Theo 58-NQ/TW", "58-nq/tw"),
        ("Nghị định 336/2025/NĐ-CP", "336/2025/nđ-cp"),
        ("Khoản 2 Điều 11", "điều 11"),
        ("Do ông Trần Văn Bịa phụ trách", "Trần Văn Bịa"),
        ("Còn 12 nhiệm vụ nữa.", "12"),
    ],
)
def test_what_they_do_not_hold_may_not(said: str, stray: str) -> None:
    assert stray in unfounded(said, [RESULT], QUESTION)


def test_questions_of_others_are_data_and_the_asker_s_own_are_not() -> None:
    @dataclass(frozen=True)
    class Asked:
        question: str

    @dataclass(frozen=True)
    class Found:
        question: str
        items: tuple[Asked, ...]

    call = ToolCall(tool="forum", args={"question": "khai hoang năm 1987"})
    result = ToolResult(call, "answered", Found("khai hoang năm 1988", (Asked("Đất khai hoang trước năm 1993"),)))

    assert unfounded("1. Đất khai hoang trước năm 1993", [result], QUESTION) == ()
    assert unfounded("Khai hoang năm 1987, năm 1988", [result], QUESTION) == ("1987", "1988")


def test_rows_speak_where_there_is_nothing_else() -> None:
    rows = ToolResult(CALL, "answered", None, rows=({"name": "Phường Thuận Hóa", "from": "2026-05-04T08:15"},))

    assert unfounded("Phường Thuận Hóa, 08:15 ngày 4/5/2026", [rows], QUESTION) == ()


def answer(text: str) -> Answer:
    return Answer("KPI?", text, "tiếng", "answered", calls=(CALL,), rows=({"total": 96.3},), suggestions=("gì nữa?",))


def test_an_answer_that_fails_is_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    plan = Plan("semantic", 0.9, STAFF.code, (CALL,))
    good, bad = answer("Đạt 96,3 điểm"), answer("Đạt 99,9 điểm")

    assert checked(good, QUESTION, plan, [RESULT]) is good
    assert caplog.text == ""
    safe = checked(bad, QUESTION, plan, [RESULT])
    assert (safe.answer, safe.speech, safe.status) == (*[message("messages", "not_grounded")] * 2, "error")
    assert (safe.rows, safe.suggestions, safe.calls) == ((), (), (CALL,))
    assert "kpi_summary" in caplog.text
    assert "99,9" not in caplog.text, "no content in a log"


def test_sentences_without_results_are_left_alone() -> None:
    plan = Plan("rule", 1.0, STAFF.code, refusal=Refusal("clarify", "empty"))
    back = Answer("KPI?", "Anh/chị hỏi Phường An Cựu hay 99?", "…", "clarify")

    assert checked(back, QUESTION, plan, []) is back
