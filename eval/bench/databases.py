"""A scratch database for a benchmark: a file in a folder, or a schema of its own on PostgreSQL; removed at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateSchema, DropSchema

from kpi_tools.store import Store

POSTGRES = os.environ.get("TROLY_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
KINDS = ("sqlite", "postgresql")


@contextmanager
def scratch(kind: str, folder: Path | None = None, schema: str | None = None) -> Iterator[Store]:
    """An open store; with `folder` or `schema` named it is kept, and found again the next time."""
    if kind == "postgresql":
        with _schema(schema) as url:
            yield from _opened(url)
        return
    with tempfile.TemporaryDirectory(prefix="troly-bench-") as temporary:
        yield from _opened(f"sqlite:///{(folder or Path(temporary)) / 'bench.db'}")


def _opened(url: str) -> Iterator[Store]:
    store = Store.open(url)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _schema(kept: str | None) -> Iterator[str]:
    name = kept or f"bench_{uuid4().hex}"
    engine = create_engine(POSTGRES)
    try:
        with engine.begin() as connection:
            connection.execute(CreateSchema(name, if_not_exists=True))
        url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={name}"})
        yield url.render_as_string(hide_password=False)
        if kept is None:
            with engine.begin() as connection:
                connection.execute(DropSchema(name, cascade=True))
    finally:
        engine.dispose()


def size_of(store: Store) -> int:
    """Bytes of a database: tables, indexes and, of SQLite, the write-ahead log."""
    database = store.engine.url.database or ""
    if store.engine.dialect.name == "sqlite":
        return sum(path.stat().st_size for path in Path(database).parent.glob(f"{Path(database).name}*"))
    query = (
        "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = current_schema() AND c.relkind = 'r'"
    )
    with store.read() as session:
        return int(session.scalar(text(query)) or 0)


def wal_of(store: Store) -> int:
    """Bytes of SQLite's write-ahead log; 0 for PostgreSQL."""
    file = Path(f"{store.engine.url.database}-wal")
    return file.stat().st_size if store.engine.dialect.name == "sqlite" and file.exists() else 0
