"""Documents kept through the server that owns the home: progress on the way, errors as themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.access import operator
from assistant.documents import Access
from assistant.errors import DocumentIndexError, InputError
from assistant.local_client import LocalServer
from tests.assistant.server.running import running


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    home = tmp_path_factory.mktemp("home")
    with running(home):
        found = LocalServer.find(home)
        assert found is not None
        yield found
        found.close()


def test_an_index_run_tells_how_far_it_is(local: LocalServer, tmp_path: Path) -> None:
    told = list[tuple[str, int, int]]()
    report = local.index_folder(tmp_path, Access("noi_bo"), lambda *step: told.append(step))

    assert told == [("0.docx", 0, 2), ("1.docx", 1, 2)]
    assert (report.refused, report.as_json()["seconds"]) == (1, 0.5)
    assert "nội bộ" in report.lines()[0]
    assert local.index_folder(tmp_path).refused == 1
    assert local.rebuild_index() == 7


def test_errors_come_back_as_themselves_before_and_in_the_middle(local: LocalServer, tmp_path: Path) -> None:
    with pytest.raises(InputError) as absent:
        local.index_folder(tmp_path / "nowhere")
    assert absent.value.values == {"reason": "no folder"}
    (tmp_path / "loi").mkdir()
    told = list[int]()
    with pytest.raises(DocumentIndexError) as broken:
        local.index_folder(tmp_path / "loi", None, lambda _, done, __: told.append(done))
    assert (broken.value.values, told) == ({"reason": "hỏng"}, [0])
    with pytest.raises(InputError) as unit:
        local.index_folder(tmp_path, Access("noi_bo", ("KHONG-CO",)))
    assert "KHONG-CO" in unit.value.values["reason"]


def test_documents_are_listed_found_and_removed(local: LocalServer) -> None:
    assert [one["file"] for one in local.documents()] == ["a.docx", "b.docx"]
    assert [one["id"] for one in local.documents("5/QĐ")] == ["1"]
    assert local.remove_documents("5/QĐ") == ("a.docx",)
    with pytest.raises(InputError):
        local.remove_documents("5/QĐ")
    assert [one["file"] for one in local.documents()] == ["b.docx"]


def test_every_run_is_in_the_audit_log(local: LocalServer, tmp_path: Path) -> None:
    local.index_folder(tmp_path, Access("noi_bo"))
    event = local.audit_list(1, kind="index")[-1].event

    assert (event.who, event.status) == (operator(), "done")
    assert event.subject["secrecy"] == "noi_bo"
    assert event.subject["files"] == [
        {"file": "a.docx", "status": "new", "access": "noi_bo", "units": []},
        {"file": "b.docx", "status": "refused", "access": None, "units": []},
    ]
