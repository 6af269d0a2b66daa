"""The language model: any OpenAI-compatible endpoint, through LangChain; by default our own local one.

`LocalEndpoint` starts `assistant/llm_worker.py` and starts it again when it has died; `RemoteEndpoint` is a setting.
`ChatModel` is the same code for both.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.errors import LanguageModelError, ModelError


class Endpoint(Protocol):
    """Where the model answers."""

    def address(self, seconds: float) -> tuple[str, str]:
        """Base URL and API key, waiting at most `seconds` for it to load. Raises LanguageModelError."""
        ...

    def start(self) -> None: ...

    def restart(self) -> None:
        """The model stopped answering: begin again where that is ours to do."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class RemoteEndpoint:
    """`TROLY_LLM_BASE_URL`: vLLM, Ollama or any other."""

    url: str
    key: str

    def address(self, seconds: float) -> tuple[str, str]:
        return self.url, self.key

    def start(self) -> None:
        return None

    def restart(self) -> None:
        return None

    def close(self) -> None:
        return None


class LocalEndpoint:
    """The local model's worker process, started when first needed or by `start()`."""

    def __init__(self, model: Callable[[], Path], alias: str) -> None:
        """`model` gives the GGUF file when it is needed, or raises ModelError."""
        self._model = model
        self._alias = alias
        self._key = secrets.token_urlsafe(24)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._url: str | None = None
        self._ready = threading.Event()

    def start(self) -> None:
        """Start loading unless it is loading or loaded; returns at once."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                return
            self._reap()
            try:
                model = str(self._model())
            except ModelError as exc:
                raise LanguageModelError(str(exc)) from exc
            self._ready, self._url = threading.Event(), None
            self._process = subprocess.Popen(
                [sys.executable, "-m", "assistant.llm_worker", "--model", model, "--alias", self._alias],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            threading.Thread(target=self._greet, args=(self._process, self._ready), daemon=True).start()

    def restart(self) -> None:
        self.close()
        self.start()

    def address(self, seconds: float) -> tuple[str, str]:
        self.start()
        ready = self._ready
        if not ready.wait(seconds):
            raise LanguageModelError(f"the local model did not load within {seconds:.0f} s")
        if self._url is None:
            raise LanguageModelError("the local model's process ended while loading")
        return f"{self._url}/v1", self._key

    def close(self) -> None:
        with self._lock:
            self._reap()

    def _reap(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _greet(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        """Hand over the key and wait for the address, beside the caller."""
        try:
            if process.stdin is not None and process.stdout is not None:
                process.stdin.write(self._key + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
                if process is self._process and line:
                    self._url = json.loads(line)["url"]
        except (OSError, ValueError):
            pass  # it died while loading: `address` says so, since there is no URL
        finally:
            ready.set()


class ChatModel:
    """A LanguageModel over an endpoint; output is held to a JSON schema by the endpoint's own grammar."""

    def __init__(self, endpoint: Endpoint, model: str, seconds: float, max_tokens: int = 96) -> None:
        self._endpoint = endpoint
        self._model = model
        self._seconds = seconds
        self._max_tokens = max_tokens

    def start(self) -> None:
        self._endpoint.start()

    def close(self) -> None:
        self._endpoint.close()

    def complete(
        self, system: str, question: str, schema: dict[str, object], seconds: float | None = None
    ) -> dict[str, object]:
        from openai import APIConnectionError, APITimeoutError

        budget = self._seconds if seconds is None else seconds
        deadline = time.monotonic() + budget
        try:
            return self._ask(system, question, schema, deadline)
        except APITimeoutError as exc:
            raise LanguageModelError(f"no answer within {budget:.0f} s") from exc
        except APIConnectionError:
            self._endpoint.restart()  # its process was killed, or is about to vanish
        try:
            return self._ask(system, question, schema, deadline)
        except APIConnectionError as exc:
            raise LanguageModelError(f"the model does not answer: {exc}") from exc

    def _ask(self, system: str, question: str, schema: dict[str, object], deadline: float) -> dict[str, object]:
        from langchain_core.exceptions import OutputParserException
        from langchain_openai import ChatOpenAI
        from openai import APIConnectionError, OpenAIError
        from pydantic import SecretStr

        url, key = self._endpoint.address(max(0.0, deadline - time.monotonic()))
        model = ChatOpenAI(
            base_url=url,
            api_key=SecretStr(key),
            model=self._model,
            temperature=0,
            max_completion_tokens=self._max_tokens,
            timeout=max(0.1, deadline - time.monotonic()),
            max_retries=0,
        ).with_structured_output(schema, method="json_schema")
        try:
            answer = model.invoke([("system", system), ("human", question)])
        except APIConnectionError:
            raise
        except (OpenAIError, OutputParserException, ValueError, TypeError, AttributeError, LookupError) as exc:
            # the last three: what LangChain runs into when the body is no chat completion
            raise LanguageModelError(f"{type(exc).__name__}: {exc}") from exc
        if not isinstance(answer, dict):
            raise LanguageModelError("the model's answer is not a JSON object")
        return answer
