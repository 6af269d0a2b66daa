"""One artifact's folder on disk: which of its files are whole, and the hashes pinned at the first fetch."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

from assistant.model_lock import Artifact, WeightFile
from assistant.model_record import Records, replacing, sha256_of

State = Literal["ok", "missing", "damaged", "optional"]
"""`optional`: absent, and the program does without it."""
PINS = "pinned.toml"
_PIN = re.compile(r"[0-9a-f]{64}")


class Shelf:
    def __init__(self, folder: Path, entry: Artifact) -> None:
        self.folder = folder
        self.entry = entry
        self._records = Records(folder)

    def state(self, *, again: bool = False) -> State:
        """Whether every file is whole; hashes a file only when it changed since it was last hashed, or `again`."""
        bad = [file for file in self.entry.files if not self.whole(file, again=again)]
        if not bad:
            return "ok"
        if any((self.folder / file.name).exists() for file in bad):
            return "damaged"
        return "optional" if self.entry.optional else "missing"

    def whole(self, file: WeightFile, *, again: bool = False) -> bool:
        """Whether the file has its size and its hash."""
        path = self.folder / file.name
        expected = self.expected(file)
        if expected is None or not path.is_file() or file.size not in (None, path.stat().st_size):
            return False
        record = self._records.fresh(file.name)
        if record and record.sha256 == expected and not again:
            return True
        source = self.source(file)
        if sha256_of(path) != expected:
            self._records.drop(file.name)
            return False
        self._records.add(file.name, expected, source or "found")
        return True

    def expected(self, file: WeightFile) -> str | None:
        """The hash that the file must have: locked, pinned at its first fetch, or recorded when it was built."""
        if file.sha256 is not None:
            return file.sha256
        if self.entry.built_from:
            record = self._records.read().get(file.name)
            return record.sha256 if record else None
        return self._pins().get(file.name)

    def accept(self, file: WeightFile, path: Path) -> str | None:
        """The hash of freshly fetched bytes when they may become `file`; else None."""
        if file.size not in (None, path.stat().st_size):
            return None
        found = sha256_of(path)
        return found if self.expected(file) in (None, found) else None

    def keep(self, file: WeightFile, sha256: str, source: str) -> None:
        """Record a file that now lies under its final name; pins its hash when the lock has none."""
        if file.sha256 is None and not self.entry.built_from:
            pins = self._pins() | {file.name: sha256}
            with replacing(self.folder / PINS) as temporary:
                temporary.write_text("".join(f'"{name}" = "{pin}"\n' for name, pin in sorted(pins.items())))
        self._records.add(file.name, sha256, source)

    def source(self, file: WeightFile) -> str:
        record = self._records.read().get(file.name)
        return record.source if record else ""

    def size(self) -> int:
        """Bytes on disk of the artifact's files."""
        paths = [self.folder / file.name for file in self.entry.files]
        return sum(path.stat().st_size for path in paths if path.is_file())

    def _pins(self) -> dict[str, str]:
        try:
            pins = tomllib.loads((self.folder / PINS).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {name: pin for name, pin in pins.items() if isinstance(pin, str) and _PIN.fullmatch(pin)}
