"""The sample city imports whole, is the same for the same anchor, and answers "chiều mai" on every weekday."""

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from ingest.sample import HANDY, SAMPLE_MARK, write_sample_city
from ingest.sample.awkward import COMPENSATED, ENTERED, FROZEN, OBJECTIVE, WEAK_LINK
from ingest.sample.city import sample_city
from ingest.sample.figures import PEOPLE_MONTHLY
from ingest.sample.sheet import Record
from ingest.workbook import TABLES, Importer
from kpi_tools.store import Store

pytestmark = pytest.mark.slow

ANCHOR = date(2026, 4, 2)
PUT_IN_ORDER = COMPENSATED.keys() | FROZEN | {OBJECTIVE, ENTERED, WEAK_LINK, PEOPLE_MONTHLY}
"""Units whose tasks of the last full quarter are not as drawn."""


@cache
def city(anchor: date) -> dict[str, list[Record]]:
    return sample_city(anchor)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_sample_city(folder, ANCHOR)
    return folder


def check_import(store: Store, books: Path) -> None:
    first, second = Importer(store).run(books), Importer(store).run(books)
    assert first.refused == second.refused == 0
    assert [file.errors + file.warnings for file in first.files] == [[]] * 10
    for file, again in zip(first.files, second.files, strict=True):
        table = file.file.removesuffix(".xlsx")
        assert (file.added, file.changed) == (len(city(ANCHOR)[table]), 0)
        assert (again.added, again.changed, again.unchanged) == (0, 0, file.added)
    with store.read() as session:
        for name, table_of in TABLES.items():
            assert session.scalar(select(func.count()).select_from(table_of.stored)) == len(city(ANCHOR)[name])


def test_it_imports_whole_and_twice_changes_nothing(store: Store, books: Path) -> None:
    check_import(store, books)


def test_it_imports_into_postgresql(postgres: Store, books: Path) -> None:
    check_import(postgres, books)


def test_the_same_anchor_gives_the_same_bytes(tmp_path: Path, books: Path) -> None:
    write_sample_city(tmp_path, ANCHOR)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {p.name: p.read_bytes() for p in books.iterdir()}


def test_every_sheet_is_marked(books: Path) -> None:
    for path in books.iterdir():
        book = CalamineWorkbook.from_path(path)
        assert book.sheet_names == ["Dữ liệu mẫu"]
        assert book.get_sheet_by_index(0).to_python()[0][0] == SAMPLE_MARK


@pytest.mark.parametrize("anchor", [ANCHOR + timedelta(days=n) for n in range(7)], ids=lambda day: f"{day:%a}")
def test_the_handy_people_have_entries(anchor: date) -> None:
    def busy(code: str, day: date, hours: range) -> bool:
        return any(
            entry["trang_thai"] == ""
            and entry["bat_dau"].date() == day
            and entry["bat_dau"].hour in hours
            and code in (entry["chu_tri"], *str(entry["thanh_phan"]).split(";"))
            for entry in city(anchor)["lich_cong_tac"]
        )

    for code in HANDY:
        assert busy(code, anchor, range(7, 12))
        assert busy(code, anchor, range(12, 18))
        assert busy(code, anchor + timedelta(days=1), range(12, 18))


@pytest.mark.parametrize("anchor", [ANCHOR, date(2026, 1, 1), date(2027, 12, 31)], ids=str)
def test_tasks_have_every_state(anchor: date) -> None:
    found: dict[object, Counter[str]] = {}
    for task in city(anchor)["nhiem_vu"]:
        deadline, done = task["han"], task["ngay_hoan_thanh"]
        assert isinstance(deadline, date)
        if isinstance(done, date):
            assert task["ngay_giao"] <= done <= anchor
            state = "done_late" if done > deadline else "done"
        elif deadline < anchor:
            state = "overdue"
        elif deadline <= anchor + timedelta(days=7):
            state = "due_soon"
        else:
            state = "in_progress" if task["tien_do"] else "not_started"
        found.setdefault(task["ma_don_vi"], Counter())[state] += 1
    assert len(found) == len(city(anchor)["don_vi"])
    assert all(len(states) == 6 for unit, states in found.items() if unit not in PUT_IN_ORDER)
    assert {task["do_mat"] for task in city(anchor)["nhiem_vu"]} == {"cong_khai", "noi_bo", "han_che"}


