"""The view is the only way to the rows of the city: by what it refuses, by the source, and by what really runs."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, event, exists, func, literal_column, select, text
from sqlalchemy.orm import aliased

import kpi_tools
from assistant.access import Principal
from assistant.tools import TOOLS
from kpi_tools import rights
from kpi_tools.rights import PROCEDURES, RANKED_UNITS, TASKS, UNIT_NAMES, Policy
from kpi_tools.schema import Procedure, Task, TaskUnit, Unit
from kpi_tools.store import Store
from kpi_tools.system_tables import DataVersion, FileImport
from kpi_tools.view import NAMES, OPEN, UnruledQueryError, View, check, view
from tests.kpi_tools.rows import city, fill, principal, task, unit
from tests.rights.city import ASKERS
from tests.rights.samples import SAMPLES
from tests.rights.test_leaks import Desk

FOLDER = Path(kpi_tools.__file__).parent
KEEPERS = {
    "accounts": "sign-ins",
    "archive": "a backup's file, no database",
    "audit": "its own log",
    "audit_fake": "its own log",
    "backup": "the whole database, for who runs the machine",
    "backup_fake": "no rows",
    "bulk": "the whole database, for backups",
    "conversations": "a session's own question",
    "document_catalogue": "the whole catalogue, for the sync and who runs the machine",
    "directory": "names, and who somebody is",
    "feedback": "a session's own answers, and complaints for who runs the machine",
    "store": "gives the sessions",
    "versions": "marks the tables inside an import",
    "view": "is the view",
}
"""Modules that use the database without a view, and for what."""
TOOL_MODULES = sorted(file.stem for file in FOLDER.glob("*.py") if file.stem not in {*KEEPERS, "__init__"})
TASK, LEAD = aliased(Task), aliased(Unit)
CARRIES = exists().where(Task.unit == Unit.code)


@pytest.mark.parametrize(
    ("query", "policies"),
    [
        (select(Task.code), ()),
        (select(Task.code), (UNIT_NAMES, PROCEDURES)),
        (select(Unit.code).join(Task, Task.unit == Unit.code), (UNIT_NAMES,)),
        (select(Unit.code).where(Task.unit == Unit.code), (UNIT_NAMES,)),
        (select(Unit.code).where(CARRIES), (UNIT_NAMES,)),
        (select(Unit.code).where(CARRIES), (UNIT_NAMES, TASKS)),
        (select(Unit.code).where(Unit.code.in_(select(Task.unit))), (UNIT_NAMES, TASKS)),
        (select(Unit.code).order_by(select(func.count(Task.code)).scalar_subquery()), (UNIT_NAMES,)),
        (select(Unit.code, select(func.count(Task.code)).scalar_subquery()), (UNIT_NAMES, TASKS)),
        (select(select(Task.code).subquery().c.code), (TASKS,)),
        (select(select(Task.code).cte().c.code), (TASKS,)),
        (select(TASK.code), (TASKS,)),
        (select(Task.code).where(Task.code.in_(select(TASK.code))), (TASKS,)),
        (select(TaskUnit.unit), (TASKS,)),
        (select(TaskUnit.unit), ()),
        (select(Unit.code).where(text("exists (select 1 from tasks)")), (UNIT_NAMES,)),
        (select(Unit.code, literal_column("(select max(name) from tasks)")), (UNIT_NAMES,)),
    ],
)
def test_what_a_policy_would_miss_is_refused(query: Select[Any], policies: tuple[Policy, ...]) -> None:
    with pytest.raises(UnruledQueryError):
        check(query, *policies)


@pytest.mark.parametrize(
    ("query", "policies"),
    [
        (select(Task.code), (TASKS,)),
        (select(func.count()).select_from(Task), (TASKS,)),
        (select(Task.code, LEAD.name).outerjoin(LEAD, LEAD.code == Task.unit), (TASKS,)),
        (select(Task.code, FileImport).outerjoin(FileImport, FileImport.id == Task.import_id), (TASKS,)),
        (select(Task.code).where(exists().where(TaskUnit.task == Task.code)), (TASKS,)),
        (select(TaskUnit.unit).join(Task, Task.code == TaskUnit.task), (TASKS,)),
        (select(Task.code).join(Unit, Unit.code == Task.unit), (TASKS, RANKED_UNITS)),
        (select(DataVersion.mark), ()),
    ],
)
def test_what_is_covered_passes(query: Select[Any], policies: tuple[Policy, ...]) -> None:
    check(query, *policies)


def test_the_policies_are_in_what_is_asked(store: Store) -> None:
    fill(store, city(), unit("A"), unit("B"), task("T1", "A", date(2026, 1, 1)), task("T2", "B", date(2026, 1, 1)))
    with view(store, principal("CC1", "A")) as seen:
        assert seen.rows(select(Task.code), TASKS).scalars().all() == ["T1"]
        with pytest.raises(UnruledQueryError):
            seen.rows(select(Task.code))
    with view(store, principal("CC1", "A", "khach")) as seen:
        assert seen.rows(select(Procedure.code), PROCEDURES).all() == []


def calls_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"import {alias.name}") for alias in node.names)


AROUND = {"read", "write", "engine", "_session", "_engine", "execute", "connect", "connection"}
AROUND |= {f"import {name}" for name in ("Session", "sessionmaker", "create_engine", "Connection", "Engine")}


def test_there_are_tool_modules_and_every_keeper_exists() -> None:
    assert {"tasks", "kpi", "schedule"} <= set(TOOL_MODULES)
    assert {*KEEPERS} <= {file.stem for file in FOLDER.glob("*.py")}


@pytest.mark.parametrize("name", TOOL_MODULES)
def test_a_tool_module_knows_no_way_around_the_view(name: str) -> None:
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    found = [f"{name}.py:{line} {what}" for line, what in calls_of(tree) if what in AROUND]
    assert not found, "query through kpi_tools.view, or say in KEEPERS why not"


def test_whoever_takes_a_store_takes_an_asker_or_a_view() -> None:
    taking = {}
    for name in TOOL_MODULES:
        module = import_module(f"kpi_tools.{name}")
        for found, function in inspect.getmembers(module, inspect.isfunction):
            kinds = [one.annotation for one in inspect.signature(function).parameters.values()]
            if function.__module__ == module.__name__ and "Store" in kinds:
                taking[f"{name}.{found}"] = "Principal" in kinds or "View" in kinds
    assert {"kpi.kpi_summary", "tasks.task_list", "schedule.schedule"} <= set(taking)
    assert not [function for function, has_asker in taking.items() if not has_asker]


def test_every_policy_is_used() -> None:
    names = [name for name in TOOL_MODULES if name != "rights"]
    sources = "\n".join((FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in names)
    unused = [
        name
        for name, value in vars(rights).items()
        if isinstance(value, Policy) and not re.search(rf", {name}[,)]", sources)
    ]
    assert not unused


PROTECTED = {name for name, table in Task.metadata.tables.items() if table not in NAMES | OPEN}
QUERIED = re.compile(r"\b(?:FROM|JOIN)\s+\"?(\w+)", re.IGNORECASE)


def behind_the_view() -> bool:
    frame = sys._getframe()
    while frame.f_back is not None:
        if frame.f_code is View.rows.__code__:
            return True
        frame = frame.f_back
    return False


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_query_of_a_tool_that_runs_goes_through_the_view(store: Store, tool: str) -> None:
    desk, seen, strays = Desk(store), list[str](), list[str]()

    def before(_c: object, _k: object, statement: str, *_: object) -> None:
        tables = {table.lower() for table in QUERIED.findall(statement)}
        seen.append(statement)
        if (tables & PROTECTED or not statement.lstrip().upper().startswith("SELECT")) and not behind_the_view():
            strays.append(statement)

    event.listen(store.engine, "before_cursor_execute", before)
    try:
        for asker in one_of_each_role():
            for args in SAMPLES[tool](desk.city)[::5]:
                desk.ask(asker, tool, args)
    finally:
        event.remove(store.engine, "before_cursor_execute", before)
    assert not strays
    assert seen or tool == "smalltalk"


def one_of_each_role() -> list[Principal]:
    return list({asker.role: asker for asker in ASKERS}.values())
