"""What one passage of the index holds."""

from __future__ import annotations

from assistant.documents import Block, Place, point_of
from ingest.chunk import chunk
from ingest.passages import Limits
from ingest.structure import structure
from tests.ingest.acts import DECREE, at, clauses

POINTS = "abcdđeg"


def long_clause(words: int) -> str:
    points = "\n".join(f"{letter}) Việc {letter}: {'làm ' * words}xong." for letter in POINTS)
    return f"Điều 5. Trách nhiệm\n1. Sở Nội vụ có trách nhiệm:\n{points}\n2. Các sở khác phối hợp."


def test_a_clause_with_its_points_is_one_passage_and_clauses_are_never_merged() -> None:
    found = clauses(DECREE)
    assert [clause.place.anchor for clause in found] == [
        "", "dieu-1", "dieu-2-khoan-1", "dieu-2-khoan-2", "dieu-3-khoan-1", "dieu-3-khoan-2",
    ]  # fmt: skip
    second = at(found, Place("2", "2"))
    assert second.path == "Chương I. QUY ĐỊNH CHUNG › Điều 2. Nơi tiếp › Khoản 2"
    assert second.text.startswith("2. Bộ phận một cửa của xã, phường, gồm:\na) Nơi chờ;")
    assert second.text.endswith("đ) Nơi tiếp trực tuyến.")


def test_one_point_can_be_cut_from_its_clause() -> None:
    second = at(clauses(DECREE), Place("2", "2"))
    point = point_of(second, "d")
    assert point is not None
    assert (point.text, point.place) == ("d) Nơi lưu hồ sơ;", Place("2", "2", "d"))
    last = point_of(second, "đ")
    assert last is not None and last.text == "đ) Nơi tiếp trực tuyến."
    assert point_of(second, "e") is None


def test_letterhead_and_signatures_are_in_no_passage() -> None:
    text = "\n".join(clause.text for clause in clauses(DECREE))
    assert "CỘNG HÒA" not in text and "Nơi nhận" not in text and "TM. ỦY BAN" not in text
    assert text.startswith("QUYẾT ĐỊNH\nBAN HÀNH QUY ĐỊNH")


def test_long_points_are_passages_of_their_own_led_in_by_their_clause() -> None:
    found = clauses(long_clause(60))
    assert [clause.place for clause in found] == [
        Place("5", "1"),
        *(Place("5", "1", letter) for letter in POINTS),
        Place("5", "2"),
    ]
    assert at(found, Place("5", "1", "đ")).path == ("Điều 5. Trách nhiệm › Khoản 1. Sở Nội vụ có trách nhiệm › Điểm đ")


def test_short_points_of_a_long_clause_stand_together_as_the_clause() -> None:
    found = clauses(long_clause(15), Limits(words=60, short=30))
    assert {clause.place for clause in found[:-2]} == {Place("5", "1")}
    assert found[-2].place == Place("5", "1", "g")  # the last one has no neighbour left
    assert max(len(clause.text.split()) for clause in found) <= 60


def test_a_long_paragraph_is_cut_between_sentences_and_keeps_its_place() -> None:
    sentences = [f"Câu thứ {n} nói rằng {'việc ' * 20}đã xong." for n in range(30)]
    found = clauses("Điều 1. Dài\n1. " + " ".join(sentences))
    assert {clause.place for clause in found} == {Place("1", "1")}
    assert len(found) > 2
    assert all(clause.text.endswith("xong.") for clause in found)
    assert " ".join(clause.text for clause in found) == "1. " + " ".join(sentences)


def test_every_piece_of_a_table_has_its_header() -> None:
    rows = (("TT", "Việc", "Hạn"), *((str(n), f"Việc số {n} {'rất ' * 10}gấp", "30/6") for n in range(1, 60)))
    blocks = (
        Block("PHỤ LỤC I"),
        Block("DANH MỤC VIỆC", centred=True),
        Block("Bảng 1. Việc phải làm", page=4),
        Block("\n".join(" | ".join(row) for row in rows), page=4, rows=rows, header_rows=1),
    )
    found = chunk(structure(blocks))
    assert len(found) > 3
    assert all(clause.text.startswith("Bảng 1. Việc phải làm\nTT | Việc | Hạn\n") for clause in found)
    assert all(clause.place == Place(annex="I") and clause.page == 4 for clause in found)
    lines = [line for clause in found for line in clause.text.splitlines()[2:]]
    assert lines == [" | ".join(row) for row in rows[1:]]


def test_a_merged_row_is_told_once_and_equal_figures_stay() -> None:
    rows = (("Mục", "A", "B"), ("Phần một", "Phần một", "Phần một"), ("x", "2", "2"))
    blocks = (Block("Điều 1. Bảng"), Block("t", rows=rows, header_rows=1))
    assert chunk(structure(blocks))[0].text == "Mục | A | B\nPhần một\nx | 2 | 2"


def test_a_decisions_article_without_title_keeps_its_whole_text() -> None:
    found = clauses("Điều 1. Phê duyệt danh mục kèm theo Quyết định này.\nĐiều 2. Các phòng thi hành Quyết định này./.")
    assert [(clause.path, clause.text) for clause in found] == [
        ("Điều 1", "Điều 1. Phê duyệt danh mục kèm theo Quyết định này."),
        ("Điều 2", "Điều 2. Các phòng thi hành Quyết định này./."),
    ]


def test_short_items_without_a_place_of_their_own_are_merged() -> None:
    found = clauses("PHẦN I\nMỞ ĐẦU\n1. Một.\n2. Hai.\nPHẦN II\nKẾT\n1. Một nữa.\n2. Hai nữa.")
    assert [(clause.path, clause.text) for clause in found] == [
        ("Phần I. MỞ ĐẦU", "1. Một.\n2. Hai."),
        ("Phần II. KẾT", "1. Một nữa.\n2. Hai nữa."),
    ]
