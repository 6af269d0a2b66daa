"""A sample document as DOCX."""

from __future__ import annotations

import io
from typing import Any

from ingest.sample.documents.layout import Break, Columns, Element, Grid, Line, widths
from ingest.sample.documents.source import Source
from ingest.sample.sheet import timeless

_INDENT_CM = 1.27


def docx(elements: list[Element], source: Source) -> bytes:
    """A4, Times New Roman 14, margins of Nghị định 30/2020/NĐ-CP; page number above, mark below."""
    from docx import Document
    from docx.enum.text import WD_BREAK

    document = Document()
    _page(document, source.mark)
    document.core_properties.title = source.title
    document.core_properties.author = source.mark
    for element in elements:
        if isinstance(element, Line):
            _paragraph(document.add_paragraph(), element)
        elif isinstance(element, Break):
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif isinstance(element, Grid):
            _grid(document, element)
        else:
            _columns(document, element)
    buffer = io.BytesIO()
    document.save(buffer)
    return timeless(buffer.getvalue())


def _page(document: Any, mark: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = section.right_margin = Cm(2)
    section.left_margin = Cm(3)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
    normal.paragraph_format.space_after = Pt(6)
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number._p.append(_field("PAGE"))
    section.footer.paragraphs[0].add_run(mark).font.size = Pt(9)


def _field(instruction: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field, run, text = OxmlElement("w:fldSimple"), OxmlElement("w:r"), OxmlElement("w:t")
    field.set(qn("w:instr"), instruction)
    text.text = "2"
    run.append(text)
    field.append(run)
    return field


def _paragraph(paragraph: Any, line: Line, size: int | None = None) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    centred = line.look in ("centre", "title", "small") or (line.look == "italic" and line.text.startswith("("))
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif line.look in ("body", "italic", "heading") and size is None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Cm(_INDENT_CM)
    paragraph.paragraph_format.keep_with_next = line.bold and size is None
    for text, bold in line.spans():
        run = paragraph.add_run(text)
        run.bold, run.italic = bold or None, line.look in ("italic", "small") or None
        if line.look == "small" or size:
            run.font.size = Pt(10 if line.look == "small" else size or 14)


def _grid(document: Any, grid: Grid) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=len(grid.rows[0]))
    table.style, table.autofit = "Table Grid", False
    wide = [Cm(width) for width in widths(grid, 16)]
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width
    for number, row in enumerate(grid.rows):
        added = table.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(added.cells, row, wide, strict=True):
            cell.width = width
            _paragraph(cell.paragraphs[0], Line(text, "title" if number == 0 else "left"), size=12)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    document.add_paragraph()


def _columns(document: Any, columns: Columns) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    sides = ((columns.left, 6.3), (columns.right, 9.7))
    for column, cell, (lines, width) in zip(table.columns, table.rows[0].cells, sides, strict=True):
        column.width = cell.width = Cm(width)
        for number, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            _paragraph(paragraph, line, size=11 if line.look == "left" else 12)
            paragraph.paragraph_format.space_after = Pt(2)
            if line.look == "italic":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph()
