"""The language model as both peers have it: our own endpoint, temperature 0, bounded in words and time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.build import language_endpoint
from assistant.models import Models
from assistant.settings import Settings
from assistant.types import Answer
from assistant.wire import answer_json
from eval.cases import Case
from eval.graded import AnswerJson

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

MOST_TOKENS = 160
"""Of one reply: a call or two sentences."""
LOAD_SECONDS = 120.0


@contextmanager
def opened_model(settings: Settings, kind: type[ChatOpenAI], seconds: float) -> Iterator[ChatOpenAI]:
    """`kind` over the endpoint of the settings; `seconds` a reply. Raises LanguageModelError, ModelError."""
    from pydantic import SecretStr

    endpoint = language_endpoint(settings, Models(settings.models_dir, settings.models_mirror))
    try:
        url, key = endpoint.address(LOAD_SECONDS)
        yield kind(
            base_url=url,
            api_key=SecretStr(key),
            model=settings.llm_model,
            temperature=0,
            seed=0,
            max_completion_tokens=MOST_TOKENS,
            timeout=seconds,
            max_retries=0,
        )
    finally:
        endpoint.close()


def peer_error(case: Case, why: str, millis: int) -> AnswerJson:
    """A peer that broke or took too long has answered with an error; `why` is for developers."""
    said = answer_json(Answer(question=case.question, answer="", speech="", status="error"))
    return {**said, "error": why, "took_ms": {"total": millis}}
