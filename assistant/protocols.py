"""Every seam of the system: one small protocol for each replaceable part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from assistant.access import Principal
from assistant.types import (
    Answer,
    Audio,
    AuditCheck,
    AuditEvent,
    AuditKind,
    AuditLine,
    FindKind,
    Memory,
    Named,
    Plan,
    Question,
    Thing,
    ToolCall,
    ToolResult,
    Transcript,
    Voice,
)

Vectors = npt.NDArray[np.float32]


class Transcriber(Protocol):
    def transcribe(self, audio: Audio, hints: Sequence[str] = ()) -> Transcript:
        """Text of 16 kHz speech; empty for silence and noise. `hints` are names that may be said.

        Raises TranscribeError.
        """
        ...


class Synthesizer(Protocol):
    @property
    def voice(self) -> Voice: ...

    def synthesize(self, text: str) -> Iterator[Audio]:
        """Speak text that is already words (`voice/speakable.py`), a sentence at a time. Raises SynthesizeError."""
        ...

    def close(self) -> None: ...


class Embedder(Protocol):
    def queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape (len(texts), dimension)."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension)."""
        ...


class LanguageModel(Protocol):
    def complete(
        self, system: str, question: str, schema: dict[str, object], seconds: float | None = None
    ) -> dict[str, object]:
        """One JSON object that fits the JSON schema, at temperature 0, within `seconds` (None: the usual budget).

        Raises LanguageModelError.
        """
        ...

    def start(self) -> None:
        """Begin loading in the background; returns at once."""
        ...

    def close(self) -> None: ...


class Directory(Protocol):
    """Names that may be known: every unit and the staff list are public inside the city (rights table)."""

    def units(self) -> Sequence[Named]: ...

    def people(self) -> Sequence[Named]: ...

    def principal(self, code: str) -> Principal:
        """The person behind a code. Raises UnknownUserError when there is none or the account is disabled."""
        ...


class Finder(Protocol):
    """Things by their words, as far as the asker may see them."""

    def find(
        self, kind: FindKind, text: str, asker: Principal, limit: int = 5, unit: str | None = None
    ) -> Sequence[Thing]:
        """Best first; empty when nothing fits. Accents are optional. Of `unit` alone, when given. Raises StoreError."""
        ...


class Planner(Protocol):
    def plan(self, question: Question, asker: Principal) -> Plan: ...


class ToolRunner(Protocol):
    @property
    def names(self) -> frozenset[str]: ...

    def run(self, call: ToolCall, asker: Principal, now: datetime) -> ToolResult:
        """Carry out one call with the asker's rights. Raises ToolError for arguments that do not exist."""
        ...


class Answerer(Protocol):
    def answer(self, question: Question, plan: Plan, results: Sequence[ToolResult]) -> Answer: ...


class Conversations(Protocol):
    """What a session last asked, kept in the store; a session belongs to one user."""

    def last(self, session: str, user: str) -> Memory | None:
        """None when the session is new, has expired, or belongs to somebody else."""
        ...

    def remember(self, session: str, user: str, memory: Memory, now: datetime) -> None: ...


class AuditLog(Protocol):
    """Append-only, each record hashed with the one before. Every method raises StoreError."""

    def record(self, event: AuditEvent) -> None:
        """Add a record; it is stored when this returns."""
        ...

    def records(
        self, limit: int, *, user: str | None = None, kind: AuditKind | None = None, since: datetime | None = None
    ) -> Sequence[AuditLine]:
        """The newest `limit` records that fit, oldest first."""
        ...

    def verify(self, expect: str | None = None) -> AuditCheck:
        """Follow the chain to the first broken record; `expect` is a head noted earlier, which must be in it."""
        ...


class Accounts(Protocol):
    """Local accounts and their sign-in sessions."""

    def sign_in(self, code: str, password: str) -> str | None:
        """A new secret session token, or None when code, password or account are not good."""
        ...

    def signed_in(self, token: str) -> Principal | None: ...

    def sign_out(self, token: str) -> None: ...


class Importer(Protocol):
    def run(self, folder: Path, replace: Collection[str] = (), progress: ImportProgress | None = None) -> ImportReport:
        """Import the workbooks of a folder; rows that the files of the tables in `replace` no longer have are
        withdrawn. Raises InputError, StoreError."""
        ...


class ImportProgress(Protocol):
    def __call__(self, file: str, done: int, total: int) -> None:
        """How far a file is, in steps of which there are about `total`; called every thousand rows."""
        ...


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What `troly backup` wrote."""

    file: str
    made: datetime
    rows: Mapping[str, int]
    """By table."""
    rules: bool
    """Whether the city's own `rules.toml` is in it."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What `troly restore` put in place."""

    file: str
    made: datetime
    """When the backup was made."""
    rows: Mapping[str, int]
    rules: Literal["none", "restored", "kept"]
    """`kept`: the home has a `rules.toml` of its own."""
    audit: Literal["taken", "kept", "replaced"]
    """`kept`: the log that was there continues the backup's; `replaced`: the two went apart."""
    replaced_head: str | None
    """Hash of the last record of an audit log that was replaced."""


class Backups(Protocol):
    """The whole city in one file, of either database."""

    def save(self, file: Path) -> BackupReport:
        """Raises BackupError, StoreError, OSError."""
        ...

    def restore(self, file: Path, force: bool = False) -> RestoreReport:
        """All or nothing; over a city that has rows only with `force`. Raises BackupError, StoreError, OSError."""
        ...


class ImportReport(Protocol):
    @property
    def added(self) -> int: ...

    @property
    def refused(self) -> int: ...

    def lines(self) -> Iterable[str]:
        """The report as text, in Vietnamese."""
        ...

    def as_json(self) -> dict[str, object]:
        """The document of `troly import --json`."""
        ...


class AccountAdmin(Protocol):
    """Keeping the local accounts. Every method raises UnknownUserError for a person who does not exist."""

    def add(self, code: str, password: str) -> None: ...

    def accounts(self) -> Sequence[Account]: ...

    def set_password(self, code: str, password: str) -> None:
        """Also ends the account's sign-ins."""
        ...

    def disable(self, code: str) -> None:
        """Also ends the account's sign-ins."""
        ...


class Account(Protocol):
    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def disabled(self) -> bool: ...
