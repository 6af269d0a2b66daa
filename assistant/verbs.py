"""What the command line asks for, carried out here or by the server that owns the home: the same methods either way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import JsonValue

from assistant.access import Principal, operator
from assistant.audit import error_code, imported_files, indexed_files, recorded
from assistant.document_keeping import IndexProgress, IndexReport
from assistant.documents import Access
from assistant.errors import AssistantError, BackupError, InputError
from assistant.feedback import Feedback, FeedbackKind
from assistant.hits import hits_json
from assistant.home import Home
from assistant.local_client import LocalServer
from assistant.protocols import Account, BackupReport, ImportProgress, ImportReport, RestoreReport
from assistant.reasons import reason
from assistant.runtime import Check, Runtime
from assistant.settings import Settings
from assistant.trace import Notes, traced
from assistant.types import Answer, AuditCheck, AuditEvent, AuditKind, AuditLine, Question, Transcript, Voice
from prompts import message


class Verbs(Protocol):
    """Sounds are bytes of a file: any recording up, WAV down. Every method raises AssistantError."""

    def ask(
        self,
        text: str,
        user: str,
        *,
        now: datetime | None = None,
        session: str | None = None,
        speak: bool = False,
        explain: bool = False,
    ) -> tuple[Answer, bytes | None]:
        """`explain`: with the answer's `trace`."""
        ...

    def ask_audio(
        self,
        recording: bytes,
        user: str,
        *,
        now: datetime | None = None,
        session: str | None = None,
        explain: bool = False,
    ) -> tuple[Answer, bytes | None]: ...

    def search(self, text: str, user: str, limit: int, *, now: datetime | None = None) -> dict[str, Any]:
        """The document of `troly search --json`."""
        ...

    def import_folder(
        self, folder: Path, replace: Collection[str] = (), progress: ImportProgress | None = None
    ) -> ImportReport: ...

    def index_folder(
        self, folder: Path, access: Access | None = None, progress: IndexProgress | None = None
    ) -> IndexReport: ...

    def rebuild_index(self, progress: IndexProgress | None = None) -> int: ...

    def documents(self, name: str | None = None) -> Sequence[Mapping[str, object]]:
        """All, or those of that file name, id or number."""
        ...

    def remove_documents(self, name: str) -> Sequence[str]: ...

    def transcribe(self, recording: bytes) -> Transcript: ...

    def speak(self, text: str) -> tuple[bytes, Voice]: ...

    def add_user(self, code: str, password: str) -> None: ...

    def users(self) -> Sequence[Account]: ...

    def set_password(self, code: str, password: str) -> None: ...

    def disable_user(self, code: str) -> None: ...

    def doctor(self) -> Sequence[Check]: ...

    def audit_list(
        self, limit: int, *, user: str | None = None, kind: AuditKind | None = None, since: datetime | None = None
    ) -> Sequence[AuditLine]: ...

    def audit_verify(self, expect: str | None = None) -> AuditCheck: ...

    def feedback(
        self, limit: int, *, kind: FeedbackKind | None = None, since: datetime | None = None, number: int | None = None
    ) -> Sequence[Feedback]: ...

    def backup(self, file: Path) -> BackupReport: ...

    def restore(self, file: Path, force: bool = False) -> RestoreReport: ...


