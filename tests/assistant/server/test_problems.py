import json

import pytest

from assistant.errors import AssistantError
from assistant.server.problems import CODES, RequestError, from_error
from prompts import message


def descendants(root: type[AssistantError]) -> list[type[AssistantError]]:
    return [root, *(kind for child in root.__subclasses__() for kind in descendants(child))]


@pytest.mark.parametrize("kind", [k for k in descendants(AssistantError) if not issubclass(k, RequestError)])
def test_every_error_becomes_a_problem(kind: type[AssistantError]) -> None:
    response = from_error(kind("developers' words", length="2001", limit="2000"))
    body = json.loads(bytes(response.body))

    assert response.status_code == body["status"] >= 400
    assert body["code"] == kind.code
    assert len(body["detail"]) > 10


@pytest.mark.parametrize("kind", descendants(RequestError)[1:])
def test_errors_of_http_have_their_own_codes_and_sentences(kind: type[RequestError]) -> None:
    assert kind.code != AssistantError.code
    assert message("web", kind.code, seconds="3")


@pytest.mark.parametrize("code", CODES.values())
def test_plain_http_errors_have_sentences(code: str) -> None:
    assert message("web", code)
