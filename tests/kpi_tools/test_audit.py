"""The chain of the audit log: what is recorded, and that every way of tampering is found."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from assistant.errors import StoreError
from assistant.protocols import AuditLog
from assistant.types import AuditEvent
from kpi_tools.audit import BATCH, MAX_TEXT, NOTHING, StoredAudit
from kpi_tools.audit_fake import RememberedAudit
from kpi_tools.store import Store
from kpi_tools.system_tables import AuditRecord

ROOT = Path(__file__).parents[2]
HANOI = timezone(timedelta(hours=7))
WRITER = """
import sys
from assistant.types import AuditEvent
from kpi_tools.audit import StoredAudit
from kpi_tools.store import Store
store = Store.open(sys.argv[1])
for n in range(25):
    StoredAudit(store).record(AuditEvent(sys.argv[2], "question", "answered", {"n": n}))
store.close()
"""


@pytest.fixture
def own(url: str) -> Iterator[Store]:
    """A store whose audit log is this test's alone."""
    store = Store.open(url)
    yield store
    store.close()


@pytest.fixture
def stored(own: Store) -> StoredAudit:
    return StoredAudit(own)


def asked(number: int, who: str = "CC1") -> AuditEvent:
    return AuditEvent(who, "question", "answered", {"codes": [f"NV{number}"]}, f"Câu hỏi {number}?")


def fill_log(log: AuditLog, count: int) -> None:
    for number in range(1, count + 1):
        log.record(asked(number))


def check_contract(log: AuditLog) -> None:
    assert (log.records(10), log.verify().head, log.verify(NOTHING).fault) == ((), NOTHING, None)
    fill_log(log, 3)
    log.record(AuditEvent("cli:root", "import", "done", {"files": []}))
    lines = log.records(10)
    assert [line.id for line in lines] == [1, 2, 3, 4]
    assert [line.event for line in lines[:3]] == [asked(n) for n in (1, 2, 3)]
    assert [line.previous for line in lines] == [NOTHING, *(line.hash for line in lines[:3])]
    assert [line.id for line in log.records(2)] == [3, 4]
    assert [line.id for line in log.records(2, user="CC1")] == [2, 3]
    assert [line.id for line in log.records(9, kind="import")] == [4]
    assert log.records(9, since=lines[-1].at + timedelta(seconds=1)) == ()
    assert [line.id for line in log.records(9, since=lines[0].at.astimezone(HANOI))] == [1, 2, 3, 4]
    check = log.verify(lines[1].hash)
    assert (check.records, check.head, check.fault, check.broken) == (4, lines[3].hash, None, None)
    assert log.verify("f" * 64).fault == "not_found"


def test_the_stored_log_keeps_the_contract(stored: StoredAudit) -> None:
    check_contract(stored)


def test_the_log_in_memory_keeps_the_contract() -> None:
    check_contract(RememberedAudit())


def test_the_hash_is_the_documented_one(own: Store) -> None:
    at = datetime(2026, 4, 2, 8, 30, 1, 20, tzinfo=HANOI)
    log = StoredAudit(own, clock=lambda: at)
    log.record(AuditEvent("CC1", "question", "answered", {"n": 1.5, "b": "Huế"}, 'Có "gì"?'))
    canonical = (
        '{"at":"2026-04-02T01:30:01.000020Z","id":1,"kind":"question","status":"answered",'
        '"subject":{"b":"Hu\\u1ebf","n":1.5},"text":"C\\u00f3 \\"g\\u00ec\\"?","who":"CC1"}'
    )
    [line] = log.records(1)
    assert line.hash == hashlib.sha256(("0" * 64 + canonical).encode("ascii")).hexdigest()
    assert line.at == at
    assert line.at.utcoffset() == timedelta(0)


