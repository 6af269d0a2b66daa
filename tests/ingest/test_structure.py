"""The tree: real typography, bad typography, and what looks like structure but is not."""

from __future__ import annotations

import pytest

from assistant.documents import Block, Place
from ingest.structure import structure
from tests.ingest.acts import DECREE, anchors, found, tree


def test_an_act_becomes_chapters_articles_clauses_and_points() -> None:
    root = tree(DECREE)
    assert [node.kind for node in root.children] == ["preamble", "chapter", "chapter", "signature"]
    assert anchors(root) == [
        "dieu-1", "dieu-2", "dieu-2-khoan-1", "dieu-2-khoan-2", "dieu-2-khoan-2-diem-a", "dieu-2-khoan-2-diem-b",
        "dieu-2-khoan-2-diem-c", "dieu-2-khoan-2-diem-d", "dieu-2-khoan-2-diem-dd", "dieu-3", "dieu-3-khoan-1",
        "dieu-3-khoan-2",
    ]  # fmt: skip
    assert found(root, "dieu-2").label == "Điều 2. Nơi tiếp"
    assert root.children[1].label == "Chương I. QUY ĐỊNH CHUNG"


@pytest.mark.parametrize(
    "heading",
    ["Điều 2. Nơi tiếp", "Điêu 2. Nơi tiếp", "Diều 2. Nơi tiếp", "ĐIỀU 2: Nơi tiếp", "Điều 2, Nơi tiếp",
     "Ðiều 2. Nơi tiếp", "Điều 2 Nơi tiếp", "Điều2. Nơi tiếp", "Đièu 2 . Nơi tiếp"],
)  # fmt: skip
def test_a_heading_survives_ocr(heading: str) -> None:
    root = tree(
        f"Điều 1. Phạm vi\nVăn bản này nói về nơi tiếp.\n{heading}\n1. Ở đây.\n2. Ở kia.\nĐiều 3. Hết\nHết rồi."
    )
    assert found(root, "dieu-2").title == "Nơi tiếp"
    assert found(root, "dieu-2-khoan-2").place == Place("2", "2")


def test_a_heading_and_its_title_may_stand_on_two_lines() -> None:
    root = tree("CHƯƠNG 2\nTỔ CHỨC\nĐiều 1\nPhạm vi\nVăn bản này nói về tổ chức.\nĐiều 2\nĐối tượng\nMọi người.")
    assert [node.label for node in root.walk() if node.kind in ("chapter", "article")] == [
        "Chương 2. TỔ CHỨC",
        "Điều 1. Phạm vi",
        "Điều 2. Đối tượng",
    ]


def test_a_reference_that_begins_a_line_is_no_article() -> None:
    root = tree(
        "Điều 1. Phạm vi\nVăn bản nói về phạm vi.\nĐiều 2. Nguyên tắc\n1. Việc tiếp dân thực hiện theo quy định tại\n"
        "Điều 5. Việc khác thì không.\nĐiều 7 Luật này cũng vậy.\nđiều 4. chữ thường\n2. Khoản hai.\n"
        "Điều 3. Hiệu lực\nTừ nay."
    )
    assert [node.number for node in root.walk() if node.kind == "article"] == ["1", "2", "3"]
    assert "Điều 5. Việc khác" in " ".join(line.text for line in found(root, "dieu-2-khoan-1").lines)


def test_a_number_that_ocr_misread_is_mended_by_its_neighbours() -> None:
    root = tree("\n".join(f"Điều {n}. Việc thứ {i}\nLàm việc ấy." for i, n in enumerate(("1", "2", "8", "4", "5"))))
    assert [node.number for node in root.walk() if node.kind == "article"] == ["1", "2", "3", "4", "5"]
    assert found(root, "dieu-3").title == "Việc thứ 2"


def test_articles_with_letters_follow_their_number() -> None:
    root = tree("\n".join(f"Điều {n}. Việc {n}\nLàm." for n in ("8", "9", "9a", "9b", "10")))
    assert anchors(root) == ["dieu-8", "dieu-9", "dieu-9a", "dieu-9b", "dieu-10"]


