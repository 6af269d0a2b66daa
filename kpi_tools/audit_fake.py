"""An AuditLog in memory, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from assistant.errors import StoreError
from assistant.types import AuditCheck, AuditEvent, AuditKind, AuditLine
from kpi_tools.audit import NOTHING, digest


def _utc_now() -> datetime:
    return datetime.now(UTC)


class RememberedAudit:
    """Keeps every text; nothing can break its chain."""

    def __init__(self, clock: Callable[[], datetime] = _utc_now) -> None:
        self._lines: list[AuditLine] = []
        self._clock = clock
        self.full = False
        """Refuse every further record."""

    @property
    def events(self) -> list[AuditEvent]:
        return [line.event for line in self._lines]

    def record(self, event: AuditEvent) -> None:
        if self.full:
            raise StoreError("the audit log cannot be written", reason="disk full")
        previous = self._lines[-1].hash if self._lines else NOTHING
        line = AuditLine(len(self._lines) + 1, self._clock(), event, previous, "")
        self._lines.append(replace(line, hash=digest(line)))

    def records(
        self, limit: int, *, user: str | None = None, kind: AuditKind | None = None, since: datetime | None = None
    ) -> tuple[AuditLine, ...]:
        fit = [
            line
            for line in self._lines
            if user in (None, line.event.who)
            and kind in (None, line.event.kind)
            and (since is None or line.at >= since)
        ]
        return tuple(fit[-limit:])

    def verify(self, expect: str | None = None) -> AuditCheck:
        heads = [NOTHING, *(line.hash for line in self._lines)]
        found = expect is None or expect in heads
        return AuditCheck(len(self._lines), heads[-1], None if found else "not_found")
