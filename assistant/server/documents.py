"""Official documents over HTTP: search, and each document as a page that opens at the clause."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.document_page import DocumentPage, PageLine
from assistant.hits import hits_json
from assistant.server.auth import Asker, Running
from assistant.server.page import WEB
from assistant.server.problems import NotFoundError
from prompts import message
from prompts.filters import day

CONTENTS = 3
"""Levels of headings in the table of contents."""


def routes() -> APIRouter:
    environment = Environment(loader=FileSystemLoader(WEB), autoescape=True, undefined=StrictUndefined)
    environment.globals["say"] = lambda key, **values: message("web", key, **values)
    environment.filters["day"] = day
    template = environment.get_template("document.html")
    router = APIRouter(tags=["documents"])

    @router.get("/api/search")
    async def search(
        who: Asker,
        runtime: Running,
        q: Annotated[str, Query(min_length=1, max_length=2000)],
        k: Annotated[int, Query(ge=1, le=50)] = 10,
    ) -> dict[str, Any]:
        """Passages nearest to a text, of those that the person signed in may see."""
        return await asyncio.to_thread(hits_json, runtime.library, q, who.asker, runtime.now(), k)

    @router.get("/documents", response_class=RedirectResponse, status_code=303)
    async def with_number(
        who: Asker, runtime: Running, number: Annotated[str, Query(min_length=1, max_length=200)]
    ) -> str:
        """The page of the document of a number."""
        found = await asyncio.to_thread(runtime.shelf.with_number, number, who.asker)
        if found is None:
            raise NotFoundError("no such document")
        return f"/documents/{quote(found, safe='')}"

    @router.get("/documents/{document}", response_class=HTMLResponse)
    async def page(document: str, who: Asker, runtime: Running, version: str | None = None) -> HTMLResponse:
        """A document to read, or an older version of it."""
        shown = await asyncio.to_thread(runtime.shelf.page, document, who.asker, runtime.now(), version)
        if shown is None:
            raise NotFoundError("no such document")
        sample = await asyncio.to_thread(runtime.is_sample)
        html = template.render(page=shown, contents=contents(shown), sample=sample)
        return HTMLResponse(html, headers={"Cache-Control": "private, no-store"})

    return router


def contents(page: DocumentPage) -> list[PageLine]:
    """The headings that a reader jumps to."""
    return [line for line in page.lines if line.heading and line.anchor and line.level <= CONTENTS]
