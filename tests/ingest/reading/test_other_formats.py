"""RTF, HTML, text, Markdown, workbooks and slides."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation
from pptx.util import Emu

from ingest.reading.blocks import guess_header
from tests.ingest.reading.makers import ppt, read, texts

BODY = "Thời hạn giải quyết là năm ngày làm việc."
ROWS = (("TT", "Nội dung", "Mức"), ("1", "Cấp mới", "5"), ("2", "Cấp lại", "10"))


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_rtf_has_paragraphs_numbers_and_tables(tmp_path: Path) -> None:
    row = r"\trowd\cellx1\cellx2\cellx3 {0}\row "
    rows = "".join(
        row.format("".join(rf"\pard\intbl {cell}\cell " for cell in cells))
        for cells in (("TT", "Muc", "Phi"), ("1", "Moi", "5"))
    )
    source = (
        r"{\rtf1\ansi{\fonttbl{\f0 Times;}}{\header Cong bao}{\*\generator Word;}\uc1"
        r"\pard\qc\b QUY\u7870?T \u272?\u7882?NH\b0\par\pard {\listtext 1.\tab}M\u7913?c thu\par {\v an}\par "
        + rows
        + r"\pard het\par}"
    )

    title, first, table, last = read(written(tmp_path, "a.rtf", source)).blocks

    assert (title.text, title.bold, title.centred) == ("QUYẾT ĐỊNH", True, True)
    assert (first.number, first.text, last.text) == ("1.", "Mức thu", "het")
    assert table.rows == (("TT", "Muc", "Phi"), ("1", "Moi", "5"))


def test_html_keeps_spans_of_cells_and_drops_scripts(tmp_path: Path) -> None:
    source = f"""<html><head><title>x</title><style>p {{}}</style></head><body><script>alert(1)</script>
    <p align="center"><b>QUYẾT ĐỊNH</b></p><p>{BODY}<br>Dòng hai</p><ul><li>gạch một</li></ul>
    <table border="1"><tr><th rowspan="2">TT</th><th colspan="2">Mức</th></tr><tr><th>Mới</th><th>Lại</th></tr>
    <tr><td>1</td><td>5</td><td>10</td></tr></table></body></html>"""

    title, body, item, table = read(written(tmp_path, "a.html", source)).blocks

    assert (title.text, title.bold, title.centred) == ("QUYẾT ĐỊNH", True, True)
    assert (body.text, item.text) == (f"{BODY}\nDòng hai", "gạch một")
    assert table.rows == (("TT", "Mức", "Mức"), ("TT", "Mới", "Lại"), ("1", "5", "10"))
    assert table.header_rows == 2


def test_text_whose_lines_are_broken_is_joined(tmp_path: Path) -> None:
    long = "Điều 1. Quyết định này quy định mức thu phí thẩm định hồ sơ và các khoản"
    rest = "thu khác của các cơ quan, đơn vị trên địa bàn thành phố theo quy định hiện hành"
    source = f"{long}\n{rest}\ncủa pháp luật.\n\n{BODY}\na) Điểm a"

    said = texts(read(written(tmp_path, "a.txt", source)).blocks)

    assert said == [f"{long} {rest} của pháp luật.", BODY, "a) Điểm a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_text_in_any_unicode_form_is_nfc(tmp_path: Path, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""

    reading = read(written(tmp_path, "a.txt", mark + "Hoà giải cơ sở tiê\u0301ng Việt".encode(encoding)))

    assert (reading.encoding, reading.blocks[0].text) == ("unicode", "Hoà giải cơ sở tiếng Việt")


def test_markdown_has_headings_and_tables(tmp_path: Path) -> None:
    table_said = "| TT | Nội dung |\n|---|---|\n| 1 | Cấp mới |\n| 2 | Cấp lại |\n"
    source = f"---\nmeta: x\n---\n# Sổ tay\n\n{BODY}\n\n1. một\n\n{table_said}"

    heading, body, item, table = read(written(tmp_path, "a.md", source)).blocks

    assert (heading.text, heading.bold, body.text) == ("Sổ tay", True, BODY)
    assert (item.number, item.text) == ("1.", "một")
    assert (table.rows[1], table.header_rows) == (("1", "Cấp mới"), 1)


def test_csv_is_a_table(tmp_path: Path) -> None:
    block = read(written(tmp_path, "a.csv", "\n".join(";".join(row) for row in ROWS))).blocks[0]

    assert (block.rows, block.header_rows) == (ROWS, 1)


def test_a_workbook_has_titles_tables_and_notes(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["DANH MỤC PHÍ"], [], ["TT", "Nội dung", "Mức", None], [None, None, "Mới", "Lại"]):
        sheet.append(row)
    sheet.append([1, "Cấp thẻ", 12.5, date(2026, 7, 1)])
    sheet.append([2, "Cấp sổ", 20.0, None])
    sheet.append(["Ghi chú: áp dụng từ quý III"])
    for area in ("A3:A4", "B3:B4", "C3:D3"):
        sheet.merge_cells(area)
    hidden = book.create_sheet("an")
    hidden.append(["BÍ", "MẬT", "X"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")

    title, table, note = read(tmp_path / "a.xlsx").blocks

    assert (title.text, note.text) == ("DANH MỤC PHÍ", "Ghi chú: áp dụng từ quý III")
    assert table.rows[:2] == (("TT", "Nội dung", "Mức", "Mức"), ("TT", "Nội dung", "Mới", "Lại"))
    assert table.rows[2] == ("1", "Cấp thẻ", "12,5", "01/07/2026")
    assert table.header_rows == 2


def test_slides_are_pages_title_first(tmp_path: Path) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    box = slide.shapes.add_textbox(Emu(0), Emu(0), Emu(900), Emu(900))
    box.text_frame.text = BODY
    assert slide.shapes.title is not None
    slide.shapes.title.text = "KẾ HOẠCH"
    grid = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_table(3, 3, Emu(0), Emu(0), Emu(900), Emu(900)).table
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            grid.cell(row, column).text = text
    deck.save(str(tmp_path / "a.pptx"))

    reading = read(tmp_path / "a.pptx")

    assert [(block.page, block.bold) for block in reading.blocks] == [(1, True), (1, False), (2, False)]
    assert texts(reading.blocks)[:2] == ["KẾ HOẠCH", BODY]
    assert reading.blocks[2].rows == ROWS
    assert reading.pages == 2


def test_ppt_lists_its_slides_and_not_its_masters(tmp_path: Path) -> None:
    reading = read(written(tmp_path, "a.ppt", ppt([["KẾ HOẠCH", f"{BODY}\rDòng hai"], ["Kết thúc"]], ["Bấm để sửa"])))

    assert [(block.page, block.text) for block in reading.blocks] == [
        (1, "KẾ HOẠCH"), (1, BODY), (1, "Dòng hai"), (2, "Kết thúc"),
    ]  # fmt: skip
    assert reading.pages == 2


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        (ROWS, 1),
        ((("TT", "Mức"), ("(1)", "(2)"), ("1", "5"), ("2", "6")), 2),
        ((("1", "Cấp mới"), ("2", "Cấp lại")), 0),
        ((("TT", "Mức"),), 0),
        ((("Họ và tên", "x" * 80), ("Địa chỉ", "y"), ("Nơi ở", "z")), 0),
    ],
)
def test_the_header_of_a_table_is_guessed(rows: tuple[tuple[str, ...], ...], header: int) -> None:
    assert guess_header(rows) == header
