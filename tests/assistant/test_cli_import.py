"""`troly import --replace` and `--bad-rows`."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.assistant.fakes_troly import Troly
from tests.ingest.books import CITY, GOOD, write_csv


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    for table, rows in CITY.items():
        write_csv(path / f"{table}.csv", rows)
    write_csv(path / "nhiem_vu.csv", [GOOD["nhiem_vu"], {**GOOD["nhiem_vu"], "ma_nhiem_vu": "NV2"}])
    return path


def test_replace_withdraws_what_is_gone(troly: Troly, folder: Path) -> None:
    troly("import", folder)
    write_csv(folder / "nhiem_vu.csv", [GOOD["nhiem_vu"]])
    ran = troly("import", folder, "--replace", "nhiem_vu", "--replace", "nhan_su", "--json")

    assert ran.status == 0
    assert {file["table"]: file["withdrawn"] for file in ran.json["files"]} == {
        "don_vi": 0,
        "nhan_su": 0,
        "nhiem_vu": 1,
    }


def test_an_unknown_table_is_wrong_usage_and_a_table_without_file_a_failure(troly: Troly, folder: Path) -> None:
    unknown, absent = troly("import", folder, "--replace", "viec"), troly("import", folder, "--replace", "hoi_dap")

    assert (unknown.status, unknown.out) == (2, "")
    assert "nhiem_vu" in unknown.err
    assert (absent.status, absent.out) == (1, "")
    assert "hoi_dap" in absent.line


def test_bad_rows_are_mended_and_imported(troly: Troly, folder: Path, tmp_path: Path) -> None:
    write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], "han": "mai"}])
    ran = troly("import", folder, "--bad-rows", tmp_path / "sua", "--json")
    file = tmp_path / "sua" / "nhiem_vu_can_sua.xlsx"
    assert (ran.status, ran.json["bad_rows"]) == (1, [str(file)])

    book = openpyxl.load_workbook(file)
    book.worksheets[0]["D2"] = "30/06/2026"
    book.save(file)
    mended = troly("import", tmp_path / "sua", "--bad-rows", tmp_path / "lan_2")
    assert (mended.status, mended.err) == (0, "")
    assert "Không có dòng bị từ chối" in mended.out
    assert not (tmp_path / "lan_2").exists()


def test_bad_rows_that_cannot_be_written_are_one_line(troly: Troly, folder: Path) -> None:
    write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], "han": "mai"}])
    ran = troly("import", folder, "--bad-rows", folder / "don_vi.csv")

    assert ran.status == 1
    assert "don_vi.csv" in ran.line
