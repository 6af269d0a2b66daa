"""What every kind of set has in common: its lines, its rows, and which of them are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from assistant.errors import InputError
from assistant.reasons import reason
from prompts import message

Row = TypeVar("Row", bound=BaseModel)


def text_of(file: Path) -> str:
    """Raises InputError for what cannot be read and for what is no UTF-8."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as exc:
        raise InputError(f"{file}: not UTF-8", reason=message("eval", "not_text", file=file)) from exc
    except OSError as exc:
        raise InputError(f"{file}: {exc}", reason=message("eval", "no_file", file=file, why=reason(exc))) from exc


def rows_of(file: Path, kind: type[Row]) -> list[tuple[int, Row]]:
    """The JSON objects of a file with the numbers of their lines. Raises InputError: for a line, and for none."""
    found: list[tuple[int, Row]] = []
    for number, line in enumerate(text_of(file).splitlines(), start=1):
        try:
            found += [(number, kind.model_validate_json(line))] if line.strip() else []
        except ValidationError as exc:
            first = exc.errors()[0]
            raise bad_line(file, number, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from exc
    if not found:
        raise InputError(f"{file}: nothing", reason=message("eval", "no_case", file=file))
    return found


def bad_line(file: Path, line: int, why: str) -> InputError:
    return InputError(f"{file}:{line}: {why}", reason=message("eval", "bad_line", file=file, line=line, why=why))


def chosen(ids: Sequence[str], only: Sequence[str] = (), sample: int | None = None, seed: int = 0) -> list[int]:
    """Places of those that begin with one of `only`; of them `sample` by lot, in the order of the file."""
    places = [at for at, id_ in enumerate(ids) if not only or id_.startswith(tuple(only))]
    if sample is None or sample >= len(places):
        return places
    return sorted(Random(seed).sample(places, sample))
