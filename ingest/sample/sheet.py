"""Write rows as a workbook whose bytes depend on nothing but the rows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest.report import label

Record = dict[str, Any]
"""One row by column key: text, numbers, dates, date-times, None."""


def write_workbook(path: Path, sheet_name: str, title: str, records: Sequence[Record]) -> None:
    """One sheet: `title` in the first row, Vietnamese labels in the second, then the rows, dates as real dates."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name)
    columns = list(records[0])
    sheet.freeze_panes = "A3"
    for number in range(len(columns)):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(number + 1)].width = 18
    for row in ([title], [label(column) for column in columns]):
        headings = [WriteOnlyCell(sheet, value=text) for text in row]
        for heading in headings:
            heading.font = Font(bold=True)
        sheet.append(headings)
    for record in records:
        sheet.append([record[column] for column in columns])
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(timeless(buffer.getvalue()))


def timeless(content: bytes) -> bytes:
    """The same archive without the moment of writing."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
