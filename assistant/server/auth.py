"""Who is asking: sign-in, the session cookie or a bearer token, and protection against forged requests."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from assistant.access import Principal
from assistant.runtime import Runtime
from assistant.server.problems import (
    CsrfFailedError,
    ForbiddenError,
    SignInRefusedError,
    ThrottledError,
    UnauthenticatedError,
)
from assistant.server.throttle import Throttle
from assistant.types import AuditEvent

COOKIE = "troly_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="Set by POST /api/session.")
_bearer = HTTPBearer(auto_error=False, description="The `token` of POST /api/session.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    asker: Principal
    token: str


class SignIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    user: Annotated[str, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=1024)]


class Me(BaseModel):
    user: str
    name: str
    title: str
    role: str
    unit: str
    unit_name: str
    csrf: str
    """To be sent as `X-CSRF-Token` with every change that the cookie authenticates."""
    sample: bool
    """The figures are invented."""


class Session(Me):
    token: str
    """For scripts: `Authorization: Bearer TOKEN`."""


def runtime_of(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


Running = Annotated[Runtime, Depends(runtime_of)]


async def signed_in(
    request: Request,
    runtime: Running,
    cookie: Annotated[str | None, Depends(_cookie)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> SignedIn:
    """Raises UnauthenticatedError, or CsrfFailedError for a change that another site may have forged."""
    token = bearer.credentials if bearer else cookie
    asker = await asyncio.to_thread(runtime.accounts.signed_in, token) if token else None
    if token is None or asker is None:
        raise UnauthenticatedError
    if not bearer and request.method not in SAFE:
        refuse_cross_site(request)
        if not hmac.compare_digest(request.headers.get("x-csrf-token", "").encode(), csrf_token(token).encode()):
            raise CsrfFailedError("no or wrong X-CSRF-Token")
    return SignedIn(asker, token)


Asker = Annotated[SignedIn, Depends(signed_in)]


def csrf_token(token: str) -> str:
    """Bound to the session and derived from its secret, so nothing more needs to be stored."""
    return hmac.digest(token.encode(), b"troly csrf", "sha256").hex()


def refuse_cross_site(request: Request) -> None:
    """Raises ForbiddenError when the browser says that the request comes from another site."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForbiddenError("cross-site request")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForbiddenError(f"request from {origin}")


def routes(throttle: Throttle) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["session"])

    @router.post("/session")
    async def sign_in(body: SignIn, request: Request, response: Response, runtime: Running) -> Session:
        """Sign in with a local account. 401 when code or password are wrong, 429 after too many attempts."""
        refuse_cross_site(request)
        address = request.client.host if request.client else "?"
        who = await asyncio.to_thread(_sign_in, runtime, throttle, body, address)
        seconds = int(runtime.settings.session_hours * 3600)
        response.set_cookie(COOKIE, who.token, max_age=seconds, path="/", secure=True, httponly=True, samesite="strict")
        me = await asyncio.to_thread(_me, runtime, who)
        return Session(**me.model_dump(), token=who.token)

    @router.delete("/session", status_code=204)
    async def sign_out(asker: Asker, response: Response, runtime: Running) -> None:
        await asyncio.to_thread(runtime.accounts.sign_out, asker.token)
        response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")

    @router.get("/me")
    async def me(asker: Asker, runtime: Running) -> Me:
        return await asyncio.to_thread(_me, runtime, asker)

    return router


def _sign_in(runtime: Runtime, throttle: Throttle, given: SignIn, address: str) -> SignedIn:
    """Every outcome goes into the audit log. Raises ThrottledError, SignInRefusedError, StoreError."""
    code = given.user.strip()
    try:
        throttle.attempt(code.casefold(), address)
    except ThrottledError:
        if throttle.worth_recording(address):
            _record(runtime, code, "throttled", address)
        raise
    token = runtime.accounts.sign_in(code, given.password)
    asker = runtime.accounts.signed_in(token) if token else None
    if token is None or asker is None:
        throttle.failed(address)
        _record(runtime, code, "refused", address)
        raise SignInRefusedError("wrong code or password, or a disabled account")
    _record(runtime, code, "done", address)
    throttle.succeeded(code.casefold())
    return SignedIn(asker, token)


def _record(runtime: Runtime, code: str, status: str, address: str) -> None:
    """A code that is nobody's is not kept: people type passwords into the wrong field."""
    staff = {person.code for person in runtime.directory.people()}
    who = code if code in staff else "?"
    runtime.audit.record(AuditEvent(who, "sign_in", status, {"address": address}))


def _me(runtime: Runtime, who: SignedIn) -> Me:
    asker = who.asker
    unit_name = next((unit.name for unit in runtime.directory.units() if unit.code == asker.unit), asker.unit)
    return Me(
        user=asker.code,
        name=asker.name,
        title=asker.title,
        role=asker.role,
        unit=asker.unit,
        unit_name=unit_name,
        csrf=csrf_token(who.token),
        sample=runtime.is_sample(),
    )
