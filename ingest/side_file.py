"""The side file of a document, `NAME.EXT.meta.yaml` or `NAME.meta.yaml`: what it sets wins over what the text says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path, PurePath
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.documents import Access, Secrecy, Validity
from assistant.errors import DocumentError
from prompts import message

SUFFIX = ".meta.yaml"


def _day(value: object) -> object:
    """`21/12/2025` as a date; anything else as it is."""
    found = re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", value) if isinstance(value, str) else None
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else value


def _text(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Day = Annotated[date, BeforeValidator(_day)]
Word = Annotated[str, BeforeValidator(_text), Field(min_length=1)]


class SideAccess(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    do_mat: Secrecy = "cong_khai"
    units: tuple[Word, ...] = ()

    def access(self) -> Access:
        return Access(self.do_mat, self.units)


class SideFile(BaseModel):
    """Every key may be left out; an unknown one is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Word | None = None
    type: Word | None = None
    issuer: Word | None = None
    date: Day | None = None
    effective: Day | None = None
    status: Validity | None = None
    title: Word | None = None
    access: SideAccess | None = None
    official: bool | None = None


def side_names(file: str) -> tuple[str, str]:
    """Names that the side file of a document may have, the first wins."""
    path = PurePath(file)
    return str(path) + SUFFIX, str(path.with_suffix("")) + SUFFIX


def is_side_file(file: str) -> bool:
    return file.lower().endswith(SUFFIX)


def read_side_file(text: str) -> SideFile:
    """From YAML. Raises DocumentError that names the keys that are wrong."""
    try:
        found: Any = yaml.safe_load(text)
        return SideFile.model_validate({} if found is None else found)
    except yaml.YAMLError as exc:
        raise DocumentError("side file is no YAML", reason=message("side_file", "no_yaml")) from exc
    except ValidationError as exc:
        wrong = ", ".join(dict.fromkeys(".".join(map(str, one["loc"])) or "?" for one in exc.errors()))
        raise DocumentError(f"side file: {wrong}", reason=message("side_file", "wrong", keys=wrong)) from exc


def load_side_file(path: Path) -> SideFile:
    """Raises DocumentError, also for what cannot be read."""
    try:
        return read_side_file(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as exc:
        raise DocumentError(f"side file {path.name} cannot be read", reason=message("side_file", "unreadable")) from exc
