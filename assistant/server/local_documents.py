"""The local API for documents: long work tells how far it is, a JSON object a line, the last one how it ended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter

from assistant.document_keeping import IndexProgress, IndexReport
from assistant.documents import Access, Secrecy
from assistant.errors import AssistantError
from assistant.server.local_verbs import Verbs
from assistant.server.problems import from_error, unexpected

LINES = "application/x-ndjson"
Work = Callable[[IndexProgress], JsonValue]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GivenAccess(Body):
    secrecy: Secrecy
    units: tuple[str, ...] = ()


class Folder(Body):
    folder: Path
    access: GivenAccess | None = None


class Name(Body):
    name: str


def add_documents(router: APIRouter) -> None:
    @router.post("/index")
    async def index(body: Folder, verbs: Verbs) -> StreamingResponse:
        access = Access(body.access.secrecy, body.access.units) if body.access else None
        return _told(lambda progress: _report(verbs.index_folder(body.folder, access, progress)))

    @router.post("/index/rebuild")
    async def rebuild(verbs: Verbs) -> StreamingResponse:
        return _told(verbs.rebuild_index)

    @router.get("/documents")
    async def documents(verbs: Verbs, name: str | None = None) -> list[dict[str, JsonValue]]:
        return _json(await asyncio.to_thread(verbs.documents, name))

    @router.post("/documents/remove")
    async def remove(body: Name, verbs: Verbs) -> list[str]:
        return list(await asyncio.to_thread(verbs.remove_documents, body.name))


def _report(report: IndexReport) -> JsonValue:
    document = TypeAdapter(dict[str, JsonValue]).validate_python(report.as_json())
    return {"refused": report.refused, "text": list(report.lines()), "document": document}


def _json(documents: object) -> list[dict[str, JsonValue]]:
    return TypeAdapter(list[dict[str, JsonValue]]).validate_python(documents)


def _told(work: Work) -> StreamingResponse:
    """`{"file", "done", "total"}` while it goes on, then `{"result"}`, or `{"problem"}` as elsewhere."""
    return StreamingResponse(_lines(work), media_type=LINES)


async def _lines(work: Work) -> AsyncIterator[str]:
    """Whoever asked may go away: the work goes on to its end."""
    loop, waiting = asyncio.get_running_loop(), asyncio.Queue[dict[str, JsonValue]]()

    def say(line: dict[str, JsonValue]) -> None:
        loop.call_soon_threadsafe(waiting.put_nowait, line)

    def run() -> None:
        try:
            result = work(lambda file, done, total: say({"file": file, "done": done, "total": total}))
        except AssistantError as exc:
            say({"problem": json.loads(bytes(from_error(exc, trusted=True).body))})
        except BaseException:
            say({"problem": json.loads(bytes(unexpected().body))})
            raise
        else:
            say({"result": result})

    working = asyncio.create_task(asyncio.to_thread(run))
    while True:
        line = await waiting.get()
        yield json.dumps(line, ensure_ascii=False) + "\n"
        if "file" not in line:
            break
    await working
