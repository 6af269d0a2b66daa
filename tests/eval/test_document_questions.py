"""The questions about the sample documents: well-formed, and what they expect stands where they say."""

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from eval.anchor import ANCHOR
from eval.held_out import is_held_out
from ingest.sample.documents.source import Source, sources
from ingest.sample.people import people
from ingest.sample.place import read_units

FOLDER = Path(__file__).parents[2] / "eval" / "questions"
FILES = [FOLDER / "documents.jsonl", FOLDER / "documents_more.jsonl"]
CASES: list[dict[str, Any]] = [json.loads(line) for file in FILES for line in file.read_text("utf-8").splitlines()]
REMARKS = {"chưa có hiệu lực", "hết hiệu lực", "dự thảo"}
"""What the answer adds to the words of a document."""
FOUND = [case for case in CASES if case["expect"].get("cites")]


@cache
def documents() -> tuple[Source, ...]:
    return tuple(sources(ANCHOR))


def cited(cite: dict[str, str]) -> Source:
    def fits(source: Source) -> bool:
        number = source.letterhead.number if source.letterhead else source.side.get("number")
        return cite.get("document", next(iter(source.files))) in source.files and cite.get("number", number) == number

    (found,) = [source for source in documents() if fits(source)]
    return found


def passage(cite: dict[str, str]) -> str:
    """The text of the place that a citation names; what an amending act changes is found there."""
    text = cited(cite).body
    if cite.get("number") == "215/QĐ-UBND" and (cite.get("article"), cite.get("clause")) in AMENDED:
        text = cited({"number": "540/QĐ-UBND"}).body
        begin, end = AMENDED[cite["article"], cite.get("clause")]
        return text[text.index(begin) : text.index(end, text.index(begin))]
    text = text.split("<<<")[1] if "<<<" in text and "article" in cite else text
    for key, pattern, stop in (
        ("article", r"(?:## |\*\*)Điều {}\.", r"(?:#|\*\*Điều)"),
        ("clause", r"{}\. ", r"\d+\. "),
    ):
        if key in cite:
            text = _part(text, pattern.format(re.escape(cite[key])), stop)
    return _part(text, rf"{cite['point']}\) ", r"\w\) ") if "point" in cite else text


AMENDED: dict[tuple[str | None, str | None], tuple[str, str]] = {
    ("5", "2"): ("“2. Tài liệu", "”."),
    ("9a", None): ("“Điều 9a.", "”."),
    ("9a", "1"): ("1. Công chức được sử dụng", "\n"),
    ("9a", "2"): ("2. Không đưa", "\n"),
    ("9a", "3"): ("3. Người sử dụng", "”."),
}


def _part(text: str, begin: str, stop: str) -> str:
    """The lines from one that begins so up to one that begins like the next."""
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if re.match(begin, line))
    last = next((n for n in range(first + 1, len(lines)) if re.match(stop, lines[n])), len(lines))
    return "\n".join(lines[first:last])


def plain(text: str) -> str:
    text = re.sub(r"ngày (\d\d) tháng (\d{1,2}) năm (\d{4})", lambda d: f"{d[1]}/{int(d[2]):02d}/{d[3]}", text)
    return " ".join(unicodedata.normalize("NFC", text).lower().replace("*", "").split())


def test_there_are_enough_of_every_kind() -> None:
    assert len(CASES) >= 380
    assert len({case["id"] for case in CASES}) == len(CASES)
    unanswered = [case for case in CASES if case["expect"]["status"] == "not_found"]
    assert len(unanswered) >= 120
    assert len([case for case in unanswered if case["expect"].get("leak")]) >= 20
    of_kind = Counter((case["expect"]["status"], is_held_out(case["id"])) for case in CASES)
    assert all(of_kind[status, True] * 4 >= of_kind[status, False] for status in ("answered", "not_found"))


