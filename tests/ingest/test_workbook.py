"""Files, sheets, headers, references, and what a second import does."""

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from assistant.errors import InputError
from ingest.headers import column_key
from ingest.report import FileReport, label
from ingest.workbook import TABLES, Importer, table_of
from kpi_tools import schema
from kpi_tools.store import Store
from tests.ingest.books import GOOD, write_csv, write_xlsx

SOURCE = ("import_id", "source_sheet", "source_row")


def report_of(store: Store, folder: Path, file: str) -> FileReport:
    [report] = [report for report in Importer(store).run(folder).files if report.file == file]
    return report


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("nhiem_vu.xlsx", "nhiem_vu"),
        ("nhiem_vu_2.xlsx", "nhiem_vu"),
        ("Nhiem_vu-quy-1.CSV", "nhiem_vu"),
        ("cuoc_hop.xlsx", "cuoc_hop"),
        ("nhiem_vu2.xlsx", None),
        ("~$nhiem_vu.xlsx", None),
        ("nhiem_vu.xls", None),
    ],
)
def test_a_file_belongs_to_a_table_by_its_name(file: str, table: str | None) -> None:
    assert table_of(Path(file)) == table


def test_every_column_has_a_label_that_reads_as_its_key() -> None:
    keys = {key for table in TABLES.values() for key in table.shape.row.model_fields}
    assert {key: column_key(label(key)) for key in keys} == {key: key for key in keys}
    assert all(label(key) != key for key in keys)


def test_every_column_of_a_row_is_stored() -> None:
    for table in TABLES.values():
        assert set(table.columns) | set(table.members) == set(table.shape.row.model_fields)
        stored = {p.key for p in table.stored.__mapper__.column_attrs if not p.key.endswith("words")}
        assert {*table.columns.values(), *SOURCE, "notes", "withdrawn"} == stored


@pytest.mark.parametrize(
    "header",
    [
        ["Mã nhiệm vụ", "Tên nhiệm vụ", "Mã đơn vị", "Hạn"],
        ["MA NHIEM VU", "ten nhiem vu", "Ma don vi", "HAN"],
        ["ma_nhiem_vu", "TEN_NHIEM_VU", "ma_don_vi", "han"],
    ],
)
def test_headers_by_key_or_label(store: Store, folder: Path, header: list[object]) -> None:
    rows: list[list[object]] = [["BẢNG THEO DÕI NHIỆM VỤ"], [], header, [], ["NV1", "Việc", "PX-A", date(2026, 6, 30)]]
    write_xlsx(folder / "nhiem_vu.xlsx", {"T": rows})
    assert report_of(store, folder, "nhiem_vu.xlsx").added == 1
    with store.read() as session:
        assert session.scalars(select(schema.Task)).one().deadline == date(2026, 6, 30)


def test_sheets_titles_hidden_rows_and_extra_columns(store: Store, folder: Path) -> None:
    path = folder / "nhiem_vu.xlsx"
    head = ["STT", "Mã nhiệm vụ", "Tên nhiệm vụ", "Mã đơn vị", "Hạn", "Người theo dõi"]
    write_xlsx(
        path,
        {
            "Quý 1": [["Tiêu đề"], head, [1, "NV1", "Một", "PX-A", "30/06/2026", "bà Ba"], [], head],
            "Ghi chú": [["chỉ là lời ghi"]],
            "Quý 2": [head, [1, "NV2", "Hai", "PX-A", "2026-07-30", None], [2, "NV3", "Ba", "PX-A", "30/2/2026", None]],
        },
    )
    book = openpyxl.load_workbook(path)
    book["Quý 2"].row_dimensions[2].hidden = True
    book.save(path)
    report = report_of(store, folder, "nhiem_vu.xlsx")
    assert (report.added, report.refused) == (2, 1)
    assert (report.errors[0].sheet, report.errors[0].row, report.errors[0].value) == ("Quý 2", 3, "30/2/2026")
    with store.read() as session:
        assert session.get_one(schema.Task, "NV1").notes == {"STT": "1", "Người theo dõi": "bà Ba"}


