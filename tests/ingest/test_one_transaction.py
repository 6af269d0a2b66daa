"""A file is in or out: a write that fails and a process that dies in the middle leave nothing half."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from assistant.errors import StoreError
from ingest.workbook import Importer
from kpi_tools import schema
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from tests.ingest.books import GOOD, write_csv

pytestmark = pytest.mark.slow

MANY = 3_500  # several batches
DYING = """
import os, signal, sys
from pathlib import Path
from ingest.workbook import Importer
from kpi_tools.store import Store

def progress(file, done, total):
    if file == "nhiem_vu.csv" and done > 0.75 * total:
        os.kill(os.getpid(), signal.SIGKILL)

Importer(Store.open(sys.argv[1])).run(Path(sys.argv[2]), progress=progress)
"""


@pytest.fixture
def many(folder: Path) -> Path:
    write_csv(
        folder / "nhiem_vu.csv",
        [{**GOOD["nhiem_vu"], "ma_nhiem_vu": f"NV{n:04}", "don_vi_phoi_hop": "TP"} for n in range(MANY)],
    )
    return folder


def counts(store: Store) -> tuple[int, int, int, int]:
    """Units, tasks, units that take part in tasks, imports of tasks."""
    with store.read() as session:
        tables = (schema.Unit, schema.Task, schema.TaskUnit)
        units, tasks, members = (session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
        made = select(func.count()).select_from(FileImport).where(FileImport.table == "nhiem_vu")
        return units, tasks, members, session.scalar(made) or 0


def test_a_process_killed_in_the_middle(each_store: Store, many: Path) -> None:
    url = each_store.engine.url.render_as_string(hide_password=False)
    ran = subprocess.run([sys.executable, "-c", DYING, url, str(many)], check=False, timeout=120)
    assert ran.returncode == -signal.SIGKILL
    assert counts(each_store) == (2, 0, 0, 0)
    Importer(each_store).run(many)
    assert counts(each_store) == (2, MANY, MANY, 1)


def test_two_imports_at_once(each_store: Store, many: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: Importer(each_store).run(many), range(2)))
    tasks = [(file.added, file.changed, file.unchanged) for report in reports for file in report.files[2:]]
    assert sorted(tasks) == [(0, 0, MANY), (MANY, 0, 0)]
    assert counts(each_store) == (2, MANY, MANY, 2)


def test_progress_goes_to_the_end(store: Store, many: Path) -> None:
    heard: list[tuple[int, int]] = []
    Importer(store).run(many, progress=lambda file, *at: heard.append(at) if file == "nhiem_vu.csv" else None)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert len(heard) >= 2 * MANY // 1_000
    assert heard[-1] == (2 * MANY, 2 * MANY)


def test_a_write_that_fails_in_the_middle(each_store: Store, many: Path) -> None:
    with each_store.write() as session:
        for statement in _refusing("NV3000", each_store.engine.dialect.name):
            session.execute(text(statement))
    try:
        with pytest.raises(StoreError):
            Importer(each_store).run(many)
        assert counts(each_store) == (2, 0, 0, 0)
    finally:
        with each_store.write() as session:
            on = " ON tasks" if each_store.engine.dialect.name == "postgresql" else ""
            session.execute(text(f"DROP TRIGGER refuse{on}"))
    Importer(each_store).run(many)
    assert counts(each_store) == (2, MANY, MANY, 1)


def _refusing(code: str, dialect: str) -> list[str]:
    """A trigger that refuses one task."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER refuse BEFORE INSERT ON tasks WHEN NEW.code = '{code}' "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NEW.code = '{code}' THEN RAISE EXCEPTION 'refused'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION refuse()",
    ]
