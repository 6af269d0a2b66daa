"""The file of a backup: a zip archive that either database can be restored from.

- `tables/NAME.jsonl`: one portable row (`kpi_tools/bulk.py`) a line, a list in the order of the manifest's columns;
- `rules.toml`: the city's own rules, where it has any;
- `manifest.json`, written last: format, schema revision, moment, and of each member columns, rows and SHA-256.

The archive holds everything, password hashes included: only its owner may read it (0600).
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from assistant.errors import BackupError
from kpi_tools.bulk import Kind, PortableRow

FORMAT: Literal[1] = 1
RULES, MANIFEST = "rules.toml", "manifest.json"
LEVEL = 5
"""Of compression."""
_MAX_MANIFEST = 1_000_000


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    columns: dict[str, Kind]
    rows: int
    sha256: str


class Manifest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    program: Literal["troly"] = "troly"
    format: Literal[1] = FORMAT
    """Of this file."""
    schema_revision: str
    made: AwareDatetime
    database: str
    """`sqlite` or `postgresql`: which the rows came from."""
    tables: dict[str, Part]
    rules_sha256: str | None = None


class ArchiveWriter:
    """Tables are written one after another into an open archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._tables: dict[str, Part] = {}
        self._rules: str | None = None

    def add_table(self, name: str, columns: Mapping[str, Kind], rows: Iterable[PortableRow]) -> None:
        digest, count = hashlib.sha256(), 0
        with self._archive.open(_member(name), "w", force_zip64=True) as target:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                target.write(line)
                count += 1
        self._tables[name] = Part(columns=dict(columns), rows=count, sha256=digest.hexdigest())

    def add_rules(self, text: bytes) -> None:
        self._archive.writestr(RULES, text)
        self._rules = hashlib.sha256(text).hexdigest()

    def finish(self, schema_revision: str, database: str) -> Manifest:
        manifest = Manifest(
            schema_revision=schema_revision,
            made=datetime.now(UTC),
            database=database,
            tables=self._tables,
            rules_sha256=self._rules,
        )
        self._archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        return manifest


@contextmanager
def new_archive(file: Path) -> Iterator[ArchiveWriter]:
    """Under another name until it is whole; what stood there before stays until then.

    Raises BackupError when what stands there is no backup, OSError.
    """
    if file.exists() and not _looks_like_one(file):
        raise BackupError(f"{file} is no backup", reason="in_the_way", file=str(file))
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as target:
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
                yield ArchiveWriter(archive)
            target.flush()
            os.fsync(target.fileno())
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


class Archive:
    """A whole and sound backup, open for reading."""

    def __init__(self, file: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._file = file
        self._archive = archive
        self.manifest = manifest

    @classmethod
    @contextmanager
    def open(cls, file: Path) -> Iterator[Self]:
        """Raises BackupError for what is no backup, damaged, or of a newer format; OSError."""
        with _reported(file), file.open("rb") as source, zipfile.ZipFile(source) as archive:
            opened = cls(file, archive, _manifest(file, archive))
            opened._check()
            yield opened

    def rows(self, table: str) -> Iterator[list[Any]]:
        with self._archive.open(_member(table)) as lines:
            for line in lines:
                yield json.loads(line)

    def rules(self) -> bytes | None:
        return None if self.manifest.rules_sha256 is None else self._archive.read(RULES)

    def _check(self) -> None:
        """Raises BackupError when a member is not what the manifest says."""
        found = {name: self._digest(_member(name)) for name in self.manifest.tables}
        sound = all(found[name] == (part.sha256, part.rows) for name, part in self.manifest.tables.items())
        rules = self.rules()
        if not sound or (rules is not None and hashlib.sha256(rules).hexdigest() != self.manifest.rules_sha256):
            raise damaged(self._file)

    def _digest(self, member: str) -> tuple[str, int]:
        digest, rows = hashlib.sha256(), 0
        with self._archive.open(member) as source:
            while block := source.read(1 << 20):
                digest.update(block)
                rows += block.count(b"\n")
        return digest.hexdigest(), rows


def damaged(file: Path) -> BackupError:
    return BackupError(f"{file} is damaged", reason="damaged", file=str(file))


def newer(file: Path) -> BackupError:
    return BackupError(f"{file} is of a newer version", reason="newer", file=str(file))


@contextmanager
def _reported(file: Path) -> Iterator[None]:
    try:
        yield
    except zipfile.BadZipFile as exc:
        raise (damaged(file) if _begins_like_zip(file) else _foreign(file)) from exc
    except (zlib.error, EOFError, KeyError, NotImplementedError, json.JSONDecodeError, UnicodeDecodeError) as exc:
        raise damaged(file) from exc


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > _MAX_MANIFEST:
            raise _foreign(file)
        document = json.loads(archive.read(MANIFEST))
        if document["program"] != "troly":
            raise _foreign(file)
        if document["format"] > FORMAT:
            raise newer(file)
        return Manifest.model_validate(document)
    except (KeyError, TypeError, json.JSONDecodeError, UnicodeDecodeError) as exc:
        raise _foreign(file) from exc
    except ValidationError as exc:
        raise damaged(file) from exc


def _foreign(file: Path) -> BackupError:
    return BackupError(f"{file} is no backup of ours", reason="foreign", file=str(file))


def _looks_like_one(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return MANIFEST in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _begins_like_zip(file: Path) -> bool:
    with file.open("rb") as source:
        return source.read(4) == b"PK\x03\x04"


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"
