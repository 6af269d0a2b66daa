"""`troly` verbs through the server that owns the home, over its loopback API."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import quote

import httpx
from pydantic import JsonValue, TypeAdapter

from assistant.access import operator
from assistant.document_keeping import IndexProgress
from assistant.documents import Access
from assistant.errors import AssistantError, StoreError
from assistant.feedback import Feedback, FeedbackKind
from assistant.home import running_server
from assistant.local_documents import LocalIndexReport, access_json, told
from assistant.protocols import BackupReport, ImportProgress, RestoreReport
from assistant.runtime import Check
from assistant.types import Answer, AuditCheck, AuditKind, AuditLine, Transcript, Voice
from assistant.wire import answer_from_json
from prompts import message

Json = dict[str, JsonValue]
OPERATOR = "X-Troly-Operator"
"""Who runs the verb, for the audit log; percent-encoded. Whoever has the token is believed."""


@dataclass(frozen=True, slots=True)
class LocalReport:
    """An ImportReport that was made by the server."""

    added: int
    refused: int
    text: tuple[str, ...]
    document: Json

    def lines(self) -> tuple[str, ...]:
        return self.text

    def as_json(self) -> dict[str, object]:
        return dict(self.document)


@dataclass(frozen=True, slots=True)
class LocalAccount:
    code: str
    name: str
    role: str
    disabled: bool


class LocalServer:
    """Every method raises what the same work raises in the process: an AssistantError with the same code and values."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    @classmethod
    def find(cls, home: Path) -> Self | None:
        """The server that owns the home; None when there is none, or what it left behind is stale."""
        note = running_server(home)
        if note is None:
            return None
        headers = {"Authorization": f"Bearer {note.token}", OPERATOR: quote(operator())}
        http = httpx.Client(base_url=note.url, headers=headers, timeout=600, trust_env=False)
        try:
            if http.get("/local/ping", timeout=10).is_success:
                return cls(http)
        except httpx.HTTPError:
            pass
        http.close()
        return None

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
        """The answer and, when it was to be spoken, the WAV file."""
        asked = {"text": text, "user": user, "now": _iso(now), "session": session}
        body = asked | {"speak": speak, "explain": explain}
        return _spoken(self._json("POST", "/local/ask", json=body))

    def ask_audio(
        self,
        recording: bytes,
        user: str,
        *,
        now: datetime | None = None,
        session: str | None = None,
        explain: bool = False,
    ) -> tuple[Answer, bytes | None]:
        given = {"user": user, "now": _iso(now), "session": session, "explain": str(explain).lower()}
        form = {key: value for key, value in given.items() if value is not None}
        return _spoken(self._json("POST", "/local/ask/audio", data=form, files={"file": recording}))

    def search(self, text: str, user: str, limit: int, *, now: datetime | None = None) -> dict[str, Any]:
        body = {"text": text, "user": user, "limit": limit, "now": _iso(now)}
        return cast(dict[str, Any], self._json("POST", "/local/search", json=body))

    def import_folder(
        self, folder: Path, replace: Collection[str] = (), progress: ImportProgress | None = None
    ) -> LocalReport:
        """`progress` hears nothing: the server answers when it is done."""
        body = {"folder": str(folder.resolve()), "replace": list(replace)}
        return TypeAdapter(LocalReport).validate_python(self._json("POST", "/local/import", json=body))

    def index_folder(
        self, folder: Path, access: Access | None = None, progress: IndexProgress | None = None
    ) -> LocalIndexReport:
        body: Json = {"folder": str(folder.resolve()), "access": access_json(access)}
        return TypeAdapter(LocalIndexReport).validate_python(told(self._http, "/local/index", body, progress))

    def rebuild_index(self, progress: IndexProgress | None = None) -> int:
        return int(str(told(self._http, "/local/index/rebuild", {}, progress)))

    def documents(self, name: str | None = None) -> tuple[Json, ...]:
        return TypeAdapter(tuple[Json, ...]).validate_python(
            self._json("GET", "/local/documents", params={"name": name})
        )

    def remove_documents(self, name: str) -> tuple[str, ...]:
        return TypeAdapter(tuple[str, ...]).validate_python(
            self._json("POST", "/local/documents/remove", json={"name": name})
        )

    def transcribe(self, recording: bytes) -> Transcript:
        return TypeAdapter(Transcript).validate_python(
            self._json("POST", "/local/transcribe", files={"file": recording})
        )

    def speak(self, text: str) -> tuple[bytes, Voice]:
        """The WAV file, and which voice it is."""
        data = cast(Json, self._json("POST", "/local/speak", json={"text": text}))
        return base64.b64decode(str(data["wav"])), TypeAdapter(Voice).validate_python(data["voice"])

    def add_user(self, code: str, password: str) -> None:
        self._json("POST", "/local/users/add", json={"code": code, "password": password})

    def users(self) -> tuple[LocalAccount, ...]:
        return TypeAdapter(tuple[LocalAccount, ...]).validate_python(self._json("GET", "/local/users"))

    def set_password(self, code: str, password: str) -> None:
        self._json("POST", "/local/users/password", json={"code": code, "password": password})

    def disable_user(self, code: str) -> None:
        self._json("POST", "/local/users/disable", json={"code": code})

    def doctor(self) -> tuple[Check, ...]:
        return TypeAdapter(tuple[Check, ...]).validate_python(self._json("GET", "/local/doctor"))

    def audit_list(
        self, limit: int, *, user: str | None = None, kind: AuditKind | None = None, since: datetime | None = None
    ) -> tuple[AuditLine, ...]:
        given = {"limit": str(limit), "user": user, "kind": kind, "since": _iso(since)}
        return TypeAdapter(tuple[AuditLine, ...]).validate_python(self._json("GET", "/local/audit", params=given))

    def audit_verify(self, expect: str | None = None) -> AuditCheck:
        return TypeAdapter(AuditCheck).validate_python(
            self._json("GET", "/local/audit/verify", params={"expect": expect})
        )

    def feedback(
        self, limit: int, *, kind: FeedbackKind | None = None, since: datetime | None = None, number: int | None = None
    ) -> tuple[Feedback, ...]:
        wanted = None if number is None else str(number)
        given = {"limit": str(limit), "kind": kind, "since": _iso(since), "number": wanted}
        return TypeAdapter(tuple[Feedback, ...]).validate_python(self._json("GET", "/local/feedback", params=given))

    def backup(self, file: Path) -> BackupReport:
        body = {"file": str(file.absolute())}
        return TypeAdapter(BackupReport).validate_python(self._json("POST", "/local/backup", json=body))

    def restore(self, file: Path, force: bool = False) -> RestoreReport:
        body = {"file": str(file.absolute()), "force": force}
        return TypeAdapter(RestoreReport).validate_python(self._json("POST", "/local/restore", json=body))

    def close(self) -> None:
        self._http.close()

    def _json(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        data: Mapping[str, str] | None = None,
        files: Mapping[str, bytes] | None = None,
        params: Mapping[str, str | None] | None = None,
    ) -> JsonValue:
        asked = {key: value for key, value in (params or {}).items() if value is not None}
        try:
            response = self._http.request(method, path, json=json, data=data, files=files, params=asked)
        except httpx.HTTPError as exc:
            mend = message("serve", "server_unreachable")
            raise StoreError(f"{type(exc).__name__} from the local server", mend=mend, reason=mend) from exc
        if not response.is_success:
            raise error_of(response)
        return cast(JsonValue, response.json()) if response.content else None


def error_of(response: httpx.Response) -> AssistantError:
    """The error that a problem of the local API stands for."""
    try:
        problem: Mapping[str, object] = response.json()
    except ValueError:
        problem = {}
    return error_of_problem(problem, f"local server: {response.status_code}")


def error_of_problem(problem: Mapping[str, object], otherwise: str) -> AssistantError:
    """The same, of the problem alone."""
    code, values = problem.get("code"), problem.get("values")
    kind = next((kind for kind in _tree(AssistantError) if kind.code == code), AssistantError)
    said = str(problem.get("reason") or problem.get("detail") or otherwise)
    return kind(said, **{str(k): str(v) for k, v in values.items()} if isinstance(values, dict) else {})


def _tree(root: type[AssistantError]) -> list[type[AssistantError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in _tree(child))]


def _spoken(data: JsonValue) -> tuple[Answer, bytes | None]:
    body = cast(Json, data)
    wav = body["wav"]
    return answer_from_json(body["answer"]), base64.b64decode(str(wav)) if wav else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
