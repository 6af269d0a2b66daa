"""The verbs behind the local API, in the name of who runs them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Request

from assistant.local_client import OPERATOR
from assistant.server.auth import runtime_of
from assistant.verbs import Here


def verbs_of(request: Request) -> Here:
    return Here(runtime_of(request), unquote(request.headers.get(OPERATOR, ""))[:64])


Verbs = Annotated[Here, Depends(verbs_of)]
