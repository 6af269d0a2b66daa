"""The awkward cases that the sample's docstring promises, in the workbooks themselves."""

from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from eval.oracle.causes import COMPENSATION, lines
from eval.oracle.kpi import EXCELLENT, GOOD, Verdict, span, verdict
from eval.oracle.person import rating, task_score
from eval.oracle.ranking import allowed_excellent, excellent, ranks, verdicts
from eval.oracle.workbooks import City, read_city
from ingest.sample import write_sample_city
from ingest.sample.awkward import INJECTED
from ingest.sample.city import sample_city
from ingest.sample.sheet import Record

pytestmark = pytest.mark.slow

ANCHORS = (date(2026, 7, 14), date(2026, 1, 1), date(2027, 12, 31))


class Case:
    """A city and its last full quarter."""

    def __init__(self, folder: Path, anchor: date) -> None:
        write_sample_city(folder, anchor)
        self.city, self.anchor, self.books = read_city(folder), anchor, cached(anchor)
        number = anchor.year * 4 + (anchor.month + 2) // 3 - 2
        self.quarter = f"{number // 4}-Q{number % 4 + 1}"

    def near(self, unit: str) -> City:
        return self.city.of_unit(unit)

    def verdict(self, unit: str, period: str | None = None) -> Verdict:
        return verdict(self.near(unit), unit, *span(period or self.quarter), self.anchor)


@cache
def cached(anchor: date) -> dict[str, list[Record]]:
    return sample_city(anchor)


@pytest.fixture(scope="module", params=ANCHORS, ids=str)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    return Case(tmp_path_factory.mktemp("case"), request.param)


def test_totals_just_below_a_threshold(case: Case) -> None:
    low, high = case.verdict("PX-PHONGQUANG"), case.verdict("PX-PHONGTHAI")
    assert (low.total, high.total) == (Fraction("69.96"), Fraction("89.96"))
    assert (high.grade, high.undone + high.late + high.failed) == (GOOD, 0)


def test_ties_and_the_cap(case: Case) -> None:
    for level in ("commune", "department"):
        of = verdicts(case.city, level, *span(case.quarter), case.anchor)
        assert excellent(of) > allowed_excellent(of)
        if level == "commune":
            place = ranks(of)
            assert place["PX-VINHLOC"] == place["PX-HUNGLOC"]
            assert place["PX-LOCAN"] == place["PX-NAMDONG"]
            assert of["PX-VINHLOC"].total == 96
            assert of["PX-VINHLOC"].grade == EXCELLENT


def test_units_that_are_scored_otherwise(case: Case) -> None:
    periods = {row.period for row in case.near("CC-TDC").indicators if row.person is None}
    assert periods == {str(case.anchor.year - 1), str(case.anchor.year)}
    assert case.verdict("TT-CONGICH").total is None
    assert {task.ad_hoc for task in case.near("TT-CONGICH").tasks} == {True}
    assert case.verdict("PX-PHUBAI").provisional
    first, last = span(case.quarter)
    by_months = {
        period for unit, period in case.city.general if unit == "PX-HUONGAN" and first <= span(period)[0] <= last
    }
    assert len(by_months) == 2
    assert case.quarter not in by_months
    beside = {period for unit, period in case.city.general if unit == "PX-ANCUU"}
    assert case.quarter in beside
    assert any(len(period) == 7 and "Q" not in period for period in beside)
    assert case.city.below("SO-KHCN") == {"SO-KHCN", "CC-TDC", "TRAM-KD"}


def test_ad_hoc_work_compensates(case: Case) -> None:
    for unit in ("PX-QUANGDIEN", "PX-DANDIEN"):
        found, lost = lines(case.near(unit), unit, case.quarter, case.anchor)
        assert found[COMPENSATION] < 0
        assert sum(found.values()) == lost
        assert case.verdict(unit).undone == 1


def test_causes_and_instances_that_count_otherwise(case: Case) -> None:
    objective, entered = case.verdict("PX-PHUHO"), case.verdict("PX-BINHDIEN")
    tasks = [t for t in case.near("PX-PHUHO").tasks if t.lead == "PX-PHUHO" and t.objective]
    assert any(task.completed and task.completed > task.deadline for task in tasks)
    assert any(task.failures for task in tasks)
    assert objective.undone
    assert (entered.late, entered.failed) >= (1, 1)
    values = {
        (row.lower_is_better, row.target == 0, row.actual)
        for row in case.near("PX-THANHTHUY").indicators
        if row.period == case.quarter
    }
    assert {(False, False, None), (False, False, 0), (True, True, 3)} <= values
    assert any(down and actual == 0 for down, _, actual in values)


def test_people(case: Case) -> None:
    def rated(code: str) -> Fraction | None:
        near = case.near(case.city.people[code].unit)
        return rating(near, code, *span(case.quarter), case.anchor).total

    weak = rated("CC0287")
    assert weak is not None
    assert weak < 50
    for leader in ("CC0285", "CC0286"):
        near = case.near("PX-ALUOI2")
        score = task_score(near, near.people[leader], case.quarter, case.anchor)
        assert score is not None
        assert score < 1
    own, unit = (
        rating(case.near("PX-PHONGQUANG"), "CC0178", *span(case.quarter), case.anchor),
        case.verdict("PX-PHONGQUANG"),
    )
    assert own.total is not None
    assert unit.total is not None
    assert own.total >= 90 > unit.total
    assert own.grade == unit.grade
    scores = {(r["ma"], r["ky"]): r for r in case.books["tieu_chi_chung"]}
    assert scores["CC0257", case.quarter]["to_chuc"] is None
    assert scores["CC0258", case.quarter]["doan_ket"] is None
    assert not [key for key in scores if key[0] == "CC0259"]
    assert not [task for task in case.city.tasks if task.assignee == "CC0356"]
    assert rated("CC0124") is not None
    assert {"Q" in period for code, period in scores if code == "CC0124"} == {False}
    busy = {case.city.people[task.assignee].kind for task in case.city.tasks if task.assignee}
    assert busy == {"cong_chuc", "vien_chuc", "can_bo"}


