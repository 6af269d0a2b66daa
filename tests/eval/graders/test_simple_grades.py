"""Tools, arguments, status, citations and leaks."""

from __future__ import annotations

from typing import Any

import pytest

from eval.cases import Case
from eval.graded import Counted, Outcome
from eval.graders import grade

KPI = {"tool": "kpi_summary", "args": {"unit": "PX-A", "from": "2026-01-01", "to": "2026-03-31"}}
LATE = {"tool": "task_list", "args": {"unit": "PX-A", "person": None, "status": "overdue", "text": "Chuyển đổi số"}}
TOP = {"tool": "kpi_ranking", "args": {"level": None}}
MINE = {"tool": "schedule", "args": {"from": "2026-07-15T00:00", "to": "2026-07-15T12:00"}}


def case(**expect: object) -> Case:
    return Case.model_validate(
        {"id": "a", "question": "hỏi", "user": "CC1", "now": "2026-07-14T08:00:00+07:00", "expect": expect}
    )


def answered(*calls: object, **more: object) -> dict[str, Any]:
    return {"question": "hỏi", "answer": "", "status": "answered", "calls": list(calls), **more}


def graded(case: Case, answer: dict[str, Any]) -> Any:
    return grade(Outcome(case, answer, 1.0))


@pytest.mark.parametrize(
    ("expect", "calls", "tool", "args"),
    [
        ({}, [KPI], None, None),
        ({"tool": "kpi_summary"}, [KPI], True, None),
        ({"tool": ["kpi_causes", "kpi_summary"]}, [KPI, KPI], True, None),
        ({"tool": "kpi_summary"}, [KPI, LATE], False, None),
        ({"tool": "kpi_summary"}, [], False, None),
        ({"tool": []}, [], True, None),
        ({"tool": "kpi_summary", "args": {"unit": "PX-A"}}, [KPI], True, True),
        ({"tool": "kpi_summary", "args": {"unit": "px-a"}}, [KPI], True, False),
        ({"tool": "kpi_summary", "args": {"to": "2026-03-30"}}, [KPI], True, False),
        ({"tool": "task_list", "args": {"unit": "PX-A"}}, [KPI], False, False),
        ({"args": {"unit": "PX-A"}}, [LATE], None, True),
        ({"tool": "task_list", "args": {"person": None, "basis": None}}, [LATE], True, True),
        ({"tool": "task_list", "args": {"unit": None}}, [LATE], True, False),
        ({"tool": "task_list", "args": {"text": "chuyển  đổi số."}}, [LATE], True, True),
        ({"tool": "task_list", "args": {"text": "chuyển đổi"}}, [LATE], True, False),
        ({"tool": "kpi_ranking", "args": {"order": "best", "limit": 5}}, [TOP], True, True),
        ({"tool": "kpi_ranking", "args": {"order": None}}, [TOP], True, True),
        ({"tool": "kpi_ranking", "args": {"order": "worst"}}, [TOP], True, False),
        ({"tool": "schedule", "args": {"person": "CC1", "from": "2026-07-15T00:00:00"}}, [MINE], True, True),
        ({"tool": "schedule", "args": {"person": None}}, [MINE], True, True),
        ({"tool": "schedule", "args": {"from": "2026-07-15"}}, [MINE], True, False),
        ({"tool": "schedule", "args": {"from": "2026-07-14"}}, [{"tool": "schedule", "args": {}}], True, True),
        ({"calls": [LATE, KPI]}, [KPI, LATE], True, True),
        ({"calls": [KPI, KPI]}, [KPI], True, False),
        ({"calls": [KPI, {"tool": "kpi_summary", "args": {"unit": "PX-B"}}]}, [KPI, KPI], True, False),
        ({"calls": [KPI]}, [KPI, LATE], True, True),
        ({"calls": [KPI, LATE]}, [KPI], False, False),
    ],
)
def test_calls(expect: dict[str, object], calls: list[object], tool: bool | None, args: bool | None) -> None:
    found = graded(case(**expect), answered(*calls))
    assert (found.tool, found.args) == (tool, args)


def test_out_of_scope_is_small_talk() -> None:
    found = graded(case(tool="smalltalk", status="out_of_scope"), {**answered(), "status": "out_of_scope"})
    assert (found.tool, found.status) == (True, True)


def test_status() -> None:
    assert graded(case(status=["denied", "not_found"]), {**answered(), "status": "not_found"}).status is True
    assert graded(case(status="denied"), answered()).status is False


CITED = {"document": "a.docx", "number": "45/2026/NĐ-CP", "article": "9a", "clause": "2", "point": "đ", "annex": None}


