"""A whole document: what is shown, what is linked, and what holds for any text."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents import Block, Place, Reading
from ingest.parse import Parsed, parse
from ingest.passages import Limits
from tests.ingest.acts import DECREE, blocks, words_of

STARTS = (
    "", "Điều {n}. ", "Điều {n}", "Điêu {n}. ", "{n}. ", "{n}.{n} ", "a) ", "b) ", "đ) ", "Chương {n}", "CHƯƠNG II ",
    "Mục {n}. ", "I. ", "II. ", "A. ", "PHỤ LỤC I", "Phụ lục {n}", "Mẫu số {n}", "“Điều {n}. ", "“{n}. ", "QUY CHẾ",
    "(Ban hành kèm theo Quyết định số {n}/QĐ-UBND)", "Nơi nhận:", "MỤC LỤC", "Sửa đổi khoản {n} Điều {n} như sau:",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: {n}/QĐ-UBND", "QUYẾT ĐỊNH", "Bãi bỏ Nghị định số {n}/2020/NĐ-CP", "- ",
)  # fmt: skip
TEXTS = ("", "Về họp", "Việc này làm xong.", "theo khoản 2 Điều 5", "”.", "gồm:", "BẢNG GIÁ", "x " * 40, "….. 7")
LINES = st.builds(
    lambda start, n, text: (start.format(n=n) + text).strip() or "-",
    st.sampled_from(STARTS), st.integers(0, 12), st.sampled_from(TEXTS) | st.text(max_size=20),
)  # fmt: skip
PARAGRAPHS = st.builds(
    Block, LINES, page=st.none() | st.integers(1, 3), bold=st.booleans(), centred=st.booleans(),
    number=st.sampled_from(("", "1.", "a)", "Điều 2.")),
)  # fmt: skip
ROWS = st.lists(st.tuples(LINES, LINES), min_size=1, max_size=4).map(tuple)
TABLES = st.builds(
    lambda rows, top: Block("\n".join(" | ".join(row) for row in rows), rows=rows, header_rows=top),
    ROWS, st.integers(0, 1),
)  # fmt: skip
DOCUMENTS = st.lists(PARAGRAPHS | PARAGRAPHS | PARAGRAPHS | TABLES, max_size=24).map(tuple)


def parsed(of: tuple[Block, ...]) -> Parsed:
    return parse(Reading(of), "thu.docx", limits=Limits(words=40, short=8))


def words_read(of: tuple[Block, ...]) -> list[str]:
    return words_of(f"{block.number} {block.text}" for block in of)


@given(DOCUMENTS)
@settings(max_examples=60, deadline=None)
def test_the_page_of_a_document_shows_every_word_once_and_in_order(of: tuple[Block, ...]) -> None:
    assert words_of(line.text for line in parsed(of).outline) == words_read(of)


@given(DOCUMENTS)
@settings(max_examples=60, deadline=None)
def test_passages_hold_every_word_but_headings_letterhead_and_signatures(of: tuple[Block, ...]) -> None:
    """Headings are in the path."""
    found = parsed(of)
    kept = (line for line in found.outline if not line.heading and line.kind not in ("signature", "preamble"))
    held = set(words_of(clause.text for clause in found.clauses))
    assert not set(words_of(line.text for line in kept)) - held - {"|"}


@given(DOCUMENTS)
@settings(max_examples=60, deadline=None)
def test_no_paragraph_stands_in_two_passages(of: tuple[Block, ...]) -> None:
    """Tables apart, whose header is repeated on purpose."""
    plain = tuple(block for block in of if not block.rows)
    held = Counter(words_of(clause.text for clause in parsed(plain).clauses))
    assert not held - Counter(words_read(plain))


@given(DOCUMENTS)
@settings(max_examples=60, deadline=None)
def test_anchors_are_unique_and_pieces_of_a_place_stand_together(of: tuple[Block, ...]) -> None:
    found = parsed(of)
    anchors = [line.anchor for line in found.outline if line.anchor]
    assert len(anchors) == len(set(anchors))
    places = [clause.place for clause in found.clauses if clause.place.point or clause.place.clause]
    runs = [place for at, place in enumerate(places) if at == 0 or places[at - 1] != place]
    exact = [place for place in runs if place.point]
    assert len(exact) == len(set(exact))
    assert {clause.place.anchor for clause in found.clauses} <= {*anchors, ""}


@given(DOCUMENTS)
@settings(max_examples=40, deadline=None)
def test_every_link_within_a_document_leads_somewhere(of: tuple[Block, ...]) -> None:
    found = parsed(of)
    anchors = {f"#{line.anchor}" for line in found.outline if line.anchor}
    links = {mention.target for line in found.outline for mention in line.mentions}
    links |= {target for clause in found.clauses for target in clause.mentions}
    assert {link for link in links if link.startswith("#")} <= anchors
    assert all(0 <= one.start < one.end <= len(line.text) for line in found.outline for one in line.mentions)


def test_a_document_and_how_many_articles_it_has() -> None:
    found = parse(Reading(blocks(DECREE)), "qd.docx")
    assert found.articles == 3
    assert [line.anchor for line in found.outline if line.anchor][:3] == ["dieu-1", "dieu-2", "dieu-2-khoan-1"]
    headings = [line.text for line in found.outline if line.heading]
    assert headings[:3] == ["Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi điều chỉnh"]


def test_a_file_that_is_an_annex_counts_the_annexs_articles() -> None:
    text = "PHỤ LỤC III\nMẪU HỢP ĐỒNG\n" + "\n".join(f"Điều {n}. Việc {n}\nLàm." for n in range(1, 8))
    found = parse(Reading(blocks(text)), "hop_dong.pdf")
    assert (found.articles, found.clauses[0].place) == (7, Place("1", annex="III"))


def test_a_link_to_a_clause_that_is_not_there_leads_to_its_article() -> None:
    found = parse(Reading(blocks(DECREE.replace("gồm:", "theo khoản 9 Điều 3, Điều 77, gồm:"))), "qd.docx")
    line = next(line for line in found.outline if line.anchor == "dieu-2-khoan-2")
    assert [mention.target for mention in line.mentions] == ["#dieu-3"]


def test_a_huge_paragraph_of_anything_is_taken_apart_all_the_same() -> None:
    """Patterns that look back would take hours."""
    ended = "Bãi bỏ Điều 5 Nghị định số 1/2020/NĐ-CP, "
    for filler in (". ", "Luật A ", "Điều 5 khoản 2, ", "“", "1/2/", "(kèm theo ", ended):
        of = (Block("QUYẾT ĐỊNH"), Block("Điều 1. Hiệu lực"), Block(filler * (40_000 // len(filler))))
        assert words_of(line.text for line in parsed(of).outline) == words_read(of)


def test_a_form_with_nothing_but_a_letterhead_is_found_all_the_same() -> None:
    rows = (("TÊN DOANH NGHIỆP", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),)
    table = Block(" | ".join(rows[0]), rows=rows)
    found = parse(Reading((table,)), "mau.doc")
    assert [clause.text for clause in found.clauses] == [table.text]
    assert parse(Reading(()), "trang.doc").clauses == ()
