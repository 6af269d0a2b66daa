"""The relational store: one SQLAlchemy engine over SQLite or PostgreSQL, its schema brought up to date on opening."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

from assistant.errors import ConfigError, StoreError

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_MS = 60_000
"""How long a writer of SQLite waits for another; also, within a process, for its turn."""
CACHE_KIB = 32 * 1024
MAPPED_BYTES = 4 * 1024**3
"""Of a SQLite file, read through the system's own page cache, which all connections share."""
ANALYSED_ROWS = 2_000
"""Of each index of SQLite, for the statistics of its query planner."""
WAL_BYTES = 64 * 1024**2
"""To which the write-ahead log shrinks again after a large import."""
CONNECTIONS, MORE_CONNECTIONS = 20, 28
"""Kept open, and opened when many ask at once: more than the threads of a worker, fewer than PostgreSQL's 100."""
_UPGRADE_LOCK, _TABLE_LOCK = 7_215_335, 7_215_336
"""Keys of PostgreSQL advisory locks: of several workers that start together, one upgrades; see `lock_table`."""


class Store:
    """Sessions over one database. Every library error leaves it as StoreError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = None if _is_postgres(engine) else Lock()
        self._writing = engine.execution_options(troly_writing=True)
        self._reading = engine
        if _is_postgres(engine):
            self._reading = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")

    @classmethod
    def open(cls, url: str) -> Self:
        """Open and bring up to the newest schema.

        `url` is a SQLAlchemy URL, `sqlite:///FILE` (its folder is created) or `postgresql://…` (psycopg 3).
        Raises ConfigError for a URL or folder that cannot be used, StoreError for a database that cannot be reached,
        read, written or upgraded.
        """
        parsed = _parse(url)
        if parsed.get_backend_name() == "sqlite":
            _make_folder(parsed.database or "")
        engine = open_engine(parsed)
        try:
            with _translated(f"{engine.dialect.name} database {parsed.database}"):
                upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def engine(self) -> Engine:
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session whose queries see one state of the rows and whose changes are thrown away. Raises StoreError."""
        with _translated("read"), Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, undone by any exception. Raises StoreError.

        SQLite has one writer at a time; those of this process take turns, since SQLite lets the unlucky starve.
        """
        with (
            _translated("write"),
            self._one_at_a_time(),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if self._turn is None:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_MS / 1000):
            raise StoreError("write: another write has not ended in time")
        try:
            yield
        finally:
            self._turn.release()

    def tidy(self) -> None:
        """Bring the query planner's statistics up to date, after many rows have changed. Raises StoreError."""
        if self._turn is None:
            vacuum = self._engine.execution_options(isolation_level="AUTOCOMMIT")
            with _translated("vacuum"), vacuum.connect() as connection:
                connection.execute(text("VACUUM (ANALYZE)"))
            return
        with self.write() as session:
            session.execute(text(f"PRAGMA analysis_limit={ANALYSED_ROWS}"))
            session.execute(text("ANALYZE"))

    def ping(self) -> None:
        """Raises StoreError when the database does not answer."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        self._engine.dispose()


def lock_table(session: Session, table: str) -> None:
    """Until the transaction's end the only import or restore of a table; SQLite's writers are alone anyway.

    Whoever takes several takes them in the order of their names.
    """
    if _is_postgres(session.get_bind()):
        lock = text("SELECT pg_advisory_xact_lock(:first, hashtext(:table))")
        session.execute(lock, {"first": _TABLE_LOCK, "table": table})


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run the migrations that are missing, in one transaction."""
    from alembic import command

    with engine.execution_options(troly_writing=True).begin() as connection:
        if _is_postgres(engine):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        command.upgrade(alembic_config(connection), revision)


def revisions() -> tuple[str, ...]:
    """Every schema that this version knows, oldest first; the last is the one that `upgrade` makes."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config(None)).walk_revisions()
    return tuple(reversed([script.revision for script in scripts]))


def alembic_config(connection: Connection | None) -> Any:
    """Alembic's configuration over an open connection; no file of its own is needed."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as exc:
        raise ConfigError("database_url is not a SQLAlchemy URL", mend="TROLY_DATABASE_URL") from exc
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return parsed
    raise ConfigError(f"database_url: {backend} is neither sqlite nor postgresql", mend="TROLY_DATABASE_URL")


def _make_folder(database: str) -> None:
    if not database or database == ":memory:" or database.startswith("file:"):
        return
    folder = Path(database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ConfigError(f"{folder}: {exc.strerror or exc}", mend=str(folder)) from exc


def open_engine(url: URL) -> Engine:
    """Connections as the store needs them, whatever the schema."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"check_same_thread": False}, **_shared(url))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(url, pool_pre_ping=True, **_shared(url))
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_postgres(connection: Any, _: object) -> None:
    """Compiling a query takes PostgreSQL longer (up to 400 ms) than any query of ours takes to run."""
    connection.execute("SET jit = off")
    connection.commit()


def _is_file(url: URL) -> bool:
    """Whether the database is one that several connections share."""
    return url.get_backend_name() != "sqlite" or bool(url.database and url.database != ":memory:")


def _shared(url: URL) -> dict[str, Any]:
    """`hide_parameters`: what people ask never gets into an error's text."""
    options: dict[str, Any] = {"hide_parameters": True}
    if _is_file(url):
        options |= {"pool_size": CONNECTIONS, "max_overflow": MORE_CONNECTIONS, "pool_use_lifo": True}
    return options


_PRAGMAS = (
    f"busy_timeout={BUSY_MS}",
    "synchronous=NORMAL",
    "foreign_keys=OFF",
    f"cache_size=-{CACHE_KIB}",
    f"mmap_size={MAPPED_BYTES}",
    f"journal_size_limit={WAL_BYTES}",
    "temp_store=MEMORY",
)


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not by the driver
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    _keep_write_ahead_log(connection)


def _is_busy(exc: BaseException) -> bool:
    """Whether others hold the file; what may not be written at all is said at once."""
    code = getattr(exc, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@retry(
    retry=retry_if_exception(_is_busy),
    wait=wait_random(0.01, 0.1),
    stop=stop_after_delay(BUSY_MS / 1000),
    reraise=True,
)
def _keep_write_ahead_log(connection: Any) -> None:
    """SQLite does not wait for others to change a new file's journal ("database is locked"), so we do."""
    connection.execute("PRAGMA journal_mode=WAL").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once, so that two of them wait for each other instead of failing half-way."""
    writing = connection.get_execution_options().get("troly_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def insert_into(session: Session, table: type[DeclarativeBase]) -> Any:
    """An INSERT of the database at hand, which knows `on_conflict_do_…`."""
    from sqlalchemy.dialects import postgresql, sqlite

    bind = session.get_bind()
    return postgresql.insert(table) if bind.dialect.name == "postgresql" else sqlite.insert(table)


def _is_postgres(engine: Engine | Connection) -> bool:
    return engine.dialect.name == "postgresql"


@contextmanager
def _translated(what: str) -> Iterator[None]:
    from alembic.util import CommandError

    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as exc:
        cause = getattr(exc, "orig", None) or exc
        raise StoreError(f"{what}: {' '.join(str(cause).split())}") from exc
    except CommandError as exc:
        raise StoreError(f"{what}: the schema is not one of this version ({exc})") from exc