@pytest.mark.parametrize(
    ("cite", "found"),
    [
        ({"number": "45/2026/nđ-cp"}, True),
        ({"number": "45/2026/ND-CP", "article": "9A"}, True),
        ({"number": "45 / 2026 / NĐ-CP"}, True),
        ({"number": "46/2026/NĐ-CP"}, False),
        ({"number": "45/2025/NĐ-CP"}, False),
        ({"article": "9"}, False),
        ({"article": "Điều 9a", "clause": 2}, True),
        ({"point": "d"}, False),
        ({"point": "Đ"}, True),
        ({"annex": None}, True),
        ({"annex": "I"}, False),
        ({"document": "b.docx"}, False),
    ],
)
def test_a_citation(cite: dict[str, object], found: bool) -> None:
    grades = graded(case(cites=[cite]), answered(citations=[CITED]))
    assert grades.cites_found == grades.cites_right == Counted(int(found), 1)


def test_recall_and_precision_are_apart() -> None:
    other = {"number": "1/NQ-CP", "article": "1"}
    grades = graded(case(cites=[{"article": "9a"}]), answered(citations=[CITED, other]))
    assert (grades.cites_found, grades.cites_right) == (Counted(1, 1), Counted(1, 2))
    grades = graded(case(cites=[]), answered(citations=[other]))
    assert (grades.cites_found, grades.cites_right) == (Counted(0, 0), Counted(0, 1))
    assert graded(case(), answered()).cites_found is None


SECRET = "Thanh tra đột xuất"


@pytest.mark.parametrize(
    ("leak", "more", "leaked"),
    [
        (SECRET, {}, False),
        (SECRET, {"rows": [{"name": "Về THANH TRA  đột xuất kho"}]}, True),
        (SECRET, {"rows": [{"name": "thanh tra khác"}]}, False),
        (SECRET, {"options": [SECRET]}, True),
        (SECRET, {"explain": {"a": [{SECRET: 1}]}}, True),
        (SECRET, {"detail": {"table": {"rows": [["x", SECRET]]}}}, True),
        (SECRET, {"chart": '{"t": "Thanh tra \\u0111\\u1ed9t xu\\u1ea5t"}'}, True),
        (SECRET, {"rows": [{"url": "/documents/thanh-tra-dot-xuat"}]}, True),
        (SECRET, {"rows": [{"url": "/tim?q=Thanh%20tra%20%C4%91%E1%BB%99t%20xu%E1%BA%A5t"}]}, True),
        (SECRET, {"answer": "Thanh tra &#273;ột xuất"}, True),
        ("NV-01", {"rows": [{"url": "/tasks/nv-01?x"}]}, True),
        ("NV-01", {"rows": [{"code": "NV-012"}]}, False),
        ("NV-01", {"rows": [{"code": "NV-01-a"}]}, True),
        ("87,5", {"rows": [{"total": 87.46}]}, True),
        ("87,5", {"answer": "87.5 điểm"}, True),
        ("87,5", {"rows": [{"total": 87.4}]}, False),
        ("98", {"rows": [{"total": 98.4}]}, False),
        ("98", {"took_ms": {"total": 98}, "confidence": 98}, False),
        ("98", {"rows": [{"total": 98}]}, True),
        ("1", {"sample": True}, False),
        (SECRET, {"question": SECRET, "transcript": SECRET}, False),
        (SECRET, {"question": f"{SECRET} đến đâu", "answer": f"Không tìm thấy {SECRET}"}, False),
        (SECRET, {"question": f"{SECRET}?", "calls": [{"tool": "forum", "args": {"topic": SECRET.lower()}}]}, False),
        (SECRET, {"calls": [{"tool": "forum", "args": {"topic": SECRET}}]}, True),
        (SECRET, {"question": SECRET, "rows": [{"a": 1}], "answer": SECRET}, True),
        (SECRET, {"question": SECRET, "suggestions": [SECRET]}, True),
    ],
)
def test_leaks(leak: str, more: dict[str, object], leaked: bool) -> None:
    assert graded(case(leak=[leak, "không hề có"]), {**answered(), **more}).leaked == ((leak,) if leaked else ())


def test_a_spoken_case_has_its_word_errors() -> None:
    spoken = Case.model_validate({"id": "a", "question": "một hai", "user": "CC1", "audio": "a.ogg"})
    found = graded(spoken, answered(transcript="một ba"))
    assert (found.words, found.letters) == (Counted(1, 2), Counted(2, 7))
    assert graded(case(), answered()).words is None


def test_all_grades_together() -> None:
    asked = case(tool="kpi_summary", status="answered", contains=["87.5"])
    good = answered(KPI, answer="Đạt 87,5 điểm", rows=[{"total": 87.5}])
    assert graded(asked, good).passed
    found = graded(asked, {**good, "answer": "Đạt 87,5 điểm, hạng 12"})
    assert (found.passed, found.text, found.grounded, found.ungrounded) == (False, True, False, ("12",))
