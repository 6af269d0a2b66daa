"""A sample document as XLSX: its title in merged cells, then its table."""

from __future__ import annotations

import io

from ingest.sample.documents.layout import Element, Grid, Line
from ingest.sample.documents.source import Source
from ingest.sample.sheet import timeless


def xlsx(elements: list[Element], source: Source) -> bytes:
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    grid = next(element for element in elements if isinstance(element, Grid))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Danh mục"
    wide = len(grid.rows[0])
    for line in (element for element in elements if isinstance(element, Line)):
        sheet.append([line.text.replace("**", "")])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=wide)
        sheet.cell(sheet.max_row, 1).font = Font(bold=line.bold, italic=line.look in ("italic", "small"))
        sheet.cell(sheet.max_row, 1).alignment = Alignment(horizontal="center", wrap_text=True)
    for number, row in enumerate(grid.rows):
        sheet.append([_value(cell) for cell in row])
        for column in range(1, wide + 1):
            sheet.cell(sheet.max_row, column).font = Font(bold=number == 0)
            sheet.cell(sheet.max_row, column).alignment = Alignment(wrap_text=True, vertical="top")
    for column in range(wide):
        longest = max(len(row[column]) for row in grid.rows)
        sheet.column_dimensions[get_column_letter(column + 1)].width = min(60, max(8, longest))
    sheet.oddFooter.center.text = source.mark
    buffer = io.BytesIO()
    book.save(buffer)
    return timeless(buffer.getvalue())


def _value(cell: str) -> str | int | float:
    """Numbers as numbers: `1,5` is one and a half."""
    plain = cell.replace(",", ".", 1)
    if plain.isdecimal():
        return int(plain)
    return float(plain) if plain.replace(".", "", 1).isdecimal() else cell
