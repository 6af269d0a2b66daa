"""One turn, top to bottom: audio -> transcript -> plan -> tool results -> answer -> audio."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.access import Principal
from assistant.audit import QuestionAudit
from assistant.errors import SynthesizeError
from assistant.feedback_desk import FeedbackDesk
from assistant.grounding import checked
from assistant.memory import memory_of
from assistant.protocols import Answerer, Conversations, Planner, Synthesizer, ToolRunner, Transcriber
from assistant.stopwatch import Stopwatch
from assistant.types import Answer, Audio, Question

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """The line of the architecture, with its parts put in by `assistant/build.py`."""

    transcriber: Transcriber
    planner: Planner
    tools: ToolRunner
    answerer: Answerer
    conversations: Conversations
    synthesizer: Synthesizer
    feedback: FeedbackDesk
    """Keeps answers so that people can say what was wrong with them."""
    audit: QuestionAudit
    """Records every question; what cannot be recorded is not answered."""
    hints: Callable[[Principal], Sequence[str]]
    """Names that this person may say, for the recogniser."""
    is_sample: Callable[[], bool]
    """Whether the city is the invented sample."""
    join: Callable[[Sequence[Audio]], Audio]

    def ask_audio(
        self, audio: Audio, asker: Principal, now: datetime, session: str | None = None
    ) -> tuple[Answer, Audio | None]:
        """A spoken question and its spoken answer; when the voice fails, the answer in writing alone.

        Raises TranscribeError and what `ask` raises.
        """
        watch = Stopwatch()
        with watch.stage("asr"), self.audit.failure(Question("", now, session, spoken=True), asker):
            heard = self.transcriber.transcribe(audio, self.hints(asker))
        answer = self._reply(Question(heard.text, now, session, spoken=True), asker, watch)
        answer = replace(answer, transcript=heard.text)
        try:
            with watch.stage("tts"):
                reply = self.say(answer)
        except SynthesizeError as exc:
            _log.error("the answer was not spoken: %s", exc)
            return replace(answer, took_ms=watch.took()), None
        return replace(answer, voice=self.synthesizer.voice, took_ms=watch.took()), reply

    def ask(self, question: Question, asker: Principal) -> Answer:
        """A typed question and its written answer. Raises InputError, StoreError, ToolError."""
        return self._reply(question, asker, Stopwatch())

    def say(self, answer: Answer) -> Audio:
        """The short spoken form of an answer. Raises SynthesizeError."""
        return self.join(list(self.synthesizer.synthesize(answer.speech)))

    def _reply(self, question: Question, asker: Principal, watch: Stopwatch) -> Answer:
        with self.audit.failure(question, asker):
            with watch.stage("plan"):
                plan = self.planner.plan(question, asker)
            with watch.stage("tools"):
                results = [self.tools.run(call, asker, question.now) for call in plan.calls]
            with watch.stage("answer"):
                answer = checked(self.answerer.answer(question, plan, results), question, plan, results)
            if question.session and (memory := memory_of(plan, results, answer)):
                self.conversations.remember(question.session, asker.code, memory, question.now)
            answer = self.feedback.keep(question, asker, answer)
        self.audit.answered(question, asker, results, answer)
        return replace(answer, sample=self.is_sample(), took_ms=watch.took())
