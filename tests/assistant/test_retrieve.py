"""The retriever over a small library written here: places, search, rights, versions, copies, validity, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import pytest

from assistant.access import Principal
from assistant.document_seams import KnownDocument, Point
from assistant.documents import Access, Clause, Header, Hit, Passage, Place, searchable_text
from assistant.embed_fake import FakeEmbedder
from assistant.retrieve import Found, Retriever
from assistant.sparse import SyllableEncoder
from tests.assistant.memory_index import ListedDocuments, MemoryIndex

NOW = datetime(2026, 7, 9, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
CLERK = Principal("CC0002", "Người thử", "PX-A", "chuyen_vien")
LEADER = Principal("CC0001", "Lãnh đạo thử", "TP", "lanh_dao_thanh_pho")
CAFE = Header("21/2026/QĐ-UBND", "Quyết định", "UBND", date(2026, 2, 1), date(2026, 3, 1), title="Quản lý vỉa hè")
OLD_CAFE = replace(CAFE, number="7/2020/QĐ-UBND", issued=date(2020, 5, 1), effective=date(2020, 6, 1))
DECREE = Header(
    "60/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 1, 9), date(2026, 2, 1), title="Hội thảo, hội nghị"
)
COMING = replace(DECREE, number="61/2026/NĐ-CP", title="Tiền thưởng", effective=date(2027, 1, 1))
NOTE = Header(None, "Ghi chép", None, None, title="Ghi chép vỉa hè", official=False)
SECRET = replace(CAFE, number="5/2026/QĐ-UBND", title="Phương án nhân sự")

RULES = {
    "5": ("Thời gian sử dụng vỉa hè", "1. Hộ kinh doanh được dùng vỉa hè từ 17 giờ đến 22 giờ hằng ngày."),
    "6": ("Phí sử dụng vỉa hè", "1. Mức phí là 20.000 đồng một mét vuông một tháng.\n2. Hộ nghèo được miễn phí."),
    "7": ("Xử lý vi phạm", "1. Người lấn chiếm lòng đường bị thu hồi giấy phép trong thời hạn 03 tháng."),
}
SEMINARS = {
    "1": ("Phạm vi điều chỉnh", "Nghị định này quy định việc tổ chức hội thảo quốc tế."),
    "2": ("Hồ sơ xin phép", "1. Hồ sơ gồm công văn, chương trình, danh sách khách mời:\na) Bản chính;\nđ) Bản dịch."),
    "9a": ("Kinh phí hội thảo", "1. Kinh phí do đơn vị tổ chức tự bảo đảm."),
}
AWARDS = {"3": ("Mức tiền thưởng", "1. Tiền thưởng bằng 10 lần mức lương cơ sở.")}
STAFF = {"2": ("Điều động", "1. Điều động nhân sự chủ chốt giữa các phòng trong quý ba.")}


def passages(document: str, header: Header, articles: dict[str, tuple[str, str]], version: str = "1") -> list[Passage]:
    found = []
    for order, (number, (title, text)) in enumerate(articles.items()):
        clause = Clause(Place(number), f"Chương I › Điều {number}. {title}", text)
        id_ = str(uuid5(NAMESPACE_URL, f"{document}/{version}/{number}"))
        found.append(Passage(id_, "nguon", document, version, order, f"{document}.docx", clause, header))
    return found


def retriever(
    library: Iterable[Passage], documents: Sequence[KnownDocument], hidden: Sequence[str] = (), bar: float = 1e-5
) -> Retriever:
    """`bar`: the letters that FakeEmbedder compares are not what the calibration was made for."""
    embedder, encoder, index = FakeEmbedder(), SyllableEncoder(), MemoryIndex()
    for passage in library:
        text = searchable_text(passage)
        index.put([Point(passage, embedder.passages([text])[0], encoder.passages([text])[0])])
    return Retriever(index, embedder, encoder, ListedDocuments(documents, hidden), threshold=bar)


def of(document: str, header: Header, articles: int = 3) -> KnownDocument:
    return KnownDocument(document, "1", header, articles=articles)


LIBRARY = [
    *passages("via-he", CAFE, RULES),
    *passages("hoi-thao", DECREE, SEMINARS),
    *passages("thuong", COMING, AWARDS),
]
DOCUMENTS = [of("via-he", CAFE), of("hoi-thao", DECREE), of("thuong", COMING, 1)]


@pytest.fixture(scope="module")
def search() -> Retriever:
    return retriever(LIBRARY, DOCUMENTS)


def places(hits: Iterable[Hit]) -> list[tuple[str, str | None]]:
    return [(hit.passage.document, hit.passage.clause.place.article) for hit in hits]


def ask(search: Retriever, question: str, asker: Principal = CLERK) -> Found:
    return search.search(question, asker, NOW)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("điều 6 quyết định 21", ("via-he", "6")),
        ("khoản 2 điều 6 quyết định 21/2026/QĐ-UBND", ("via-he", "6")),
        ("dieu 9a nghi dinh 60/2026", ("hoi-thao", "9a")),
        ("điểm đ khoản 1 điều 2 nghị định 60", ("hoi-thao", "2")),
        ("điểm đê khoản một điều hai nghị định sáu mươi", ("hoi-thao", "2")),
    ],
)
def test_a_named_place_is_gone_to(search: Retriever, question: str, place: tuple[str, str]) -> None:
    found = ask(search, question)
    assert (places(found.hits), found.direct, found.missing) == ([place], True, None)
    assert found.hits[0].score == 1.0


@pytest.mark.parametrize(
    "question",
    [
        "điều 99 quyết định 21",
        "khoản 3 điều 6 quyết định 21",
        "điểm e khoản 1 điều 2 nghị định 60",
        "điều 9b nghị định 60",
    ],
)
def test_a_place_that_does_not_exist_says_how_many_articles_there_are(search: Retriever, question: str) -> None:
    found = ask(search, question)
    assert (found.hits, found.missing, found.articles) == ((), "place", 3)


def test_an_unknown_number_is_no_other_document(search: Retriever) -> None:
    found = ask(search, "quyết định 999/2026/QĐ-UBND quy định phí vỉa hè thế nào")
    assert (found.hits, found.missing, found.query.unknown) == ((), "document", "quyết định 999/2026/QĐ-UBND")


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("phí sử dụng vỉa hè là bao nhiêu", ("via-he", "6")),
        ("phi su dung via he", ("via-he", "6")),
        ("hộ kinh doanh được dùng vỉa hè lúc mấy giờ", ("via-he", "5")),
        ("lấn chiếm lòng đường bị gì", ("via-he", "7")),
        ("hồ sơ xin phép hội thảo gồm gì", ("hoi-thao", "2")),
        ("quyết định 21 xử lý vi phạm ra sao", ("via-he", "7")),
    ],
)
def test_words_find_the_article(search: Retriever, question: str, place: tuple[str, str]) -> None:
    found = ask(search, question)
    assert places(found.hits)[0] == place
    assert found.missing is None


def test_a_named_document_is_searched_alone(search: Retriever) -> None:
    found = ask(search, "nghị định 60 nói gì về phí, kinh phí")
    assert {document for document, _ in places(found.hits)} == {"hoi-thao"}


def test_a_document_named_alone_opens_at_its_beginning(search: Retriever) -> None:
    assert places(ask(search, "nghị định 60/2026/NĐ-CP").hits) == [("hoi-thao", n) for n in ("1", "2", "9a")]


def test_scores_are_confidences_in_order(search: Retriever) -> None:
    scores = [hit.score for hit in ask(search, "phí sử dụng vỉa hè").hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_below_the_threshold_nothing_is_quoted() -> None:
    found = ask(retriever(LIBRARY, DOCUMENTS, bar=1.0), "phí sử dụng vỉa hè là bao nhiêu")
    assert (found.hits, found.missing) == ((), "evidence")


def test_a_passage_without_the_kind_of_figure_asked_for_is_weak_evidence(search: Retriever) -> None:
    fine, due = (ask(search, f"xử lý vi phạm lấn chiếm lòng đường {asked}").hits for asked in ("mấy tiền", "mấy tháng"))
    assert places(due)[0] == ("via-he", "7")
    of_fine = next(hit.score for hit in fine if hit.passage.clause.place.article == "7")
    assert of_fine < due[0].score / 2


def test_an_empty_library_has_no_evidence() -> None:
    assert ask(retriever([], []), "phí sử dụng vỉa hè").missing == "evidence"


def test_kinds_narrow_the_search_and_give_way(search: Retriever) -> None:
    narrowed = ask(search, "các nghị định về vỉa hè, hội thảo và kinh phí")
    assert {document for document, _ in places(narrowed.hits)} <= {"hoi-thao", "thuong"}
    given_way = ask(search, "thông tư nào quy định phí sử dụng vỉa hè")
    assert places(given_way.hits)[0] == ("via-he", "6")


def test_only_the_version_of_the_catalogue_answers() -> None:
    newer = {"6": ("Phí sử dụng vỉa hè", "1. Mức phí là 30.000 đồng một mét vuông một tháng.")}
    library = [*LIBRARY, *passages("via-he", CAFE, newer, version="2")]
    hits = ask(retriever(library, [replace(DOCUMENTS[0], version="2")]), "phí sử dụng vỉa hè").hits
    assert [hit.passage.version for hit in hits] == ["2"]


def test_a_restricted_text_is_as_one_that_does_not_exist() -> None:
    secret = [replace(p, access=Access("han_che")) for p in passages("mat", SECRET, STAFF)]
    search = retriever([*LIBRARY, *secret], [*DOCUMENTS, of("mat", SECRET)], hidden=["mat"])
    for question in ("điều động nhân sự chủ chốt quý ba", "điều 2 quyết định 5/2026", "quyết định 5/2026/QĐ-UBND"):
        without = ask(retriever(LIBRARY, DOCUMENTS), question)
        assert ask(search, question) == without
        assert "mat" in {document for document, _ in places(ask(search, question, LEADER).hits)}


def test_what_the_catalogue_does_not_know_is_nobodys() -> None:
    assert not ask(retriever(LIBRARY, DOCUMENTS[1:]), "phí sử dụng vỉa hè, hội thảo").query.documents
    assert "via-he" not in {d for d, _ in places(ask(retriever(LIBRARY, DOCUMENTS[1:]), "phí sử dụng vỉa hè").hits)}


def test_a_copy_is_cited_once() -> None:
    library = [*LIBRARY, *passages("via-he-quet", CAFE, RULES)]
    documents = [*DOCUMENTS, replace(of("via-he-quet", CAFE), duplicate_of="via-he")]
    search = retriever(library, documents)
    for question in ("phí sử dụng vỉa hè", "điều 6 quyết định 21"):
        assert places(ask(search, question).hits).count(("via-he", "6")) == 1
        assert "via-he-quet" not in {document for document, _ in places(ask(search, question).hits)}


def test_equal_texts_in_force_and_higher_first() -> None:
    replaced = replace(of("cu", OLD_CAFE), replaced_by=(CAFE,))
    decree = replace(CAFE, number="70/2026/NĐ-CP", type="Nghị định", issued=date(2025, 1, 1))
    library = [p for d, h in (("cu", OLD_CAFE), ("via-he", CAFE), ("nd", decree)) for p in passages(d, h, RULES)]
    found = ask(retriever(library, [replaced, of("via-he", CAFE), of("nd", decree)]), "phí sử dụng vỉa hè")
    fees = [document for document, article in places(found.hits) if article == "6"]
    assert fees == ["nd", "via-he", "cu"]
    assert [(r.document, r.validity, r.replaced_by) for r in found.remarks] == [("cu", "expired", CAFE.number)]


def test_what_replaced_a_text_goes_before_it() -> None:
    old = {"6": ("Phí sử dụng vỉa hè", "1. Mức phí là 15.000 đồng một mét vuông một tháng.")}
    library = [*passages("cu", OLD_CAFE, old), *passages("via-he", CAFE, RULES)]
    replaced = replace(of("cu", OLD_CAFE), replaced_by=(CAFE,))
    found = ask(retriever(library, [replaced, of("via-he", CAFE)]), "mức phí 15.000 đồng một mét vuông một tháng")
    assert places(found.hits)[0] == ("via-he", "6")
    assert ("cu", "6") in places(found.hits)


def test_what_stands_before_the_first_article_seldom_answers() -> None:
    opening = Clause(Place(), "", "Quyết định về phí sử dụng vỉa hè của hộ kinh doanh, căn cứ luật phí và lệ phí.")
    head = Passage(str(uuid5(NAMESPACE_URL, "head")), "nguon", "via-he", "1", 99, "via-he.docx", opening, CAFE)
    found = ask(retriever([*passages("via-he", CAFE, RULES), head], [of("via-he", CAFE)]), "phí sử dụng vỉa hè")
    assert places(found.hits)[0] == ("via-he", "6")


def test_a_text_not_yet_in_force_is_quoted_with_that_remark(search: Retriever) -> None:
    found = ask(search, "mức tiền thưởng bằng mấy lần lương cơ sở")
    assert places(found.hits)[0] == ("thuong", "3")
    assert ("thuong", "not_yet") in {(r.document, r.validity) for r in found.remarks}


def test_a_note_never_wins_over_an_official_text() -> None:
    note = {"1": ("Phí sử dụng vỉa hè là bao nhiêu", "Phí sử dụng vỉa hè là bao nhiêu: 20.000 đồng.")}
    library = [*passages("ghi-chep", NOTE, note), *LIBRARY]
    found = ask(retriever(library, [of("ghi-chep", NOTE, 1), *DOCUMENTS]), "phí sử dụng vỉa hè là bao nhiêu")
    order = [document for document, _ in places(found.hits)]
    assert order.index("via-he") < order.index("ghi-chep")
