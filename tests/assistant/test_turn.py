"""The order of a turn, and what happens when one of its parts fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

import pytest

from assistant.access import Principal
from assistant.audit import QuestionAudit
from assistant.errors import StoreError, ToolError, TranscribeError
from assistant.feedback_desk import FeedbackDesk
from assistant.turn import Turn
from assistant.types import Answer, Audio, Memory, Plan, Question, Refusal, Took, ToolCall, ToolResult
from kpi_tools.audit_fake import RememberedAudit
from kpi_tools.feedback_fake import RememberedFeedback
from tests.assistant.fakes_city import HEAD, NOW, STAFF
from tests.assistant.fakes_plan import FakeConversations
from voice.audio import join
from voice.fake import FakeSynthesizer, FakeTranscriber

KPI = ToolCall(tool="kpi_summary", args={"unit": "PX-THUANHOA"})
FILLED = ToolCall(tool="kpi_summary", args={"unit": "PX-THUANHOA", "from": "2026-01-01", "to": "2026-03-31"})
HEARD = "kpi của phường thuận hóa"
SOUND = Audio(bytes(32_000))


@dataclass
class Line:
    """Planner, tools and answerer of one turn; each says when it was called."""

    plans: Callable[[Question], Plan]
    calls: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    names: frozenset[str] = frozenset({"kpi_summary"})
    fails: Exception | None = None

    def plan(self, question: Question, asker: Principal) -> Plan:
        self.calls.append(f"plan {asker.code}")
        self.questions.append(question)
        return self.plans(question)

    def run(self, call: ToolCall, asker: Principal, now: datetime) -> ToolResult:
        self.calls.append(f"run {call.tool} as {asker.code} at {now:%H:%M}")
        if self.fails:
            raise self.fails
        return ToolResult(FILLED, "answered", rows=({"total": 90},))

    def answer(self, question: Question, plan: Plan, results: Sequence[ToolResult]) -> Answer:
        self.calls.append(f"answer {len(results)}")
        if plan.refusal:
            return Answer(question.text, plan.refusal.message, "xin nói lại", plan.refusal.status)
        return Answer(question.text, "90,0 điểm", "chín mươi điểm", "answered", calls=(FILLED,))


def asks_kpi(question: Question) -> Plan:
    if not question.text:
        return Plan("rule", 1.0, STAFF.code, refusal=Refusal("clarify", "not_heard"))
    return Plan("semantic", 0.9, STAFF.code, (KPI,))


@dataclass
class Parts:
    line: Line = field(default_factory=lambda: Line(asks_kpi))
    transcriber: FakeTranscriber = field(default_factory=lambda: FakeTranscriber([HEARD]))
    synthesizer: FakeSynthesizer = field(default_factory=FakeSynthesizer)
    conversations: FakeConversations = field(default_factory=FakeConversations)
    audit: RememberedAudit = field(default_factory=RememberedAudit)
    feedback: RememberedFeedback = field(default_factory=RememberedFeedback)
    sample: bool = False

    def turn(self) -> Turn:
        return Turn(
            transcriber=self.transcriber,
            planner=self.line,
            tools=self.line,
            answerer=self.line,
            conversations=self.conversations,
            synthesizer=self.synthesizer,
            feedback=FeedbackDesk(self.feedback, self.audit),
            audit=QuestionAudit(self.audit),
            hints=lambda asker: [asker.unit, "Phường Phú Vinh"],
            is_sample=lambda: self.sample,
            join=join,
        )


@pytest.fixture
def parts() -> Parts:
    return Parts()


def test_a_typed_question_is_planned_carried_out_and_answered(parts: Parts) -> None:
    answer = parts.turn().ask(Question("KPI?", NOW), STAFF)

    assert parts.line.calls == ["plan CC1", "run kpi_summary as CC1 at 08:00", "answer 1"]
    assert (answer.answer, answer.transcript, answer.voice) == ("90,0 điểm", None, None)
    assert parts.synthesizer.said == []


def test_a_spoken_question_is_heard_with_the_askers_names_and_answered_aloud(parts: Parts) -> None:
    answer, reply = parts.turn().ask_audio(SOUND, STAFF, NOW, "s1")

    assert parts.transcriber.heard == [(SOUND, ("PX-THUANHOA", "Phường Phú Vinh"))]
    assert parts.line.questions == [Question(HEARD, NOW, "s1", spoken=True)]
    assert parts.line.calls == ["plan CC1", "run kpi_summary as CC1 at 08:00", "answer 1"]
    assert parts.synthesizer.said == ["chín mươi điểm"]
    assert (answer.transcript, answer.voice) == (HEARD, parts.synthesizer.voice)
    assert reply is not None
    assert reply.seconds > 0


def test_the_stages_are_timed_under_the_keys_of_the_interface(parts: Parts) -> None:
    answer, _ = parts.turn().ask_audio(SOUND, STAFF, NOW)
    took = answer.took_ms

    assert [f.name for f in fields(Took)] == ["asr", "plan", "tools", "answer", "tts", "total"]
    assert took.total + 3 >= took.asr + took.plan + took.tools + took.answer + took.tts  # each is rounded
    typed = parts.turn().ask(Question("KPI?", NOW), STAFF).took_ms
    assert (typed.asr, typed.tts) == (0, 0)


def test_silence_asks_to_say_it_again_and_runs_no_tool(parts: Parts) -> None:
    parts.transcriber.texts[0] = ""
    answer, reply = parts.turn().ask_audio(SOUND, STAFF, NOW, "s1")

    assert parts.line.calls == ["plan CC1", "answer 0"]
    assert (answer.status, answer.answer, answer.transcript) == ("clarify", "not_heard", "")
    assert reply is not None
    assert parts.conversations.kept == {}


def test_when_the_voice_fails_the_written_answer_stays(parts: Parts) -> None:
    parts.synthesizer.closed = True
    answer, reply = parts.turn().ask_audio(SOUND, STAFF, NOW)

    assert reply is None
    assert (answer.status, answer.answer, answer.transcript, answer.voice) == ("answered", "90,0 điểm", HEARD, None)


def test_when_nothing_can_be_heard_nothing_is_asked(parts: Parts) -> None:
    parts.transcriber.texts.clear()
    with pytest.raises(TranscribeError):
        parts.turn().ask_audio(SOUND, STAFF, NOW)

    assert parts.line.calls == []


@pytest.mark.parametrize("error", [ToolError("no unit"), StoreError("locked")])
def test_a_tool_that_fails_ends_the_turn_and_is_not_remembered(parts: Parts, error: Exception) -> None:
    parts.line.fails = error
    with pytest.raises(type(error)):
        parts.turn().ask(Question("KPI?", NOW, "s1"), STAFF)

    assert parts.line.calls == ["plan CC1", "run kpi_summary as CC1 at 08:00"]
    assert parts.conversations.kept == {}


def test_the_session_keeps_the_call_with_its_defaults(parts: Parts) -> None:
    parts.turn().ask(Question("KPI?", NOW, "s1"), STAFF)

    assert parts.conversations.kept == {("s1", "CC1"): Memory(call=FILLED)}


def test_the_session_keeps_what_a_question_back_knows(parts: Parts) -> None:
    refusal = Refusal("clarify", "which_unit")
    parts.line.plans = lambda _: Plan("semantic", 0.9, HEAD.code, refusal=refusal, pending=KPI)
    parts.turn().ask(Question("KPI?", NOW, "s1"), HEAD)

    assert parts.conversations.kept == {("s1", "CC2"): Memory(call=KPI)}


def test_without_a_session_nothing_is_kept(parts: Parts) -> None:
    parts.turn().ask(Question("KPI?", NOW), STAFF)

    assert parts.conversations.kept == {}


@pytest.mark.parametrize("sample", [True, False])
def test_the_answer_says_whether_the_city_is_invented(sample: bool) -> None:
    assert Parts(sample=sample).turn().ask(Question("KPI?", NOW), STAFF).sample is sample


def test_every_question_is_recorded_with_how_it_was_asked(parts: Parts) -> None:
    parts.turn().ask(Question("KPI?", NOW), STAFF)
    parts.turn().ask_audio(SOUND, STAFF, NOW)

    typed, spoken = parts.audit.events
    assert (typed.who, typed.kind, typed.status, typed.text) == ("CC1", "question", "answered", "KPI?")
    assert typed.subject["calls"] == [{"tool": FILLED.tool, "args": dict(FILLED.args)}]
    assert (typed.subject["spoken"], spoken.subject["spoken"], spoken.text) == (False, True, HEARD)


@pytest.mark.parametrize("error", [ToolError("no unit"), StoreError("locked"), KeyError("unforeseen")])
def test_a_turn_that_fails_is_recorded(parts: Parts, error: Exception) -> None:
    parts.line.fails = error
    with pytest.raises(type(error)):
        parts.turn().ask(Question("KPI?", NOW), STAFF)

    [event] = parts.audit.events
    assert (event.who, event.status, event.text) == ("CC1", "error", "KPI?")
    assert event.subject["error"] == getattr(error, "code", "KeyError")


def test_what_could_not_be_heard_is_recorded(parts: Parts) -> None:
    parts.transcriber.texts.clear()
    with pytest.raises(TranscribeError):
        parts.turn().ask_audio(SOUND, STAFF, NOW)

    [event] = parts.audit.events
    assert (event.status, event.text, event.subject["spoken"]) == ("error", None, True)
    assert event.subject["error"] == "transcribe-failed"


def test_what_cannot_be_recorded_is_not_answered(parts: Parts) -> None:
    parts.audit.full = True
    with pytest.raises(StoreError, match="audit"):
        parts.turn().ask(Question("KPI?", NOW), STAFF)
    with pytest.raises(StoreError, match="audit"):
        parts.turn().ask_audio(SOUND, STAFF, NOW)

    assert parts.synthesizer.said == []