def test_meetings_and_conclusions(case: Case) -> None:
    held = {row["ma_hop"]: row for row in case.books["cuoc_hop"]}
    assert {(row["trang_thai"]) for row in held.values()} == {"", "huy", "hoan"}
    assert {row["do_mat"] for row in held.values()} == {"cong_khai", "noi_bo", "han_che"}
    days = {(row["bat_dau"].date() > case.anchor) - (row["bat_dau"].date() < case.anchor) for row in held.values()}
    assert days == {-1, 0, 1}
    notices = [row["so_thong_bao"] for row in held.values() if row["so_thong_bao"]]
    assert len(set(notices)) == len(notices)
    assert any(text.startswith("TB-") for text in notices)
    assert any(text.endswith("/TB-UBND") for text in notices)
    said = case.books["ket_luan"]
    assert {row["trang_thai"] for row in said} == {"chua_thuc_hien", "dang_thuc_hien", "hoan_thanh"}
    assert any(row["han"] is None for row in said)
    assert any(row["han"] and row["han"] < case.anchor and row["trang_thai"] != "hoan_thanh" for row in said)
    tasks = {row["ma_nhiem_vu"]: row for row in case.books["nhiem_vu"]}
    linked = [row for row in said if row["ma_nhiem_vu"]]
    assert all(tasks[row["ma_nhiem_vu"]]["ma_don_vi"] == row["ma_don_vi"] for row in linked)
    assert linked
    assert {row["ma_don_vi"] for row in said if row["ma_hop"] == "HOP-CANBO"} >= {"PX-THUANHOA", "SO-NV"}
    assert {row["ma_don_vi"] for row in said if row["ma_hop"] == "HOP-DONTHU"} == {"PX-THUANHOA", "PX-KIMLONG"}
    assert all(held[row["ma_hop"]]["so_thong_bao"] for row in said)


def test_meetings_stand_in_the_schedule(case: Case) -> None:
    entries = {row["ma_lich"]: row for row in case.books["lich_cong_tac"]}
    same = [row for row in case.books["cuoc_hop"] if row["ma_hop"].startswith("HOP-LCT")]
    assert len(same) > 50
    for row in same:
        entry = entries[row["ma_hop"].removeprefix("HOP-")]
        for key in ("bat_dau", "ket_thuc", "chu_tri", "thanh_phan", "ma_don_vi", "trang_thai", "do_mat"):
            assert row[key] == entry[key]


def test_days_on_the_edge(case: Case) -> None:
    due = {
        row["ma_nhiem_vu"]: row["han"] - case.anchor
        for row in case.books["nhiem_vu"]
        if "SO-XD-9" in row["ma_nhiem_vu"]
    }
    assert sorted(due.values()) == [timedelta(days=days) for days in (-1, 0, 7, 8, 8)]
    over = next(row for row in case.books["lich_cong_tac"] if row["ma_lich"] == "LCT-QUA-DEM")
    assert over["bat_dau"].date() < over["ket_thuc"].date()
    bare = next(row for row in case.books["lich_cong_tac"] if row["ma_lich"] == "LCT-KHONG-CHU-TRI")
    assert (bare["chu_tri"], bare["ma_don_vi"]) == ("", "")


def test_procedures_and_the_forum(case: Case) -> None:
    procedures, questions = case.books["thu_tuc"], case.books["hoi_dap"]
    assert len(procedures) >= 60
    assert {row["muc_do"] for row in procedures} == {"toan_trinh", "mot_phan", "chua"}
    assert all("mẫu" in row["can_cu"].lower() for row in procedures)
    assert len({row["ten_thu_tuc"] for row in procedures}) == len(procedures)
    assert len(questions) >= 40
    assert Counter(row["trang_thai"] for row in questions)["cho_tra_loi"] >= 5
    for row in questions:
        answered = row["trang_thai"] == "da_tra_loi"
        assert answered == bool(row["tra_loi"]) == bool(row["ngay_tra_loi"])
        assert row["ngay_hoi"] <= (row["ngay_tra_loi"] or case.anchor) <= case.anchor
    levels = {row["ma_don_vi"]: row["cap"] for row in case.books["don_vi"]}
    asked = {(levels[row["ma_don_vi_hoi"]], levels[row["ma_don_vi_tra_loi"]]) for row in questions}
    assert asked == {("xa_phuong", "so_nganh"), ("so_nganh", "xa_phuong")}


def test_orders_to_the_assistant_stand_in_the_data(case: Case) -> None:
    task = next(row for row in case.books["nhiem_vu"] if row["ma_nhiem_vu"] == "NV-SO-XD-91")
    answers = [row["tra_loi"] for row in case.books["hoi_dap"] if row["tra_loi"] and "SYSTEM:" in row["tra_loi"]]
    assert task["nguyen_nhan_cham"] == INJECTED
    assert len(answers) == 1


def test_the_clerk_with_short_gaps(case: Case) -> None:
    own = [row for row in case.books["lich_cong_tac"] if row["chu_tri"] == "CC0062" and "-G" in row["ma_lich"]]
    times = sorted((row["bat_dau"], row["ket_thuc"]) for row in own)
    assert [start - end for (_, end), (start, _) in pairwise(times)] == [
        timedelta(minutes=29),
        timedelta(0),
        timedelta(minutes=30),
    ]
    assert isinstance(times[0][0], datetime)
    assert times[0][0].weekday() < 5
