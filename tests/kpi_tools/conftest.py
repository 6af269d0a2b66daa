"""Stores of each kind. One file and one PostgreSQL schema serve a whole run, emptied after each test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from kpi_tools.columns import Base
from kpi_tools.rules import Rules, load_rules
from kpi_tools.store import Store

POSTGRES = os.environ.get("TROLY_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database: a file, or a schema of its own, dropped at the end."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'store.db'}"
        return
    schema = f"t_{uuid4().hex}"
    engine = create_engine(POSTGRES, connect_args={"connect_timeout": 5})
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError as exc:
        pytest.fail(f"PostgreSQL does not answer at TROLY_TEST_POSTGRES; `make test` starts it ({exc.orig})")
    own = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={schema} -csynchronous_commit=off"})
    yield own.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database without tables, for one test."""
    with database(request.param, tmp_path) as made:
        yield made


@pytest.fixture(scope="session", params=KINDS)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with database(request.param, tmp_path_factory.mktemp("store")) as made:
        store = Store.open(made)
        yield store
        store.close()


@pytest.fixture
def store(opened: Store) -> Iterator[Store]:
    """A store of each kind, its tables empty."""
    yield opened
    with opened.write() as session:
        for table in Base.metadata.tables.values():
            if table.name in ("audit_records", "data_versions"):
                continue  # append-only; a row for each table, always
            session.execute(table.delete())


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()
