"""What the audit log holds of a question and of a verb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import JsonValue

from assistant.access import operator
from assistant.audit import MAX_CODES, QuestionAudit, codes_of, recorded
from assistant.errors import InputError, StoreError, ToolError
from assistant.types import Answer, AuditEvent, Question, Row, Status, ToolCall, ToolResult
from assistant.verbs import Here
from kpi_tools.audit_fake import RememberedAudit
from tests.assistant.fakes_city import NOW, STAFF
from tests.assistant.server.fakes import KPI, City, fake_city, recording

QUESTION = Question("Nhiệm vụ số hóa của tôi?", NOW)
CALL = ToolCall(tool="task_list", args={"person": "CC1", "text": "số hóa", "basis": None})
ROW: Mapping[str, JsonValue] = {"code": "NV1", "unit": "PX-A", "name": "Số hóa hồ sơ", "subject": "X", "person": None}


def written(keep_words: bool = True, status: Status = "answered", rows: int = 1) -> AuditEvent:
    log = RememberedAudit()
    result = ToolResult(CALL, status, rows=tuple({**ROW, "code": f"NV{n}"} for n in range(1, rows + 1)))
    QuestionAudit(log, keep_words).answered(QUESTION, STAFF, [result], Answer("", "", "", status, router="semantic"))
    [event] = log.events
    return event


def test_a_question_is_kept_with_its_calls_and_codes_and_without_content() -> None:
    event = written()

    assert (event.who, event.kind, event.status, event.text) == ("CC1", "question", "answered", QUESTION.text)
    assert event.subject == {
        "spoken": False,
        "asked_at": "2026-04-02T08:00:00+07:00",
        "router": "semantic",
        "calls": [{"tool": "task_list", "args": dict(CALL.args)}],
        "codes": ["NV1", "PX-A"],
        "more_codes": 0,
    }


@pytest.mark.parametrize("status", ["denied", "not_found", "clarify", "out_of_scope"])
def test_what_was_not_answered_is_kept_too(status: Status) -> None:
    event = written(status=status, rows=0)

    assert (event.status, event.subject["codes"]) == (status, [])
    assert event.subject["calls"] == [{"tool": "task_list", "args": dict(CALL.args)}]


def test_without_the_words_the_calls_repeat_none() -> None:
    assert written(keep_words=False).subject["calls"] == [
        {"tool": "task_list", "args": {"person": "CC1", "text": "…", "basis": None}}
    ]


def test_the_codes_have_a_limit() -> None:
    subject = written(rows=MAX_CODES + 10).subject

    assert isinstance(subject["codes"], list)
    assert (len(subject["codes"]), subject["more_codes"]) == (MAX_CODES, 11)


def test_nothing_but_codes_is_taken_from_rows() -> None:
    rows: list[Row] = [
        {"code": "có dấu cách", "unit": 5, "task": "NV1", "meeting": "M" * 65, "entry": "", "person": "CC1"}
    ]

    assert codes_of(rows) == ["CC1", "NV1"]


def test_who_types_for_somebody_is_kept() -> None:
    log = RememberedAudit()
    with pytest.raises(ToolError), QuestionAudit(log).failure(QUESTION, replace(STAFF, via="cli:root")):
        raise ToolError("no unit")

    [event] = log.events
    assert (event.who, event.status) == ("CC1", "error")
    assert (event.subject["via"], event.subject["error"]) == ("cli:root", "tool-failed")


def test_a_mistake_of_the_program_is_recorded_by_its_name_alone() -> None:
    log = RememberedAudit()
    with pytest.raises(ZeroDivisionError), QuestionAudit(log).failure(QUESTION, STAFF):
        raise ZeroDivisionError("số bí mật")

    assert log.events[0].subject["error"] == "ZeroDivisionError"
    assert "bí mật" not in repr(log.events[0])


def test_a_verb_is_done_or_failed() -> None:
    log = RememberedAudit()
    subject: dict[str, JsonValue] = {"folder": "in"}
    with recorded(log, "cli:root", "import", subject):
        subject["files"] = []
    with pytest.raises(InputError), recorded(log, "cli:root", "account", {"action": "add"}):
        raise InputError("too short")

    assert log.events == [
        AuditEvent("cli:root", "import", "done", {"folder": "in", "files": []}),
        AuditEvent("cli:root", "account", "failed", {"action": "add", "error": "input-invalid"}),
    ]


@pytest.fixture
def city(tmp_path: Path) -> City:
    return fake_city(tmp_path)


def test_the_verbs_say_who_ran_them_and_for_whom(city: City, tmp_path: Path) -> None:
    verbs = Here(city.runtime, "cli:an")
    verbs.ask(KPI, "CC0001")
    verbs.ask_audio(recording(), "CC0002")
    verbs.import_folder(tmp_path)
    verbs.add_user("CC0002", "mat-khau-moi")
    verbs.set_password("CC0002", "mat-khau-khac")
    verbs.disable_user("CC0002")
    for code in ("CC404", "C" * 99):
        with pytest.raises(InputError):
            verbs.ask(KPI, code)
    with pytest.raises(InputError):
        verbs.add_user("CC404", "mat-khau-moi")

    assert [who.via for _, who in city.turn.asked] == ["cli:an", "cli:an"]
    assert {event.who for event in city.audit.events} == {"cli:an"}
    file = {"file": tmp_path.name, "added": 1, "refused": 2}
    assert [(event.kind, event.status, dict(event.subject)) for event in city.audit.events] == [
        ("import", "done", {"folder": str(tmp_path), "files": [file]}),
        *(("account", "done", {"action": action, "account": "CC0002"}) for action in ("add", "passwd", "disable")),
        ("question", "error", {"as": "CC404", "error": "user-unknown"}),
        ("question", "error", {"as": "C" * 64, "error": "user-unknown"}),
        ("account", "failed", {"action": "add", "account": "CC404", "error": "user-unknown"}),
    ]
    assert "mat-khau" not in repr(city.audit.events)


def test_the_owner_of_the_process_stands_for_a_verb_that_names_nobody(city: City, tmp_path: Path) -> None:
    Here(city.runtime).import_folder(tmp_path)

    assert city.audit.events[0].who == operator()
    assert operator().startswith("cli:")
    assert operator() != "cli:"


def test_a_verb_that_cannot_be_recorded_fails(city: City, tmp_path: Path) -> None:
    city.audit.full = True
    with pytest.raises(StoreError):
        Here(city.runtime).import_folder(tmp_path)
