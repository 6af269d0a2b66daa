"""The language model as both peers have it: our own endpoint, temperature 0, bounded in words and time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import JsonValue

from assistant.build import language_endpoint
from assistant.models import Models
from assistant.settings import Settings
from assistant.types import Answer
from assistant.wire import answer_json
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


def peer_answer(answer: Answer, millis: int, broke: str = "") -> AnswerJson:
    """As the report reads it; `broke` (for developers) is why a peer broke off, if it did."""
    took: dict[str, JsonValue] = {"total": millis}
    return {**answer_json(answer), "took_ms": took, **({"error": broke} if broke else {})}
