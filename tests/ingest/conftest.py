"""Stores and folders of workbooks for one test."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from kpi_tools.store import Store
from tests.ingest.books import CITY, write_csv
from tests.kpi_tools.conftest import opened
from tests.kpi_tools.conftest import store as each_store

__all__ = ["each_store", "opened"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An import folder that holds a city, a ward and two people."""
    path = tmp_path / "in"
    path.mkdir()
    for table, rows in CITY.items():
        write_csv(path / f"{table}.csv", rows)
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def postgres() -> Iterator[Store]:
    """A store in a PostgreSQL database of its own."""
    server = make_url(os.environ.get("TROLY_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test"))
    name = f"troly_ingest_{uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    opened = Store.open(server.set(database=name).render_as_string(hide_password=False))
    yield opened
    opened.close()
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name}"))
    engine.dispose()