def test_awkward_text_is_kept_and_stays_sound(own: Store) -> None:
    log = StoredAudit(own)
    awkward = ("\0 rỗng", "nửa \ud83d chữ", "e\u0302\u0301 🙂", "x" * 5_000, "")
    for words in awkward:
        log.record(AuditEvent(words, "question", "answered", {"lạ": [words, None, 1e300, {"a": -0.1}]}, words))
    assert log.verify().fault is None
    lines = log.records(9)
    assert [line.event.text for line in lines] == ["� rỗng", "nửa ? chữ", "e\u0302\u0301 🙂", "x" * MAX_TEXT, ""]
    assert lines[0].event.subject == {"lạ": ["\0 rỗng", None, 1e300, {"a": -0.1}]}
    assert {len(line.event.who) for line in lines} == {6, 9, 5, 64, 0}


def test_a_number_that_json_does_not_know_is_refused(stored: StoredAudit) -> None:
    with pytest.raises(ValueError, match="JSON"):
        stored.record(AuditEvent("CC1", "question", "answered", {"n": float("nan")}))
    assert stored.verify().records == 0


def test_without_the_setting_no_question_is_kept(own: Store) -> None:
    StoredAudit(own, keep_text=False).record(asked(1))
    [line] = StoredAudit(own).records(9)
    assert line.event.text is None
    assert StoredAudit(own).verify().fault is None


@pytest.mark.parametrize("change", ["UPDATE audit_records SET who = 'X'", "DELETE FROM audit_records"])
def test_the_database_refuses_changes(own: Store, stored: StoredAudit, change: str) -> None:
    fill_log(stored, 2)
    with pytest.raises(StoreError, match="append-only"), own.write() as session:
        session.execute(text(change))
    assert [line.event for line in stored.records(9)] == [asked(1), asked(2)]


def test_postgresql_refuses_to_empty_the_table(own: Store, stored: StoredAudit) -> None:
    fill_log(stored, 1)
    if own.engine.dialect.name == "postgresql":
        with pytest.raises(StoreError, match="append-only"), own.write() as session:
            session.execute(text("TRUNCATE audit_records"))
    assert stored.verify().records == 1


def tamper(store: Store, *statements: str) -> None:
    """As somebody who owns the database can: without the triggers."""
    off = ["ALTER TABLE audit_records DISABLE TRIGGER ALL"]
    if store.engine.dialect.name == "sqlite":
        off = [f"DROP TRIGGER audit_records_no_{verb}" for verb in ("update", "delete")]
    with store.write() as session:
        for statement in (*off, *statements):
            session.execute(text(statement))


COPY = (
    "INSERT INTO audit_records (id, at, who, kind, status, subject, text, previous, hash) "
    "SELECT 3, at, who, kind, status, subject, text, previous, '{hash}' FROM audit_records WHERE id = 2"
)


@pytest.mark.parametrize(
    ("statements", "fault", "broken"),
    [
        (("UPDATE audit_records SET who = 'CC2' WHERE id = 3",), "changed", 3),
        (("UPDATE audit_records SET status = 'denied' WHERE id = 1",), "changed", 1),
        (("UPDATE audit_records SET text = NULL WHERE id = 5",), "changed", 5),
        (("""UPDATE audit_records SET subject = '{"codes": ["NV9"]}' WHERE id = 2""",), "changed", 2),
        ((f"UPDATE audit_records SET hash = '{'a' * 64}' WHERE id = 4",), "changed", 4),
        (("DELETE FROM audit_records WHERE id = 3",), "missing", 4),
        (("DELETE FROM audit_records WHERE id = 1",), "missing", 2),
        (
            ("DELETE FROM audit_records WHERE id = 3", "UPDATE audit_records SET id = id - 1 WHERE id > 3"),
            "changed",
            3,
        ),
        (
            (
                "UPDATE audit_records SET id = 9 WHERE id = 2",
                "UPDATE audit_records SET id = 2 WHERE id = 3",
                "UPDATE audit_records SET id = 3 WHERE id = 9",
            ),
            "changed",
            2,
        ),
        (
            (
                "UPDATE audit_records SET id = -id WHERE id > 2",
                "UPDATE audit_records SET id = 1 - id WHERE id < 0",
                COPY.format(hash="b" * 64),
            ),
            "changed",
            3,
        ),
    ],
)
def test_what_was_done_to_the_log_is_found(
    own: Store, stored: StoredAudit, statements: tuple[str, ...], fault: str, broken: int
) -> None:
    fill_log(stored, 5)
    tamper(own, *statements)
    check = stored.verify()
    sound = broken - (2 if fault == "missing" else 1)
    assert (check.fault, check.broken, check.records) == (fault, broken, sound)


