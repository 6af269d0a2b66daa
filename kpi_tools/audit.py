"""The audit log over the store: append-only, hash-chained, so that a change, removal or exchange is found.

The hash of a record is the SHA-256, in lower-case hexadecimal, of the ASCII bytes of `previous` followed by the
canonical JSON of `{"at", "id", "kind", "status", "subject", "text", "who"}`: keys sorted, no spaces, everything beyond
ASCII as `\\uXXXX`, `at` as UTC `YYYY-MM-DDThh:mm:ss.ffffffZ`. `previous` is the hash of the record before, for the
first one 64 zeros; `id` counts from 1 without a gap. Whoever can rewrite the whole table can also rewrite its hashes,
and a cut-off end leaves a sound chain: note the head elsewhere and give it to `verify`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import cast

from pydantic import JsonValue
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assistant.types import AuditCheck, AuditEvent, AuditFault, AuditKind, AuditLine
from kpi_tools.columns import storable
from kpi_tools.store import Store
from kpi_tools.system_tables import AuditRecord

NOTHING = "0" * 64
"""`previous` of the first record."""
MAX_TEXT = 2_000
"""Letters of a question that are kept."""
BATCH = 1_000
_APPEND_LOCK = 7_215_336
"""Key of the PostgreSQL advisory lock: one append at a time, in whatever process."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class StoredAudit:
    """The AuditLog in the store. Safe in several threads and processes."""

    def __init__(self, store: Store, keep_text: bool = True, clock: Callable[[], datetime] = _utc_now) -> None:
        """`keep_text`: whether questions are kept in their own words."""
        self._store = store
        self._keep_text = keep_text
        self._clock = clock

    def record(self, event: AuditEvent) -> None:
        """Append, in a transaction of its own. Raises StoreError; then nothing was recorded."""
        kept = storable(event.text[:MAX_TEXT]) if event.text is not None and self._keep_text else None
        subject = cast("dict[str, JsonValue]", json.loads(_canonical(event.subject)))
        with self._store.write() as session:
            _one_at_a_time(session)
            last = session.execute(
                select(AuditRecord.id, AuditRecord.hash).order_by(AuditRecord.id.desc()).limit(1)
            ).one_or_none()
            number, previous = (last.id + 1, last.hash) if last else (1, NOTHING)
            row = AuditRecord(
                id=number,
                at=self._clock().astimezone(UTC),
                who=storable(event.who)[:64],
                kind=event.kind,
                status=event.status,
                subject=subject,
                text=kept,
                previous=previous,
            )
            row.hash = digest(_line(row))
            session.add(row)

    def records(
        self, limit: int, *, user: str | None = None, kind: AuditKind | None = None, since: datetime | None = None
    ) -> tuple[AuditLine, ...]:
        """The newest `limit` records that fit, oldest first. Raises StoreError."""
        query = select(AuditRecord).order_by(AuditRecord.id.desc()).limit(limit)
        if user is not None:
            query = query.where(AuditRecord.who == user)
        if kind is not None:
            query = query.where(AuditRecord.kind == kind)
        if since is not None:
            query = query.where(AuditRecord.at >= since)
        with self._store.read() as session:
            return tuple(reversed([_line(row) for row in session.scalars(query)]))

    def verify(self, expect: str | None = None) -> AuditCheck:
        """Follow the chain from the first record; ends at the first that is not sound. Raises StoreError."""
        head, sound, met = NOTHING, 0, expect in (None, NOTHING)
        with self._store.read() as session:
            while batch := _after(session, sound):
                for line in batch:
                    fault = _fault(line, sound, head)
                    if fault is not None:
                        return AuditCheck(sound, head, fault, line.id)
                    head, sound, met = line.hash, line.id, met or line.hash == expect
        return AuditCheck(sound, head) if met else AuditCheck(sound, head, "not_found")


def digest(line: AuditLine) -> str:
    """What the `hash` of a record must be, from everything else in it."""
    event = line.event
    columns = {
        "at": f"{line.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z",
        "id": line.id,
        "kind": event.kind,
        "status": event.status,
        "subject": event.subject,
        "text": event.text,
        "who": event.who,
    }
    return hashlib.sha256((line.previous + _canonical(columns)).encode("ascii")).hexdigest()


def _fault(line: AuditLine, before: int, head: str) -> AuditFault | None:
    if line.id != before + 1:
        return "missing"
    if line.hash != digest(line):
        return "changed"
    return "unlinked" if line.previous != head else None


def _after(session: Session, number: int) -> list[AuditLine]:
    query = select(AuditRecord).where(AuditRecord.id > number).order_by(AuditRecord.id).limit(BATCH)
    lines = [_line(row) for row in session.scalars(query)]
    session.expunge_all()
    return lines


def _line(row: AuditRecord) -> AuditLine:
    event = AuditEvent(row.who, cast(AuditKind, row.kind), row.status, row.subject, row.text)
    return AuditLine(row.id, row.at, event, row.previous, row.hash or "")


def _one_at_a_time(session: Session) -> None:
    """In SQLite a writer is alone already; in PostgreSQL the next append waits until this one is committed."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _APPEND_LOCK})


def _canonical(value: Mapping[str, object]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
