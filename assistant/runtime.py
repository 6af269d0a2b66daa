"""What the edges (command line, HTTP) use of one running installation; `assistant/build.py` puts it together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from assistant.access import Principal
from assistant.document_keeping import DocumentDesk
from assistant.document_library import Library
from assistant.document_page import Shelf
from assistant.feedback_desk import FeedbackDesk
from assistant.protocols import (
    AccountAdmin,
    Accounts,
    AuditLog,
    Backups,
    Directory,
    Importer,
    LanguageModel,
    Synthesizer,
    Transcriber,
)
from assistant.settings import Settings
from assistant.types import ZONE, Answer, Audio, Question, Voice


class TurnTaker(Protocol):
    """`assistant/turn.py`; every method blocks."""

    def ask(self, question: Question, asker: Principal) -> Answer: ...

    def ask_audio(
        self, audio: Audio, asker: Principal, now: datetime, session: str | None
    ) -> tuple[Answer, Audio | None]:
        """Hear, answer, speak; no audio when there is nothing to say."""
        ...

    def say(self, answer: Answer) -> Audio:
        """Speak `answer.speech`. Raises SynthesizeError."""
        ...


State = Literal["ok", "off", "missing"]


@dataclass(frozen=True, slots=True)
class Check:
    """One row of `troly doctor`."""

    part: str
    state: State
    """`off`: not set up and not needed; `missing`: needed, and `mend` says what to do."""
    what: str
    """Which implementation, from where."""
    mend: str = ""


def local_now() -> datetime:
    return datetime.now(ZONE)


@dataclass(frozen=True, slots=True)
class Runtime:
    settings: Settings
    turn: TurnTaker
    transcriber: Transcriber
    synthesizer: Synthesizer
    directory: Directory
    accounts: Accounts
    account_admin: AccountAdmin
    importer: Importer
    language_model: LanguageModel
    audit: AuditLog
    feedback: FeedbackDesk
    backups: Backups
    documents: DocumentDesk
    library: Library
    """Search of the official documents."""
    shelf: Shelf
    """Official documents to read."""
    read_audio: Callable[[bytes | Path, float | None], Audio]
    """16 kHz mono of any recording that ffmpeg reads, at most so many seconds (None: any). Raises AudioError."""
    wav_bytes: Callable[[Audio, Voice], bytes]
    """A WAV file that carries the mark of synthetic speech."""
    speak: Callable[[str], Audio]
    """Speech of any text. Raises SynthesizeError."""
    ready: Callable[[], Mapping[str, bool]]
    """Part → whether it works now: `database`, `asr`, `tts`, `embedder`. Quick, called often."""
    doctor: Callable[[], tuple[Check, ...]]
    close: Callable[[], None]
    is_sample: Callable[[], bool]
    """Whether the city is the invented sample; shown wherever its figures are. An import may change it."""
    now: Callable[[], datetime] = local_now
