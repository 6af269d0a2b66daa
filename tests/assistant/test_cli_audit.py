"""`troly audit`, here and through the running server."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from assistant.access import operator
from assistant.local_client import OPERATOR, LocalServer
from assistant.server.app import create_local_app
from kpi_tools.audit import StoredAudit
from kpi_tools.store import Store
from prompts import message
from tests.assistant.fakes_troly import Troly
from tests.assistant.server.fakes import KPI, City, fake_city
from tests.assistant.server.running import running

pytestmark = pytest.mark.slow

SECRET = "mat-khau-dai"


def database(home: Path) -> Store:
    return Store.open(f"sqlite:///{home / 'troly.db'}")


@pytest.fixture
def recorded(troly: Troly, city: Path) -> Path:
    """A home in which an account was made, one refused, and somebody unknown asked."""
    troly("user", "add", "CC1", "--password-stdin", stdin=f"{SECRET}\n")
    troly("user", "add", "CC404", "--password-stdin", stdin=f"{SECRET}\n")
    troly("ask", "KPI?", "--user", "CC404")
    return city


def test_an_empty_log_is_sound(troly: Troly, city: Path) -> None:
    listed, verified = troly("audit", "list"), troly("audit", "verify")

    assert (listed.status, listed.out.strip()) == (0, message("audit", "empty"))
    assert (verified.status, verified.out.strip()) == (0, message("audit", "sound", records=0, head="0" * 64))


def test_the_log_is_listed_with_every_column(troly: Troly, recorded: Path) -> None:
    records = troly("audit", "list", "--json").json

    assert [(r["id"], r["who"], r["kind"], r["status"]) for r in records] == [
        (1, operator(), "account", "done"),
        (2, operator(), "account", "failed"),
        (3, operator(), "question", "error"),
    ]
    assert records[1]["subject"] == {"action": "add", "account": "CC404", "error": "user-unknown"}
    assert records[1]["previous"] == records[0]["hash"]
    assert records[0]["at"].endswith("Z")
    assert SECRET not in troly("audit", "list", "--json").out


def test_the_log_is_read_by_people_too(troly: Troly, recorded: Path) -> None:
    lines = troly("audit", "list").out.splitlines()

    assert len(lines) == 3
    assert lines[0].split("\t")[0:1] + lines[0].split("\t")[2:] == [
        "1",
        operator(),
        "tài khoản",
        "xong",
        "add · CC1",
    ]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (("--limit", 1), [3]),
        (("--kind", "account"), [1, 2]),
        (("--user", "CC1"), []),
        (("--since", "2000-01-01"), [1, 2, 3]),
        (("--since", "2999-01-01T00:00+07:00"), []),
    ],
)
def test_the_list_is_narrowed(troly: Troly, recorded: Path, filters: tuple[object, ...], ids: list[int]) -> None:
    assert [r["id"] for r in troly("audit", "list", "--json", *filters).json] == ids


@pytest.mark.parametrize("wrong", [("--kind", "song"), ("--since", "hôm qua"), ("--limit", "0")])
def test_wrong_usage_is_2(troly: Troly, home: Path, wrong: tuple[str, ...]) -> None:
    assert troly("audit", "list", *wrong).status == 2
    assert not home.exists()


def test_what_a_question_says_cannot_move_the_terminal(troly: Troly, city: Path) -> None:
    from assistant.types import AuditEvent

    store = database(city)
    StoredAudit(store).record(AuditEvent("CC1", "question", "answered", {}, "a\x1b[2J\nb"))
    store.close()

    assert troly("audit", "list").out.splitlines()[0].endswith("“a�[2J�b”")


def test_a_sound_log_gives_its_head(troly: Troly, recorded: Path) -> None:
    head = troly("audit", "list", "--json").json[-1]["hash"]

    assert troly("audit", "verify", "--json").json == {
        "sound": True,
        "records": 3,
        "head": head,
        "fault": None,
        "broken": None,
    }
    assert head in troly("audit", "verify", "--expect", head.upper()).out


def test_a_broken_log_is_1_with_one_line(troly: Troly, recorded: Path) -> None:
    head = troly("audit", "verify", "--json").json["head"]
    store = database(recorded)
    with store.write() as session:
        session.execute(text("DROP TRIGGER audit_records_no_delete"))
        session.execute(text("DELETE FROM audit_records WHERE id = 3"))
    assert troly("audit", "verify").status == 0
    cut = troly("audit", "verify", "--expect", head)
    with store.write() as session:
        session.execute(text("DROP TRIGGER audit_records_no_update"))
        session.execute(text("UPDATE audit_records SET status = 'done' WHERE id = 2"))
    store.close()
    changed, document = troly("audit", "verify"), troly("audit", "verify", "--json")

    assert (cut.status, cut.out) == (1, "")
    assert head in cut.line
    assert (changed.status, changed.out) == (1, "")
    assert changed.line == "Lỗi: " + message("audit", "fault_changed", broken=2, records=1)
    assert (document.status, document.json["fault"], document.json["broken"]) == (1, "changed", 2)


@pytest.fixture
def fakes(tmp_path: Path) -> City:
    return fake_city(tmp_path)


def test_the_server_believes_the_verb_who_runs_it(fakes: City) -> None:
    client = TestClient(create_local_app(fakes.runtime, "secret"), client=("127.0.0.1", 5))
    headers = {"Authorization": "Bearer secret", OPERATOR: quote("cli:Nguyễn")}
    client.post("/local/users/disable", json={"code": "CC0001"}, headers=headers)
    client.post("/local/users/disable", json={"code": "CC0001"}, headers={"Authorization": "Bearer secret"})

    assert [event.who for event in fakes.audit.events] == ["cli:Nguyễn", operator()]


def test_the_log_comes_through_the_running_server(tmp_path: Path) -> None:
    with running(tmp_path):
        local = LocalServer.find(tmp_path)
        assert local is not None
        local.disable_user("CC0001")
        local.ask(KPI, "CC0002")
        [line] = local.audit_list(5, user=operator(), kind="account")
        check = local.audit_verify(line.hash)
        late = local.audit_list(5, since=line.at.replace(year=2999))
        lost = local.audit_verify("f" * 64)
        local.close()

    assert (line.event.status, dict(line.event.subject)) == ("done", {"action": "disable", "account": "CC0001"})
    assert (check.records, check.head, check.fault, late) == (1, line.hash, None, ())
    assert lost.fault == "not_found"
