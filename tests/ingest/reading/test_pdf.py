"""PDF: reading order, what is not text, tables by their lines, scans."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.reading.layout import Span, columns_of, lines_of
from ingest.reading.limits import Limits
from ingest.reading.ocr import TrueOcr, mended
from ingest.reading.parse import parse
from tests.ingest.reading.makers import NoOcr, Placed, SaidOcr, pdf, read, texts

LEFT, RIGHT, TOP = 85, 320, 120
FULL = "Uy ban nhan dan thanh pho quy dinh muc thu phi va le phi tren dia ban thanh pho theo Luat"
"""As wide as the text of a page."""


def written(folder: Path, content: bytes) -> Path:
    path = folder / "van_ban.pdf"
    path.write_bytes(content)
    return path


def box(x0: float, y0: float, x1: float, y1: float) -> str:
    """The four edges of a rectangle; heights from the top of an A4 page."""
    return f"{x0} {842 - y1} {x1 - x0} {y1 - y0} re S\n"


def test_lines_become_paragraphs_over_line_and_page_ends(tmp_path: Path) -> None:
    first: list[Placed] = [(LEFT + 35, TOP, FULL[:79]), (LEFT, TOP + 20, FULL), (LEFT, TOP + 40, "va Nghi dinh nay.")]
    first += [(LEFT + 35, TOP + 60, "2. " + FULL[:77]), (LEFT, TOP + 80, FULL)]
    second: list[Placed] = [(LEFT, TOP, "so 85 cua Chinh phu."), (LEFT + 35, TOP + 20, "3. Khoan ba.")]

    blocks = read(written(tmp_path, pdf([first, second]))).blocks

    assert texts(blocks) == [
        f"{FULL[:79]} {FULL} va Nghi dinh nay.",
        f"2. {FULL[:77]} {FULL} so 85 cua Chinh phu.",
        "3. Khoan ba.",
    ]
    assert [block.page for block in blocks] == [1, 1, 2]


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    half = "Cot nay rong bang nua trang va con"
    words: list[Placed] = [(LEFT, 90, FULL)]
    words += [
        (x, TOP + 18 * at, f"{half} {name}{at}") for at in range(5) for x, name in ((LEFT, "trai"), (RIGHT, "phai"))
    ]

    said = " ".join(texts(read(written(tmp_path, pdf([words]))).blocks))

    assert said.split()[-1] == "phai4"
    assert said.index("trai4") < said.index("phai0")
    assert said.startswith(FULL)


def test_a_letterhead_is_issuer_then_motto_and_the_title_comes_after() -> None:
    spans = [
        Span("UBND TỈNH", 100, 60, 190, 74), Span("CỘNG HÒA XÃ HỘI", 270, 60, 500, 74),
        Span("Số: 12/QĐ", 110, 90, 180, 104), Span("ngày 3/4/2026", 300, 94, 470, 108),
        Span("QUYẾT ĐỊNH", 250, 130, 350, 144), Span("Dòng chạy hết trang", 85, 160, 540, 174),
    ]  # fmt: skip

    said = [line.text for column in columns_of(lines_of(spans)) for line in column.lines]

    assert said == ["UBND TỈNH", "Số: 12/QĐ", "CỘNG HÒA XÃ HỘI", "ngày 3/4/2026", "QUYẾT ĐỊNH", "Dòng chạy hết trang"]


def test_numbers_of_clauses_are_no_column(tmp_path: Path) -> None:
    words: list[Placed] = [
        (LEFT + dx, TOP + 20 * at, text) for at in range(4) for dx, text in ((0, f"{at + 1}."), (40, FULL[:69]))
    ]

    assert texts(read(written(tmp_path, pdf([words]))).blocks) == [f"{at}. {FULL[:69]}" for at in (1, 2, 3, 4)]


def test_page_numbers_running_titles_and_signing_stamps_are_dropped(tmp_path: Path) -> None:
    pages: list[list[Placed]] = [
        [
            (300, 40, str(at)),
            (LEFT, 60, f"CONG BAO/So {at}"),
            (LEFT, TOP, f"Dieu {at}. Muc {at} nam trong trang."),
            (280, 810, f"Trang {at}/4"),
        ]
        for at in (1, 2, 3, 4)
    ]
    pages[0] += [
        (400, 200, "Digitally signed by: van thu"),
        (LEFT, 600, "Email: a@b.vn"),
        (LEFT, 620, "Date: 1.1.2026"),
        (LEFT, 640, "DN: x"),
    ]

    said = texts(read(written(tmp_path, pdf(pages))).blocks)

    assert said == [f"Dieu {at}. Muc {at} nam trong trang." for at in (1, 2, 3, 4)]


def table_page() -> tuple[list[Placed], str]:
    """Two header rows over three columns, then one drawn row that holds three rows of figures."""
    words: list[Placed] = [
        (90, 115, "Ma"),
        (160, 115, "Hao phi"),
        (330, 105, "Muc"),
        (310, 130, "Thap"),
        (410, 130, "Cao"),
    ]
    words += [(90, 160, "AB.1"), (90, 173, "lap may")]
    for at, (name, low, high) in enumerate(
        (("Thep tam", "1,5", "2,5"), ("Que han", "0,1", "-"), ("May han", "10", "20"))
    ):
        words += [(160, 160 + 22 * at, name), (310, 160 + 22 * at, low), (410, 160 + 22 * at, high)]
    lines = box(85, 95, 150, 140) + box(150, 95, 300, 140) + box(300, 95, 500, 117) + box(300, 117, 400, 140)
    lines += box(400, 117, 500, 140) + "".join(
        box(x0, 140, x1, 225) for x0, x1 in ((85, 150), (150, 300), (300, 400), (400, 500))
    )
    return [*words, (LEFT, 260, "Het bang.")], lines


def test_a_drawn_table_keeps_merged_headers_and_undivided_rows(tmp_path: Path) -> None:
    words, lines = table_page()

    table, rest = read(written(tmp_path, pdf([words], [lines]))).blocks

    assert table.rows[:2] == (("Ma", "Hao phi", "Muc", "Muc"), ("Ma", "Hao phi", "Thap", "Cao"))
    assert table.rows[2:] == (
        ("AB.1 lap may", "Thep tam", "1,5", "2,5"),
        ("AB.1 lap may", "Que han", "0,1", "-"),
        ("AB.1 lap may", "May han", "10", "20"),
    )
    assert (table.header_rows, rest.text) == (2, "Het bang.")


def test_a_table_goes_on_over_a_page_end_with_its_header_once(tmp_path: Path) -> None:
    lines = "".join(
        box(x0, y0, x1, y1) for y0, y1 in ((95, 120), (120, 145)) for x0, x1 in ((85, 200), (200, 300), (300, 400))
    )
    pages: list[list[Placed]] = [
        [
            (x, y, text)
            for y, row in ((110, ("TT", "Ten", "Muc")), (135, (str(at), f"Viec {at}", "5")))
            for x, text in zip((90, 210, 310), row, strict=True)
        ]
        for at in (1, 2)
    ]

    (table,) = read(written(tmp_path, pdf(pages, [lines, lines]))).blocks

    assert table.rows == (("TT", "Ten", "Muc"), ("1", "Viec 1", "5"), ("2", "Viec 2", "5"))
    assert table.header_rows == 1


def test_a_document_of_a_thousand_pages_is_read(tmp_path: Path) -> None:
    pages: list[list[Placed]] = [
        [(LEFT, TOP, f"Dieu {at}. Noi dung cua dieu nay la mot cau.")] for at in range(1, 1001)
    ]

    reading = read(written(tmp_path, pdf(pages)))

    assert (reading.pages, len(reading.blocks), reading.blocks[-1].page) == (1000, 1000, 1000)


def scan(folder: Path, *lines: str, layer: bool = False) -> Path:
    """A PDF of one picture, with or without a page of text before it."""
    page = Image.new("L", (1240, 1754), "white")
    for at, line in enumerate(lines):
        ImageDraw.Draw(page).text((180, 200 + 60 * at), line, "black", font=ImageFont.load_default(40))
    path = folder / "quet.pdf"
    page.save(path, resolution=150)
    return path


def test_only_pages_without_text_go_to_ocr(tmp_path: Path) -> None:
    ocr = SaidOcr("Điều 1. Phạm vi điều chỉnh", "Quyết định này quy định mức thu.")

    scanned = parse(scan(tmp_path, "x"), Limits(), ocr)
    text = parse(written(tmp_path, pdf([[(LEFT, TOP, FULL)]])), Limits(), ocr)

    assert (scanned.pages, scanned.ocr_pages, text.ocr_pages, ocr.asked) == (1, 1, 0, 1)
    assert texts(scanned.blocks) == ["Điều 1. Phạm vi điều chỉnh", "Quyết định này quy định mức thu."]


def test_an_image_file_is_a_scan(tmp_path: Path) -> None:
    Image.new("L", (600, 800), "white").save(tmp_path / "anh.png")

    reading = parse(tmp_path / "anh.png", Limits(), SaidOcr("Thông báo"))

    assert (reading.ocr_pages, texts(reading.blocks)) == (1, ["Thông báo"])


def test_a_page_is_read_by_ocr_once_and_then_from_the_cache(tmp_path: Path) -> None:
    page = Image.new("L", (300, 400), "white")
    first = TrueOcr(tmp_path / "cache")
    first._read = lambda picture, dpi: [Span("Điều 3, Giải thích từ ngữ:khoản1", 1, 2, 3, 4)]  # type: ignore[method-assign]
    said = first.read(page, 150)
    kept = list((tmp_path / "cache").rglob("*.json"))

    again = TrueOcr(tmp_path / "cache").read(page, 150)  # without a cache it would find nothing on a white page

    assert said == again == [Span("Điều 3. Giải thích từ ngữ: khoản 1", 1, 2, 3, 4)]
    assert len(kept) == 1
    kept[0].write_text("[[", encoding="utf-8")  # cut off
    assert TrueOcr(tmp_path / "cache").read(page, 150) == []


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("QUYẾTĐỊNH", "QUYẾT ĐỊNH"),
        ("2, Đối với dự án", "2. Đối với dự án"),
        ("ngày 3,5 và 1,Đ", "ngày 3,5 và 1, Đ"),
        ("tháng4 năm2026", "tháng 4 năm 2026"),
        ("Khoản 1, 2 Điều 5", "Khoản 1, 2 Điều 5"),
    ],
)
def test_lines_of_ocr_are_mended(line: str, right: str) -> None:
    assert mended(line) == right


def test_no_ocr_of_a_page_that_is_blank(tmp_path: Path) -> None:
    reading = parse(written(tmp_path, pdf([[], [(LEFT, TOP, FULL)]])), Limits(), NoOcr())

    assert (reading.pages, reading.ocr_pages) == (2, 0)


@pytest.mark.real
def test_the_real_ocr_reads_a_scan(tmp_path: Path) -> None:
    reading = parse(scan(tmp_path, "UBND THANH PHO HUE", "Thong bao so 45 nam 2026"), Limits(), TrueOcr())

    said = " ".join(texts(reading.blocks))
    assert "45" in said and "2026" in said and "UBND" in said
