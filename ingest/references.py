"""Codes that rows name: they must be codes of something, wherever in whichever file that stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from ingest.check import Batch, Checked, Shape
from ingest.report import Remark

REASONS: Mapping[tuple[str, ...], str] = {
    ("unit",): "no_unit",
    ("person",): "no_person",
    ("unit", "person"): "no_unit_or_person",
    ("meeting",): "no_meeting",
    ("task",): "no_task",
}


def check_references(batch: Batch, shape: Shape, codes: Mapping[str, Collection[str]]) -> None:
    """Refuse the rows that name what nobody knows. `codes`: kind → every code that may be referred to."""
    columns = [
        (shape.columns.index(column), column, REASONS[kinds], [codes[kind] for kind in kinds])
        for column, kinds in shape.refers.items()
    ]
    refused: dict[int, Remark] = {}
    for at, checked in enumerate(batch.rows):
        for place, column, reason, known in columns:
            for code in _named(checked.values[place]):
                if not any(code in some for some in known):
                    refused[at] = checked.remark(reason, column, code, code=code)
    batch.drop(refused)


def _named(value: object) -> Iterable[str]:
    if isinstance(value, tuple):
        return cast(tuple[str, ...], value)
    return (cast(str, value),) if value else ()


def check_parents(batches: Sequence[Batch], shape: Shape, stored: Mapping[str, str | None]) -> None:
    """Refuse units whose parent does not exist or that hang on themselves; parents may stand in any row of any file.

    `stored`: code → parent of the units already known. A refused unit may have been somebody's parent, so this repeats
    until nothing more is refused.
    """
    code_at, parent_at = shape.columns.index("ma_don_vi"), shape.columns.index("truc_thuoc")

    def unit(checked: Checked) -> tuple[str, str | None]:
        """Code and parent."""
        code = cast(str, checked.values[code_at])
        given = "truc_thuoc" in checked.origin.given
        return code, cast("str | None", checked.values[parent_at]) if given else stored.get(code)

    settled = False
    while not settled:
        parents = dict(stored)
        for batch in batches:
            parents |= dict(map(unit, batch.rows))
        settled = True
        for batch in batches:
            judged = {at: _bad_parent(c, unit(c)[0], parents) for at, c in enumerate(batch.rows)}
            refused = {at: remark for at, remark in judged.items() if remark}
            batch.drop(refused)
            settled = settled and not refused


def _bad_parent(checked: Checked, code: str, parents: Mapping[str, str | None]) -> Remark | None:
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