def test_a_record_changed_together_with_its_hash_is_found_at_the_next(own: Store, stored: StoredAudit) -> None:
    fill_log(stored, 4)
    forged = stored.records(9)[1]
    columns = (
        '{"at":"' + f"{forged.at:%Y-%m-%dT%H:%M:%S.%f}Z" + '","id":2,"kind":"question","status":"denied",'
        '"subject":{"codes":["NV2"]},"text":"C\\u00e2u h\\u1ecfi 2?","who":"CC1"}'
    )
    hashed = hashlib.sha256((forged.previous + columns).encode("ascii")).hexdigest()
    tamper(own, f"UPDATE audit_records SET status = 'denied', hash = '{hashed}' WHERE id = 2")
    check = stored.verify()
    assert (check.fault, check.broken, check.records, check.head) == ("unlinked", 3, 2, hashed)


def test_a_cut_off_end_is_noticed_by_the_head_noted_before(own: Store, stored: StoredAudit) -> None:
    fill_log(stored, 5)
    noted = stored.verify().head
    tamper(own, "DELETE FROM audit_records WHERE id > 3")
    assert (stored.verify().fault, stored.verify().records) == (None, 3)
    check = stored.verify(noted)
    assert (check.fault, check.broken, check.records) == ("not_found", None, 3)


def test_a_long_log_is_followed_over_every_batch(own: Store, stored: StoredAudit) -> None:
    memory = RememberedAudit()
    fill_log(memory, 2 * BATCH + 50)
    rows = [
        {"id": line.id, "at": line.at, "who": "CC1", "kind": "question", "status": "answered"}
        | {"subject": line.event.subject, "text": line.event.text, "previous": line.previous, "hash": line.hash}
        for line in memory.records(9_999)
    ]
    with own.write() as session:
        session.execute(insert(AuditRecord), rows)
    assert (stored.verify().records, stored.verify().head) == (2 * BATCH + 50, memory.verify().head)
    stored.record(asked(0))
    tamper(own, f"UPDATE audit_records SET who = 'X' WHERE id = {BATCH + 1}")
    assert stored.verify().broken == BATCH + 1


def test_threads_never_fork_the_chain(url: str) -> None:
    stores = [Store.open(url) for _ in range(2)]
    logs = [StoredAudit(store) for store in stores]
    start, failed = Barrier(8), list[Exception]()

    def write(number: int) -> None:
        start.wait()
        try:
            for n in range(20):
                logs[number % 2].record(asked(n, f"CC{number}"))
        except (StoreError, DBAPIError) as exc:
            failed.append(exc)

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check = logs[0].verify()
    assert (failed, check.records, check.fault) == ([], 160, None)
    assert all(len(logs[1].records(99, user=f"CC{n}")) == 20 for n in range(8))
    times = [line.at for line in logs[0].records(999)]
    assert times == sorted(times)
    for store in stores:
        store.close()


def test_processes_never_fork_the_chain(url: str, own: Store, stored: StoredAudit) -> None:
    running = [subprocess.Popen([sys.executable, "-c", WRITER, url, f"CC{n}"], cwd=ROOT) for n in range(3)]
    for n in range(25):
        stored.record(asked(n))
    assert [process.wait(120) for process in running] == [0, 0, 0]
    check = stored.verify()
    assert (check.records, check.fault) == (100, None)


def test_a_log_that_cannot_be_written_says_so(url: str) -> None:
    store = Store.open(url)
    with store.write() as session:
        session.execute(text("DROP TABLE audit_records"))
    with pytest.raises(StoreError):
        StoredAudit(store).record(AuditEvent("CC1", "question", "answered", {}, datetime.now(UTC).isoformat()))
    store.close()
