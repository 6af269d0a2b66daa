"""From a file's cells to checked rows: what is wrong goes into the report, the good rows go on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ingest.cells import shown
from ingest.headers import Header, Line, find_header, lines
from ingest.report import FileReport, Remark, label
from ingest.rows import UnitRow, WorkbookRow
from ingest.sheets import Sheet, UnreadableError, read_sheets
from prompts import message


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table's rows must be, apart from where they are stored."""

    row: type[WorkbookRow]
    key: tuple[str, ...]
    """Columns that make a row unique."""
    units: tuple[str, ...] = ()
    """Columns that hold unit codes."""
    people: tuple[str, ...] = ()
    either: tuple[str, ...] = ()

    @property
    def required(self) -> list[str]:
        return [name for name, info in self.row.model_fields.items() if info.is_required()]


@dataclass(frozen=True, slots=True)
class Checked:
    """A row that keeps the value rules."""

    sheet: str
    line: int
    row: WorkbookRow
    given: frozenset[str]
    """Columns that the sheet has; the others of a stored row stay as they are."""
    notes: dict[str, str]
    has_notes: bool
    """Whether the sheet has columns that the format does not know."""

    def remark(self, reason: str, column: str, value: str, **values: object) -> Remark:
        return Remark(message("import", reason, **values), self.sheet, self.line, column, value)


@dataclass(slots=True)
class Batch:
    """One file on its way into the store."""

    report: FileReport
    rows: list[Checked] = field(default_factory=list)

    def drop(self, refused: Mapping[int, Remark]) -> None:
        """Refuse rows, given by their position."""
        self.rows = [row for at, row in enumerate(self.rows) if at not in refused]
        self.report.errors += refused.values()
        self.report.refused += len(refused)


@dataclass(frozen=True, slots=True)
class Codes:
    """Every code that may be referred to."""

    units: Collection[str]
    people: Collection[str]


def read_batch(path: Path, shape: Shape) -> Batch:
    """Read one file; whatever is refused stands in the batch's report."""
    batch = Batch(FileReport(path.name))
    try:
        sheets = read_sheets(path)
    except UnreadableError as exc:
        batch.report.refuse(str(exc))
        return batch
    known = shape.row.model_fields.keys()
    fitting = [(sheet, header) for sheet in sheets if (header := find_header(sheet, known, shape.key))]
    if not fitting:
        batch.report.refuse("file_no_header", columns=", ".join(label(key) for key in shape.required))
    seen: dict[tuple[str, ...], tuple[str, int]] = {}
    for sheet, header in fitting:
        _read_sheet(batch, shape, sheet, header, seen)
    return batch


def _read_sheet(
    batch: Batch, shape: Shape, sheet: Sheet, header: Header, seen: dict[tuple[str, ...], tuple[str, int]]
) -> None:
    found = list(lines(sheet, header))
    faults = [("column_missing", key) for key in shape.required if key not in header.columns]
    faults += [("column_twice", key) for key in header.twice]
    if faults:
        batch.report.errors += [Remark(message("import", k), sheet.name, header.row, c, "") for k, c in faults]
        batch.report.refused += max(len(found), 1)
        return
    for line in found:
        remarks = _check(line, shape, sheet.name, seen)
        if isinstance(remarks, WorkbookRow):
            checked = Checked(sheet.name, line.row, remarks, frozenset(header.columns), line.notes, bool(header.notes))
            batch.rows.append(checked)
            batch.report.warnings += [
                checked.remark(reason, column, shown(line.values.get(column, "")))
                for column, reason in remarks.warnings()
            ]
        else:
            batch.report.errors += remarks
            batch.report.refused += 1


def _check(
    line: Line, shape: Shape, sheet: str, seen: dict[tuple[str, ...], tuple[str, int]]
) -> WorkbookRow | list[Remark]:
    """The row, or why it is refused. A key that an earlier row of the file had, good or not, refuses this one."""
    key = tuple(shown(line.values.get(column, "")) for column in shape.key)
    first_sheet, first_row = seen.setdefault(key, (sheet, line.row))
    if all(key) and (first_sheet, first_row) != (sheet, line.row):
        reason = message("import", "duplicate", row=first_row, sheet=first_sheet)
        return [Remark(reason, sheet, line.row, shape.key[0], " · ".join(key))]
    try:
        return shape.row.model_validate(line.values)
    except ValidationError as exc:
        return [_remark(error, line, sheet) for error in exc.errors(include_url=False, include_input=False)]


def _remark(error: ErrorDetails, line: Line, sheet: str) -> Remark:
    context = {name: str(value) for name, value in error.get("ctx", {}).items()}
    column = str(error["loc"][0]) if error["loc"] else context["column"]
    if "expected" in context:
        context["expected"] = context["expected"].replace(" or ", ", ").replace("'", "")
    return Remark(
        message("import", error["type"], **context), sheet, line.row, column, shown(line.values.get(column, ""))
    )


def check_references(batch: Batch, shape: Shape, codes: Codes) -> None:
    """Refuse the rows that name a unit or person whom nobody knows."""
    refused = {}
    for at, checked in enumerate(batch.rows):
        for columns, known, reason in (
            (shape.units, (codes.units,), "no_unit"),
            (shape.people, (codes.people,), "no_person"),
            (shape.either, (codes.units, codes.people), "no_unit_or_person"),
        ):
            for column in columns:
                for code in _named(checked.row, column):
                    if not any(code in some for some in known):
                        refused[at] = checked.remark(reason, column, code, code=code)
    batch.drop(refused)


def _named(row: WorkbookRow, column: str) -> Iterable[str]:
    value = getattr(row, column)
    return value if isinstance(value, tuple) else [value] if value else []


def check_parents(batches: Sequence[Batch], stored: Mapping[str, str | None]) -> None:
    """Refuse units whose parent does not exist or that hang on themselves; parents may stand in any row of any file.

    `stored`: code → parent of the units already known. A refused unit may have been somebody's parent, so this repeats
    until nothing more is refused.
    """
    settled = False
    while not settled:
        parents = dict(stored)
        for batch in batches:
            parents |= {_unit(c).ma_don_vi: _parent(c, stored) for c in batch.rows}
        settled = True
        for batch in batches:
            refused = {at: remark for at, c in enumerate(batch.rows) if (remark := _bad_parent(c, parents))}
            batch.drop(refused)
            settled = settled and not refused


def _parent(checked: Checked, stored: Mapping[str, str | None]) -> str | None:
    row = _unit(checked)
    return row.truc_thuoc if "truc_thuoc" in checked.given else stored.get(row.ma_don_vi)


def _unit(checked: Checked) -> UnitRow:
    """The row of a batch of units."""
    return cast(UnitRow, checked.row)


def _bad_parent(checked: Checked, parents: Mapping[str, str | None]) -> Remark | None:
    code = _unit(checked).ma_don_vi
    parent = parents[code]
    if parent is None:
        return None
    if parent not in parents:
        return checked.remark("no_unit", "truc_thuoc", parent, code=parent)
    passed = {code}
    above: str | None = parent
    while above is not None and above not in passed:
        passed.add(above)
        above = parents.get(above)
    return checked.remark("parent_circle", "truc_thuoc", parent) if above == code else None
