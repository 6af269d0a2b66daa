"""What is known about the files on disk: `verified.json` beside them, so that start-up need not hash a gigabyte."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = "verified.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Verified:
    """One file as it was when its bytes were last hashed."""

    size: int
    mtime_ns: int
    sha256: str
    source: str
    """Where it came from: `mirror`, `hub`, `pypi`, `built`, or `found` when it lay there already."""


class Records:
    """The `verified.json` of one folder; anything unreadable in it counts as not verified."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> dict[str, Verified]:
        try:
            raw = json.loads((self.folder / RECORD).read_text(encoding="utf-8"))
            return {str(name): Verified(**entry) for name, entry in raw.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def fresh(self, name: str) -> Verified | None:
        """The record of a file that has not changed since it was hashed, by size and modification time."""
        entry = self.read().get(name)
        try:
            stat = (self.folder / name).stat()
        except OSError:
            return None
        return entry if entry and (entry.size, entry.mtime_ns) == (stat.st_size, stat.st_mtime_ns) else None

    def add(self, name: str, sha256: str, source: str) -> None:
        """Remember a hash; a folder that cannot be written is hashed again next time."""
        stat = (self.folder / name).stat()
        entries = self.read() | {name: Verified(stat.st_size, stat.st_mtime_ns, sha256, source)}
        text = json.dumps({key: asdict(entry) for key, entry in sorted(entries.items())}, indent=1)
        with suppress(OSError), replacing(self.folder / RECORD) as temporary:
            temporary.write_text(text, encoding="utf-8")

    def drop(self, name: str) -> None:
        entries = self.read()
        if entries.pop(name, None):
            text = json.dumps({key: asdict(entry) for key, entry in sorted(entries.items())}, indent=1)
            with suppress(OSError), replacing(self.folder / RECORD) as temporary:
                temporary.write_text(text, encoding="utf-8")


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A temporary path beside `target`, moved to it when the block ends well: on disk first, then renamed."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        sync(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Force the bytes of a file or the entries of a folder onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path, start: int = 0, length: int | None = None) -> str:
    """Hash of a file, or of `length` bytes of it from `start`, as lower-case hex."""
    digest = hashlib.sha256()
    left = length
    with path.open("rb") as file:
        file.seek(start)
        while left is None or left > 0:
            block = file.read(_BLOCK if left is None else min(_BLOCK, left))
            if not block:
                break
            digest.update(block)
            left = None if left is None else left - len(block)
    return digest.hexdigest()
