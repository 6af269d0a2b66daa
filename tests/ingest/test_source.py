"""Where rows come from, what is folded beside them, and when a table counts as changed, on both databases."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ingest.workbook import TABLES, Importer
from kpi_tools import schema
from kpi_tools.store import Store
from kpi_tools.system_tables import DataVersion, FileImport
from kpi_tools.words import plain
from tests.ingest.books import GOOD, write_csv, write_xlsx


def sources(store: Store, table: type[Any]) -> dict[str, tuple[str, str, int]]:
    """Code → file, sheet and row."""
    with store.read() as session:
        found = session.execute(
            select(table.code, FileImport.file, table.source_sheet, table.source_row).join(
                FileImport, FileImport.id == table.import_id
            )
        )
        return {code: (file, sheet, row) for code, file, sheet, row in found}


def marks(store: Store) -> Mapping[str, str]:
    with store.read() as session:
        return {version.table: version.mark for version in session.scalars(select(DataVersion))}


def test_only_a_changed_row_gets_a_new_source(each_store: Store, folder: Path) -> None:
    head = list(GOOD["nhiem_vu"])
    rows = [[f"NV{n}", "Việc", "PX-A", "30/06/2026"] for n in range(3)]
    write_xlsx(folder / "nhiem_vu_1.xlsx", {"Quý 1": [["Bảng"], head, *rows[:2]], "Quý 2": [head, rows[2]]})
    Importer(each_store).run(folder)
    file = "nhiem_vu_1.xlsx"
    assert sources(each_store, schema.Task) == {
        "NV0": (file, "Quý 1", 3),
        "NV1": (file, "Quý 1", 4),
        "NV2": (file, "Quý 2", 2),
    }
    (folder / file).unlink()
    tasks = [dict(zip(head, row, strict=True)) for row in rows]
    write_csv(folder / "nhiem_vu_2.csv", [tasks[0], {**tasks[1], "han": "01/07/2026"}])
    write_csv(folder / "nhiem_vu_3.csv", [{**tasks[2], "don_vi_phoi_hop": "TP"}])
    Importer(each_store).run(folder)
    assert sources(each_store, schema.Task) == {
        "NV0": (file, "Quý 1", 3),
        "NV1": ("nhiem_vu_2.csv", "nhiem_vu_2.csv", 3),
        "NV2": ("nhiem_vu_3.csv", "nhiem_vu_3.csv", 2),
    }


def test_one_record_a_file_and_import_with_its_counts(each_store: Store, folder: Path) -> None:
    write_csv(folder / "nhiem_vu.csv", [GOOD["nhiem_vu"], {**GOOD["nhiem_vu"], "ma_nhiem_vu": "NV2", "han": "x"}])
    for _ in range(2):
        Importer(each_store).run(folder)
    with each_store.read() as session:
        made = session.scalars(select(FileImport).where(FileImport.table == "nhiem_vu").order_by(FileImport.id)).all()
        assert [(m.file, m.added, m.changed, m.unchanged, m.refused, m.withdrawn) for m in made] == [
            ("nhiem_vu.csv", 1, 0, 0, 1, 0),
            ("nhiem_vu.csv", 0, 0, 1, 1, 0),
        ]
        assert made[0].at <= made[1].at


@pytest.mark.parametrize(
    ("table", "change", "folded"),
    [
        ("nhiem_vu", {"san_pham": "Báo cáo Đề án"}, {"words": ("name", "product"), "basis_words": ("basis",)}),
        ("nhiem_vu", {"can_cu": "Nghị quyết 57"}, {"words": ("name", "product"), "basis_words": ("basis",)}),
        ("chi_tieu", {"ten_chi_tieu": "Tỷ lệ hồ sơ"}, {"name_words": ("name",)}),
        ("cuoc_hop", {"noi_dung": "Chuyển đổi số"}, {"words": ("name", "subject")}),
        ("ket_luan", {"noi_dung": "Đẩy nhanh tiến độ"}, {"words": ("content",)}),
    ],
)
def test_folded_text_is_right_when_added_and_when_changed(
    each_store: Store, folder: Path, table: str, change: dict[str, str], folded: dict[str, tuple[str, ...]]
) -> None:
    def check() -> None:
        with each_store.read() as session:
            row = session.scalars(select(TABLES[table].stored)).one()
            for column, names in folded.items():
                assert getattr(row, column) == plain(*(getattr(row, name) for name in names)) != ""

    row = {**dict.fromkeys(change, "Cũ"), "can_cu": "Kế hoạch 5", **GOOD[table]}
    write_csv(folder / "cuoc_hop.csv", [GOOD["cuoc_hop"]])
    write_csv(folder / f"{table}.csv", [row])
    Importer(each_store).run(folder)
    check()
    write_csv(folder / f"{table}.csv", [{**GOOD[table], **change}])
    [report] = [file for file in Importer(each_store).run(folder).files if file.table == table]
    assert report.changed == 1
    check()


def test_a_table_has_a_new_mark_when_its_rows_changed_and_only_then(each_store: Store, folder: Path) -> None:
    write_csv(folder / "nhiem_vu.csv", [GOOD["nhiem_vu"]])
    before = marks(each_store)
    Importer(each_store).run(folder)
    first = marks(each_store)
    assert {table for table in first if first[table] != before[table]} == {"units", "people", "tasks"}
    Importer(each_store).run(folder)
    assert marks(each_store) == first
    write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], "don_vi_phoi_hop": "TP"}])
    Importer(each_store).run(folder)
    second = marks(each_store)
    assert {table for table in second if second[table] != first[table]} == {"tasks"}


def test_references_across_files_in_any_order(each_store: Store, folder: Path) -> None:
    conclusion = {**GOOD["ket_luan"], "ma_nhiem_vu": "NV1", "ma_cong_chuc": "CC1", "han": "30/06/2026"}
    write_csv(folder / "ket_luan.csv", [conclusion])
    for table in ("nhiem_vu", "cuoc_hop", "thu_tuc", "hoi_dap"):
        write_csv(folder / f"{table}.csv", [GOOD[table]])
    assert Importer(each_store).run(folder).refused == 0
    with each_store.read() as session:
        stored = session.scalars(select(schema.Conclusion)).one()
        assert (stored.meeting, stored.number, stored.task, stored.state) == ("H1", "1", "NV1", "chua_thuc_hien")
        assert set(session.scalars(select(schema.MeetingInvitee.invitee))) == {"CC2", "PX-A"}
        assert session.scalars(select(schema.ForumQuestion.state)).one() == "cho_tra_loi"


def test_an_answer_makes_a_forum_question_answered(each_store: Store, folder: Path) -> None:
    write_csv(folder / "hoi_dap.csv", [{**GOOD["hoi_dap"], "tra_loi": ""}])
    Importer(each_store).run(folder)
    write_csv(folder / "hoi_dap.csv", [{**GOOD["hoi_dap"], "tra_loi": "Theo hướng dẫn.", "ngay_tra_loi": "02/04/2026"}])
    Importer(each_store).run(folder)
    with each_store.read() as session:
        stored = session.scalars(select(schema.ForumQuestion)).one()
        assert (stored.answer, stored.state) == ("Theo hướng dẫn.", "da_tra_loi")
