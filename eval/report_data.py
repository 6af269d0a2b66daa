"""One run of a question set as it is kept: `report.json`, which a later run compares itself with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import JsonValue, TypeAdapter, ValidationError

from assistant.errors import InputError
from assistant.reasons import reason
from eval.graded import Graded
from prompts import message

FILE = "report.json"


@dataclass(frozen=True, slots=True)
class Report:
    file: Path
    """The question set, or the first of several; audio of the cases is absolute."""
    made: datetime
    graded: tuple[Graded, ...]
    """In the order of the files."""
    peers: Mapping[str, tuple[Graded, ...]] = field(default_factory=dict)
    """Of other systems by name, over a sample of the same cases."""
    noise: Mapping[float, tuple[Graded, ...]] = field(default_factory=dict)
    """Ours again by strength, the questions turned into what would be heard."""
    seconds: float = 0.0
    """Wall clock of asking the cases of `graded`."""
    files: tuple[Path, ...] = ()
    settings: Mapping[str, JsonValue] = field(default_factory=dict)
    """What else the figures depend on: code version, data, router, models, threads."""
    summary: Mapping[str, JsonValue] = field(default_factory=dict)
    """The document of `troly eval --json`."""


_REPORT = TypeAdapter(Report)


def save_report(report: Report, folder: Path) -> Path:
    """Writes `report.json` and returns its path. Raises OSError."""
    file = folder / FILE
    partial = file.with_suffix(".part")
    partial.write_bytes(_REPORT.dump_json(report, indent=1, exclude_unset=True))
    partial.replace(file)
    return file


def load_report(file: Path) -> Report:
    """Of the file or of its folder. Raises InputError for what is no report."""
    file = file / FILE if file.is_dir() else file
    try:
        return _REPORT.validate_json(file.read_bytes())
    except OSError as exc:
        raise InputError(f"{file}: {exc}", reason=message("eval", "no_report", file=file, why=reason(exc))) from exc
    except ValidationError as exc:
        raise InputError(f"{file}: {exc}", reason=message("eval", "not_report", file=file)) from exc
