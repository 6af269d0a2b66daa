"""Is the process alive, and can it answer?"""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response
from pydantic import BaseModel

from assistant.server.auth import Running


class Readiness(BaseModel):
    ready: bool
    parts: dict[str, bool]


router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(response: Response, runtime: Running) -> Readiness:
    """Every part works; 503 and which does not, otherwise."""
    parts = dict(await asyncio.to_thread(runtime.ready))
    ready = all(parts.values())
    response.status_code = 200 if ready else 503
    return Readiness(ready=ready, parts=parts)