def test_every_document_is_asked_about() -> None:
    cited_files = {file for case in FOUND for cite in case["expect"]["cites"] for file in cited(cite).files}
    notices = {file for source in documents() for file in source.files if file.startswith("TB-ket-luan")}
    assert cited_files | notices == {file for source in documents() for file in source.files}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_line_is_as_the_question_sets_are(case: dict[str, Any]) -> None:
    assert case.keys() - {"session"} == {"id", "question", "user", "now", "expect"}
    assert case["expect"].keys() <= {"tool", "status", "contains", "not_contains", "cites", "leak"}
    assert case["now"].startswith(ANCHOR.isoformat())
    assert case["user"] in {person.code for person in people(read_units())}


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case["id"])
def test_what_is_expected_stands_in_the_places_cited(case: dict[str, Any]) -> None:
    texts = plain(" ".join(passage(cite) for cite in case["expect"]["cites"]))
    for words in set(case["expect"].get("contains", [])) - REMARKS:
        replaced = words == "215/QĐ-UBND" and case["id"].startswith("doc-replaced")
        assert replaced or plain(words) in texts


def test_who_is_answered_may_see_and_who_is_not_may_not() -> None:
    units = {person.code: (person.unit, person.role) for person in people(read_units())}
    for case in FOUND:
        unit, role = units[case["user"]]
        for cite in case["expect"]["cites"]:
            access = cited(cite).side.get("access")
            assert access is None or role == "lanh_dao_thanh_pho" or unit in access["units"]
    for case in CASES:
        secrets = [w for w in case["expect"].get("leak", []) if case["expect"]["status"] == "not_found"]
        unit, role = units[case["user"]]
        holders = [s for s in documents() if s.side.get("access") and any(w in s.body for w in secrets)]
        assert bool(holders) == bool(secrets)
        assert all(role != "lanh_dao_thanh_pho" and unit not in s.side["access"]["units"] for s in holders)


def test_a_place_that_does_not_exist() -> None:
    """How many articles there are, as the answer must say."""
    beyond = [case for case in CASES if case["id"].startswith("doc-noplace") and "contains" in case["expect"]]
    assert beyond
    for case in beyond:
        named = re.search(r"\d+(?:/\d+)?/QĐ-UBN?D?", case["question"])
        source = cited(UNNUMBERED.get(case["id"]) or {"number": named[0] if named else ""})
        body = source.body.split("<<<")[1] if "<<<" in source.body else source.body
        articles = [int(number) for number in re.findall(r"^(?:## |\*\*)Điều (\d+)\.", body, re.MULTILINE)]
        assert case["expect"]["contains"] == [str(max(articles))]


UNNUMBERED = {
    "doc-noplace-07": {"number": "925/QĐ-UBND"},
    "doc-noplace-11": {"document": "DU-THAO-quy-dinh-tiep-cong-dan.docx"},
}
"""Documents that such a question names in words."""
VAIN = [
    *("đồng phục", "trúng thầu", "tổng đài", "xăng", "nâng lương", "thai sản", "khởi điểm", "bàn ghế"),
    *("đưa đón", "văn phòng phẩm", "khiếu nại", "thôi việc", "giữ xe", "xe tải", "giáp hạt", "biển hiệu", "gia cầm"),
    *("học phí", "thanh lý", "sao lưu", "giấy in", "giá đất", "tiền điện"),
    *("216/", "1041/", "181/", "19/ct", "2201/", "tt-bnv", "31/2025", "734/", "212/tb", "máy chủ", "siêu bão"),
]
"""Words of questions that no document answers."""


def test_what_is_asked_in_vain_is_nowhere() -> None:
    assert "Điều 23." not in cited({"number": "215/QĐ-UBND"}).body
    assert "Điều 15." not in cited({"number": "1040/QĐ-UBND"}).body
    everything = plain(" ".join(source.body for source in documents()))
    vain = ["karaoke", "thả rông", "gửi xe", "sau đại học", "vỹ dạ", "nước sạch", "9999", *VAIN]
    assert [word for word in vain if word in everything] == []
