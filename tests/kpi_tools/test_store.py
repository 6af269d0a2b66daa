from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select, text, update

from assistant.errors import ConfigError, StoreError
from kpi_tools.columns import Base
from kpi_tools.schema import Indicator, Unit
from kpi_tools.store import Store, revisions
from kpi_tools.system_tables import Conversation
from tests.kpi_tools.rows import city, fill, indicator, task, unit


def test_migrations_make_the_schema(store: Store) -> None:
    def of_this_database(item: Any, *_: object) -> bool:
        return bool(item.info.get("dialect", store.engine.dialect.name) == store.engine.dialect.name)

    with store.engine.connect() as connection:
        options = {"compare_type": True, "include_object": of_this_database}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_opening_again_keeps_everything(url: str) -> None:
    first = Store.open(url)
    fill(first, city())
    first.close()
    second = Store.open(url)
    with second.read() as session:
        assert session.scalars(select(Unit.code)).all() == ["TP"]
    second.close()


def test_workers_may_open_an_empty_database_together(url: str) -> None:
    barrier, opened = Barrier(3), list[Store]()

    def open_one() -> None:
        barrier.wait()
        opened.append(Store.open(url))

    threads = [Thread(target=open_one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 3
    for store in opened:
        store.close()


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.write() as session:
        session.add(unit("A"))
        session.flush()
        raise RuntimeError
    with pytest.raises(StoreError):
        fill(store, unit("B"), unit("B"))
    with store.read() as session:
        assert session.scalars(select(Unit.code)).all() == []


def test_a_read_changes_nothing(store: Store) -> None:
    fill(store, city())
    try:
        with store.read() as session:
            session.execute(update(Unit).values(name="changed"))
            session.flush()
    except StoreError:
        pass  # PostgreSQL refuses at once, SQLite throws the change away
    with store.read() as session:
        assert session.scalars(select(Unit.name)).all() == ["Thành phố mẫu"]


@pytest.mark.parametrize("number", ["0.1", "12345678901234.123456", "0", "-0.5", "100", "0.000001", "1000000"])
def test_numbers_are_exact(store: Store, number: str) -> None:
    fill(store, indicator("A", "TP", "2026-01", number, number))
    with store.read() as session:
        row = session.scalars(select(Indicator).where(Indicator.actual == Decimal(number))).one()
        assert (row.target, row.actual) == (Decimal(number), Decimal(number))


def test_moments_keep_their_zone(store: Store) -> None:
    local = datetime(2026, 4, 2, 8, 30, tzinfo=timezone(timedelta(hours=7)))
    fill(store, Conversation(user="U", session="S", call={"tool": "t", "args": {}}, at=local))
    with store.read() as session:
        at = session.scalars(select(Conversation.at)).one()
        assert at == local
        assert at.tzinfo is not None
        later = local.astimezone(UTC) + timedelta(minutes=1)
        assert session.scalars(select(Conversation.user).where(Conversation.at < later)).all() == ["U"]


def test_a_reader_works_while_somebody_writes(store: Store) -> None:
    fill(store, city())
    with store.write() as writing:
        writing.add(task("A", "TP", date(2026, 1, 1)))
        writing.flush()
        with store.read() as session:
            assert session.scalars(select(Unit.code)).all() == ["TP"]


def test_errors_do_not_quote_what_was_asked(store: Store) -> None:
    with pytest.raises(StoreError) as caught, store.read() as session:
        session.execute(text("SELECT nothing FROM nowhere WHERE x = :secret"), {"secret": "bí mật"})
    assert "bí mật" not in str(caught.value)
    assert caught.value.__cause__ is not None


def test_sqlite_is_set_up(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'new' / 'folder' / 'a.db'}")
    with store.read() as session:
        pragmas = [session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")]
        assert pragmas == ["wal", 0]
    store.close()


def test_statistics_are_brought_up_to_date(store: Store) -> None:
    fill(store, city(), *(indicator(f"I{n}", "TP", "2026-01", "1", None) for n in range(50)))
    store.tidy()
    table = (
        "sqlite_stat1 WHERE tbl = 'indicators'"
        if store.engine.dialect.name == "sqlite"
        else ("pg_stats WHERE tablename = 'indicators' AND schemaname = current_schema()")
    )
    with store.read() as session:
        assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0


def test_schemas_are_known_in_order() -> None:
    assert revisions()[:4] == ("0001", "0002", "0003", "0004")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "broken.db"
    file.write_bytes(b"this is not a database" * 100)
    with pytest.raises(StoreError, match=r"broken\.db.*not a database"):
        Store.open(f"sqlite:///{file}")
    assert file.read_bytes() == b"this is not a database" * 100


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match="file"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'a.db'}")


def test_a_database_that_may_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="readonly"):
        Store.open(f"sqlite:///file:{_empty_database(tmp_path)}?mode=ro&uri=true")


def _empty_database(folder: Path) -> Path:
    import sqlite3

    file = folder / "empty.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    return file


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(StoreError, match="database test"):
        Store.open("postgresql://nobody@127.0.0.1:1/test?connect_timeout=2")


def test_a_newer_schema_is_refused(url: str) -> None:
    store = Store.open(url)
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'future'"))
    store.close()
    with pytest.raises(StoreError, match="schema is not one of this version"):
        Store.open(url)


@pytest.mark.parametrize("url", ["", "not a url", "mysql://h/d", "nosuchdialect://x"])
def test_a_url_of_another_kind(url: str) -> None:
    with pytest.raises(ConfigError, match="database_url"):
        Store.open(url)
