"""Imports and questions at once, for a few seconds; `eval/bench/concurrency.py` does the same for a minute."""

from collections import Counter
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from assistant.errors import StoreError
from assistant.types import Memory, ToolCall
from eval.bench.big_city import fill
from eval.bench.concurrency import OWN, SHARED, run
from eval.bench.scale import Size
from kpi_tools.conversations import StoredConversations
from kpi_tools.schema import Task, TaskUnit
from kpi_tools.store import Store
from kpi_tools.system_tables import Conversation
from tests.kpi_tools.rows import unit
from tests.kpi_tools.test_backup import AT

pytestmark = pytest.mark.slow

WRITERS, READERS = 8, 32


def test_writers_and_readers_never_meet_a_lock(store: Store, tmp_path: Path) -> None:
    size = Size.of(0.001)
    assert fill(store, 0.001).size == size
    before = _count(store)

    outcome = run(store, size, 3, WRITERS, READERS, tmp_path)

    assert (outcome.writes.errors, outcome.reads.errors) == (Counter(), Counter())
    assert len(outcome.writes.times) >= WRITERS  # each of them has written at least once
    assert len(outcome.reads.times) >= READERS
    assert _count(store) == before + WRITERS * OWN + SHARED
    assert outcome.audit_sound
    with store.read() as session:  # an import is in whole or not at all: its tasks have their joint unit
        imported = select(Task.code).where(Task.import_id.is_not(None))
        joint = session.scalars(select(TaskUnit.task).where(TaskUnit.task.in_(imported))).all()
        assert Counter(joint) == Counter(dict.fromkeys(session.scalars(imported), 1))


def _count(store: Store) -> int:
    with store.read() as session:
        return session.scalars(select(func.count()).select_from(Task)).one()


def test_many_hold_a_connection_and_ask_for_another(store: Store) -> None:
    """Of 20 threads each reads within a read, all at the same moment."""
    barrier, done = Barrier(20), list[int]()

    def nest() -> None:
        with store.read() as outer:
            outer.execute(select(1))
            barrier.wait()
            with store.read() as inner:
                done.append(inner.scalars(select(1)).one())

    threads = [Thread(target=nest) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1] * 20


def test_writers_wait_for_each_other(store: Store) -> None:
    """Each reads what the one before wrote: no change is lost, in a row that all of them change."""
    talks = StoredConversations(store, minutes=5, clock=lambda: AT)
    barrier, errors = Barrier(8), list[StoreError]()

    def talk(number: int) -> None:
        barrier.wait()
        for at in range(10):
            try:
                talks.remember("S", "CC1", Memory(call=ToolCall(tool="schedule", args={"n": number, "at": at})), AT)
            except StoreError as exc:
                errors.append(exc)

    threads = [Thread(target=talk, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with store.read() as session:
        assert session.scalars(select(func.count()).select_from(Conversation)).one() == 1


def test_one_transaction_does_not_hold_up_those_after_a_failure(store: Store) -> None:
    for _ in range(3):
        with pytest.raises(RuntimeError), store.write() as session:
            session.add(unit("A"))
            raise RuntimeError
    with store.write() as session:
        session.add(unit("A"))