def test_quoted_articles_are_not_the_acts_own() -> None:
    root = tree(
        """
        Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 45/2026/NĐ-CP
        1. Bổ sung Điều 9a vào sau Điều 9 như sau:
        “Điều 9a. Họp trực tuyến
        1. Cuộc họp được tổ chức trực tuyến.
        2. Gọi là “họp số”.
        Điều 9b. Biên bản
        Biên bản ghi trên máy.”.
        2. Sửa đổi khoản 2 Điều 5 như sau: “2. Chậm nhất
        trong ba ngày.”
        Điều 2. Hiệu lực
        Có hiệu lực từ ngày ký.
        """
    )
    assert anchors(root) == ["dieu-1", "dieu-1-khoan-1", "dieu-1-khoan-2", "dieu-2"]
    assert [line.quoted for line in found(root, "dieu-1-khoan-1").lines] == [False, *[True] * 5]


def test_a_quotation_that_never_closes_swallows_nothing() -> None:
    root = tree("Điều 1. Tên\nGọi như sau:\n“Sổ tay là sách.\nĐiều 2. Dùng\nDùng hằng ngày.\nĐiều 3. Hết\nHết.")
    assert anchors(root) == ["dieu-1", "dieu-2", "dieu-3"]


def test_decimal_numbers_and_nested_lists_are_no_clauses() -> None:
    root = tree(
        "Điều 1. Mức\n1. Mức là\n1.5 lần lương;\n1.500 đồng một trang.\n2. Danh sách gồm:\n1. Một việc con\n"
        "3. Khoản ba.\nĐiều 2. Hết\nHết."
    )
    assert [node.number for node in found(root, "dieu-1").children] == ["1", "2", "3"]


def test_decimal_clauses_of_a_contract() -> None:
    root = tree("Điều 7. Giá\n7.1. Giá trọn gói.\n7.2. Giá theo việc.\na) Giá cố định;\nĐiều 8. Khác\n8.1. Không.")
    assert anchors(root) == [
        "dieu-7", "dieu-7-khoan-7-1", "dieu-7-khoan-7-2", "dieu-7-khoan-7-2-diem-a", "dieu-8", "dieu-8-khoan-8-1",
    ]  # fmt: skip


def test_automatic_numbers_count() -> None:
    root = structure(
        (
            Block("Phạm vi", number="Điều 1."),
            Block("Việc một.", number="1."),
            Block("Chi tiết.", number="a)"),
            Block("Việc hai.", number="2."),
        )
    )
    assert anchors(root) == ["dieu-1", "dieu-1-khoan-1", "dieu-1-khoan-1-diem-a", "dieu-1-khoan-2"]


def test_a_decision_and_the_regulation_it_comes_with() -> None:
    root = tree(
        """
        QUYẾT ĐỊNH:
        Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.
        Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
        Nơi nhận:
        - Như Điều 2.
        ^QUY CHẾ^
        ^LÀM VIỆC CỦA CƠ QUAN^
        ^(Ban hành kèm theo Quyết định số 5/QĐ-UBND)^
        ^Chương I^
        ^QUY ĐỊNH CHUNG^
        Điều 1. Phạm vi
        Quy chế này quy định việc làm.
        Điều 2. Giờ làm
        1. Buổi sáng.
        2. Buổi chiều.
        Điều 3. Hết
        Hết.
        """
    )
    assert anchors(root) == [
        "dieu-1", "dieu-2", "phu-luc", "phu-luc-dieu-1", "phu-luc-dieu-2", "phu-luc-dieu-2-khoan-1",
        "phu-luc-dieu-2-khoan-2", "phu-luc-dieu-3",
    ]  # fmt: skip
    assert found(root, "phu-luc").title == "QUY CHẾ LÀM VIỆC CỦA CƠ QUAN"


