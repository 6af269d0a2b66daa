"""What a document says of itself."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import Access, Block, Header, Reading
from assistant.errors import DocumentError
from ingest.numbers import number_in_name, numbers, type_of_number
from ingest.parse import parse, parse_with_side_file
from ingest.side_file import read_side_file, side_names
from tests.ingest.acts import DECREE, blocks


def header(text: str, file: str = "van_ban.txt") -> Header:
    return parse(Reading(blocks(text)), file).header


def body(*articles: str) -> str:
    head = "NGHỊ ĐỊNH\nQUY ĐỊNH VỀ HỌP\nHà Nội, ngày 10 tháng 5 năm 2026\nSố: 45/2026/NĐ-CP\n"
    return head + "\n".join(f"Điều {n}. Điều {n}\n{text}" for n, text in enumerate(articles, start=1))


def test_the_first_page() -> None:
    assert header(DECREE) == Header(
        number="12/2026/QĐ-UBND",
        type="Quyết định",
        issuer="Ủy ban nhân dân thành phố Mẫu",
        issued=date(2026, 3, 5),
        effective=date(2026, 4, 1),
        title="Ban hành quy định về tiếp công dân",
        replaces=("7/2020/QĐ-UBND",),
    )


def test_a_letterhead_in_a_table() -> None:
    rows = (
        ("CHÍNH PHỦ -------", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ----"),
        ("Số: 45/2026/NĐ-CP", "Hà Nội, ngày 21 tháng 12 năm 2025"),
    )
    table = Block("\n".join(" | ".join(row) for row in rows), rows=rows)
    rest = blocks(
        "NGHỊ ĐỊNH\n^QUY ĐỊNH VỀ HỌP^\nChính phủ ban hành Nghị định quy định về họp.\nĐiều 1. Phạm vi\nVề họp."
    )
    found = parse(Reading((table, *rest)), "x.docx").header
    assert (found.number, found.issuer, found.issued) == ("45/2026/NĐ-CP", "Chính phủ", date(2025, 12, 21))
    assert (found.type, found.title) == ("Nghị định", "Quy định về họp")


def test_a_letter_has_its_subject_and_lower_body() -> None:
    found = header(
        """
        UBND THÀNH PHỐ MẪU
        SỞ NỘI VỤ
        Số: 3743/SNV-CCVC
        V/v thẩm định danh mục
        công việc chuẩn
        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        Thành phố Mẫu, ngày 22 tháng 5 năm 2026
        Kính gửi: Ủy ban nhân dân các xã
        Sở Nội vụ có ý kiến như sau:
        """
    )
    assert (found.number, found.type, found.issuer) == ("3743/SNV-CCVC", "Công văn", "Sở Nội vụ")
    assert found.title == "Thẩm định danh mục công việc chuẩn"


def test_the_title_ends_where_the_text_begins() -> None:
    notice = "**THÔNG BÁO**\n**Kết luận tại cuộc họp giao ban**\nNgày 6 tháng 7, chủ tịch kết luận như sau:\n1. Giao."
    assert header(notice).title == "Kết luận tại cuộc họp giao ban"
    plan = "KẾ HOẠCH\nChuyển đổi số năm 2026\nĐể chuyển đổi số, thành phố yêu cầu:\n1. Làm."
    assert header(plan).title == "Chuyển đổi số năm 2026"
    decision = "QUYẾT ĐỊNH\nVề thanh tra đột xuất\nCHÁNH THANH TRA THÀNH PHỐ\nCăn cứ Luật Thanh tra;\nĐiều 1. Làm."
    assert header(decision).title == "Về thanh tra đột xuất"


def test_an_old_decree_names_everything_in_its_title() -> None:
    found = header(
        "Nghị định của Chính phủ số 117/2003/NĐ-CP ngày 10/10/2003\nvề việc quản lý công chức\nChính phủ\n"
        "Căn cứ Luật Tổ chức Chính phủ;\nĐiều 1. Phạm vi\nVề quản lý."
    )
    assert (found.number, found.type, found.issued) == ("117/2003/NĐ-CP", "Nghị định", date(2003, 10, 10))
    assert found.title == "Về việc quản lý công chức"


def test_a_scan_is_read_through_its_misprints() -> None:
    found = header(
        "TG CHÍNH PHỦ CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 193/2026/NĐ-CP\nHà Nội, ngày 01 tháng 6 năm 2026\n"
        "NGHỊĐỊNH\nQuy định về quyết toán\nCăn cứ Luật Xây dựng;\nĐiều 1. Hiệu lực\n"
        "1.Nghị định này cỏ hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2026.\n2, Hết."
    )
    assert (found.issuer, found.type, found.title) == ("Chính phủ", "Nghị định", "Quy định về quyết toán")
    assert found.effective == date(2026, 7, 1)


def test_a_notice_of_conclusion_is_told_from_other_notices() -> None:
    notice = "THÔNG BÁO\nKết luận của Chủ tịch tại cuộc họp giao ban\nSố: 12/TB-UBND\n1. Giao các phòng."
    assert header(notice).type == "Thông báo kết luận"
    assert header(notice.replace("Kết luận của", "Lịch tiếp dân của")).type == "Thông báo"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2026.", date(2026, 7, 1)),
        ("Nghị định này có hiệu lực từ ngày 1/7/2026.", date(2026, 7, 1)),
        ("Nghị định này có hiệu lực thi hành kể từ ngày ký ban hành.", date(2026, 5, 10)),
        ("Nghị định này có hiệu lực thi hành sau 45 ngày, kể từ ngày ký.", date(2026, 6, 24)),
        ("Việc cấp phép có hiệu lực theo hợp đồng.", None),
    ],
)
def test_the_day_of_effect(text: str, day: date | None) -> None:
    assert header(body("Về họp.", text)).effective == day


def test_a_law_that_takes_effect_when_it_is_passed() -> None:
    text = (
        "LUẬT\nVỀ HỌP\nLuật số: 72/2025/QH15\nĐiều 1. Hiệu lực\nLuật này có hiệu lực thi hành từ ngày được thông qua.\n"
        "Luật này được Quốc hội khóa XV thông qua ngày 16 tháng 6 năm 2025."
    )
    assert (header(text).number, header(text).effective) == ("72/2025/QH15", date(2025, 6, 16))


def test_the_day_on_which_it_ends() -> None:
    text = "Nghị định này hết hiệu lực kể từ ngày 01 tháng 3 năm 2027, trừ các trường hợp sau."
    assert header(body("Về họp.", text)).expires == date(2027, 3, 1)
    pilot = "Nghị định này có hiệu lực từ ngày 01 tháng 7 năm 2026 đến hết ngày 31 tháng 12 năm 2026."
    assert header(body("Về họp.", pilot)).expires == date(2027, 1, 1)
    other = "Văn bản quy định tại khoản này hết hiệu lực kể từ ngày 01 tháng 3 năm 2027."
    assert header(body("Về họp.", other)).expires is None


@pytest.mark.parametrize(
    ("text", "replaces", "amends"),
    [
        (
            "Thông tư này thay thế Thông tư số 13/2021/TT-BXD ngày 31 tháng 8 năm 2021, Thông tư số 01/2025/TT-BXD "
            "ngày 22 tháng 01 năm 2025, Điều 12 Thông tư số 09/2025/TT-BXD của Bộ trưởng.",
            ("13/2021/TT-BXD", "01/2025/TT-BXD"), ("09/2025/TT-BXD",),
        ),
        (
            "Nghị định số 111/2024/NĐ-CP quy định về dữ liệu được sửa đổi theo Nghị định số 2/2025/NĐ-CP hết hiệu lực "
            "kể từ ngày Nghị định này có hiệu lực.",
            ("111/2024/NĐ-CP",), (),
        ),
        ("Bãi bỏ các văn bản sau đây:\na) Nghị định số 99/2021/NĐ-CP;\nb) Điều 6 Nghị định số 125/2025/NĐ-CP.",
         ("99/2021/NĐ-CP",), ("125/2025/NĐ-CP",)),
        ("Bãi bỏ các điều 2, 3 Thông tư số 10/2021/TT-BXD hướng dẫn thi hành Nghị định số 06/2021/NĐ-CP và Nghị định "
         "số 44/2016/NĐ-CP.", (), ("10/2021/TT-BXD",)),
        ("Bãi bỏ các quy định về đánh giá tại Nghị định số 90/2020/NĐ-CP (đã sửa đổi tại Nghị định số 48/2023/NĐ-CP).",
         (), ("90/2020/NĐ-CP",)),
        ("Ủy ban bãi bỏ văn bản trái với Nghị định số 5/2020/NĐ-CP.", (), ()),
    ],
)  # fmt: skip
def test_what_it_ends_as_a_whole_and_in_part(text: str, replaces: tuple[str, ...], amends: tuple[str, ...]) -> None:
    found = header(body("Về họp.", text))
    assert (found.replaces, found.amends) == (replaces, amends)


def test_an_annex_alone_is_known_by_the_act_it_came_with() -> None:
    found = header(
        "PHỤ LỤC II\n^BẢNG GIÁ^\n"
        "(Kèm theo Thông tư số 36/2026/TT-BXD ngày 26 tháng 6 năm 2026 của Bộ trưởng Bộ Xây dựng)\n1. Giá."
    )
    assert (found.number, found.type, found.issuer) == ("36/2026/TT-BXD", "Thông tư", "Bộ Xây dựng")
    assert (found.issued, found.title) == (date(2026, 6, 26), "Phụ lục II: Bảng giá")


@pytest.mark.parametrize(
    ("text", "file", "official"),
    [
        (DECREE, "qd.docx", True),
        ("DỰ THẢO\n" + DECREE, "qd.docx", False),
        ("(Dự thảo lần 2)\n" + DECREE, "qd.docx", False),
        (DECREE, "Dự thảo QĐ tiếp dân.docx", False),
        ("Mục lục tài liệu\n1. Nghị định về họp\n2. Luật", "muc_luc.txt", False),
        ("^SỔ TAY^\nTiếp dân\n1. Chào hỏi.", "so_tay.html", True),
    ],
)
def test_drafts_indexes_and_notes_are_not_official(text: str, file: str, official: bool) -> None:
    assert header(text, file).official is official


def test_numbers_in_all_spellings() -> None:
    text = "45/2026/NĐ-CP; 1234/QĐ-UBND; 02-KH/BCĐTW; 80/2025/QH15; 1041 /QĐ-BXD; 27/2018/TTLT-BTC-BNV; 5/2/2026; 7/10"
    assert numbers(text) == [
        "45/2026/NĐ-CP", "1234/QĐ-UBND", "02-KH/BCĐTW", "80/2025/QH15", "1041/QĐ-BXD", "27/2018/TTLT-BTC-BNV",
    ]  # fmt: skip
    assert number_in_name("02_Nghi_dinh__193_2026_ND-CP_709388.docx") == "193/2026/NĐ-CP"
    assert number_in_name("bao_cao_2026.docx") is None
    kinds = map(type_of_number, ("1/QĐ-UBND", "02-KH/BCĐTW", "7/2026/TT-BNV", "80/2025/QH15", "3651/UBND-CN"))
    assert list(kinds) == ["Quyết định", "Kế hoạch", "Thông tư", None, "Công văn"]


def test_the_side_file_wins() -> None:
    side = read_side_file(
        "number: 9/QĐ-UBND\ndate: 01/02/2026\neffective: 2026-03-01\nstatus: expired\nofficial: false\n"
        "access: {do_mat: han_che, units: [SO-NV]}"
    )
    found = parse(Reading(blocks(DECREE)), "qd.docx", side).header
    assert (found.number, found.issued, found.effective) == ("9/QĐ-UBND", date(2026, 2, 1), date(2026, 3, 1))
    assert (found.status, found.official, found.access) == ("expired", False, Access("han_che", ("SO-NV",)))
    assert (found.type, found.title) == ("Quyết định", "Ban hành quy định về tiếp công dân")


@pytest.mark.parametrize("text", ["nummer: 5", "status: alive", "access: {do_mat: mat}", "date: hôm qua", "[", "- a"])
def test_a_wrong_side_file_is_refused(text: str) -> None:
    with pytest.raises(DocumentError) as error:
        read_side_file(text)
    assert ".meta.yaml" in error.value.values["reason"]


def test_a_side_file_is_found_by_name_and_read_from_disk(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert side_names("a/qd.docx") == ("a/qd.docx.meta.yaml", "a/qd.meta.yaml")
    path = tmp_path_factory.mktemp("side") / "qd.meta.yaml"
    path.write_text("title: Tên khác", encoding="utf-8")
    assert parse_with_side_file(Reading(blocks(DECREE)), "qd.docx", path).header.title == "Tên khác"
    path.write_bytes(b"title: \xff\xfe")
    with pytest.raises(DocumentError):
        parse_with_side_file(Reading(blocks(DECREE)), "qd.docx", path)
