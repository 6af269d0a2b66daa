"""A runtime of small stand-ins: one city, two people, scripted answers."""

from __future__ import annotations

import io
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from assistant.access import Principal
from assistant.document_library import EmptyLibrary
from assistant.document_page import EmptyShelf
from assistant.errors import InputError, UnknownUserError
from assistant.feedback_desk import FeedbackDesk
from assistant.protocols import ImportProgress
from assistant.runtime import Check, Runtime
from assistant.settings import Settings
from assistant.types import ZONE, Answer, Audio, Citation, Detail, Named, Question, Table, Took, ToolCall, Voice
from kpi_tools.audit_fake import RememberedAudit
from kpi_tools.backup_fake import RememberedBackups
from kpi_tools.feedback_fake import RememberedFeedback
from tests.assistant.server.fake_desk import FakeDesk
from voice.audio import read_audio, write_wav
from voice.fake import FakeSynthesizer, FakeTranscriber

NOW = datetime(2026, 4, 2, 8, 0, tzinfo=ZONE)
STAFF = Principal("CC0001", "Nguyễn Văn Mẫu", "PX-MAU", "chuyen_vien", "Chuyên viên")
LEADER = Principal("CC0002", "Trần Thị Ví Dụ", "PX-MAU", "lanh_dao_don_vi", "Chủ tịch")
PASSWORD = "mat-khau-thu"
KPI = "KPI quý một của phường Mẫu thế nào?"
HEARD = "kpi quý một của phường mẫu"


def kpi_answer(question: str, asker: str) -> Answer:
    return Answer(
        question=question,
        answer="KPI quý I/2026 của phường Mẫu là 87,5 điểm, đề xuất xếp loại hoàn thành tốt nhiệm vụ.",
        speech="Phường Mẫu đạt tám mươi bảy phẩy năm điểm, đề xuất hoàn thành tốt nhiệm vụ.",
        status="answered",
        calls=(ToolCall(tool="kpi_summary", args={"unit": "PX-MAU", "from": "2026-01-01", "to": "2026-03-31"}),),
        rows=({"asker": asker, "score": 87.5},),
        citations=(
            Citation("335.txt", "335/2025/NĐ-CP", "20", "1", None, "Từ 70 đến dưới 90 điểm.", "/documents/335"),
        ),
        confidence=0.93,
        router="semantic",
        suggestions=("Nhiệm vụ nào đang quá hạn?",),
        detail=Detail(
            "**Cách tính**: điểm tiêu chí chung cộng 70 × điểm nhiệm vụ.\n- Chỉ tiêu: trọng số 0,5\n- Nhiệm vụ: 0,5",
            Table(
                ("Chỉ tiêu", "Mục tiêu", "Thực hiện", "Đạt"),
                (
                    ("Hồ sơ trực tuyến toàn trình", "80", "76,4", "95,5 %"),
                    ("<b>Thu ngân sách</b>", "1.200", "1.000", "83,3 %"),
                ),
            ),
        ),
        freshness="2026-03-31",
        sample=True,
        took_ms=Took(plan=11, tools=4, answer=1, total=16),
    )


def unclear(question: str) -> Answer:
    return Answer(
        question=question,
        answer="Bạn hỏi đơn vị nào?",
        speech="Bạn hỏi đơn vị nào?",
        status="clarify",
        options=("KPI của Phường Mẫu", "KPI của Sở Ví dụ"),
        sample=True,
    )


@dataclass
class FakeTurn:
    """Answers what holds "KPI", in text or as heard; asks back about anything else. Raises `fails` when it is set."""

    synthesizer: FakeSynthesizer
    transcriber: FakeTranscriber
    feedback: FeedbackDesk
    asked: list[tuple[Question, Principal]] = field(default_factory=list)
    fails: Exception | None = None

    def ask(self, question: Question, asker: Principal) -> Answer:
        self.asked.append((question, asker))
        if self.fails:
            raise self.fails
        answer = kpi_answer(question.text, asker.code) if "kpi" in question.text.lower() else unclear(question.text)
        return self.feedback.keep(question, asker, answer)

    def ask_audio(
        self, audio: Audio, asker: Principal, now: datetime, session: str | None
    ) -> tuple[Answer, Audio | None]:
        heard = self.transcriber.transcribe(audio)
        answer = self.ask(Question(heard.text, now, session, spoken=True), asker)
        return replace(answer, transcript=heard.text, voice=self.synthesizer.voice), self.say(answer)

    def say(self, answer: Answer) -> Audio:
        return say(self.synthesizer, answer.speech)


def say(synthesizer: FakeSynthesizer, text: str) -> Audio:
    return Audio(b"".join(part.pcm for part in synthesizer.synthesize(text)))


@dataclass(frozen=True)
class FakeAccount:
    code: str
    name: str
    role: str
    password: str
    disabled: bool = False


