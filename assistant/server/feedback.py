"""Feedback on an answer, from whoever got it; only the command line reads it."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.feedback import FeedbackKind
from assistant.server.auth import Asker, Running
from assistant.server.problems import AnswerGoneError


class FeedbackBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    answer: Annotated[str, Field(min_length=1, max_length=32)]
    """`id` of the answer."""
    kind: FeedbackKind


def routes() -> APIRouter:
    router = APIRouter(prefix="/api", tags=["ask"])

    @router.post("/feedback", status_code=204)
    async def feedback(body: FeedbackBody, who: Asker, runtime: Running) -> None:
        """Says that an answer of one's own was wrong; saying it again changes nothing. 404 for an answer that is not
        kept any more, or is somebody else's."""
        given = await asyncio.to_thread(runtime.feedback.give, who.asker, body.kind, answer=body.answer)
        if given is None:
            raise AnswerGoneError("no such answer")

    return router