class Here:
    """In this process, over a runtime whose parts load when first used."""

    def __init__(self, runtime: Runtime, who: str | None = None) -> None:
        """`who` runs the verbs, for the audit log; the owner of this process when it is not said."""
        self._parts = runtime
        self._who = who or operator()

    def ask(
        self,
        text: str,
        user: str,
        *,
        now: datetime | None = None,
        session: str | None = None,
        speak: bool = False,
        explain: bool = False,
    ) -> tuple[Answer, bytes | None]:
        asker = self._asker(user)
        with traced(explain) as notes:
            answer = self._parts.turn.ask(Question(text, now or self._parts.now(), session), asker)
        answer = replace(answer, trace=_trace(asker, notes) if explain else None)
        if not speak:
            return answer, None
        voice = self._parts.synthesizer.voice
        return replace(answer, voice=voice), self._parts.wav_bytes(self._parts.turn.say(answer), voice)

    def ask_audio(
        self,
        recording: bytes,
        user: str,
        *,
        now: datetime | None = None,
        session: str | None = None,
        explain: bool = False,
    ) -> tuple[Answer, bytes | None]:
        asker = self._asker(user)
        audio = self._parts.read_audio(recording, self._parts.settings.max_audio_seconds)
        with traced(explain) as notes:
            answer, reply = self._parts.turn.ask_audio(audio, asker, now or self._parts.now(), session)
        answer = replace(answer, trace=_trace(asker, notes) if explain else None)
        return answer, self._parts.wav_bytes(reply, self._parts.synthesizer.voice) if reply else None

    def search(self, text: str, user: str, limit: int, *, now: datetime | None = None) -> dict[str, Any]:
        asker = self._asker(user)
        return hits_json(self._parts.library, text, asker, now or self._parts.now(), limit)

    def import_folder(
        self, folder: Path, replace: Collection[str] = (), progress: ImportProgress | None = None
    ) -> ImportReport:
        subject: dict[str, JsonValue] = {"folder": str(folder)}
        with recorded(self._parts.audit, self._who, "import", subject):
            report = self._parts.importer.run(folder, replace, progress)
            subject["files"] = imported_files(report)
        return report

    def backup(self, file: Path) -> BackupReport:
        subject: dict[str, JsonValue] = {"file": str(file)}
        with recorded(self._parts.audit, self._who, "backup", subject), _usable(file):
            report = self._parts.backups.save(file)
            subject["rows"] = dict(report.rows)
        return report

    def restore(self, file: Path, force: bool = False) -> RestoreReport:
        """The record comes last, in the audit log that stands after the restore."""
        subject: dict[str, JsonValue] = {"file": str(file), "force": force}
        with recorded(self._parts.audit, self._who, "restore", subject), _usable(file):
            report = self._parts.backups.restore(file, force)
            subject["rows"] = dict(report.rows)
            subject |= {"made": report.made.isoformat(), "audit": report.audit, "replaced_head": report.replaced_head}
        return report

    def index_folder(
        self, folder: Path, access: Access | None = None, progress: IndexProgress | None = None
    ) -> IndexReport:
        """Raises InputError for an access that names a unit which does not exist."""
        subject: dict[str, JsonValue] = {"folder": str(folder)}
        if access is not None:
            subject |= {"secrecy": access.secrecy, "units": list(access.units)}
        with recorded(self._parts.audit, self._who, "index", subject):
            self._check_units(access)
            report = self._parts.documents.index(folder, access, progress)
            subject["files"] = indexed_files(report.as_json())
        return report

    def rebuild_index(self, progress: IndexProgress | None = None) -> int:
        with recorded(self._parts.audit, self._who, "index", {"rebuild": True}):
            return self._parts.documents.rebuild(progress)

    def documents(self, name: str | None = None) -> Sequence[Mapping[str, object]]:
        return self._parts.documents.documents() if name is None else self._parts.documents.find(name)

    def remove_documents(self, name: str) -> Sequence[str]:
        subject: dict[str, JsonValue] = {"removed": name[:200]}
        with recorded(self._parts.audit, self._who, "index", subject):
            files = self._parts.documents.remove(name)
            subject["files"] = list(files)
        return files

    def _check_units(self, access: Access | None) -> None:
        known = {unit.code for unit in self._parts.directory.units()} if access and access.units else set[str]()
        for unit in access.units if access else ():
            if unit not in known:
                raise InputError(f"no unit {unit}", reason=message("index", "no_such_unit", unit=unit))

    def transcribe(self, recording: bytes) -> Transcript:
        return self._parts.transcriber.transcribe(self._parts.read_audio(recording, None))

    def speak(self, text: str) -> tuple[bytes, Voice]:
        voice = self._parts.synthesizer.voice
        return self._parts.wav_bytes(self._parts.speak(text), voice), voice

    def add_user(self, code: str, password: str) -> None:
        with self._account_change("add", code):
            self._parts.account_admin.add(code, password)

    def users(self) -> Sequence[Account]:
        return self._parts.account_admin.accounts()

    def set_password(self, code: str, password: str) -> None:
        with self._account_change("passwd", code):
            self._parts.account_admin.set_password(code, password)

    def disable_user(self, code: str) -> None:
        with self._account_change("disable", code):
            self._parts.account_admin.disable(code)

    def doctor(self) -> Sequence[Check]:
        return self._parts.doctor()

    def audit_list(
        self, limit: int, *, user: str | None = None, kind: AuditKind | None = None, since: datetime | None = None
    ) -> Sequence[AuditLine]:
        return self._parts.audit.records(limit, user=user, kind=kind, since=since)

    def audit_verify(self, expect: str | None = None) -> AuditCheck:
        return self._parts.audit.verify(expect)

    def feedback(
        self, limit: int, *, kind: FeedbackKind | None = None, since: datetime | None = None, number: int | None = None
    ) -> Sequence[Feedback]:
        return self._parts.feedback.given(limit, kind=kind, since=since, number=number)

    def _asker(self, user: str) -> Principal:
        try:
            return replace(self._parts.directory.principal(user), via=self._who)
        except AssistantError as exc:
            subject: dict[str, JsonValue] = {"as": user[:64], "error": error_code(exc)}
            self._parts.audit.record(AuditEvent(self._who, "question", "error", subject))
            raise

    def _account_change(self, action: str, code: str) -> AbstractContextManager[None]:
        return recorded(self._parts.audit, self._who, "account", {"action": action, "account": code[:64]})


def _trace(asker: Principal, notes: Notes) -> Notes:
    return {"asker": {"code": asker.code, "role": asker.role, "unit": asker.unit}, **notes}


@contextmanager
def _usable(file: Path) -> Iterator[None]:
    """Raises BackupError for what the operating system refuses."""
    try:
        yield
    except OSError as exc:
        raise BackupError(f"{file}: {exc}", reason="file", file=str(file), why=reason(exc)) from exc


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
