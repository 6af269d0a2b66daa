"""From a file's cells to checked rows: what is wrong goes into the report, the good rows go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ingest.cells import Cell, shown
from ingest.headers import Header, Line, Missed, find_header, lines
from ingest.refusal import UnreadableError
from ingest.report import FileReport, Remark, label
from ingest.rows import WorkbookRow
from ingest.sheets import Sheet, read_sheets
from prompts import message

Key = tuple[object, ...]
EVERY = 1_000
"""Rows between two words of progress."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table's rows must be, apart from where they are stored."""

    row: type[WorkbookRow]
    key: tuple[str, ...]
    """Columns that make a row unique."""
    refers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Column that holds a code or several → what it may be the code of: `unit`, `person`, `meeting`, `task`."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.row.model_fields)

    @property
    def required(self) -> list[str]:
        return [name for name, info in self.row.model_fields.items() if info.is_required()]


@dataclass(frozen=True, slots=True)
class Origin:
    """A sheet that rows come from."""

    sheet: str
    given: frozenset[str]
    """Columns that the sheet has; the others of a stored row stay as they are."""
    has_notes: bool
    """Whether the sheet has columns that the format does not know."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that keeps the value rules."""

    origin: Origin
    line: int
    values: tuple[object, ...]
    """In the order of `Shape.columns`: a hundred thousand rows are kept until their file is stored."""
    notes: dict[str, str]

    def remark(self, reason: str, column: str, value: str, **values: object) -> Remark:
        return Remark(message("import", reason, **values), self.origin.sheet, self.line, column, value)


@dataclass(slots=True)
class Batch:
    """One file on its way into the store."""

    report: FileReport
    rows: list[Checked] = field(default_factory=list)
    keys: dict[Key, tuple[str, int]] = field(default_factory=dict)
    """Sheet and row of every key that could be read, of good and of refused rows."""
    keys_complete: bool = True
    """Whether the key of every row could be read."""

    def drop(self, refused: Mapping[int, Remark]) -> None:
        """Refuse rows, given by their position."""
        if refused:
            self.rows = [row for at, row in enumerate(self.rows) if at not in refused]
            self.report.errors += refused.values()
            self.report.refused += len(refused)


def read_batch(path: Path, shape: Shape, progress: Callable[[int, int], None] = lambda done, rows: None) -> Batch:
    """Read one file; whatever is refused stands in the batch's report. `progress`: rows done, rows of the sheet."""
    batch = Batch(FileReport(path.name))
    fitting = False
    try:
        for sheet in read_sheets(path):
            fitting = _Reading(batch, shape, progress).sheet(sheet) or fitting
    except UnreadableError as exc:
        batch = Batch(FileReport(path.name), keys_complete=False)
        batch.report.refuse(exc.reason, **exc.values)
        return batch
    if not fitting:
        batch.keys_complete = False
        batch.report.refuse("file_no_header", columns=", ".join(label(key) for key in shape.required))
    return batch


class _Reading:
    """The rows of a file's sheets into its batch."""

    def __init__(self, batch: Batch, shape: Shape, progress: Callable[[int, int], None]) -> None:
        self._batch = batch
        self._shape = shape
        self._progress = progress
        self._places = [shape.columns.index(column) for column in shape.key]
        annotations = (shape.row.model_fields[column] for column in shape.key)
        self._key_types = [TypeAdapter(info.rebuild_annotation()) for info in annotations]

    def sheet(self, sheet: Sheet) -> bool:
        """Whether the sheet is one of the table."""
        rows = enumerate(sheet.rows, start=1)
        header = find_header(rows, self._shape.row.model_fields.keys(), self._shape.key)
        if isinstance(header, Missed):
            self._batch.keys_complete = False
            columns = ", ".join(map(label, header.lacking))
            reason = message("import", "warn_sheet_passed_over", columns=columns)
            self._batch.report.warnings.append(Remark(reason, sheet.name, header.row))
        if not isinstance(header, Header):
            return False
        faults = [("column_missing", key) for key in self._shape.required if key not in header.columns]
        faults += [("column_twice", key) for key in header.twice]
        if faults:
            self._batch.keys_complete = False
            remarks = [Remark(message("import", kind), sheet.name, header.row, key, "") for kind, key in faults]
            self._batch.report.errors += remarks
            self._batch.report.refused += max(sum(1 for _ in lines(rows, header)), 1)
            return True
        origin = Origin(sheet.name, frozenset(header.columns), bool(header.notes))
        for count, line in enumerate(lines(rows, header)):
            self._line(origin, line)
            if count % EVERY == 0:
                self._progress(line.row, sheet.height)
        return True

    def _line(self, origin: Origin, line: Line) -> None:
        checked, remarks = self._checked(origin, line)
        if checked:
            self._batch.rows.append(checked)
            self._batch.report.warnings += remarks
        else:
            self._batch.report.errors += remarks
            self._batch.report.refused += 1

    def _checked(self, origin: Origin, line: Line) -> tuple[Checked | None, list[Remark]]:
        """The row with its warnings, or why it is refused."""
        try:
            row = self._shape.row.model_validate(line.values)
        except ValidationError as exc:
            key = self._read_key(line.values)
            again = self._again(key, origin, line) if key else None
            errors = exc.errors(include_url=False, include_input=False)
            return None, [again] if again else [_remark(error, line, origin.sheet) for error in errors]
        values = tuple(row.__dict__.values())
        if again := self._again(tuple(values[place] for place in self._places), origin, line):
            return None, [again]
        checked = Checked(origin, line.row, values, line.notes)
        warnings = row.warnings()
        return checked, [checked.remark(kind, c, shown(line.values.get(c, ""))) for c, kind in warnings]

    def _again(self, key: Key, origin: Origin, line: Line) -> Remark | None:
        """A key that an earlier row of the file had, good or not, refuses this one."""
        first_sheet, first_row = self._batch.keys.setdefault(key, (origin.sheet, line.row))
        if (first_sheet, first_row) == (origin.sheet, line.row):
            return None
        reason = message("import", "duplicate", row=first_row, sheet=first_sheet)
        return Remark(reason, origin.sheet, line.row, self._shape.key[0], " · ".join(map(str, key)))

    def _read_key(self, values: Mapping[str, Cell]) -> Key | None:
        """The key of a row that is refused; None when it is what is wrong."""
        try:
            return tuple(
                kind.validate_python(values[name]) for name, kind in zip(self._shape.key, self._key_types, strict=True)
            )
        except (KeyError, ValidationError):
            self._batch.keys_complete = False
            return None


def _remark(error: ErrorDetails, line: Line, sheet: str) -> Remark:
    context = {name: str(value) for name, value in error.get("ctx", {}).items()}
    column = str(error["loc"][0]) if error["loc"] else context["column"]
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", ", ").replace("'", "")
    return Remark(
        message("import", error["type"], **context), sheet, line.row, column, shown(line.values.get(column, ""))
    )
