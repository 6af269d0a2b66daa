"""What the command line asks for, carried out here or by the server that owns the home: the same methods either way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from assistant.home import Home
from assistant.local_client import LocalServer
from assistant.protocols import Account, ImportReport
from assistant.runtime import Check, Runtime
from assistant.settings import Settings
from assistant.types import Answer, Question, Transcript, Voice


class Verbs(Protocol):
    """Sounds are bytes of a file: any recording up, WAV down. Every method raises AssistantError."""

    def ask(
        self, text: str, user: str, *, now: datetime | None = None, session: str | None = None, speak: bool = False
    ) -> tuple[Answer, bytes | None]: ...

    def ask_audio(
        self, recording: bytes, user: str, *, now: datetime | None = None, session: str | None = None
    ) -> tuple[Answer, bytes | None]: ...

    def import_folder(self, folder: Path) -> ImportReport: ...

    def transcribe(self, recording: bytes) -> Transcript: ...

    def speak(self, text: str) -> tuple[bytes, Voice]: ...

    def add_user(self, code: str, password: str) -> None: ...

    def users(self) -> Sequence[Account]: ...

    def set_password(self, code: str, password: str) -> None: ...

    def disable_user(self, code: str) -> None: ...

    def doctor(self) -> Sequence[Check]: ...


class Here:
    """In this process, over a runtime whose parts load when first used."""

    def __init__(self, runtime: Runtime) -> None:
        self._parts = runtime

    def ask(
        self, text: str, user: str, *, now: datetime | None = None, session: str | None = None, speak: bool = False
    ) -> tuple[Answer, bytes | None]:
        asker = self._parts.directory.principal(user)
        answer = self._parts.turn.ask(Question(text, now or self._parts.now(), session), asker)
        if not speak:
            return answer, None
        voice = self._parts.synthesizer.voice
        return replace(answer, voice=voice), self._parts.wav_bytes(self._parts.turn.say(answer), voice)

    def ask_audio(
        self, recording: bytes, user: str, *, now: datetime | None = None, session: str | None = None
    ) -> tuple[Answer, bytes | None]:
        asker = self._parts.directory.principal(user)
        audio = self._parts.read_audio(recording, self._parts.settings.max_audio_seconds)
        answer, reply = self._parts.turn.ask_audio(audio, asker, now or self._parts.now(), session)
        return answer, self._parts.wav_bytes(reply, self._parts.synthesizer.voice) if reply else None

    def import_folder(self, folder: Path) -> ImportReport:
        return self._parts.importer.run(folder)

    def transcribe(self, recording: bytes) -> Transcript:
        return self._parts.transcriber.transcribe(self._parts.read_audio(recording, None))

    def speak(self, text: str) -> tuple[bytes, Voice]:
        voice = self._parts.synthesizer.voice
        return self._parts.wav_bytes(self._parts.speak(text), voice), voice

    def add_user(self, code: str, password: str) -> None:
        self._parts.account_admin.add(code, password)

    def users(self) -> Sequence[Account]:
        return self._parts.account_admin.accounts()

    def set_password(self, code: str, password: str) -> None:
        self._parts.account_admin.set_password(code, password)

    def disable_user(self, code: str) -> None:
        self._parts.account_admin.disable(code)

    def doctor(self) -> Sequence[Check]:
        return self._parts.doctor()


@contextmanager
def open_verbs(settings: Settings) -> Iterator[Verbs]:
    """The running server of the home, else this process as its owner. Raises ConfigError, HomeBusyError."""
    server = LocalServer.find(settings.home)
    if server is not None:
        try:
            yield server
        finally:
            server.close()
        return
    from assistant.build import build_runtime

    with Home.own(settings.home):
        runtime = build_runtime(settings)
        try:
            yield Here(runtime)
        finally:
            runtime.close()
