"""What is already answered of a run, a JSON object a line, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Self

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from eval.cases import Case

FILE = "outcomes.jsonl"
ROOT = Path(__file__).parent.parent
PARTS = ("assistant", "ingest", "kpi_tools", "voice", "prompts", "eval/peers", "eval/asker.py", "eval/noise.py")
"""Whose code and words an answer depends on."""
TEXTS = {".py", ".yaml", ".md", ".toml", ".json", ".txt"}


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Begun(_Line):
    run: str
    """Fingerprint of everything but the cases."""
    now: datetime


class Answered(_Line):
    key: str
    answer: dict[str, JsonValue]
    millis: float


class OutcomeLog:
    """Thread-safe; every line is on disk when `add` returns."""

    def __init__(self, file: Path, now: datetime, answered: Mapping[str, Answered]) -> None:
        self.now = now
        """The run's moment: of an interrupted run that goes on, its own."""
        self._answered = dict(answered)
        self._file = file
        self._lock = Lock()

    @classmethod
    def open(cls, folder: Path, run: str, now: datetime, fresh: bool = False) -> Self:
        """Goes on with an unfinished log of the same `run`, else begins a new one. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / FILE
        begun, lines = (None, []) if fresh else _read(file)
        if begun is not None and begun.run == run:
            with file.open("ab") as out:
                out.write(b"\n")  # ends a line that was cut off
            return cls(file, begun.now, {line.key: line for line in lines})
        file.write_text(_Begun(run=run, now=now).model_dump_json() + "\n", encoding="utf-8")
        return cls(file, now, {})

    def get(self, key: str) -> Answered | None:
        return self._answered.get(key)

    def add(self, one: Answered) -> None:
        with self._lock, self._file.open("a", encoding="utf-8") as out:
            self._answered[one.key] = one
            out.write(one.model_dump_json() + "\n")

    def finish(self) -> None:
        """The next run begins anew."""
        with self._lock, self._file.open("a", encoding="utf-8") as out:
            out.write('{"finished": true}\n')


def fingerprint(*parts: JsonValue) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:24]


def case_key(asker: str, cases: Sequence[Case]) -> str:
    """Of the last of some cases of one session, each as it is asked."""
    return fingerprint(asker, [case.model_dump_json(exclude={"expect"}) for case in cases])


def code_version() -> str:
    """Of what answers: a hash of its sources, as a working tree need be no commit."""
    digest = hashlib.sha256()
    for file in _sources():
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _sources() -> Iterator[Path]:
    for part in PARTS:
        place = ROOT / part
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (f for f in files if f.suffix in TEXTS and f.is_file() and not f.name.startswith("eval"))


def _read(file: Path) -> tuple[_Begun | None, list[Answered]]:
    """Of a log that is unfinished; a line that was cut off is not there."""
    lines = file.read_bytes().splitlines() if file.is_file() else []
    try:
        begun = _Begun.model_validate_json(lines[0]) if lines else None
    except ValidationError:
        return None, []
    answered: list[Answered] = []
    for line in lines[1:]:
        if line == b'{"finished": true}':
            return None, []
        try:
            answered.append(Answered.model_validate_json(line))
        except ValidationError:
            continue
    return begun, answered
