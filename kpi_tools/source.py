"""Where a figure comes from: file, row and date of update."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.types import ZONE
from kpi_tools.columns import Imported
from kpi_tools.system_tables import FileImport


@dataclass(frozen=True, slots=True)
class Source:
    file: str
    sheet: str
    row: int
    """As the spreadsheet numbers it, from 1."""
    updated: date
    """The day of the import that last changed the row."""


def source_of(row: Imported, origin: FileImport | None) -> Source | None:
    """The source of a row, given its import (`outerjoin(FileImport, FileImport.id == Row.import_id)`).

    None for a row that came from no file.
    """
    if origin is None or row.source_row is None:
        return None
    return Source(origin.file, row.source_sheet, row.source_row, origin.at.astimezone(ZONE).date())
