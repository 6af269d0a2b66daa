"""`.docx` and `.doc`: automatic numbers, tables, what is not text."""

from __future__ import annotations

import struct
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.ingest.reading.makers import doc, read, texts

BODY = "Quyết định này có hiệu lực thi hành kể từ ngày ký ban hành."
LEVELS = (("decimal", "%1."), ("lowerLetter", "%2)"), ("bullet", "\uf0b7"), ("upperRoman", "%1.%4"))


def numbered(document: Document, text: str, depth: int, num: int = 90) -> None:
    p = document.add_paragraph(text)._p
    p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')
    )


def add_list(document: Document) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(LEVELS)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="80">{levels}</w:abstractNum>'))
    for num, inside in (
        (90, ""),
        (91, ""),
        (92, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
    ):
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{num}"><w:abstractNumId w:val="80"/>{inside}</w:num>'))


def saved(document: Document, folder: Path) -> Path:
    path = folder / "van_ban.docx"
    document.save(str(path))
    return path


def test_automatic_numbers_are_said_apart_from_the_text(tmp_path: Path) -> None:
    document = docx.Document()
    add_list(document)
    for text, depth, num in (
        ("Phạm vi", 0, 90), ("ở trung ương", 1, 90), ("ở địa phương", 1, 90), ("một gạch", 2, 90),
        ("Đối tượng", 0, 90), ("bắt đầu lại", 1, 90), ("cùng danh sách", 0, 91), ("từ năm", 0, 92), ("tiếp", 0, 92),
    ):  # fmt: skip
        numbered(document, text, depth, num)

    blocks = read(saved(document, tmp_path)).blocks

    assert [block.number for block in blocks] == ["1.", "a)", "b)", "-", "2.", "a)", "3.", "5.", "6."]
    assert blocks[1].text == "ở trung ương"


def test_a_table_keeps_header_merged_cells_and_nested_text(tmp_path: Path) -> None:
    document = docx.Document()
    grid = document.add_table(rows=4, cols=3, style="Table Grid")
    for row, cells in enumerate(
        (("TT", "Mức thu", ""), ("", "Trực tiếp", "Trực tuyến"), ("1", "10.000", "5.000"), ("2", "20.000", ""))
    ):
        for column, text in enumerate(cells):
            grid.cell(row, column).text = text
    grid.cell(0, 0).merge(grid.cell(1, 0))
    grid.cell(0, 1).merge(grid.cell(0, 2))
    inner = grid.cell(3, 2).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "miễn", "giảm"

    block = read(saved(document, tmp_path)).blocks[0]

    assert block.rows[0] == ("TT", "Mức thu", "Mức thu")
    assert block.rows[1] == ("TT", "Trực tiếp", "Trực tuyến")
    assert block.rows[3] == ("2", "20.000", "miễn giảm")
    assert block.header_rows == 2
    assert block.text.splitlines()[:2] == ["TT | Mức thu", "Trực tiếp | Trực tuyến"]


def test_rows_marked_as_header_are_the_header(tmp_path: Path) -> None:
    document = docx.Document()
    grid = document.add_table(rows=3, cols=2, style="Table Grid")
    for at, cells in enumerate((("Năm", "2026"), ("Quý", "I"), ("Thu", "5"))):
        grid.cell(at, 0).text, grid.cell(at, 1).text = cells
        if at < 2:
            grid.rows[at]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))

    assert read(saved(document, tmp_path)).blocks[0].header_rows == 2


def test_a_letterhead_is_read_as_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    grid = document.add_table(rows=2, cols=2)
    for (row, column), text in {
        (0, 0): "ỦY BAN NHÂN DÂN", (0, 1): "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (1, 0): "Số: 12/QĐ-UBND",
        (1, 1): "ngày 3/4/2026"
    }.items():  # fmt: skip
        grid.cell(row, column).text = text

    blocks = read(saved(document, tmp_path)).blocks

    assert texts(blocks) == ["ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 12/QĐ-UBND", "ngày 3/4/2026"]


def test_headers_footers_and_deleted_text_stay_out_inserted_text_is_in(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Công báo số 5"
    document.sections[0].footer.paragraphs[0].text = "Trang 1"
    p = document.add_paragraph("Mức thu ")._p
    run = "<w:r><w:{0}>{1}</w:{0}></w:r>"
    p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="1" w:author="a">{run.format("delText", "cũ")}</w:del>'))
    p.append(parse_xml(f'<w:ins {nsdecls("w")} w:id="2" w:author="a">{run.format("t", "mới")}</w:ins>'))

    assert texts(read(saved(document, tmp_path)).blocks) == ["Mức thu mới"]


def test_bold_and_centred_also_by_style(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles["Title"].font.bold = True
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("QUYẾT ĐỊNH", style="Title")
    p = document.add_paragraph()
    p.add_run("Điều 1.").bold = True
    p.add_run(" Phạm vi điều chỉnh")

    title, article = read(saved(document, tmp_path)).blocks

    assert (title.bold, title.centred, article.bold, article.centred) == (True, True, False, False)


def test_text_boxes_and_content_controls_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    p = document.add_paragraph("Sau khung")._p
    box = "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
    p.append(parse_xml(f"<w:r {nsdecls('w')}><w:pict>{box}</w:pict></w:r>"))
    control = "<w:sdtContent><w:p><w:r><w:t>Trong ô nhập</w:t></w:r></w:p></w:sdtContent>"
    document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}>{control}</w:sdt>"))
    assert document.element.body[0].tag == qn("w:sdt")

    assert texts(read(saved(document, tmp_path)).blocks) == ["Trong ô nhập", "Trong khung", "Sau khung"]


def sprm(code: int, operand: bytes) -> bytes:
    return struct.pack("<H", code) + operand


CELL = sprm(0x2416, b"\1")
ROW = CELL + sprm(0x2417, b"\1")


def test_a_doc_has_paragraphs_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "cu.doc"
    cells = [(f"{text}\x07", CELL) for text in ("STT", "Nội dung", "Mức", "1", "Cấp lại thẻ", "5.000")]
    path.write_bytes(
        doc(
            [
                ("QUYẾT ĐỊNH\r", sprm(0x2461, b"\1")),
                *cells[:3],
                ("\x07", ROW),
                *cells[3:],
                ("\x07", ROW),
                (f"{BODY}\r", b""),
            ]
        )
    )

    title, table, last = read(path).blocks

    assert (title.text, title.centred, last.text) == ("QUYẾT ĐỊNH", True, BODY)
    assert table.rows == (("STT", "Nội dung", "Mức"), ("1", "Cấp lại thẻ", "5.000"))
    assert table.header_rows == 1


def test_the_code_of_a_field_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "truong.doc"
    path.write_bytes(doc([(f"Trang \x13 PAGE \x145\x15. {BODY}\r", b"")]))

    assert read(path).blocks[0].text == f"Trang 5. {BODY}"


@pytest.mark.parametrize("wide", [True, False])
def test_an_old_encoding_in_a_doc_is_converted(tmp_path: Path, wide: bool) -> None:
    path = tmp_path / "tcvn3.doc"
    path.write_bytes(doc([("Bé Tµi chÝnh h­íng dÉn thùc hiÖn NghÞ ®Þnh cña ChÝnh phñ vÒ ho¸ ®¬n\r", b"")], wide=wide))

    reading = read(path)

    assert reading.encoding == "tcvn3"
    assert reading.blocks[0].text == "Bộ Tài chính hướng dẫn thực hiện Nghị định của Chính phủ về hoá đơn"
