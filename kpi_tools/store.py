"""The relational store: one SQLAlchemy engine over SQLite or PostgreSQL, its schema brought up to date on opening."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from assistant.errors import ConfigError, StoreError

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_MS = 10_000
_UPGRADE_LOCK = 7_215_335
"""Key of the PostgreSQL advisory lock: of several workers that start together, one upgrades."""


class Store:
    """Sessions over one database. Every library error leaves it as StoreError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(troly_writing=True)
        self._reading = engine.execution_options(postgresql_readonly=True) if _is_postgres(engine) else engine

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
        engine = _engine(parsed)
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
        """A session whose changes are thrown away. Raises StoreError."""
        with _translated("read"), Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, undone by any exception. Raises StoreError."""
        with (
            _translated("write"),
            Session(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def ping(self) -> None:
        """Raises StoreError when the database does not answer."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def close(self) -> None:
        self._engine.dispose()


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, in one transaction."""
    from alembic import command

    with engine.execution_options(troly_writing=True).begin() as connection:
        if _is_postgres(engine):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Any:
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


def _engine(url: URL) -> Engine:
    """`hide_parameters`: what people ask never gets into an error's text."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, hide_parameters=True, pool_pre_ping=True)


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not by the driver
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once, so that two of them wait for each other instead of failing half-way."""
    writing = connection.get_execution_options().get("troly_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _is_postgres(engine: Engine) -> bool:
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
