"""Formulas that are text, long cells, control characters, encodings, and files that are absurd on purpose."""

import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.vietnamese import normalise
from ingest import archive, cells, sheets
from ingest.report import FileReport
from ingest.workbook import Importer
from kpi_tools import schema
from kpi_tools.store import Store
from tests.ingest.books import GOOD, write_csv, write_xlsx

HEAD = [*GOOD["nhiem_vu"], "san_pham"]
ROW = list(GOOD["nhiem_vu"].values())


def import_of(store: Store, folder: Path, file: str) -> FileReport:
    [report] = [report for report in Importer(store).run(folder).files if report.file == file]
    return report


def product(store: Store) -> str:
    with store.read() as session:
        return session.scalars(select(schema.Task.product)).one()


@pytest.mark.parametrize("written", ["=1+1", "+84 234", "-", "@ai", '=HYPERLINK("x")'])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_text_that_looks_like_a_formula_is_kept_as_text(store: Store, folder: Path, kind: str, written: str) -> None:
    if kind == "csv":
        write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], "san_pham": written}])
    else:
        book = openpyxl.Workbook()
        book.worksheets[0].append(HEAD)
        book.worksheets[0].append(ROW)
        cell = book.worksheets[0].cell(2, len(HEAD), "x")
        cell.value, cell.data_type = written, "s"
        book.save(folder / "nhiem_vu.xlsx")
    assert import_of(store, folder, f"nhiem_vu.{kind}").added == 1
    assert product(store) == written


