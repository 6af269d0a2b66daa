"""Backups that are only noted, for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import BackupError
from assistant.protocols import BackupReport, RestoreReport

MADE = datetime(2026, 7, 14, 1, 0, tzinfo=UTC)
ROWS = {"units": 2, "people": 1}


class RememberedBackups:
    """Restores what was saved before; everything else is no backup."""

    def __init__(self) -> None:
        self.saved: list[Path] = []
        self.restored: list[tuple[Path, bool]] = []

    def save(self, file: Path) -> BackupReport:
        self.saved.append(file)
        return BackupReport(str(file), MADE, ROWS, rules=False, size=1_234_567)

    def restore(self, file: Path, force: bool = False) -> RestoreReport:
        if file not in self.saved:
            raise BackupError(f"{file} is no backup of ours", reason="foreign", file=str(file))
        self.restored.append((file, force))
        return RestoreReport(str(file), MADE, ROWS, rules="none", audit="kept", replaced_head=None)
