"""`troly backup` and `troly restore`, without a server and through one."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.documents import Clause, Header, Place
from assistant.errors import BackupError
from assistant.local_client import LocalServer
from kpi_tools.backup_fake import MADE, ROWS
from kpi_tools.document_catalogue import Catalogue, Record
from kpi_tools.store import Store
from prompts import message
from tests.assistant.fakes_troly import Troly
from tests.assistant.server.running import Running, running


def test_a_city_goes_out_and_comes_back(troly: Troly, city: Path, tmp_path: Path) -> None:
    file = tmp_path / "city.zip"

    out = troly("backup", file, "--json")
    assert (out.status, out.err) == (0, "")
    assert (out.json["rows"]["units"], out.json["rows"]["people"], out.json["rules"]) == (2, 2, False)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    refused = troly("restore", file)
    assert (refused.status, refused.out) == (1, "")
    assert "--force" in refused.line

    back = troly("restore", file, "--force", "--json")
    assert (back.status, back.err) == (0, "")
    assert (back.json["rows"], back.json["rules"]) == (out.json["rows"], "none")
    assert troly("audit", "verify").status == 0
    kinds = [line["kind"] for line in troly("audit", "list", "--json").json]
    assert kinds == ["backup", "restore", "restore"]


def test_what_is_printed(troly: Troly, city: Path, tmp_path: Path) -> None:
    file = tmp_path / "city.zip"
    (city / "rules.toml").write_text("due_soon_days = 5\n", encoding="utf-8")

    assert message("cli", "backup_rules") in troly("backup", file).out
    printed = troly("restore", file, "--yes").out
    assert message("cli", "restore_rules_restored") in printed
    assert message("cli", "restore_audit_kept") in printed


def test_documents_without_an_index_are_told(troly: Troly, city: Path, tmp_path: Path) -> None:
    """Without the encoder (the models' folder is empty) the data come back all the same."""
    store = Store.open(f"sqlite:///{city / 'troly.db'}")
    clause = Clause(Place("1"), "Điều 1", "Họp mỗi tháng hai lần.")
    record = Record("d1", "/kho", "a.txt", "indexed", "c", version="v", chunks=1, header=Header("1/QĐ-UBND"))
    Catalogue(store).save(record, [], [clause])
    store.close()
    troly("backup", tmp_path / "city.zip")

    ran = troly("restore", tmp_path / "city.zip", "--yes")
    assert ran.status == 0
    assert "troly documents rebuild" in ran.err
    assert "1/QĐ-UBND" in troly("documents", "list").out


@pytest.mark.parametrize("verb", ["backup", "restore"])
def test_a_file_out_of_reach_is_one_line(troly: Troly, city: Path, tmp_path: Path, verb: str) -> None:
    ran = troly(verb, tmp_path / "none" / "city.zip")

    assert (ran.status, ran.out) == (1, "")
    assert "city.zip" in ran.line


def test_a_file_of_something_else(troly: Troly, city: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("xin chào", encoding="utf-8")

    assert message("errors", "backup-foreign", file=other) in troly("restore", other).line
    assert message("errors", "backup-in_the_way", file=other) in troly("backup", other).line
    assert other.read_text(encoding="utf-8") == "xin chào"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    home = tmp_path_factory.mktemp("home")
    process: Running
    with running(home) as process:
        assert process is not None
        found = LocalServer.find(home)
        assert found is not None
        yield found
        found.close()


def test_the_server_of_the_home_writes_and_reads_the_file(served: LocalServer, tmp_path: Path) -> None:
    saved = served.backup(tmp_path / "a.zip")
    assert (saved.file, saved.rows, saved.made) == (str(tmp_path / "a.zip"), ROWS, MADE)
    assert served.restore(tmp_path / "a.zip", force=True).audit == "kept"


def test_an_error_of_the_server_is_the_same_error(served: LocalServer, tmp_path: Path) -> None:
    with pytest.raises(BackupError) as caught:
        served.restore(tmp_path / "other.zip")
    assert caught.value.values == {"reason": "foreign", "file": str(tmp_path / "other.zip")}
