"""The local API: `troly` verbs of this machine, carried out by the process that owns the home."""

from __future__ import annotations

import asyncio
import base64
import hmac
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue, TypeAdapter

from assistant.feedback import Feedback, FeedbackKind
from assistant.protocols import BackupReport, RestoreReport
from assistant.runtime import Check
from assistant.server.local_documents import add_documents
from assistant.server.local_verbs import Verbs
from assistant.server.problems import ForbiddenError, UnauthenticatedError
from assistant.types import Answer, AuditCheck, AuditKind, AuditLine, Transcript, Voice


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Ask(Body):
    text: str
    user: str
    now: AwareDatetime | None = None
    session: str | None = None
    speak: bool = False
    explain: bool = False


class Search(Body):
    text: str
    user: str
    limit: int
    now: AwareDatetime | None = None


class Folder(Body):
    folder: Path
    replace: tuple[str, ...] = ()


class Backup(Body):
    file: Path


class Restore(Backup):
    force: bool = False


class Speak(Body):
    text: str


class Code(Body):
    code: str


class Credentials(Body):
    code: str
    password: str


class Spoken(BaseModel):
    answer: Answer
    wav: str | None
    """Base64."""


class Speech(BaseModel):
    voice: Voice
    wav: str


class Report(BaseModel):
    added: int
    refused: int
    text: tuple[str, ...]
    document: dict[str, JsonValue]
    """Of `troly import --json`."""


class AccountRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    code: str
    name: str
    role: str
    disabled: bool


def routes(token: str) -> APIRouter:
    async def only_here(request: Request) -> None:
        """Raises ForbiddenError for a peer on another machine, UnauthenticatedError without the secret token."""
        if request.client is None or not ip_address(request.client.host).is_loopback:
            raise ForbiddenError("local API asked from another machine")
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {token}".encode()):
            raise UnauthenticatedError

    router = APIRouter(prefix="/local", dependencies=[Depends(only_here)])
    _add_turns(router)
    _add_keeping(router)
    _add_accounts(router)
    _add_audit(router)
    _add_feedback(router)
    add_documents(router)
    return router


def _add_turns(router: APIRouter) -> None:
    @router.post("/ask")
    async def ask(body: Ask, verbs: Verbs) -> Spoken:
        answer, wav = await asyncio.to_thread(
            verbs.ask, body.text, body.user, now=body.now, session=body.session, speak=body.speak, explain=body.explain
        )
        return Spoken(answer=answer, wav=_base64(wav) if wav else None)

    @router.post("/ask/audio")
    async def ask_audio(
        verbs: Verbs,
        file: Annotated[UploadFile, File()],
        user: Annotated[str, Form()],
        now: Annotated[AwareDatetime | None, Form()] = None,
        session: Annotated[str | None, Form()] = None,
        explain: Annotated[bool, Form()] = False,
    ) -> Spoken:
        recording = await file.read()
        answer, wav = await asyncio.to_thread(
            verbs.ask_audio, recording, user, now=now, session=session, explain=explain
        )
        return Spoken(answer=answer, wav=_base64(wav) if wav else None)

    @router.post("/search")
    async def search(body: Search, verbs: Verbs) -> dict[str, Any]:
        return await asyncio.to_thread(verbs.search, body.text, body.user, body.limit, now=body.now)

    @router.post("/transcribe")
    async def transcribe(verbs: Verbs, file: Annotated[UploadFile, File()]) -> Transcript:
        return await asyncio.to_thread(verbs.transcribe, await file.read())

    @router.post("/speak")
    async def speak(body: Speak, verbs: Verbs) -> Speech:
        wav, voice = await asyncio.to_thread(verbs.speak, body.text)
        return Speech(voice=voice, wav=_base64(wav))


def _add_keeping(router: APIRouter) -> None:
    @router.get("/ping")
    async def ping() -> dict[str, str]:
        return {"status": "ok"}

    @router.post("/import")
    async def import_folder(body: Folder, verbs: Verbs) -> Report:
        report = await asyncio.to_thread(verbs.import_folder, body.folder, body.replace)
        document = TypeAdapter(dict[str, JsonValue]).validate_python(report.as_json())
        return Report(added=report.added, refused=report.refused, text=tuple(report.lines()), document=document)

    @router.post("/backup")
    async def backup(body: Backup, verbs: Verbs) -> BackupReport:
        return await asyncio.to_thread(verbs.backup, body.file)

    @router.post("/restore")
    async def restore(body: Restore, verbs: Verbs) -> RestoreReport:
        return await asyncio.to_thread(verbs.restore, body.file, body.force)

    @router.get("/doctor")
    async def doctor(verbs: Verbs) -> list[Check]:
        return list(await asyncio.to_thread(verbs.doctor))


def _add_accounts(router: APIRouter) -> None:
    @router.get("/users")
    async def users(verbs: Verbs) -> list[AccountRow]:
        return [AccountRow.model_validate(one) for one in await asyncio.to_thread(verbs.users)]

    @router.post("/users/add", status_code=204)
    async def add_user(body: Credentials, verbs: Verbs) -> None:
        await asyncio.to_thread(verbs.add_user, body.code, body.password)

    @router.post("/users/password", status_code=204)
    async def set_password(body: Credentials, verbs: Verbs) -> None:
        await asyncio.to_thread(verbs.set_password, body.code, body.password)

    @router.post("/users/disable", status_code=204)
    async def disable(body: Code, verbs: Verbs) -> None:
        await asyncio.to_thread(verbs.disable_user, body.code)


def _add_audit(router: APIRouter) -> None:
    @router.get("/audit")
    async def records(
        verbs: Verbs,
        limit: Annotated[int, Query(ge=1)],
        user: str | None = None,
        kind: AuditKind | None = None,
        since: AwareDatetime | None = None,
    ) -> list[AuditLine]:
        return list(await asyncio.to_thread(verbs.audit_list, limit, user=user, kind=kind, since=since))

    @router.get("/audit/verify")
    async def verify(verbs: Verbs, expect: str | None = None) -> AuditCheck:
        return await asyncio.to_thread(verbs.audit_verify, expect)


def _add_feedback(router: APIRouter) -> None:
    @router.get("/feedback")
    async def feedback(
        verbs: Verbs,
        limit: Annotated[int, Query(ge=1)],
        kind: FeedbackKind | None = None,
        since: AwareDatetime | None = None,
        number: int | None = None,
    ) -> list[Feedback]:
        return list(await asyncio.to_thread(verbs.feedback, limit, kind=kind, since=since, number=number))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
