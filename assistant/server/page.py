"""The page and the API description, served from this machine alone."""

from __future__ import annotations

import asyncio
from importlib import resources
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.runtime import Runtime
from prompts import message

WEB = Path(__file__).parent.parent / "web"
TOOLS = (
    "kpi_summary",
    "kpi_ranking",
    "kpi_person",
    "kpi_causes",
    "task_list",
    "task_detail",
    "schedule",
    "schedule_free",
    "meeting_conclusions",
    "procedure",
    "forum",
    "documents",
    "smalltalk",
)
ARGUMENTS = (
    "unit",
    "person",
    "from",
    "to",
    "level",
    "order",
    "limit",
    "basis",
    "text",
    "status",
    "task",
    "meeting",
    "topic",
    "procedure",
    "question",
)
ROUTERS = ("rule", "semantic", "llm", "session")
STATUSES = ("not_found", "denied", "clarify", "out_of_scope", "error")
WORDS = (
    *(f"status_{name}" for name in STATUSES),
    *(f"router_{name}" for name in ROUTERS),
    *(f"tool_{name}" for name in TOOLS),
    *(f"arg_{name}" for name in ARGUMENTS),
    "article",
    "asked",
    "citations",
    "clause",
    "feedback_thanks",
    "fresh",
    "heard",
    "listening",
    "mic_absent",
    "mic_failed",
    "mic_insecure",
    "mic_opening",
    "mic_ready",
    "mic_refused",
    "mic_unsupported",
    "network_failed",
    "period",
    "period_from",
    "period_to",
    "play",
    "point",
    "router",
    "sending",
    "signed_out",
    "speech_failed",
    "stop",
    "suggestions",
    "table_caption",
    "thinking",
    "too_short",
    "took",
    "voice",
    "you",
)
"""The sentences that the page's script shows."""


def routes(runtime: Runtime) -> APIRouter:
    environment = Environment(loader=FileSystemLoader(WEB), autoescape=True, undefined=StrictUndefined)
    shared = {"say": lambda key, **values: message("web", key, **values)}
    index = environment.get_template("index.html")
    given = {
        "words": {key: message("web", key) for key in WORDS},
        "max_chars": runtime.settings.max_question_chars,
        "max_seconds": runtime.settings.max_audio_seconds,
    }
    docs = environment.get_template("docs.html").render(shared)
    router = APIRouter(include_in_schema=False)

    @router.get("/", response_class=HTMLResponse)
    async def page() -> HTMLResponse:
        sample = await asyncio.to_thread(runtime.is_sample)
        return HTMLResponse(index.render(shared, **given, sample=sample), headers={"Cache-Control": "no-cache"})

    @router.get("/docs", response_class=HTMLResponse)
    async def api_docs() -> HTMLResponse:
        return HTMLResponse(docs, headers={"Cache-Control": "no-cache"})

    return router


def add_assets(app: FastAPI) -> None:
    """The page's own files, and Swagger UI from the package `fastapi-offline` (no content network)."""
    app.mount("/web", StaticFiles(directory=WEB), name="web")
    swagger = Path(str(resources.files("fastapi_offline") / "static"))
    app.mount("/swagger", StaticFiles(directory=swagger), name="swagger")
