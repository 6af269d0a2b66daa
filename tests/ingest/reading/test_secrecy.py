"""A stamp is found, a word in a sentence is not."""

from __future__ import annotations

import pytest

from assistant.documents import Block
from ingest.reading.secrecy import secrecy_stamp

HEAD = [Block("ỦY BAN NHÂN DÂN THÀNH PHỐ"), Block("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), Block("Số: 12/BC-UBND")]
TITLE = [Block("BÁO CÁO"), Block("Về công tác bảo vệ bí mật nhà nước"), Block("Căn cứ Luật Bảo vệ bí mật nhà nước;")]


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("[ MẬT ]", "MẬT"),
        ("T Ố I  M Ậ T", "TỐI MẬT"),
        ("M Ậ T", "MẬT"),
        ("ĐỘ MẬT: MẬT", "MẬT"),
        ("MẬT (BẢN SỐ: 02)", "MẬT"),
        ("| TÔI MÂT |", "TỐI MẬT"),
        ("MẶT", "MẬT"),
        ("TUYẾT MẬT.", "TUYỆT MẬT"),
        ("Số: 12/BC-UBND\nTUYỆT MẬT", "TUYỆT MẬT"),
        ("MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "MẬT"),
    ],
)
def test_a_stamp_is_found(line: str, stamp: str) -> None:
    assert secrecy_stamp([*HEAD, Block(line), *TITLE]) == stamp


@pytest.mark.parametrize(
    "line",
    [
        "Văn bản này không thuộc danh mục tối mật",
        "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Mật",
        "Tối mật",
        "QUY ĐỊNH VỀ ĐỘ MẬT",
        "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TUYỆT MẬT VÀ TỐI MẬT",
        "MẬT ONG RỪNG",
        "MẶT BẰNG",
        "BÍ MẬT",
        "CÓ MẶT",
        "DANH MỤC TÀI LIỆU TỐI MẬT",
    ],
)
def test_the_word_in_a_sentence_or_title_is_no_stamp(line: str) -> None:
    assert secrecy_stamp([*HEAD, Block(line), *TITLE]) is None


def test_a_stamp_in_the_letterhead_table_counts_in_a_table_of_degrees_not() -> None:
    letterhead = Block("", rows=(("UBND TỈNH\nMẬT", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),))
    degrees = Block("", rows=tuple((str(at), "MẬT") for at in range(9)))

    assert secrecy_stamp([letterhead, *TITLE]) == "MẬT"
    assert secrecy_stamp([*HEAD, degrees]) is None


def test_only_the_top_of_the_first_page_is_looked_at() -> None:
    body = [Block(f"Điều {at}. Nội dung của điều này.") for at in range(1, 30)]

    assert secrecy_stamp([*HEAD, *TITLE, *body, Block("MẬT")]) is None
    assert secrecy_stamp([Block("QUYẾT ĐỊNH", page=1), Block("MẬT", page=2)]) is None
    assert secrecy_stamp([]) is None
