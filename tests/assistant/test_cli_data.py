"""`troly import` and `troly user`, which need no model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from prompts import message
from tests.assistant.fakes_troly import Troly
from tests.ingest.books import CITY, GOOD, write_csv

SECRET = "mat-khau-dai"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    for table, rows in CITY.items():
        write_csv(path / f"{table}.csv", rows)
    return path


def test_import_without_models(troly: Troly, folder: Path) -> None:
    first, second = troly("import", folder, "--json"), troly("import", folder, "--json")

    assert (first.status, second.status, first.err) == (0, 0, "")
    assert {f["file"]: (f["added"], f["unchanged"]) for f in first.json["files"]} == {
        "don_vi.csv": (2, 0),
        "nhan_su.csv": (2, 0),
    }
    assert {f["file"]: (f["added"], f["unchanged"]) for f in second.json["files"]} == {
        "don_vi.csv": (0, 2),
        "nhan_su.csv": (0, 2),
    }
    assert "don_vi.csv: thêm 0" in troly("import", folder).out


def test_a_refused_row_is_reported_and_the_status_is_1(troly: Troly, folder: Path) -> None:
    bad: Mapping[str, Any] = {**GOOD["nhiem_vu"], "ma_nhiem_vu": "NV2", "han": "31/02/2026"}
    write_csv(folder / "nhiem_vu.csv", [GOOD["nhiem_vu"], bad])
    ran = troly("import", folder, "--json")

    assert ran.status == 1
    assert ran.line == f"Lỗi: {message('cli', 'import_refused', refused=1)}"
    [report] = [f for f in ran.json["files"] if f["file"] == "nhiem_vu.csv"]
    assert (report["added"], report["refused"]) == (1, 1)
    [error] = report["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, "han", "31/02/2026")
    assert error["reason"]


def test_a_folder_that_is_not_there_is_one_line(troly: Troly, tmp_path: Path) -> None:
    ran = troly("import", tmp_path / "none")

    assert (ran.status, ran.out) == (1, "")
    assert "none" in ran.line


def test_accounts_without_models(troly: Troly, city: Path) -> None:
    assert troly("user", "list").out.strip() == message("cli", "user_none")
    assert troly("user", "list", "--json").json == []
    added = troly("user", "add", "CC1", "--password-stdin", stdin=f"{SECRET}\n")
    assert (added.status, added.out.strip(), added.err) == (0, message("cli", "user_added", code="CC1"), "")
    assert troly("user", "list", "--json").json == [{"code": "CC1", "name": "Người Một", "disabled": False}]
    assert troly("user", "passwd", "CC1", "--password-stdin", stdin=f"{SECRET}-2\n").status == 0
    assert troly("user", "disable", "CC1").status == 0
    assert troly("user", "list").out == "CC1\tNgười Một\tđã khóa\n"


def test_a_password_is_never_kept_as_it_is(troly: Troly, city: Path) -> None:
    troly("user", "add", "CC1", "--password-stdin", stdin=f"{SECRET}\n")

    assert not any(SECRET.encode() in file.read_bytes() for file in city.rglob("*") if file.is_file())


@pytest.mark.parametrize(
    ("args", "stdin"),
    [
        (("user", "add", "CC404", "--password-stdin"), f"{SECRET}\n"),
        (("user", "add", "CC1", "--password-stdin"), ""),
        (("user", "add", "CC1", "--password-stdin"), "ngắn\n"),
        (("user", "passwd", "CC1", "--password-stdin"), f"{SECRET}\n"),
        (("user", "disable", "CC1"), ""),
    ],
)
def test_an_account_that_cannot_be_is_one_line(troly: Troly, city: Path, args: tuple[str, ...], stdin: str) -> None:
    ran = troly(*args, stdin=stdin)

    assert (ran.status, ran.out) == (1, "")
    assert ran.line.startswith("Lỗi: ")
