"""`--replace TABLE`: what is gone is withdrawn, what only failed is not, and nothing is guessed; on both databases."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.errors import InputError
from ingest.report import FileReport
from ingest.workbook import Importer
from kpi_tools import schema
from kpi_tools.store import Store
from kpi_tools.system_tables import DataVersion, FileImport
from tests.ingest.books import CITY, GOOD, write_csv


def tasks(*codes: str) -> list[dict[str, str]]:
    return [{**GOOD["nhiem_vu"], "ma_nhiem_vu": code} for code in codes]


def withdrawn(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.scalars(select(schema.Task.code).where(schema.Task.withdrawn)))


def run(store: Store, folder: Path, replace: Sequence[str] = ("nhiem_vu",)) -> list[FileReport]:
    return [file for file in Importer(store).run(folder, replace).files if file.table == "nhiem_vu"]


@pytest.fixture
def stored(each_store: Store, folder: Path) -> Store:
    """A store with five tasks."""
    write_csv(folder / "nhiem_vu.csv", tasks("A", "B", "C", "D", "E"))
    Importer(each_store).run(folder)
    return each_store


def test_rows_that_are_gone_are_withdrawn_and_counted(stored: Store, folder: Path) -> None:
    write_csv(folder / "nhiem_vu.csv", tasks("A", "B"))
    [report] = run(stored, folder)
    assert (report.unchanged, report.withdrawn, report.as_json()["withdrawn"]) == (2, 3, 3)
    assert "    Rút 3 dòng không còn trong bảng" in list(report.lines())
    assert withdrawn(stored) == {"C", "D", "E"}
    with stored.read() as session:
        last = session.scalars(select(FileImport.withdrawn).order_by(FileImport.id.desc())).first()
        assert last == 3
    [again] = run(stored, folder)
    assert (again.unchanged, again.changed, again.withdrawn) == (2, 0, 0)


def test_withdrawing_gives_the_table_a_new_mark(stored: Store, folder: Path) -> None:
    def mark() -> str:
        with stored.read() as session:
            return session.scalars(select(DataVersion.mark).where(DataVersion.table == "tasks")).one()

    before = mark()
    write_csv(folder / "nhiem_vu.csv", tasks("A"))
    run(stored, folder)
    assert mark() != before


@pytest.mark.parametrize("replace", [(), ("nhiem_vu",)])
def test_a_withdrawn_row_comes_back_as_changed(stored: Store, folder: Path, replace: tuple[str, ...]) -> None:
    write_csv(folder / "nhiem_vu.csv", tasks("A"))
    run(stored, folder)
    write_csv(folder / "nhiem_vu.csv", tasks("A", "B"))
    [report] = run(stored, folder, replace)
    assert (report.changed, report.unchanged, report.withdrawn) == (1, 1, 0)
    assert withdrawn(stored) == {"C", "D", "E"}


def test_without_replace_nothing_is_withdrawn(stored: Store, folder: Path) -> None:
    write_csv(folder / "nhiem_vu.csv", tasks("A"))
    assert run(stored, folder, ())[0].withdrawn == 0
    assert withdrawn(stored) == set()


def test_the_files_of_a_table_are_together_the_whole_of_it(stored: Store, folder: Path) -> None:
    (folder / "nhiem_vu.csv").unlink()
    write_csv(folder / "nhiem_vu_1.csv", tasks("A", "B"))
    write_csv(folder / "nhiem_vu_2.csv", tasks("C"))
    assert [report.withdrawn for report in run(stored, folder)] == [0, 2]
    assert withdrawn(stored) == {"D", "E"}


def test_a_refused_row_is_still_there(stored: Store, folder: Path) -> None:
    rows = tasks("A", "B", "C")
    write_csv(folder / "nhiem_vu.csv", [rows[0], {**rows[1], "han": "mai"}, {**rows[2], "ma_don_vi": "ZZ"}])
    [report] = run(stored, folder)
    assert (report.refused, report.withdrawn) == (2, 2)
    assert withdrawn(stored) == {"D", "E"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "nhiem_vu_2.xlsx").write_bytes(b"no workbook"),
        lambda folder: (folder / "nhiem_vu_0.csv").write_text("ghi chú\n", encoding="utf-8"),
        lambda folder: write_csv(folder / "nhiem_vu_2.csv", [{**GOOD["nhiem_vu"], "ma_nhiem_vu": ""}]),
        lambda folder: write_csv(folder / "nhiem_vu_0.csv", [{**GOOD["nhiem_vu"], "ma_nhiem_vu": "X" * 65}]),
        lambda folder: write_csv(folder / "nhiem_vu_0.csv", [{"ma_nhiem_vu": "B", "ten_nhiem_vu": "Việc"}]),
        lambda folder: write_csv(
            folder / "nhiem_vu_2.csv", [{"Mã nv": "B", **{k: v for k, v in GOOD["nhiem_vu"].items() if k[0] != "m"}}]
        ),
    ],
    ids=["no workbook", "no header", "empty key", "bad key", "missing column", "mistyped key column"],
)
def test_what_cannot_be_read_withdraws_nothing_and_says_so(stored: Store, folder: Path, spoil: object) -> None:
    write_csv(folder / "nhiem_vu.csv", tasks("A"))
    spoil(folder)  # type: ignore[operator]
    reports = run(stored, folder)
    assert withdrawn(stored) == set()
    assert [report.withdrawn for report in reports] == [0, 0]
    assert "không rút dòng nào của bảng nhiem_vu" in reports[-1].warnings[-1].reason


def test_an_empty_table_withdraws_nothing_and_says_so(stored: Store, folder: Path) -> None:
    (folder / "nhiem_vu.csv").write_text(",".join(GOOD["nhiem_vu"]) + "\n", encoding="utf-8")
    [report] = run(stored, folder)
    assert (report.withdrawn, report.refused) == (0, 0)
    assert "không có dòng nào" in report.warnings[0].reason
    assert withdrawn(stored) == set()


@pytest.mark.parametrize("table", ["hoi_dap", "khong_co"])
def test_a_table_without_a_file_is_an_error_before_anything_is_stored(
    each_store: Store, folder: Path, table: str
) -> None:
    with pytest.raises(InputError) as caught:
        Importer(each_store).run(folder, [table])
    assert table in caught.value.values["reason"]
    with each_store.read() as session:
        assert session.scalars(select(schema.Unit)).all() == []


def test_what_is_withdrawn_may_no_longer_be_referred_to(stored: Store, folder: Path) -> None:
    write_csv(folder / "nhan_su.csv", [row for row in CITY["nhan_su"] if row["ma_cong_chuc"] != "CC2"])
    write_csv(folder / "nhiem_vu.csv", [{**tasks("A")[0], "ma_cong_chuc": "CC2"}])
    [report] = run(stored, folder, ("nhan_su",))
    assert (report.refused, report.errors[0].column) == (1, "ma_cong_chuc")
    assert "rút khỏi danh sách" in report.errors[0].reason


def test_a_unit_cannot_hang_on_one_that_is_gone(each_store: Store, folder: Path) -> None:
    write_csv(folder / "don_vi_2.csv", [GOOD["don_vi"]])
    Importer(each_store).run(folder)
    (folder / "don_vi.csv").unlink()
    write_csv(folder / "don_vi_2.csv", [{**GOOD["don_vi"]}, {**CITY["don_vi"][1], "ma_don_vi": "TP2"}])
    [report, _] = Importer(each_store).run(folder, ["don_vi"]).files
    assert (report.added, report.refused, report.withdrawn) == (1, 1, 2)
    with each_store.read() as session:
        units = session.scalars(select(schema.Unit.code).where(schema.Unit.withdrawn.is_(False)))
        assert set(units) == {"PX-B", "TP2"}