def with_sheet(path: Path, old: bytes, new: bytes) -> None:
    """Rewrite the first sheet of a workbook."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old in parts[sheet]
    parts[sheet] = parts[sheet].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)


@pytest.mark.parametrize(
    ("cell", "taken"),
    [
        (b'<c r="E2" t="str"><f>"Xong "&amp;A2</f><v>Xong NV1</v></c>', "Xong NV1"),
        (b'<c r="E2" t="str"><f>""</f><v></v></c>', ""),
        (b'<c r="E2"><f>A2&amp;"x"</f><v></v></c>', None),
        (b'<c r="E2"><f t="shared" si="0"/></c>', None),
        (b'<c r="E2"><f>A2</f><v/></c>', None),
    ],
)
def test_a_formula_is_taken_with_its_value_or_refused(
    store: Store, folder: Path, cell: bytes, taken: str | None
) -> None:
    path = folder / "nhiem_vu.xlsx"
    write_xlsx(path, {"T": [HEAD, [*ROW, "?"]]})
    with_sheet(path, b'<c r="E2" t="inlineStr"><is><t>?</t></is></c>', cell)
    report = import_of(store, folder, "nhiem_vu.xlsx")
    if taken is None:
        assert (report.refused, report.errors[0].row, report.errors[0].column) == (1, 2, "san_pham")
        assert "chưa được tính" in report.errors[0].reason
    else:
        assert report.added == 1
        assert product(store) == taken


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_twenty_thousand_characters_are_kept(store: Store, folder: Path, kind: str) -> None:
    long = "a" * 19_999 + "b"
    if kind == "csv":
        write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], "san_pham": long}])
    else:
        write_xlsx(folder / "nhiem_vu.xlsx", {"T": [HEAD, [*ROW, long]]})
    assert import_of(store, folder, f"nhiem_vu.{kind}").added == 1
    assert product(store) == long


def test_control_characters_are_dropped(each_store: Store, folder: Path) -> None:
    task = {**GOOD["nhiem_vu"], "ma_nhiem_vu": "NV\u200b1", "san_pham": "Báo\x07 cáo\x1b[31m\t\u202eđỏ\ufeff"}
    write_csv(folder / "nhiem_vu.csv", [task])
    assert import_of(each_store, folder, "nhiem_vu.csv").added == 1
    assert product(each_store) == "Báo cáo[31m đỏ"
    with each_store.read() as session:
        assert session.scalars(select(schema.Task.code)).one() == "NV1"


def test_escaped_control_characters_of_a_workbook(each_store: Store, folder: Path) -> None:
    write_xlsx(folder / "nhiem_vu.xlsx", {"T": [HEAD, [*ROW, "a_x0000_b_x0007_c"]]})
    assert import_of(each_store, folder, "nhiem_vu.xlsx").added == 1
    assert product(each_store) in ("abc", "a_x0000_b_x0007_c")


@given(st.text(max_size=80))
def test_a_cell_is_shown_normalised(written: str) -> None:
    assert cells.shown(written) == normalise(written)
    assert cells.is_blank(written) == (not normalise(written))


def test_steps_and_dossiers_keep_their_lines(store: Store, folder: Path) -> None:
    write_csv(folder / "thu_tuc.csv", [{**GOOD["thu_tuc"], "trinh_tu": "1. Nộp\n\n 2.  Nhận\r\n"}])
    Importer(store).run(folder)
    with store.read() as session:
        assert session.scalars(select(schema.Procedure.steps)).one() == "1. Nộp\n2. Nhận"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_are_certain(store: Store, folder: Path, encoding: str) -> None:
    write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], "san_pham": "Đề án"}], encoding=encoding)
    assert import_of(store, folder, "nhiem_vu.csv").added == 1
    assert product(store) == "Đề án"


@pytest.mark.parametrize("encoding", ["cp1258", "utf-16-le", "latin-1"])
def test_encodings_that_would_be_guessed_are_refused_with_advice(store: Store, folder: Path, encoding: str) -> None:
    task = {**GOOD["nhiem_vu"], "ten_nhiem_vu": "Lê án", "san_pham": "á"}
    write_csv(folder / "nhiem_vu.csv", [task], encoding=encoding)
    report = import_of(store, folder, "nhiem_vu.csv")
    assert (report.status, report.refused) == ("refused", 1)
    assert "CSV UTF-8" in report.errors[0].reason or "không phải bảng tính" in report.errors[0].reason


def test_one_stray_cell_at_the_end_of_the_sheet(store: Store, folder: Path) -> None:
    path = folder / "nhiem_vu.xlsx"
    write_xlsx(path, {"T": [HEAD, [*ROW, "?"]]})
    stray = b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with_sheet(path, b"</row></sheetData>", stray)
    [error] = import_of(store, folder, "nhiem_vu.xlsx").errors
    assert f"{archive.GRID}" in error.reason


def test_empty_styled_cells_far_away_are_no_data(store: Store, folder: Path) -> None:
    path = folder / "nhiem_vu.xlsx"
    write_xlsx(path, {"T": [HEAD, [*ROW, "?"]]})
    with_sheet(path, b"</row></sheetData>", b'</row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    assert import_of(store, folder, "nhiem_vu.xlsx").added == 1


def test_a_zip_bomb(store: Store, folder: Path) -> None:
    path = folder / "nhiem_vu.xlsx"
    write_xlsx(path, {"T": [HEAD, [*ROW, "?"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/media/big", "w") as part:
        for _ in range(archive.UNPACKED // (1 << 24) + 1):
            part.write(bytes(1 << 24))
    assert path.stat().st_size < 5_000_000
    [error] = import_of(store, folder, "nhiem_vu.xlsx").errors
    assert "1000 MB" in error.reason


def test_a_file_beyond_the_limit(store: Store, folder: Path) -> None:
    with (folder / "nhiem_vu.csv").open("wb") as file:
        file.write(b"ma_nhiem_vu\n")
        file.truncate(sheets.PACKED + 1)
    [error] = import_of(store, folder, "nhiem_vu.csv").errors
    assert f"{sheets.PACKED // 1_000_000} MB" in error.reason


def test_a_quote_that_is_never_closed(store: Store, folder: Path) -> None:
    lines = "\n".join(f"NV{n},Việc,PX-A,30/06/2026" for n in range(9_000))
    (folder / "nhiem_vu.csv").write_text(f'{",".join(GOOD["nhiem_vu"])}\nNV,"Việc,PX-A,x\n{lines}', encoding="utf-8")
    [error] = import_of(store, folder, "nhiem_vu.csv").errors
    assert "dấu nháy" in error.reason


def test_merged_titles_and_columns_before_the_table(store: Store, folder: Path) -> None:
    path = folder / "nhiem_vu.xlsx"
    write_xlsx(path, {"T": [[], [None, None, "ỦY BAN NHÂN DÂN"], [], [None, None, *HEAD], [None, None, *ROW, "?"]]})
    book = openpyxl.load_workbook(path)
    book["T"].merge_cells("C2:G2")
    book["T"].merge_cells("C1:G1")
    book.save(path)
    assert import_of(store, folder, "nhiem_vu.xlsx").added == 1
    with store.read() as session:
        assert session.scalars(select(schema.Task.source_row)).one() == 5


def test_a_sheet_that_nearly_fits_is_named(store: Store, folder: Path) -> None:
    nearly = [["Mã NV", "Tên nhiệm vụ", "Mã đơn vị", "Hạn"], ["NV2", "Việc", "PX-A", "30/06/2026"]]
    write_xlsx(folder / "nhiem_vu.xlsx", {"T": [HEAD, [*ROW, "?"]], "Quý 2": nearly})
    report = import_of(store, folder, "nhiem_vu.xlsx")
    assert (report.added, report.refused) == (1, 0)
    assert [(w.sheet, w.row) for w in report.warnings] == [("Quý 2", 1)]
    assert "Mã nhiệm vụ" in report.warnings[0].reason


def test_a_key_written_two_ways_is_one_key(store: Store, folder: Path) -> None:
    write_csv(folder / "chi_tieu.csv", [GOOD["chi_tieu"], {**GOOD["chi_tieu"], "ky": "2026-q1"}])
    report = import_of(store, folder, "chi_tieu.csv")
    assert (report.added, report.refused) == (1, 1)
    assert "dòng 2" in report.errors[0].reason