def test_csv_with_semicolons_and_a_mark(store: Store, folder: Path) -> None:
    write_csv(folder / "chi_tieu.csv", [GOOD["chi_tieu"]], mark=";", encoding="utf-8-sig")
    assert report_of(store, folder, "chi_tieu.csv").added == 1
    with store.read() as session:
        assert session.scalars(select(schema.Indicator)).one().target == Decimal("1234.5")


def test_members_and_local_times_are_stored(store: Store, folder: Path) -> None:
    write_csv(folder / "lich_cong_tac.csv", [GOOD["lich_cong_tac"]])
    Importer(store).run(folder)
    with store.read() as session:
        entry = session.scalars(select(schema.ScheduleEntry)).one()
        assert (entry.start, entry.unit, entry.state) == (datetime(2026, 4, 2, 7, 30), None, "")
        assert set(session.scalars(select(schema.EntryInvitee.invitee))) == {"CC2", "PX-A"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"hello", "không phải bảng tính"), (b"", "rỗng"), (b"PK\x05\x06" + bytes(18), "không phải bảng tính")],
)
def test_what_is_no_workbook_is_refused_and_the_others_go_on(
    store: Store, folder: Path, content: bytes, reason: str
) -> None:
    (folder / "don_vi_2.xlsx").write_bytes(content)
    report = Importer(store).run(folder)
    by_name = {file.file: file for file in report.files}
    assert report.refused == 1
    assert by_name["don_vi_2.xlsx"].status == "refused"
    assert reason in by_name["don_vi_2.xlsx"].errors[0].reason
    assert (by_name["don_vi.csv"].added, by_name["nhan_su.csv"].added) == (2, 2)


def test_a_truncated_workbook_and_a_legacy_csv_are_refused(store: Store, folder: Path) -> None:
    write_xlsx(folder / "nhiem_vu.xlsx", {"T": [list(GOOD["nhiem_vu"]), list(GOOD["nhiem_vu"].values())]})
    (folder / "nhiem_vu.xlsx").write_bytes((folder / "nhiem_vu.xlsx").read_bytes()[:2000])
    (folder / "chi_tieu.csv").write_bytes("ma_chi_tieu,ky,t\xean".encode("cp1258"))
    (folder / "lich_cong_tac.csv").write_text("ma_lich\n", encoding="utf-8")
    reports = {file.file: file for file in Importer(store).run(folder).files}
    assert "không phải bảng tính" in reports["nhiem_vu.xlsx"].errors[0].reason
    assert "UTF-8" in reports["chi_tieu.csv"].errors[0].reason
    assert "Bắt đầu" in reports["lich_cong_tac.csv"].errors[0].reason


def test_a_failed_formula_is_refused_not_taken_as_empty(store: Store, folder: Path) -> None:
    path = folder / "chi_tieu.xlsx"
    write_xlsx(path, {"T": [list(GOOD["chi_tieu"]), [*list(GOOD["chi_tieu"].values())[:-1], "#N/A"]]})
    with zipfile.ZipFile(path) as archive:
        assert b't="e"' in archive.read("xl/worksheets/sheet1.xml")
    [error] = report_of(store, folder, "chi_tieu.xlsx").errors
    assert (error.column, error.value) == ("thuc_hien", "#N/A")


def test_a_missing_column_refuses_the_rows_of_the_sheet(store: Store, folder: Path) -> None:
    rows = [{k: v for k, v in GOOD["nhiem_vu"].items() if k != "han"}, {"ma_nhiem_vu": "NV2"}]
    write_csv(folder / "nhiem_vu.csv", rows)
    report = report_of(store, folder, "nhiem_vu.csv")
    assert report.refused == 2
    assert [(error.row, error.column) for error in report.errors] == [(1, "han")]


