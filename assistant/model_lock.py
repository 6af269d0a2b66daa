"""The lock file: what every weight file is and where its bytes may come from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

LOCK_FILE = Path(__file__).with_name("models.lock.toml")


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Carrier(_Entry):
    """One member of a wheel on PyPI: a whole file, or one part of it."""

    package: str
    version: str
    member: str
    size: int
    sha256: str

    @property
    def requirement(self) -> str:
        return f"{self.package}=={self.version}"


class Hub(_Entry):
    repo: str
    revision: str


class WeightFile(_Entry):
    name: str
    size: int | None = None
    """Bytes; None when only the hub knows it (an optional file)."""
    sha256: str | None = None
    """None: pinned at the first fetch from the hub (`pinned.toml`)."""
    hub: str | None = None
    """Path inside the hub repository."""
    carriers: tuple[Carrier, ...] = ()
    """Parts to be joined in this order."""


class Check(_Entry):
    """A sentence and the unit vector that the built model gives for it, as base64 of little-endian float16."""

    text: str
    vector: str


class Artifact(_Entry):
    role: str
    licence: str
    author: str
    hub: Hub | None = None
    optional: bool = False
    only: Literal["tests"] | None = None
    files: tuple[WeightFile, ...] = ()
    built_from: str | None = None
    """The artifact that this folder is built from; then it has checks instead of files."""
    checks: tuple[Check, ...] = ()

    @property
    def size(self) -> int:
        """Known bytes of all files."""
        return sum(file.size or 0 for file in self.files)


class Lock(_Entry):
    artifacts: Mapping[str, Artifact] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _pinned(self) -> Lock:
        for name, artifact in self.artifacts.items():
            loose = [f.name for f in artifact.files if (f.sha256 is None or f.size is None) and not artifact.optional]
            if loose and not artifact.built_from:
                raise ValueError(f"{name}: {', '.join(loose)} not pinned")
            if artifact.built_from and artifact.built_from not in self.artifacts:
                raise ValueError(f"{name}: built from unknown {artifact.built_from}")
        return self


def parse_lock(text: str) -> Lock:
    """Read a lock file. Raises pydantic.ValidationError for unknown keys and for required files without a hash."""
    return Lock.model_validate({"artifacts": tomllib.loads(text)})


@cache
def project_lock() -> Lock:
    """The lock file that ships with the program."""
    return parse_lock(LOCK_FILE.read_text(encoding="utf-8"))
