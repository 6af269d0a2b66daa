"""The documents tool over a small library: exact quotes, amended wording, remarks, what is not there, rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from assistant.access import Principal
from assistant.amendments import Amendments, place_of
from assistant.answer import TemplateAnswerer
from assistant.document_library import EmptyLibrary, IndexLibrary, Library
from assistant.document_seams import KnownDocument, Point
from assistant.documents import Access, Clause, Header, Passage, Place, searchable_text
from assistant.embed_fake import FakeEmbedder
from assistant.retrieve import Retriever
from assistant.sparse import SyllableEncoder
from assistant.tools.documents import TOOLS, DocumentArguments, Quoted
from assistant.tools.entry import Stores
from assistant.types import Answer, Plan, Question, ToolResult
from kpi_tools.rules import load_rules
from kpi_tools.store import Store
from tests.assistant.memory_index import ListedDocuments, MemoryIndex
from tests.assistant.test_retrieve import CLERK, LEADER, NOW
from voice.speakable import speakable

RULES = Header("215/QĐ-UBND", "Quyết định", "UBND phường", date(2026, 1, 5), date(2026, 1, 5), title="Quy chế làm việc")
OLD = replace(RULES, number="68/QĐ-UBND", issued=date(2025, 7, 1), effective=date(2025, 7, 1))
CHANGE = replace(
    RULES, number="540/QĐ-UBND", issued=date(2026, 5, 1), effective=date(2026, 5, 1), amends=("215/QĐ-UBND",)
)
SECRET = replace(RULES, number="19/QĐ-TTr", title="Thanh tra đột xuất")
TEXTS: Sequence[tuple[str, Header, Place, str, str | None]] = (
    ("quy-che", RULES, Place("4", "2"), "2. Chủ tịch quyết định:\na) Nhân sự;\nđ) Phòng, chống tham nhũng.", None),
    ("quy-che", RULES, Place("5", "2"), "2. Tài liệu phiên họp gửi trước 03 ngày làm việc.", None),
    ("cu", OLD, Place("9", "1"), "1. Báo cáo tháng gửi trước ngày 25.", None),
    ("sua", CHANGE, Place("1", "1"), "2. Tài liệu phiên họp gửi trước 02 ngày làm việc.", "215/QĐ-UBND#dieu-5-khoan-2"),
    ("sua", CHANGE, Place("1", "2"), "Điều 9a. Trợ lý ảo\n1. Được dùng trợ lý ảo.", "215/QĐ-UBND#dieu-9a"),
    ("mat", SECRET, Place("1", None), "Điều 1. Thanh tra việc kiểm định khống tại trạm.", None),
)


def library() -> Library:
    embedder, encoder, index = FakeEmbedder(), SyllableEncoder(), MemoryIndex()
    for order, (document, header, place, text, amends) in enumerate(TEXTS):
        access = Access("han_che") if document == "mat" else Access()
        clause = Clause(place, f"Điều {place.article}", text, amends=amends)
        passage = Passage(str(order), "s", document, "1", order, f"{document}.docx", clause, header, access)
        words = searchable_text(passage)
        index.put([Point(passage, embedder.passages([words])[0], encoder.passages([words])[0])])
    headers = {"quy-che": RULES, "cu": OLD, "sua": CHANGE, "mat": SECRET}
    known = [KnownDocument(name, "1", header, articles=22) for name, header in headers.items()]
    known[1] = replace(known[1], replaced_by=(RULES,))
    catalogue = ListedDocuments(known, hidden=["mat"])
    retriever = Retriever(index, embedder, encoder, catalogue, threshold=0.05)
    return IndexLibrary(lambda: retriever, lambda: Amendments(index, catalogue))


LIBRARY = library()


def ask(question: str, asker: Principal = CLERK, books: Library = LIBRARY) -> tuple[ToolResult, Answer]:
    stores = Stores(cast(Store, None), load_rules(), library=books)
    result = TOOLS["documents"].run(stores, asker, NOW, DocumentArguments(question=question))
    plan = Plan("rule", 1.0, asker.code, (result.call,))
    return result, TemplateAnswerer(speakable).answer(Question(question, NOW), plan, [result])


def cited(result: ToolResult) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [(c.number, c.article, c.clause, c.point) for c in result.citations]


def test_a_point_is_quoted_and_cited_alone() -> None:
    result, answer = ask("điểm đ khoản 2 điều 4 quyết định 215/QĐ-UBND")
    assert cited(result) == [("215/QĐ-UBND", "4", "2", "đ")]
    assert answer.answer.startswith("Điểm đ khoản 2 Điều 4 Quyết định 215/QĐ-UBND:\n“đ) Phòng, chống tham nhũng.”")
    assert answer.citations[0].url == "/documents/quy-che#dieu-4-khoan-2-diem-dd"
    assert "điểm đ" in answer.speech


def test_an_amended_place_is_quoted_as_it_now_reads() -> None:
    result, answer = ask("khoản 2 điều 5 quyết định 215/QĐ-UBND")
    assert cited(result) == [("215/QĐ-UBND", "5", "2", None)]
    assert "02 ngày" in answer.answer
    assert "03 ngày" not in answer.answer
    assert "540/QĐ-UBND" in answer.answer
    assert result.citations[0].document == "sua.docx"


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        (Place("4"), [Place("4", "1")]),
        (Place("4", "3"), [Place("4", "3")]),
        (Place("7", "2"), [Place("7")]),
        (Place("5"), []),
    ],
)
def test_a_clause_that_repeals_several_places_comes_once(asked: Place, parts: list[Place]) -> None:
    repealed = " ".join(f"215/QĐ-UBND#{anchor}" for anchor in ("dieu-4-khoan-1", "dieu-4-khoan-3", "dieu-7"))
    clause = Clause(Place("1", "3"), "Điều 1", "3. Bãi bỏ khoản 1, khoản 3 Điều 4; Điều 7.", amends=repealed)
    passage = Passage("1", "s", "sua", "1", 0, "sua.docx", clause, CHANGE, Access())
    index, words = MemoryIndex(), [clause.text]
    index.put([Point(passage, FakeEmbedder().passages(words)[0], SyllableEncoder().passages(words)[0])])
    amendments = Amendments(index, ListedDocuments([KnownDocument("sua", "1", CHANGE, articles=1)], hidden=[]))

    assert [one.place for one in amendments.of("215/QĐ-UBND", asked, CLERK)] == parts


def test_an_inserted_article_is_an_article_of_the_amended_act() -> None:
    result, answer = ask("điều 9a quyết định 215/QĐ-UBND")
    assert cited(result) == [("215/QĐ-UBND", "9a", None, None)]
    assert "trợ lý ảo" in answer.answer


def test_the_amending_act_itself_is_cited_when_it_is_asked_for() -> None:
    result, _ = ask("điều 1 khoản 1 quyết định 540/QĐ-UBND")
    assert cited(result) == [("540/QĐ-UBND", "1", "1", None)]


def test_a_replaced_text_says_so() -> None:
    _, answer = ask("khoản 1 điều 9 quyết định 68/QĐ-UBND")
    assert "ngày 25" in answer.answer
    assert "hết hiệu lực" in answer.answer
    assert "215/QĐ-UBND" in answer.answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("điều 99 quyết định 215/QĐ-UBND", "22 điều"),
        ("quyết định 9999/QĐ-UBND quy định gì", "9999"),
        ("điều 1 quyết định 19/QĐ-TTr", "19/QĐ-TTr"),
    ],
)
def test_what_is_not_there_or_not_theirs(question: str, said: str) -> None:
    result, answer = ask(question)
    assert (result.status, answer.status, result.citations) == ("not_found", "not_found", ())
    assert said in answer.answer
    assert "kiểm định" not in str(answer)


def test_a_restricted_document_and_none_look_alike() -> None:
    hidden, missing = (ask(f"điều 1 quyết định {number}/QĐ-TTr")[1].answer for number in ("19", "20"))
    assert hidden.replace("19", "20") == missing
    assert ask("điều 1 quyết định 19/QĐ-TTr", LEADER)[0].status == "answered"


def test_without_documents_nothing_is_found() -> None:
    result, answer = ask("khoản 2 điều 5 nghị định 45", books=EmptyLibrary())
    assert (result.status, cast(Quoted, result.data).quotes) == ("not_found", ())
    assert "Không tìm thấy" in answer.answer


@pytest.mark.parametrize(
    "place",
    [
        Place("5", "2"),
        Place("9a"),
        Place("5", "2", "đ"),
        Place("14", None, "b"),
        Place("3", "1", annex="II"),
        Place(annex=""),
        Place("2", annex=""),
        Place(),
    ],
)
def test_an_anchor_is_read_back(place: Place) -> None:
    read = place_of(place.anchor)
    assert replace(read, annex=read.annex and read.annex.upper()) == place
