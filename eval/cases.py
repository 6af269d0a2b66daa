"""Question sets: one JSON object a line, as `interfaces.md` has it; unknown keys are refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from assistant.types import Status
from eval.set_files import bad_line, chosen, rows_of
from prompts import message


def _several(value: object) -> object:
    return value if value is None or isinstance(value, list | tuple) else (value,)


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedCall(_Strict):
    tool: str
    args: dict[str, JsonValue] = Field(default_factory=dict)
    """Checked on the keys given, after defaults are filled in."""


Part = Annotated[str | None, BeforeValidator(_text)]


class ExpectedCite(_Strict):
    """Matched on the keys given (`model_fields_set`); a key given as null must be null."""

    document: Part = None
    """File name."""
    number: Part = None
    article: Part = None
    clause: Part = None
    point: Part = None
    annex: Part = None


class Expect(_Strict):
    """Every part is optional: what is not said (None) is not graded."""

    tool: Annotated[tuple[str, ...] | None, BeforeValidator(_several)] = None
    """Acceptable values; a single one may be written bare."""
    args: dict[str, JsonValue] | None = None
    calls: tuple[ExpectedCall, ...] | None = None
    """All must have been made."""
    status: Annotated[tuple[Status, ...] | None, BeforeValidator(_several)] = None
    contains: tuple[str, ...] = ()
    not_contains: tuple[str, ...] = ()
    cites: tuple[ExpectedCite, ...] | None = None
    leak: tuple[str, ...] = ()
    """Strings that may stand nowhere in the answer's JSON but in the question."""


class Case(_Strict):
    id: str
    question: str
    """With `audio`: what is said in it, for the word error rate."""
    user: str
    now: AwareDatetime | None = None
    """None: the run's own moment."""
    audio: Path | None = None
    """Relative to the file of the set; then the question is what is heard."""
    session: str | None = None
    """Cases of one session are asked in the order of the file."""
    expect: Expect = Expect()


def load_cases(file: Path) -> list[Case]:
    """Raises InputError (reason names the line) for what is no case, and for an id that comes twice."""
    cases: dict[str, Case] = {}
    for number, case in rows_of(file, Case):
        if case.id in cases:
            raise bad_line(file, number, message("eval", "id_twice", id=case.id))
        cases[case.id] = case
    return list(cases.values())


def choose(cases: Sequence[Case], only: Sequence[str] = (), sample: int | None = None, seed: int = 0) -> list[Case]:
    """As `chosen`, each with the earlier ones of its session, which it follows up."""
    places = set(chosen([case.id for case in cases], only, sample, seed))
    last = {cases[at].session: at for at in sorted(places) if cases[at].session}
    return [case for at, case in enumerate(cases) if at in places or at <= last.get(case.session, -1)]
