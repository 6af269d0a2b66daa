"""Tables by the lines that are drawn around their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.reading.blocks import Merged
from ingest.reading.layout import Span, lines_of
from ingest.reading.ruled_rows import split_row

_NEAR = 2.5
"""Points; lines that are closer are one."""
_SHORT = 6.0
_BESIDE = 20.0
"""Points between a line and the space where it parts a text: letters are not equally wide."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line drawn level (`at` is its height) or upright (`at` is its distance from the left edge)."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the places of its lines, which of them are drawn, and its box."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    rules: tuple[Rule, ...]

    @property
    def top(self) -> float:
        return self.rows[0]

    @property
    def bottom(self) -> float:
        return self.rows[-1]

    def holds(self, span: Span) -> bool:
        x, y = (span.left + span.right) / 2, (span.top + span.bottom) / 2
        return self.columns[0] - 2 <= x <= self.columns[-1] + 2 and self.top - 1 <= y <= self.bottom + 1


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """Rules that touch each other and make at least two columns and one row, from top to bottom."""
    rules = [rule for rule in rules if rule.end - rule.start >= _SHORT]
    if len(rules) > 20_000:
        return []  # a drawing
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=_top):
        touching = [group for group in groups if any(_touch(rule, other) for other in group)]
        merged = [rule, *(other for group in touching for other in group)]
        groups = [group for group in groups if group not in touching] + [merged]
    found = []
    for group in groups:
        columns = _places(rule.at for rule in group if rule.upright)
        rows = _places(rule.at for rule in group if not rule.upright)
        if len(columns) >= 3 and len(rows) >= 2 and (len(columns) - 1) * (len(rows) - 1) >= 2:
            found.append(Grid(columns, rows, tuple(group)))
    return sorted(found, key=lambda grid: grid.top)


def _top(rule: Rule) -> float:
    return rule.start if rule.upright else rule.at


def _touch(one: Rule, other: Rule) -> bool:
    if one.upright == other.upright:
        return abs(one.at - other.at) < _NEAR and one.start <= other.end + _NEAR and other.start <= one.end + _NEAR
    return other.start - _NEAR <= one.at <= other.end + _NEAR and one.start - _NEAR <= other.at <= one.end + _NEAR


def _places(values: Iterable[float]) -> tuple[float, ...]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return tuple(places)


def cells_of(grid: Grid, spans: Sequence[Span]) -> list[list[str]]:
    """The text of each cell; what a cell says that covers several places is Merged in the others."""
    owner = _owners(grid)
    held: dict[tuple[int, int], list[Span]] = {}
    for span in (part for whole in spans for part in _cut(whole, grid)):
        row = _index(grid.rows, (span.top + span.bottom) / 2)
        column = _index(grid.columns, (span.left + span.right) / 2)
        held.setdefault(owner[row, column], []).append(span)
    table: list[list[str]] = []
    for row in range(len(grid.rows) - 1):
        places = [owner[row, column] for column in range(len(grid.columns) - 1)]
        own = [lines_of(held.get(place, [])) for place in places]
        new = [place == (row, column) for column, place in enumerate(places)]
        table += [
            [text if first else Merged(text) for text, first in zip(line, new, strict=True)]
            for line in split_row(own, new)
        ]
    return table


def _cut(span: Span, grid: Grid) -> Iterator[Span]:
    """The span in parts where OCR read on through a drawn upright line; cut at the space nearest to it."""
    middle = (span.top + span.bottom) / 2
    for at in grid.columns[1:-1]:
        if not span.left + _NEAR < at < span.right - _NEAR or not _drawn(grid.rules, True, at, middle):
            continue
        letter = (span.right - span.left) / len(span.text)
        spaces = [n for n, c in enumerate(span.text) if c == " "]
        space = min(spaces, key=lambda n: abs(span.left + (n + 0.5) * letter - at), default=None)
        if space is not None and abs(span.left + (space + 0.5) * letter - at) < _BESIDE:
            yield replace(span, text=span.text[:space], right=at - 1)
            span = replace(span, text=span.text[space + 1 :], left=at + 1)
    yield span


def _index(places: Sequence[float], value: float) -> int:
    return max(0, min(len(places) - 2, sum(place <= value for place in places) - 1))


def _owners(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Each place → the first place of its cell; places are one cell when no line is drawn between them."""
    rows, columns = len(grid.rows) - 1, len(grid.columns) - 1
    owner = {(row, column): (row, column) for row in range(rows) for column in range(columns)}
    for row in range(rows):
        middle = (grid.rows[row] + grid.rows[row + 1]) / 2
        for column in range(1, columns):
            if not _drawn(grid.rules, True, grid.columns[column], middle):
                owner[row, column] = owner[row, column - 1]
    for column in range(columns):
        middle = (grid.columns[column] + grid.columns[column + 1]) / 2
        for row in range(1, rows):
            if not _drawn(grid.rules, False, grid.rows[row], middle):
                old, new = owner[row, column], owner[row - 1, column]
                owner |= {place: new for place, first in owner.items() if first == old}
    return owner


def _drawn(rules: Sequence[Rule], upright: bool, at: float, across: float) -> bool:
    return any(
        rule.upright == upright and abs(rule.at - at) <= _NEAR + 0.5 and rule.start - 1 <= across <= rule.end + 1
        for rule in rules
    )
