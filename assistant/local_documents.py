"""The lines of the local API by which long work on documents says how far it is, read on the client's side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from pydantic import JsonValue

from assistant.document_keeping import IndexProgress
from assistant.documents import Access
from assistant.errors import StoreError
from prompts import message

Json = dict[str, JsonValue]
QUIET_SECONDS = 3600.0
"""Between two lines: a scan of a thousand pages is one file."""


@dataclass(frozen=True, slots=True)
class LocalIndexReport:
    """An IndexReport that was made by the server."""

    refused: int
    text: tuple[str, ...]
    document: Json

    def lines(self) -> tuple[str, ...]:
        return self.text

    def as_json(self) -> dict[str, object]:
        return dict(self.document)


def access_json(access: Access | None) -> JsonValue:
    return None if access is None else {"secrecy": access.secrecy, "units": list(access.units)}


def told(http: httpx.Client, path: str, body: Mapping[str, JsonValue], progress: IndexProgress | None) -> JsonValue:
    """The result of long work. Raises the error that it ended with, StoreError when the server goes away."""
    from assistant.local_client import error_of, error_of_problem

    timeout = httpx.Timeout(QUIET_SECONDS, connect=10)
    with _reached(), http.stream("POST", path, json=body, timeout=timeout) as response:
        if not response.is_success:
            response.read()
            raise error_of(response)
        for text in response.iter_lines():
            line: Json = json.loads(text)
            if "problem" in line:
                problem = line["problem"]
                raise error_of_problem(problem if isinstance(problem, dict) else {}, "")
            if "result" in line:
                return line["result"]
            if progress:
                progress(str(line["file"]), int(str(line["done"])), int(str(line["total"])))
    mend = message("serve", "server_unreachable")
    raise StoreError("the local server stopped in the middle", mend=mend, reason=mend)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError as exc:
        mend = message("serve", "server_unreachable")
        raise StoreError(f"{type(exc).__name__} from the local server", mend=mend, reason=mend) from exc
