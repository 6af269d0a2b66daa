"""What holds for every request: its id, size limits, security headers, one log line, and no error unanswered."""

from __future__ import annotations

import logging
import re
import secrets
import time
import traceback
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.server.problems import unexpected

LOG = logging.getLogger("troly.http")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Largest request bodies, bytes."""

    body: int = 256 * 1024
    upload: int = 25 * 1024 * 1024
    upload_paths: frozenset[str] = frozenset({"/api/ask/audio"})

    def of(self, path: str) -> int:
        return self.upload if path in self.upload_paths else self.body


class Edge:
    """ASGI middleware, outermost. Logs hold method, path, status and time, never a question."""

    def __init__(self, app: ASGIApp, limits: Limits | None = None) -> None:
        self.app = app
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0
        request_id = _request_id(Headers(scope=scope))

        async def send_marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _mark(MutableHeaders(scope=message), scope, request_id)
            await send(message)

        try:
            await self.app(scope, self._limited(scope, receive), send_marked)
        except Exception as exc:  # noqa: BLE001 - the last line of defence; its text may quote a question, so it is not logged
            frames = "".join(traceback.format_tb(exc.__traceback__))
            LOG.error("%s %s in %s\n%s", request_id, type(exc).__name__, scope["path"], frames)
            if not status:
                await unexpected()(scope, receive, send_marked)
        took = 1000 * (time.perf_counter() - started)
        LOG.info("%s %s %s %d %.0f ms", request_id, scope["method"], scope["path"], status, took)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        if self.limits is None:
            return receive
        limit, seen = self.limits.of(scope["path"]), 0
        announced = Headers(scope=scope).get("content-length", "0")

        async def receive_counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit or (announced.isdecimal() and int(announced) > limit):
                raise HTTPException(413)
            return message

        return receive_counted


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _mark(headers: MutableHeaders, scope: Scope, request_id: str) -> None:
    for name, value in SECURITY.items():
        headers.setdefault(name, value)
    if scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if scope["path"].startswith(("/api/", "/local/")):
        headers.setdefault("Cache-Control", "no-store")
    headers["X-Request-ID"] = request_id
