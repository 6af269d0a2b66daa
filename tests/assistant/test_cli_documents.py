"""`troly index` and `troly documents`, through a server with a desk that has no index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.documents import Access
from assistant.errors import InputError
from assistant.verbs import Here
from tests.assistant.fakes_troly import Troly
from tests.assistant.server.fakes import fake_city
from tests.assistant.server.running import running
from tests.ingest.desk import open_desk, write


@pytest.fixture
def server(home: Path) -> Iterator[None]:
    with running(home):
        yield


@pytest.mark.usefixtures("server")
def test_index_prints_each_file_and_its_access(troly: Troly, tmp_path: Path) -> None:
    ran = troly("index", tmp_path, "--do-mat", "noi_bo")

    assert ran.status == 1
    assert ran.out.splitlines()[:2] == [
        "a.docx: mới, 3 đoạn, quyền xem: nội bộ (mọi công chức của thành phố)",
        "b.docx: TỪ CHỐI, tệp hỏng",
    ]
    assert "1 tài liệu bị từ chối" in ran.line
    document = troly("index", tmp_path, "--json").json
    assert (document["seconds"], [file["status"] for file in document["files"]]) == (0.5, ["new", "refused"])


@pytest.mark.usefixtures("server")
def test_documents_are_listed_shown_and_removed(troly: Troly) -> None:
    assert [one["file"] for one in troly("documents", "list", "--json").json] == ["a.docx", "b.docx"]
    assert troly("documents", "show", "a.docx", "--json").json["number"] == "5/QĐ"
    assert "number: 5/QĐ" in troly("documents", "show", "5/QĐ").out
    assert troly("documents", "show", "c.docx").line.endswith("“c.docx”.")
    removed = troly("documents", "remove", "a.docx")
    assert (removed.status, "a.docx" in removed.out) == (0, True)
    assert troly("documents", "remove", "a.docx").status == 1
    assert troly("documents", "rebuild", "--json").json == {"documents": 7}
    assert "7 tài liệu" in troly("documents", "rebuild").out


@pytest.mark.parametrize(
    "wrong", [("--do-mat", "mat"), ("--unit", "A"), ("--do-mat", "cong_khai", "--unit", "A"), ("--do-mat",)]
)
def test_an_access_that_cannot_be_is_wrong_usage(troly: Troly, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    ran = troly("index", tmp_path, *wrong)

    assert (ran.status, ran.out) == (2, "")


def test_a_folder_that_is_not_there_is_one_line(troly: Troly, tmp_path: Path) -> None:
    ran = troly("index", tmp_path / "none", "--json")

    assert (ran.status, ran.out) == (1, "")
    assert "none" in ran.line


def test_in_this_process_over_a_real_index(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    city = fake_city(tmp_path / "home")
    verbs = Here(replace(city.runtime, documents=desk.keeper), "cli:ai")
    folder = write(tmp_path / "in", "a.txt", "số: 45/2026/NĐ-CP", "loại: Nghị định", "Điều 1. x").parent

    assert verbs.index_folder(folder, Access("noi_bo")).refused == 0
    [listed] = verbs.documents()
    wanted = {"file": "a.txt", "number": "45/2026/NĐ-CP", "type": "Nghị định", "articles": 1, "access": "noi_bo"}
    assert wanted.items() <= listed.items()
    assert {"issuer", "date", "effective", "title", "status", "amends", "replaces", "replaced_by"} <= set(listed)
    assert {"official", "duplicate_of"} <= set(listed)
    assert verbs.documents("45/2026/nđ-cp") == [listed]
    with pytest.raises(InputError):
        verbs.index_folder(folder, Access("noi_bo", ("KHONG-CO",)))
    assert verbs.remove_documents("a.txt") == ["a.txt"]
    assert [(event.kind, event.status) for event in city.audit.events] == [
        ("index", "done"),
        ("index", "failed"),
        ("index", "done"),
    ]
    desk.close()
