"""Tasks and meetings by their words: how much of what was said stands in their names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import ColumnElement, Integer, Select, case, cast, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from assistant.access import Principal
from assistant.types import FindKind, Thing
from kpi_tools.rights import MEETINGS, TASKS
from kpi_tools.schema import Meeting, Task, TaskUnit, Unit
from kpi_tools.store import Store
from kpi_tools.view import View, view
from kpi_tools.words import plain

MOST_WORDS = 16
"""Of a text; what comes after them is not compared."""
CANDIDATES = 40
"""Rows that are compared with all of the text."""


class StoreFinder:
    """Fulfils `assistant.protocols.Finder`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(
        self, kind: FindKind, text: str, asker: Principal, limit: int = 5, unit: str | None = None
    ) -> Sequence[Thing]:
        """Visible things that hold at least half of the pairs of neighbouring words of the text, best first.

        Of tasks those nearest to the asker, or of `unit` those that it leads, come alone when no other holds more.
        Of equal ones the later deadline or meeting comes first. Raises StoreError.
        """
        pieces = _pieces(text)
        if not pieces:
            return ()
        with view(self._store, asker) as seen:
            if kind == "meeting":
                return _ranked(seen.rows(_meetings(pieces), MEETINGS).all(), pieces, limit)
            circles = _near(asker) if unit is None else _of(unit)
            return _nearest([_ranked(_tasks(seen, pieces, *where), pieces, limit) for where in circles])


def _nearest(found: Sequence[Sequence[Thing]]) -> Sequence[Thing]:
    """What the first circle holds that is as good as what all hold."""
    best = max((things[0].score for things in found if things), default=0.0)
    return next((things for things in found if things and things[0].score >= best), ())


def _pieces(text: str) -> tuple[str, ...]:
    """Pairs of neighbouring syllables, folded; of a single one itself."""
    words = plain(text).split()[:MOST_WORDS]
    return tuple(dict.fromkeys(" ".join(pair) for pair in pairwise(words))) or tuple(words)


def _tasks(seen: View, pieces: Sequence[str], *where: ColumnElement[bool]) -> Sequence[tuple[str, str, str]]:
    held = _held(Task.words, pieces)
    query = (
        select(Task.code, Task.name, Unit.name)
        .outerjoin(Unit, Unit.code == Task.unit)
        .where(held * 2 >= len(pieces) - 1, held > 0, *where)
        .order_by(held.desc(), Task.deadline.desc(), Task.code)
        .limit(CANDIDATES)
    )
    return [(code, name, unit or "") for code, name, unit in seen.rows(query, TASKS)]


def _of(unit: str) -> Sequence[tuple[ColumnElement[bool], ...]]:
    """Tasks that a unit leads, and those that it takes part in as well."""
    return (Task.unit == unit,), (or_(Task.unit == unit, _joint(unit)),)


def _near(asker: Principal) -> Sequence[tuple[ColumnElement[bool], ...]]:
    """Ever wider circles around the asker: own tasks, those of the own unit, those with any part in them, all."""
    own = or_(Task.assignee == asker.code, Task.giver == asker.code)
    led = Task.unit == asker.unit
    return (own,), (or_(own, led),), (or_(own, led, _joint(asker.unit)),), ()


def _joint(unit: str) -> ColumnElement[bool]:
    return exists().where(TaskUnit.task == Task.code, TaskUnit.unit == unit)


def _meetings(pieces: Sequence[str]) -> Select[str, str, str]:
    held = _held(Meeting.words, pieces)
    return (
        select(Meeting.code, Meeting.name, Meeting.subject)
        .where(held * 2 >= len(pieces), held > 0)
        .order_by(held.desc(), Meeting.start.desc(), Meeting.code)
        .limit(CANDIDATES)
    )


def _held(words: InstrumentedAttribute[str], pieces: Sequence[str]) -> ColumnElement[int]:
    """How many of the pieces the folded words of a row hold."""
    each = [cast(case((words.contains(piece, autoescape=True), 1), else_=0), Integer) for piece in pieces]
    return sum(each[1:], each[0])


def _ranked(rows: Sequence[tuple[str, str, str]], pieces: Sequence[str], limit: int) -> Sequence[Thing]:
    """Rows of (code, name, what else tells it apart), scored over both."""
    scored = []
    for code, name, beside in rows:
        words = plain(f"{name} {beside}")
        score = sum(f" {piece} " in f" {words} " for piece in pieces) / len(pieces)
        scored.append(Thing(code, f"{name} – {beside}" if beside else name, score))
    return sorted((thing for thing in scored if thing.score >= 0.5), key=lambda thing: -thing.score)[:limit]