def test_a_table_of_contents_is_no_articles() -> None:
    root = tree(
        "MỤC LỤC\nĐiều 1. Phạm vi ........ 3\nĐiều 2. Đối tượng ........ 4\nĐiều 1. Phạm vi\nVề phạm vi.\n"
        "Điều 2. Đối tượng\nVề đối tượng."
    )
    assert [len(node.lines) for node in root.walk() if node.kind == "article"] == [2, 2]
    bare = tree("Điều 1. Một\nĐiều 2. Hai\nĐiều 3. Ba\nĐiều 1. Một\nLàm.\nĐiều 2. Hai\nLàm.\nĐiều 3. Ba\nLàm.")
    assert [len(node.lines) for node in bare.walk() if node.kind == "article" and node.own] == [2, 2, 2]


def test_a_plan_without_articles_is_cited_by_its_headings() -> None:
    root = tree(
        """
        KẾ HOẠCH
        Chuyển đổi số năm 2026
        I. MỤC ĐÍCH, YÊU CẦU
        1. Mục đích
        Nâng cao hiệu quả.
        2. Yêu cầu
        a) Đúng tiến độ;
        b) Tiết kiệm.
        II. NHIỆM VỤ
        1. Văn phòng chủ trì.
        2. Các phòng phối hợp.
        2.1. Phòng Kinh tế lo kinh phí.
        2.2. Phòng Văn hóa lo tuyên truyền.
        """
    )
    assert anchors(root) == [
        "khoan-i", "khoan-i-1", "khoan-i-2", "khoan-i-2-diem-a", "khoan-i-2-diem-b", "khoan-ii", "khoan-ii-1",
        "khoan-ii-2", "khoan-ii-2-1", "khoan-ii-2-2",
    ]  # fmt: skip
    assert found(root, "khoan-i-2").label == "2. Yêu cầu"


def test_annexes_have_places_of_their_own_and_their_forms_none() -> None:
    root = tree(
        """
        Điều 1. Phạm vi
        Theo Phụ lục I của văn bản này.
        Nơi nhận:
        PHỤ LỤC I
        TIÊU CHÍ
        1. Phẩm chất
        a) Chính trị;
        b) Đạo đức.
        2. Năng lực
        **Mẫu số 01**
        1. Họ và tên: ....
        2. Chức vụ: ....
        PHỤ LỤC II
        BẢNG ĐIỂM
        """
    )
    assert anchors(root) == [
        "dieu-1", "phu-luc-i", "phu-luc-i-khoan-1", "phu-luc-i-khoan-1-diem-a", "phu-luc-i-khoan-1-diem-b",
        "phu-luc-i-khoan-2", "phu-luc-ii",
    ]  # fmt: skip


def test_a_number_that_comes_again_in_a_text_without_sections_is_nobodys_place() -> None:
    root = tree("PHẦN I\nMỞ ĐẦU\n1. Một.\n2. Hai.\nPHẦN II\nKẾT\n1. Một nữa.\n2. Hai nữa.\n3. Ba.")
    assert anchors(root) == []
    assert len([node for node in root.walk() if node.kind == "clause"]) == 5


def test_plain_text_is_one_preamble() -> None:
    root = tree("Kính gửi các đồng chí.\nMời họp lúc tám giờ.")
    assert [(node.kind, len(node.lines)) for node in root.children] == [("preamble", 2)]
    assert structure(()).children == ()


def test_a_signature_in_capitals_is_no_title_of_what_is_attached() -> None:
    text = """Điều 1. Ban hành Quy chế.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
Nơi nhận:
- Như Điều 2;
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
(đã ký)
Nguyễn Văn Mẫu
QUY CHẾ LÀM VIỆC
CỦA ỦY BAN NHÂN DÂN PHƯỜNG
(Ban hành kèm theo Quyết định số 1/QĐ-UBND)
Điều 1. Phạm vi
1. Quy chế này quy định.
Điều 2. Đối tượng
1. Mọi người."""
    blocks = tuple(Block(line, centred=line.isupper(), bold=line.isupper()) for line in text.split("\n"))
    annexes = [node for node in structure(blocks).walk() if node.kind == "annex"]
    assert [node.title for node in annexes] == ["QUY CHẾ LÀM VIỆC CỦA ỦY BAN NHÂN DÂN PHƯỜNG"]
