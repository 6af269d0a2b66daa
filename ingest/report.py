"""What an import did, file by file, as JSON and as text in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from prompts import has_message, message


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a row, a sheet or a file was refused, or what to look at in one that was taken."""

    reason: str
    """A Vietnamese sentence."""
    sheet: str | None = None
    row: int | None = None
    """As the spreadsheet numbers it, from 1; None: the whole file."""
    column: str | None = None
    """Key of the column."""
    value: str | None = None
    """What stood in the cell; empty for a missing one."""

    def as_json(self) -> dict[str, object]:
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }

    def line(self) -> str:
        place = [] if self.sheet is None else [message("import", "at_sheet", sheet=self.sheet)]
        place += [] if self.row is None else [message("import", "at_row", row=self.row)]
        place += [] if self.column is None else [message("import", "at_column", column=label(self.column))]
        value = message("import", "at_value", value=self.value) if self.value else ""
        return "    " + ", ".join(place) + (": " if place else "") + self.reason + value


@dataclass(slots=True)
class FileReport:
    """Counts of one file's rows; filled while the file is read and stored."""

    file: str
    table: str = ""
    """Name of the workbook: `nhiem_vu`."""
    status: Literal["read", "refused"] = "read"
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    """Rows; 1 for a file refused whole."""
    withdrawn: int = 0
    """Rows of the table that none of its files has; counted with the last of them."""
    errors: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    def refuse(self, reason: str, **values: object) -> None:
        """Refuse the whole file."""
        self.status, self.refused = "refused", 1
        self.errors = [Remark(message("import", reason, **values))]

    def as_json(self) -> dict[str, object]:
        return {
            "file": self.file,
            "table": self.table,
            "status": self.status,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "withdrawn": self.withdrawn,
            "errors": [error.as_json() for error in self.errors],
            "warnings": [warning.as_json() for warning in self.warnings],
        }

    def lines(self) -> Iterator[str]:
        counts: Mapping[str, object] = {
            "file": self.file,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": self.refused,
        }
        yield message("import", "file_counts" if self.status == "read" else "file_refused", **counts)
        if self.withdrawn:
            yield message("import", "withdrawn", withdrawn=self.withdrawn)
        yield from (error.line() for error in self.errors)
        for warning in self.warnings:
            yield message("import", "warning", text=warning.line().strip())


@dataclass(frozen=True, slots=True)
class FolderReport:
    """Fulfils `assistant.protocols.ImportReport`."""

    folder: str
    files: tuple[FileReport, ...]

    @property
    def added(self) -> int:
        """Rows added."""
        return sum(file.added for file in self.files)

    @property
    def refused(self) -> int:
        """Rows refused, a file refused whole counting as one; above 0 the verb exits with 1."""
        return sum(file.refused for file in self.files)

    def as_json(self) -> dict[str, object]:
        return {"files": [file.as_json() for file in self.files]}

    def lines(self) -> Iterator[str]:
        if not self.files:
            yield message("import", "no_files", folder=self.folder)
        for file in self.files:
            yield from file.lines()


def label(column: str) -> str:
    """The Vietnamese heading of a column, for headers that we write and for the report."""
    return message("import", f"label_{column}") if has_message("import", f"label_{column}") else column
