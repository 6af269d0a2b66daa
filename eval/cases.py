"""Question sets: one JSON object a line, as `interfaces.md` has it; unknown keys are refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError

from assistant.errors import InputError
from assistant.reasons import reason
from assistant.types import Status
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
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate_json(line)
        except ValidationError as exc:
            raise _bad(file, number, _why(exc)) from exc
        if case.id in cases:
            raise _bad(file, number, message("eval", "id_twice", id=case.id))
        cases[case.id] = case
    if not cases:
        raise InputError(f"{file}: no case", reason=message("eval", "no_case", file=file))
    return list(cases.values())


def choose(cases: Sequence[Case], only: Sequence[str] = (), sample: int | None = None, seed: int = 0) -> list[Case]:
    """Those whose id begins with one of `only`; of them `sample` by lot, with the earlier ones of their sessions,
    in the order of the file."""
    chosen = [case for case in cases if not only or case.id.startswith(tuple(only))]
    if sample is None or sample >= len(chosen):
        return chosen
    drawn = set(Random(seed).sample(range(len(chosen)), sample))  # noqa: S311
    last = {chosen[at].session: at for at in sorted(drawn) if chosen[at].session}
    return [case for at, case in enumerate(chosen) if at in drawn or at <= last.get(case.session, -1)]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as exc:
        raise InputError(f"{file}: not UTF-8", reason=message("eval", "not_text", file=file)) from exc
    except OSError as exc:
        raise InputError(f"{file}: {exc}", reason=message("eval", "no_file", file=file, why=reason(exc))) from exc


def _bad(file: Path, line: int, why: str) -> InputError:
    return InputError(f"{file}:{line}: {why}", reason=message("eval", "bad_line", file=file, line=line, why=why))


def _why(exc: ValidationError) -> str:
    first = exc.errors()[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
