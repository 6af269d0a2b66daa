"""Errors as RFC 9457 problem details: a stable `code` and a Vietnamese `detail`.

RequestError (AssistantError)   what only HTTP can get wrong; sentences in `prompts/web.yaml`
├── UnauthenticatedError        401  unauthenticated
├── SignInRefusedError          401  sign-in-refused
├── ForbiddenError              403  forbidden
├── CsrfFailedError             403  csrf-failed
├── NotFoundError               404  not-found
├── AnswerGoneError             404  answer-gone
└── ThrottledError              429  throttled
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import JsonValue
from starlette.exceptions import HTTPException

from assistant.errors import (
    AssistantError,
    AudioError,
    ConfigError,
    DocumentIndexError,
    InputError,
    LanguageModelError,
    SpeechError,
    StoreError,
    UnknownUserError,
)
from assistant.wording import sentence
from prompts import message


class RequestError(AssistantError):
    status = 400

    def __init__(self, message: str, headers: Mapping[str, str] | None = None, **values: str) -> None:
        super().__init__(message, **values)
        self.headers = dict(headers or {})


class UnauthenticatedError(RequestError):
    code = "unauthenticated"
    status = 401

    def __init__(self) -> None:
        super().__init__("no session", {"WWW-Authenticate": 'Bearer realm="troly"'})


class SignInRefusedError(RequestError):
    code = "sign-in-refused"
    status = 401


class ForbiddenError(RequestError):
    code = "forbidden"
    status = 403


class CsrfFailedError(RequestError):
    code = "csrf-failed"
    status = 403


class NotFoundError(RequestError):
    code = "not-found"
    status = 404


class AnswerGoneError(RequestError):
    code = "answer-gone"
    status = 404


class ThrottledError(RequestError):
    code = "throttled"
    status = 429


STATUS: tuple[tuple[type[AssistantError], int], ...] = (
    (UnknownUserError, 403),
    (AudioError, 422),
    (InputError, 422),
    (ConfigError, 503),
    (StoreError, 503),
    (DocumentIndexError, 503),
    (SpeechError, 503),
    (LanguageModelError, 503),
)
CODES = {400: "invalid-request", 404: "not-found", 405: "method-not-allowed", 413: "too-large"}


def add_problems(app: FastAPI, *, trusted: bool = False) -> None:
    """Turn every error of `app` into a problem; a trusted caller also gets the values that fill its sentence."""

    @app.exception_handler(AssistantError)
    async def on_error(request: Request, exc: AssistantError) -> JSONResponse:
        return from_error(exc, trusted=trusted)

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, exc: HTTPException) -> JSONResponse:
        code = CODES.get(exc.status_code, "invalid-request")
        return problem(exc.status_code, code, message("web", code), headers=exc.headers)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, exc: RequestValidationError) -> JSONResponse:
        wrong: list[JsonValue] = [
            {"field": ".".join(str(part) for part in error["loc"]), "reason": str(error["type"])}
            for error in exc.errors()
        ]
        return problem(422, "invalid-request", message("web", "invalid-request"), errors=wrong)


def from_error(exc: AssistantError, *, trusted: bool = False) -> JSONResponse:
    if isinstance(exc, RequestError):
        return problem(exc.status, exc.code, message("web", exc.code, **exc.values), headers=exc.headers)
    status = next((status for kind, status in STATUS if isinstance(exc, kind)), 500)
    if trusted:
        return problem(status, exc.code, sentence(exc), reason=str(exc), values=dict[str, JsonValue](exc.values))
    # what is missing, and where, is the administrator's affair
    hidden = isinstance(exc, ConfigError | StoreError | DocumentIndexError)
    return problem(status, exc.code, message("web", "unavailable") if hidden else sentence(exc))


def unexpected() -> JSONResponse:
    """For what nobody foresaw."""
    return from_error(AssistantError("unexpected"))


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **more: JsonValue,
) -> JSONResponse:
    body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail, **more}
    return JSONResponse(body, status, headers, media_type="application/problem+json")
