"""One contract for every document index."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Thread
from uuid import uuid4

import numpy as np
import pytest

from assistant.access import Principal
from assistant.document_keeping import DocumentIndex, Holding
from assistant.document_seams import Sparse, Where
from assistant.documents import Access, Header, Place
from assistant.errors import ConfigError, DocumentIndexError
from ingest.index_edge import EdgeIndex
from ingest.index_fake import FakeIndex
from ingest.index_filter import stamp_of
from ingest.index_server import Placement, ServerIndex
from tests.ingest.passages import DIMENSION, EMBEDDER, HEADER, SPARSE, passage, points
from tests.kpi_tools.rows import principal

URL = os.environ.get("TROLY_QDRANT_URL")
KINDS = ("fake", "edge", "memory", *(("server",) if URL else ()))
LEADER = principal("CC1", "TP", "lanh_dao_thanh_pho")
CLERK = principal("CC2", "A")
ALL = Where(LEADER)


@pytest.fixture(params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DocumentIndex]:
    kind = request.param
    made: DocumentIndex
    if kind == "fake":
        made = FakeIndex()
    elif kind == "edge":
        made = EdgeIndex(tmp_path / "index", DIMENSION)
    else:
        place = Placement(collection=f"troly-test-{uuid4().hex[:8]}" if kind == "server" else "troly")
        made = ServerIndex.connect(URL if kind == "server" and URL else ":memory:", DIMENSION, place)
    yield made
    if kind == "server" and isinstance(made, ServerIndex):
        made.drop()
    made.close()


def texts(index: DocumentIndex, where: Where = ALL, limit: int = 50, query: str | None = None) -> list[str]:
    vector = None if query is None else EMBEDDER.queries([query])[0]
    return [hit.passage.clause.text for hit in index.search(where, limit, vector)]


def test_a_passage_comes_back_as_it_was_put(index: DocumentIndex) -> None:
    whole = passage("Khoản này", place=Place("5", "2", "đ", ""), access=Access("han_che", ("A", "B")))
    bare = passage("Không có gì", "d2", header=Header(official=False, replaces=("9/NQ",)))
    index.put(points(whole, bare))

    assert {hit.passage for hit in index.search(ALL, 10)} == {whole, bare}
    assert index.search(ALL, 1, EMBEDDER.queries(["Khoản này"])[0])[0].passage == whole


def test_dense_search_is_by_cosine(index: DocumentIndex) -> None:
    index.put(points(passage("bò sữa", order=0), passage("lúa nước mùa vụ", order=1)))
    question = EMBEDDER.queries(["lúa nước"])[0]
    hits = index.search(ALL, 2, question)

    assert [hit.passage.order for hit in hits] == [1, 0]
    assert hits[0].score == pytest.approx(float(question @ EMBEDDER.passages(["lúa nước mùa vụ"])[0]), abs=1e-3)
    assert len(index.search(ALL, 1, question)) == 1


def test_a_rare_term_weighs_more_than_a_common_one(index: DocumentIndex) -> None:
    every = [passage("chung chung", order=n) for n in range(9)]
    index.put(points(*every, passage("riêng", order=9)))
    hits = index.search(ALL, 20, SPARSE.query("chung riêng"))

    assert hits[0].passage.order == 9
    assert [hit.passage.order for hit in index.search(ALL, 20, SPARSE.query("riêng"))] == [9]
    assert list(index.search(ALL, 20, Sparse((4242,), (1.0,)))) == []


def test_without_a_query_in_document_order(index: DocumentIndex) -> None:
    index.put(points(*(passage(f"{d}{n}", d, n) for n in (2, 0, 11, 1) for d in ("a", "b"))))

    for document in ("a", "b"):
        assert texts(index, Where(LEADER, documents=(document,))) == [f"{document}{n}" for n in (0, 1, 2, 11)]
    assert sorted(texts(index)[:4]) in ([f"a{n}" for n in (0, 1, 11, 2)], [f"b{n}" for n in (0, 1, 11, 2)])
    assert len(texts(index, limit=3)) == 3


def test_every_filter_must_hold(index: DocumentIndex) -> None:
    other = Header("12/QĐ-UBND", "Quyết định", issued=date(2025, 5, 5))
    index.put(
        points(
            passage("một", "d1", 0, place=Place("5", "2")),
            passage("hai", "d1", 1, place=Place("5", "2", "đ")),
            passage("ba", "d2", 0, place=Place("5", annex=""), header=other),
            passage("bốn", "d3", 0, header=Header()),
        )
    )

    def found(**given: object) -> set[str]:
        return set(texts(index, Where(LEADER, **given)))  # type: ignore[arg-type]

    assert found(numbers=("45/2026/nđ-cp",)) == {"một", "hai"}
    assert found(numbers=("45/2026/NĐ-CP", "12 / QĐ-UBND")) == {"một", "hai", "ba"}
    assert found(types=("quyết định",)) == {"ba"}
    assert found(years=(2026,)) == {"một", "hai"}
    assert found(documents=("d2", "d3")) == {"ba", "bốn"}
    assert found(place=Place("5")) == {"một", "hai", "ba"}
    assert found(place=Place("5", "2", "Đ")) == {"hai"}
    assert found(place=Place(annex="")) == {"ba"}
    assert found(place=Place()) == {"một", "hai", "ba", "bốn"}
    assert found(years=(2026,), types=("Quyết định",)) == set()


def test_rights_are_in_the_filter(index: DocumentIndex) -> None:
    index.put(
        points(
            passage("công khai", "d1"),
            passage("nội bộ", "d2", access=Access("noi_bo")),
            passage("nội bộ của A", "d3", access=Access("noi_bo", ("A",))),
            passage("nội bộ của B", "d4", access=Access("noi_bo", ("B",))),
            passage("hạn chế của A", "d5", access=Access("han_che", ("A",))),
            passage("hạn chế của B", "d6", access=Access("han_che", ("B",))),
            passage("hạn chế", "d7", access=Access("han_che")),
        )
    )
    own = {"công khai", "nội bộ", "nội bộ của A", "hạn chế của A"}
    head = principal("CC3", "A", "lanh_dao_don_vi")

    assert set(texts(index, Where(CLERK))) == own
    assert set(texts(index, Where(CLERK, under=("B",)))) == own
    assert set(texts(index, Where(head, under=("A", "B")))) == own | {"nội bộ của B"}
    assert set(texts(index, Where(head, under=("", "A")))) == own
    assert len(texts(index)) == 7
    for nobody in (Principal("", "", "A", "chuyen_vien"), principal("CC", "A", "khach"), principal("CC", "")):
        assert texts(index, Where(nobody)) == []
        assert texts(index, Where(nobody), query="công khai") == []


def test_putting_again_replaces(index: DocumentIndex) -> None:
    index.put(points(passage("cũ")))
    index.put(points(passage("mới")))
    index.put([])

    assert texts(index) == ["mới"]


def test_remove_keeps_the_version_that_is_said(index: DocumentIndex) -> None:
    index.put(points(passage("cũ", version="v1"), passage("mới", version="v2"), passage("khác", "d2", version="v1")))
    index.remove("d1", keep="v2")
    assert set(texts(index)) == {"mới", "khác"}
    index.remove("d1")
    assert texts(index) == ["khác"]


def test_describe_changes_what_is_said_and_what_is_filtered(index: DocumentIndex) -> None:
    old = passage("chữ", access=Access("han_che"))
    index.put(points(old, passage("khác", "d2")))
    header, access = replace(HEADER, number="7/QĐ", type="Quyết định", issued=None), Access("noi_bo", ("A",))
    index.describe("d1", "moi.pdf", header, access)
    expected = replace(old, file="moi.pdf", header=header, access=access)

    assert [hit.passage for hit in index.search(Where(CLERK, numbers=("7/QĐ",)), 5)] == [expected]
    assert texts(index, Where(LEADER, years=(2026,))) == ["khác"]


def test_holdings_count_versions_of_a_source(index: DocumentIndex) -> None:
    index.put(points(*(passage(f"x{n}", order=n) for n in range(3)), passage("y", version="v2")))
    index.put(points(passage("z", "d2", source="/khác")))
    stamp = stamp_of("d1.docx", HEADER, Access())

    assert dict(index.holdings("/kho")) == {Holding("d1", "v1", stamp): 3, Holding("d1", "v2", stamp): 1}
    assert dict(index.holdings("/")) == {}


def test_settling_loses_nothing(index: DocumentIndex) -> None:
    index.put(points(*(passage(f"x{n}", order=n) for n in range(300))))
    index.remove("d1", keep="v0")
    index.put(points(*(passage(f"x{n}", "d2", order=n) for n in range(300))))
    index.settle()

    assert len(texts(index, limit=1000)) == 300


def test_a_vector_of_another_length_is_an_index_error(tmp_path: Path) -> None:
    index = EdgeIndex(tmp_path / "index", DIMENSION)
    with pytest.raises(DocumentIndexError) as caught:
        index.search(ALL, 3, np.ones(5, np.float32))
    assert caught.value.values["reason"]
    index.close()
    with pytest.raises(DocumentIndexError):
        index.put(points(passage("sau khi đóng")))


def test_edge_is_there_when_opened_again(tmp_path: Path) -> None:
    index = EdgeIndex(tmp_path / "a" / "index", DIMENSION)
    index.put(points(passage("còn đây")))
    with pytest.raises(DocumentIndexError):
        EdgeIndex(tmp_path / "a" / "index", DIMENSION)
    index.close()
    with pytest.raises(ConfigError):
        EdgeIndex(tmp_path / "a" / "index", DIMENSION + 1)
    again = EdgeIndex(tmp_path / "a" / "index", DIMENSION)
    assert texts(again) == ["còn đây"]
    again.close()


def test_edge_that_was_killed_while_it_was_made_is_made_again(tmp_path: Path) -> None:
    EdgeIndex(tmp_path / "index", DIMENSION).close()
    (tmp_path / "index" / "ready").unlink()
    (tmp_path / "index" / "shard-halb").mkdir()
    again = EdgeIndex(tmp_path / "index", DIMENSION)
    again.put(points(passage("được")))
    assert texts(again) == ["được"]
    again.close()


def test_edge_answers_while_another_thread_writes(tmp_path: Path) -> None:
    index = EdgeIndex(tmp_path / "index", DIMENSION)
    index.put(points(*(passage("x", "d0", n) for n in range(5))))

    def write() -> None:
        for n in range(20):
            index.put(points(*(passage(f"{n} {k}", f"e{n}", k) for k in range(20))))

    writer = Thread(target=write)
    writer.start()
    seen = {len(texts(index, Where(LEADER, documents=("d0",)), query="x")) for _ in range(50)}
    writer.join()
    assert seen == {5}
    assert len(texts(index, limit=1000)) == 405
    index.close()


@pytest.mark.slow
def test_edge_is_settled_by_another_process_while_it_answers(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index = EdgeIndex(folder, DIMENSION, unsettled=100)
    index.put(points(*(passage(f"x{n}", f"d{n % 7}", n) for n in range(150))))
    before = (folder / "ready").read_text()
    settling = Thread(target=index.settle)
    settling.start()
    seen = set[int]()
    while settling.is_alive():
        seen.add(len(texts(index, limit=1000, query="x1")))
    settling.join()

    assert seen == {150}
    assert (folder / "ready").read_text() != before
    assert len(list(folder.glob("shard-*"))) == 1
    index.remove("d0")
    index.put(points(passage("mới", "d8")))
    again = (folder / "ready").read_text()
    index.settle()
    assert (folder / "ready").read_text() == again, "little is new"
    index.close()
    reopened = EdgeIndex(folder, DIMENSION)
    assert len(texts(reopened, limit=1000)) == 150 - 22 + 1
    assert texts(reopened, limit=1, query="mới") == ["mới"]
    reopened.close()


def test_cities_share_a_collection_without_meeting() -> None:
    from qdrant_client import QdrantClient

    client = QdrantClient(":memory:")
    hue, other = (ServerIndex(client, DIMENSION, Placement(tenant=name)) for name in ("hue", "da-nang"))
    hue.put(points(passage("của Huế")))
    other.put(points(passage("của Đà Nẵng")))
    other.remove("d1", keep="v1")
    other.describe("d1", "x.docx", HEADER, Access("han_che"))

    assert (texts(hue, Where(CLERK)), texts(other, Where(CLERK)), texts(other)) == (["của Huế"], [], ["của Đà Nẵng"])
    with pytest.raises(ConfigError):
        ServerIndex(client, DIMENSION + 1)


def test_a_server_that_is_not_there_is_an_index_error() -> None:
    with pytest.raises(DocumentIndexError):
        ServerIndex.connect("http://127.0.0.1:9", DIMENSION)
