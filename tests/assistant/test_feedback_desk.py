"""Complaints in words, and what the desk does with feedback."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

import pytest

from assistant.access import Principal
from assistant.feedback import FeedbackKind
from assistant.feedback_desk import ComplaintPlanner, FeedbackDesk, complaint
from assistant.types import Answer, Plan, Question
from kpi_tools.audit_fake import RememberedAudit
from kpi_tools.feedback_fake import RememberedFeedback
from prompts import has_message
from tests.assistant.fakes_city import HEAD, NOW, STAFF


@dataclass
class Desk:
    """A desk, and a planner behind the one that listens."""

    store: RememberedFeedback = field(default_factory=RememberedFeedback)
    audit: RememberedAudit = field(default_factory=RememberedAudit)
    planned: list[str] = field(default_factory=list)

    @property
    def desk(self) -> FeedbackDesk:
        return FeedbackDesk(self.store, self.audit)

    def plan(self, question: Question, asker: Principal) -> Plan:
        self.planned.append(question.text)
        return Plan("semantic", 0.9, asker.code)

    def ask(self, text: str, session: str | None = "s1", asker: Principal = STAFF) -> Plan:
        """Plan, answer, keep."""
        question = Question(text, NOW, session)
        plan = ComplaintPlanner(self, self.desk).plan(question, asker)
        self.desk.keep(question, asker, Answer(text, "87,5 điểm", "…", "answered"))
        return plan


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Sai số liệu rồi", "wrong_figures"),
        ("sai so lieu roi em oi", "wrong_figures"),
        ("Em ơi, số liệu này sai rồi", "wrong_figures"),
        ("SỐ LIỆU SAI!", "wrong_figures"),
        ("Ơ, hình như sai số liệu ạ?", "wrong_figures"),
        ("sai rồi", "wrong_figures"),
        ("Câu trả lời này không chính xác.", "wrong_figures"),
        ("không đúng ý tôi", "not_meant"),
        ("Không đúng ý tôi đâu nhé", "not_meant"),
        ("khong dung y toi", "not_meant"),
        ("Trợ lý ơi, bạn hiểu sai ý tôi rồi", "not_meant"),
        ("ý tôi không phải vậy", "not_meant"),
        ("Tôi không hỏi thế mà", "not_meant"),
        ("trả lời lạc đề rồi", "not_meant"),
        (unicodedata.normalize("NFD", "không đúng ý tôi"), "not_meant"),
        ("không, ý tôi là phường An Cựu", None),
        ("không đúng, quý hai cơ", None),
        ("Sở nào có số liệu sai?", None),
        ("KPI quý một sai số bao nhiêu?", None),
        ("Nhiệm vụ nào không đúng hạn?", None),
        ("rồi", None),
        ("em ơi", None),
        ("", None),
        ("?!", None),
    ],
)
def test_a_complaint_says_nothing_else(said: str, kind: FeedbackKind | None) -> None:
    assert complaint(said) == kind


def test_a_complaint_is_about_the_answer_before_it(desk: Desk) -> None:
    desk.ask("KPI phường Mẫu?")
    first, second = desk.ask("sai số liệu rồi"), desk.ask("không đúng ý tôi")

    assert [(plan.refusal and plan.refusal.status) for plan in (first, second)] == ["answered", "answered"]
    assert [(one.kind, one.given.question) for one in desk.store.given(9)] == [
        ("wrong_figures", "KPI phường Mẫu?"),
        ("not_meant", "KPI phường Mẫu?"),
    ]
    assert desk.planned == ["KPI phường Mẫu?"]


@pytest.mark.parametrize(("session", "asker"), [(None, STAFF), ("s2", STAFF), ("s1", HEAD)])
def test_a_complaint_about_nothing_asks_back(desk: Desk, session: str | None, asker: Principal) -> None:
    desk.ask("KPI phường Mẫu?")
    plan = desk.ask("sai số liệu rồi", session, asker)

    assert plan.refusal
    assert (plan.refusal.status, plan.refusal.message) == ("clarify", "feedback_on_nothing")
    assert (desk.store.given(9), desk.audit.events) == ((), [])


@pytest.mark.parametrize("said", ["sai số liệu", "không đúng ý"])
def test_the_thanks_have_their_sentence(desk: Desk, said: str) -> None:
    desk.ask("KPI phường Mẫu?")
    plan = desk.ask(said)

    assert plan.refusal
    assert has_message("messages", plan.refusal.message)


def test_only_answers_of_a_session_are_kept(desk: Desk) -> None:
    answer = Answer("?", "87,5 điểm", "…", "answered")

    assert desk.desk.keep(Question("KPI?", NOW), STAFF, answer) is answer
    assert desk.desk.keep(Question("KPI?", NOW, "s1"), STAFF, answer).id == "answer-1"


def test_feedback_goes_into_the_audit_log_without_its_words(desk: Desk) -> None:
    desk.ask("KPI phường Mẫu?")
    desk.ask("sai số liệu rồi")

    [event] = desk.audit.events
    assert (event.who, event.kind, event.status, event.text) == (STAFF.code, "feedback", "done", None)
    assert event.subject == {"feedback": 1, "about": "wrong_figures"}
