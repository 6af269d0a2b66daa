"""Official documents with every real part: a question, its citation, and the page that opens at the clause."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.end_to_end.conftest import City

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def clerk(city: City) -> httpx.Client:
    """Signed in as a clerk of a ward."""
    http = httpx.Client(base_url=city.url, trust_env=False)
    signed_in = http.post("/api/session", json={"user": "CC0003", "password": city.password}).raise_for_status().json()
    http.headers["Authorization"] = f"Bearer {signed_in['token']}"
    return http


def cited(answer: dict[str, Any]) -> list[tuple[str | None, ...]]:
    return [(c["number"], c["article"], c["clause"], c["point"]) for c in answer["citations"]]


def test_a_named_place_is_quoted_first_with_its_citation(city: City, clerk: httpx.Client) -> None:
    answer = city.ask("điểm đ khoản 2 điều 4 quyết định 215/QĐ-UBND", user="CC0003")
    assert answer["calls"][0]["tool"] == "documents"
    assert answer["answer"].startswith("Điểm đ khoản 2 Điều 4 Quyết định 215/QĐ-UBND:\n“đ)")
    assert cited(answer) == [("215/QĐ-UBND", "4", "2", "đ")]
    path, _, anchor = answer["citations"][0]["url"].partition("#")
    page = clerk.get(path).raise_for_status().text
    assert f'id="{anchor}"' in page
    assert answer["citations"][0]["text"].splitlines()[0][:40] in page


def test_an_amended_clause_and_a_replaced_text(city: City) -> None:
    amended = city.ask("khoản 2 điều 5 quyết định 215/QĐ-UBND", user="CC0003")
    assert cited(amended) == [("215/QĐ-UBND", "5", "2", None)]
    assert "540/QĐ-UBND" in amended["answer"]
    replaced = city.ask("khoản 1 điều 9 quyết định 68/QĐ-UBND", user="CC0003")
    assert "hết hiệu lực" in replaced["answer"]
    assert "215/QĐ-UBND" in replaced["answer"]


def test_a_question_in_words_finds_the_clause(city: City) -> None:
    answer = city.ask("Theo quy định thì văn bản xin lỗi do ai ký khi hồ sơ chậm hạn?", user="CC0003")
    assert answer["status"] == "answered"
    assert answer["calls"][0]["tool"] == "documents"
    assert {c["article"] for c in answer["citations"]} >= {"14"}


@pytest.mark.parametrize("question", ["điều 1 quyết định 19/QĐ-TTr", "điều 99 quyết định 215/QĐ-UBND"])
def test_what_is_not_theirs_or_not_there(city: City, question: str) -> None:
    answer = city.ask(question, user="CC0003")
    assert (answer["status"], answer["citations"], answer["rows"]) == ("not_found", [], [])
    assert "kiểm định" not in json.dumps(answer, ensure_ascii=False)


def test_a_restricted_document_has_no_page_for_those_who_may_not_see_it(city: City, clerk: httpx.Client) -> None:
    url = city.ask("điều 1 quyết định 19/QĐ-TTr", user="CC0001")["citations"][0]["url"].partition("#")[0]
    missing, hidden = clerk.get("/documents/0000000000000000"), clerk.get(url)
    assert (missing.status_code, hidden.status_code) == (404, 404)
    assert missing.json() | {"instance": ""} == hidden.json() | {"instance": ""}
    assert httpx.get(city.url + url, trust_env=False).status_code == 401


def test_search_and_the_list_of_documents(city: City, clerk: httpx.Client) -> None:
    found = json.loads(city.troly("search", "tiếp công dân", "--user", "CC0003", "-k", "3", "--json").stdout)
    assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
    assert found["hits"][0]["url"].startswith("/documents/")
    over_http = clerk.get("/api/search", params={"q": "tiếp công dân", "k": 3}).raise_for_status().json()
    assert [hit["url"] for hit in over_http["hits"]] == [hit["url"] for hit in found["hits"]]
    listed = json.loads(city.troly("documents", "list", "--json").stdout)
    scans = [one for one in listed if one["ocr_pages"]]
    assert [one["duplicate_of"] is not None for one in scans] == [True]
