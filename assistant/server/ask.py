"""Questions over HTTP: typed and spoken."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.runtime import Runtime
from assistant.server.auth import Asker, Running
from assistant.server.problems import NotFoundError
from assistant.server.replies import Replies
from assistant.types import Answer, Question

SessionName = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[\w.:-]+$")]


class AskBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    question: str | None = None
    text: str | None = None
    """The same as `question`; give one of them."""
    session: SessionName | None = None
    speak: bool = False
    """Whether `audio` shall be the URL of the spoken answer."""

    @model_validator(mode="after")
    def one_question(self) -> AskBody:
        if (self.question is None) == (self.text is None):
            raise ValueError("give either question or text")
        return self

    @property
    def asked(self) -> str:
        return self.question if self.question is not None else self.text or ""


def routes(replies: Replies) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["ask"])

    @router.post("/ask")
    async def ask(body: AskBody, who: Asker, runtime: Running) -> Answer:
        """One typed question, with the rights of the person signed in."""
        question = Question(body.asked, runtime.now(), body.session)
        answer = await asyncio.to_thread(runtime.turn.ask, question, who.asker)
        if not (body.speak and answer.speech):
            return answer
        return await asyncio.to_thread(_spoken, answer, who.asker.code, runtime, replies)

    @router.post("/ask/audio")
    async def ask_audio(
        who: Asker,
        runtime: Running,
        file: Annotated[UploadFile, File(description="Any recording that ffmpeg reads.")],
        session: Annotated[SessionName | None, Form()] = None,
        speak: Annotated[bool, Form()] = True,
    ) -> Answer:
        """One spoken question; `transcript` is what was heard, `audio` where the reply can be heard."""
        recording = await file.read()
        audio = await asyncio.to_thread(runtime.read_audio, recording, runtime.settings.max_audio_seconds)
        answer, reply = await asyncio.to_thread(runtime.turn.ask_audio, audio, who.asker, runtime.now(), session)
        if reply is None or not speak:
            return replace(answer, audio=None)
        wav = partial(runtime.wav_bytes, reply, answer.voice or runtime.synthesizer.voice)
        return replace(answer, audio=replies.keep(who.asker.code, wav))

    @router.get("/audio/{reply}", response_class=Response, responses={200: {"content": {"audio/wav": {}}}})
    async def audio(reply: str, who: Asker) -> Response:
        """A spoken reply of one's own, a while after it was given."""
        wav = await asyncio.to_thread(replies.hear, who.asker.code, reply)
        if wav is None:
            raise NotFoundError("no such reply")
        return Response(wav, media_type="audio/wav")

    return router


def _spoken(answer: Answer, user: str, runtime: Runtime, replies: Replies) -> Answer:
    """With the URL of its speech, which is made when it is fetched: reading need not wait for the voice."""
    voice = answer.voice or runtime.synthesizer.voice

    def speech() -> bytes:
        return runtime.wav_bytes(runtime.turn.say(answer), voice)

    return replace(answer, audio=replies.keep(user, speech), voice=voice)