def test_units_and_people() -> None:
    units = {unit["ma_don_vi"]: unit for unit in city(ANCHOR)["don_vi"]}
    of_the_city = [unit for unit in units.values() if unit["truc_thuoc"] in (None, "TP-HUE")]
    assert Counter(unit["cap"] for unit in of_the_city) == {"thanh_pho": 1, "so_nganh": 15, "xa_phuong": 40}
    assert Counter(unit["ten_don_vi"].split()[0] for unit in of_the_city if unit["cap"] == "xa_phuong") == {
        "Phường": 21,
        "Xã": 19,
    }
    under = {code: unit["truc_thuoc"] for code, unit in units.items() if unit not in of_the_city}
    assert under == {"CC-TDC": "SO-KHCN", "TRAM-KD": "CC-TDC", "TT-CONGICH": "PX-THUANHOA"}
    assert {"PX-THUANHOA", "PX-PHUVINH", "PX-CHANMAYLANGCO", "PX-ALUOI1", "SO-KHCN"} <= units.keys()
    people = {person["ma_cong_chuc"]: person for person in city(ANCHOR)["nhan_su"]}
    assert list(HANDY) == ["CC0001", "CC0002", "CC0003", "CC0004", "CC0005"]
    assert {code: (people[code]["ma_don_vi"], people[code]["vai_tro"]) for code in sorted(people)[:6]} == {
        "CC0001": ("TP-HUE", "lanh_dao_thanh_pho"),
        "CC0002": ("PX-THUANHOA", "lanh_dao_don_vi"),
        "CC0003": ("PX-THUANHOA", "chuyen_vien"),
        "CC0004": ("PX-PHUVINH", "lanh_dao_don_vi"),
        "CC0005": ("SO-KHCN", "chuyen_vien"),
        "CC0006": ("VP-UBND", "quan_tri"),
    }
    assert len({person["ho_ten"] for person in people.values()}) == len(people)
    assert city(date(2027, 12, 31))["nhan_su"] == city(ANCHOR)["nhan_su"]


def test_peculiar_units_and_the_quarter_that_is_not_over() -> None:
    scored = {(row["ma"], row["ky"]) for row in city(ANCHOR)["tieu_chi_chung"]}
    assert ("PX-THUANHOA", "2026-Q1") in scored
    assert {str(period) for subject, period in scored if subject == "PX-VYDA"} >= {"2026-01", "2026-02", "2026-03"}
    assert not {subject for subject, period in scored if period == "2026-Q2"}
    assert "PX-PHUBAI" not in {subject for subject, _ in scored}
    periods = {(row["ma_don_vi"], row["ky"]) for row in city(ANCHOR)["chi_tieu"]}
    assert ("PX-KHETRE", "2025-Q4") not in periods
    assert {("PX-KHETRE", "2026-Q1"), ("PX-THUANHOA", "2026-Q2"), ("PX-THUANHOA", "2025-Q2")} <= periods
    tasks = [t["han"] for t in city(ANCHOR)["nhiem_vu"] if t["ma_don_vi"] == "PX-KHETRE"]
    assert not [day for day in tasks if date(2025, 10, 1) <= day <= date(2025, 12, 31)]


def test_nobody_is_in_two_places_at_once() -> None:
    taken: dict[str, list[tuple[str, str]]] = {}
    for entry in city(ANCHOR)["lich_cong_tac"]:
        for code in {str(entry["chu_tri"]), *str(entry["thanh_phan"]).split(";")} - {""}:
            if code.startswith("CC"):
                taken.setdefault(code, []).append((str(entry["bat_dau"]), str(entry["ket_thuc"])))
    for spans in taken.values():
        assert all(first[1] <= second[0] for first, second in pairwise(sorted(spans)))
