"""Refused rows as workbooks: marked, mended, imported again; nothing in them is a formula."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.bad_rows import write_bad_rows
from ingest.workbook import Importer
from kpi_tools import schema
from kpi_tools.store import Store
from tests.ingest.books import GOOD, write_csv, write_xlsx


def bad(store: Store, folder: Path) -> dict[str, Path]:
    """The report goes as JSON, as from a server."""
    document: dict[str, Any] = json.loads(json.dumps(Importer(store).run(folder).as_json()))
    return {path.name: path for path in write_bad_rows(folder, document, folder.parent / "bad")}


def task(code: str, **values: str) -> dict[str, str]:
    return {**GOOD["nhiem_vu"], "ma_nhiem_vu": code, "nguoi_giao": "", "STT": "9", **values}


def test_wrong_cells_are_marked_and_mended_rows_go_in(store: Store, folder: Path) -> None:
    rows = [task("A"), task("B", han="31/02/2026", nguoi_giao="=2+5"), task("C", ma_don_vi="ZZ")]
    write_csv(folder / "nhiem_vu.csv", rows, mark=";")
    files = bad(store, folder)
    assert list(files) == ["nhiem_vu_can_sua.xlsx"]
    book = openpyxl.load_workbook(files["nhiem_vu_can_sua.xlsx"])
    [sheet] = book.worksheets
    assert [cell.value for cell in sheet[1]] == [*rows[0], "Lý do từ chối"]
    assert [[cell.value for cell in row[:4]] for row in sheet["A2:D3"]] == [list(row.values())[:4] for row in rows[1:]]
    marked = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert marked == {"D2": "không có ngày hoặc giờ này", "C3": marked["C3"]}
    assert "ZZ" in marked["C3"]
    assert {cell.coordinate for row in sheet for cell in row if cell.fill.fill_type == "solid"} == {"D2", "C3"}
    assert sheet["G2"].value == "nhiem_vu.csv, dòng 3: Hạn: không có ngày hoặc giờ này"
    sheet["D2"], sheet["C3"] = date(2026, 2, 28), "PX-A"
    again = folder.parent / "again"
    again.mkdir()
    book.save(again / "nhiem_vu_can_sua.xlsx")
    report = Importer(store).run(again)
    assert (report.added, report.refused) == (2, 0)
    with store.read() as session:
        mended = session.get_one(schema.Task, "B")
        assert (mended.deadline, mended.giver, mended.notes) == (date(2026, 2, 28), "=2+5", {"STT": "9"})


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "#N/A", '=cmd|"/c calc"!A1'])
def test_no_cell_becomes_a_formula(store: Store, folder: Path, text: str) -> None:
    write_csv(folder / "nhiem_vu.csv", [task("B", han="mai", nguoi_giao=text)])
    [sheet] = openpyxl.load_workbook(bad(store, folder)["nhiem_vu_can_sua.xlsx"]).worksheets
    assert (sheet["E2"].value, sheet["E2"].data_type) == (text, "s")
    assert bool(sheet["E2"].quotePrefix) == (text[0] in "=+-@")


def test_every_sheet_and_file_of_a_table(store: Store, folder: Path) -> None:
    head = list(GOOD["nhiem_vu"])
    write_xlsx(
        folder / "nhiem_vu_1.xlsx",
        {
            "Quý 1": [
                ["Tiêu đề"],
                head,
                ["A", "Việc", "PX-A", date(2026, 6, 30)],
                ["B", "Việc", "ZZ", date(2026, 7, 1)],
            ],
            "Quý 2": [["Mã nhiệm vụ", "Tên nhiệm vụ", "Mã đơn vị"], ["C", "Việc", "PX-A"], ["D", "Việc", "PX-A"]],
        },
    )
    write_csv(folder / "nhiem_vu_2.csv", [task("E", tien_do="101")])
    write_csv(folder / "hoi_dap.csv", [{**GOOD["hoi_dap"], "ma_don_vi_hoi": "ZZ"}])
    (folder / "thu_tuc.xlsx").write_bytes(b"no workbook")
    files = bad(store, folder)
    assert set(files) == {"nhiem_vu_can_sua.xlsx", "hoi_dap_can_sua.xlsx"}
    first, second, third = openpyxl.load_workbook(files["nhiem_vu_can_sua.xlsx"]).worksheets
    assert [cell.value for cell in first[2]][:3] == ["B", "Việc", "ZZ"]
    assert first["D2"].is_date
    assert [cell.value for cell in second[1]][:4] == ["Mã nhiệm vụ", "Tên nhiệm vụ", "Mã đơn vị", "Hạn"]
    assert [row[0].value for row in second.iter_rows(min_row=2)] == ["C", "D"]
    assert all(second[f"D{row}"].comment for row in (1, 2, 3))
    assert third["A2"].value == "E"


def test_what_is_not_mended_is_refused_again_without_its_reason_as_a_note(store: Store, folder: Path) -> None:
    write_csv(folder / "nhiem_vu.csv", [task("B", han="mai")])
    [path] = bad(store, folder).values()
    (folder / "nhiem_vu.csv").unlink()
    path.rename(folder / path.name)
    [again] = bad(store, folder).values()
    [sheet] = openpyxl.load_workbook(again).worksheets
    assert [cell.value for cell in sheet[1]].count("Lý do từ chối") == 1
    assert sheet.cell(2, sheet.max_column).value == "nhiem_vu_can_sua.xlsx, dòng 2: Hạn: " + sheet["D2"].comment.text


def test_nothing_refused_writes_nothing(store: Store, folder: Path) -> None:
    assert bad(store, folder) == {}
    assert not (folder.parent / "bad").exists()