@dataclass
class FakeAccounts:
    entries: dict[str, FakeAccount]
    tokens: dict[str, str] = field(default_factory=dict)

    def sign_in(self, code: str, password: str) -> str | None:
        account = self.entries.get(code)
        if account is None or account.disabled or account.password != password:
            return None
        token = secrets.token_urlsafe(16)
        self.tokens[token] = code
        return token

    def signed_in(self, token: str) -> Principal | None:
        return PEOPLE.get(self.tokens.get(token, ""))

    def sign_out(self, token: str) -> None:
        self.tokens.pop(token, None)

    def add(self, code: str, password: str) -> None:
        if code not in PEOPLE:
            raise UnknownUserError(f"no person {code}", user=code)
        if len(password) < 8:
            raise InputError("too short", reason="password")
        self.entries[code] = FakeAccount(code, PEOPLE[code].name, PEOPLE[code].role, password)

    def accounts(self) -> Sequence[FakeAccount]:
        return tuple(self.entries.values())

    def set_password(self, code: str, password: str) -> None:
        self.entries[code] = replace(self._account(code), password=password)

    def disable(self, code: str) -> None:
        self.entries[code] = replace(self._account(code), disabled=True)

    def _account(self, code: str) -> FakeAccount:
        if code not in self.entries:
            raise UnknownUserError(f"no account {code}", user=code)
        return self.entries[code]


PEOPLE: Mapping[str, Principal] = {person.code: person for person in (STAFF, LEADER)}


class FakeDirectory:
    def units(self) -> Sequence[Named]:
        return (Named("PX-MAU", "Phường Mẫu", "unit"),)

    def people(self) -> Sequence[Named]:
        return tuple(Named(person.code, person.name, "person", unit=person.unit) for person in PEOPLE.values())

    def principal(self, code: str) -> Principal:
        if code not in PEOPLE:
            raise UnknownUserError(f"no person {code}", user=code)
        return PEOPLE[code]


@dataclass(frozen=True)
class FakeReport:
    added: int
    refused: int
    folder: Path

    def lines(self) -> Sequence[str]:
        return (f"{self.folder.name}: +{self.added}",)

    def as_json(self) -> dict[str, object]:
        return {"files": [{"file": self.folder.name, "added": self.added, "refused": self.refused, "errors": []}]}


class FakeImporter:
    def run(self, folder: Path, replace: Collection[str] = (), progress: ImportProgress | None = None) -> FakeReport:
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder", reason="no folder")
        if replace:
            raise InputError("no file to replace", reason=f"no file of {', '.join(replace)}")
        return FakeReport(1, 2, folder)


class FakeLanguageModel:
    def complete(
        self, system: str, question: str, schema: dict[str, object], seconds: float | None = None
    ) -> dict[str, object]:
        raise AssertionError("the edges ask no model")

    def start(self) -> None: ...

    def close(self) -> None: ...


@dataclass
class City:
    """The runtime and what its tests look into."""

    runtime: Runtime
    turn: FakeTurn
    accounts: FakeAccounts
    synthesizer: FakeSynthesizer
    parts: dict[str, bool]
    audit: RememberedAudit

    def break_turn(self, error: Exception) -> None:
        self.turn.fails = error

    def break_voice(self) -> None:
        self.synthesizer.closed = True


def wav_bytes(audio: Audio, voice: Voice) -> bytes:
    target = io.BytesIO()
    write_wav(audio, target, voice)
    return target.getvalue()


def fake_city(home: Path, *, sample: bool = True, heard: int = 8, stores: Mapping[str, str] | None = None) -> City:
    synthesizer = FakeSynthesizer()
    transcriber = FakeTranscriber([HEARD] * heard)
    audit = RememberedAudit()
    desk = FeedbackDesk(RememberedFeedback(lambda: NOW), audit)
    turn = FakeTurn(synthesizer, transcriber, desk)
    accounts = FakeAccounts({code: FakeAccount(code, who.name, who.role, PASSWORD) for code, who in PEOPLE.items()})
    parts = {"database": True, "asr": True, "tts": True, "embedder": True}
    runtime = Runtime(
        settings=Settings.model_validate({"home": home, **(stores or {})}),
        turn=turn,
        transcriber=transcriber,
        synthesizer=synthesizer,
        directory=FakeDirectory(),
        accounts=accounts,
        account_admin=accounts,
        importer=FakeImporter(),
        language_model=FakeLanguageModel(),
        audit=audit,
        feedback=desk,
        backups=RememberedBackups(),
        library=EmptyLibrary(),
        shelf=EmptyShelf(),
        read_audio=read_audio,
        wav_bytes=wav_bytes,
        speak=lambda text: say(synthesizer, text),
        ready=lambda: parts,
        doctor=lambda: (Check("asr", "ok", "fake"), Check("llm", "missing", "", "troly models fetch")),
        close=synthesizer.close,
        is_sample=lambda: sample,
        documents=FakeDesk(),
        now=lambda: NOW,
    )
    return City(runtime, turn, accounts, synthesizer, parts, audit)


def recording(seconds: float = 0.5) -> bytes:
    """A WAV file of silence."""
    return wav_bytes(Audio(b"\0\0" * int(16_000 * seconds)), Voice("espeak", "fake"))