def test_a_key_twice_in_one_file_refuses_the_second(store: Store, folder: Path) -> None:
    write_csv(folder / "chi_tieu.csv", [GOOD["chi_tieu"], {**GOOD["chi_tieu"], "thuc_hien": "1"}])
    report = report_of(store, folder, "chi_tieu.csv")
    assert (report.added, report.refused, report.errors[0].row) == (1, 1, 3)
    assert "dòng 2" in report.errors[0].reason


def test_parents_may_stand_in_any_row_of_any_file(store: Store, folder: Path) -> None:
    unit = {"ten_don_vi": "x", "cap": "so_nganh"}
    write_csv(folder / "don_vi_1.csv", [{**unit, "ma_don_vi": "C", "truc_thuoc": "B"}])
    write_csv(folder / "don_vi_2.csv", [{**unit, "ma_don_vi": "B", "truc_thuoc": "TP"}])
    circle = [{**unit, "ma_don_vi": "X", "truc_thuoc": "Y"}, {**unit, "ma_don_vi": "Y", "truc_thuoc": "X"}]
    write_csv(folder / "don_vi_3.csv", [*circle, {**unit, "ma_don_vi": "Z", "truc_thuoc": "X"}])
    reports = {file.file: file for file in Importer(store).run(folder).files}
    assert reports["don_vi_1.csv"].added == reports["don_vi_2.csv"].added == 1
    assert (reports["don_vi_3.csv"].added, reports["don_vi_3.csv"].refused) == (0, 3)


def test_a_changed_row_is_updated_and_absent_columns_stay(store: Store, folder: Path) -> None:
    task = {**GOOD["nhiem_vu"], "do_mat": "han_che", "don_vi_phoi_hop": "TP", "san_pham": "Báo cáo"}
    write_csv(folder / "nhiem_vu.csv", [task])
    Importer(store).run(folder)
    write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], "tien_do": "50", "san_pham": ""}])
    report = report_of(store, folder, "nhiem_vu.csv")
    assert (report.added, report.changed, report.unchanged) == (0, 1, 0)
    with store.read() as session:
        kept = session.scalars(select(schema.Task)).one()
        assert (kept.progress, kept.secrecy, kept.product) == (Decimal(50), "han_che", "")
        assert list(session.scalars(select(schema.TaskUnit.unit))) == ["TP"]
    write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], "don_vi_phoi_hop": "PX-A"}])
    assert report_of(store, folder, "nhiem_vu.csv").changed == 1
    with store.read() as session:
        assert list(session.scalars(select(schema.TaskUnit.unit))) == ["PX-A"]


def test_files_of_no_table_are_passed_over(store: Store, folder: Path) -> None:
    (folder / "ghi_chep.xlsx").write_bytes(b"x")
    report = Importer(store).run(folder)
    assert report.refused == 0
    assert [file.file for file in report.files] == ["don_vi.csv", "nhan_su.csv"]


def test_the_report_as_json_and_text(store: Store, folder: Path) -> None:
    write_csv(
        folder / "nhiem_vu.csv", [GOOD["nhiem_vu"], {**GOOD["nhiem_vu"], "ma_nhiem_vu": "NV2", "han": "31/02/2026"}]
    )
    report = Importer(store).run(folder)
    [file] = [f for f in report.as_json()["files"] if f["file"] == "nhiem_vu.csv"]  # type: ignore[attr-defined]
    assert {key: file[key] for key in ("added", "changed", "unchanged", "refused")} == {
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
    }
    [error] = file["errors"]
    assert (error["sheet"], error["row"], error["column"], error["value"]) == ("nhiem_vu.csv", 3, "han", "31/02/2026")
    assert "    trang «nhiem_vu.csv», dòng 3, cột «Hạn»: không có ngày hoặc giờ này (đang ghi: 31/02/2026)" in list(
        report.lines()
    )


def test_an_empty_folder_and_no_folder(store: Store, tmp_path: Path) -> None:
    [line] = Importer(store).run(tmp_path).lines()
    assert str(tmp_path) in line
    with pytest.raises(InputError) as caught:
        Importer(store).run(tmp_path / "nothing")
    assert "nothing" in caught.value.values["reason"]
