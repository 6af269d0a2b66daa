from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from assistant.access import Principal
from kpi_tools.rules import Rules
from kpi_tools.schema import TaskUnit
from kpi_tools.source import Source
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.task_detail import JointUnit, TaskDetail, task_detail
from kpi_tools.tasks import task_list
from tests.kpi_tools.rows import city, fill, person, principal, task, unit

NOW = datetime(2026, 4, 2, 8)
CITY_LEADER = principal("CC0", "TP", "lanh_dao_thanh_pho")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, city(), unit("PX", name="Phường Mẫu"), unit("SO", level="so_nganh", name="Sở Mẫu"), unit("PX-2"))
    fill(store, person("CC1", "PX", name="Trần Thị Mẫu", title="Chuyên viên"), person("CC2", "SO", name="Lê Văn Mẫu"))
    fill(
        store,
        FileImport(id=7, table="nhiem_vu", file="nhiem_vu.xlsx", at=datetime(2026, 3, 31, 18, tzinfo=UTC)),
        task(
            "NV-1",
            "PX",
            date(2026, 3, 30),
            name="Chỉnh trang đô thị",
            assignee="CC1",
            giver="CC2",
            assigned=date(2026, 2, 1),
            progress=Decimal("12.5"),
            points=Decimal("1.5"),
            product="Báo cáo",
            basis="Kế hoạch 12/KH-UBND",
            delay_cause="Chờ mặt bằng",
            quality_failures=2,
            objective=True,
            ad_hoc=True,
            import_id=7,
            source_sheet="Sheet1",
            source_row=9,
        ),
        task("late", "PX", date(2026, 3, 1), date(2026, 3, 5), giver="Chủ tịch UBND"),
        task("entered", "PX", date(2026, 3, 1), date(2026, 3, 5), late_instances=3),
        task("ahead", "PX", date(2026, 4, 20), date(2026, 4, 10), progress=Decimal(40)),
        task("HC-1", "PX-2", date(2026, 5, 1), secrecy="han_che", name="Bí mật"),
        task("HC-2", "PX-2", date(2026, 5, 1), withdrawn=True),
        TaskUnit(task="NV-1", unit="SO"),
        TaskUnit(task="NV-1", unit="PX-2"),
    )
    return store


def ask(store: Store, rules: Rules, code: str, asker: Principal = CITY_LEADER) -> TaskDetail:
    return task_detail(store, asker, code, NOW, rules)


def test_everything_about_a_task(filled: Store, rules: Rules) -> None:
    assert ask(filled, rules, "NV-1") == TaskDetail(
        "answered",
        "NV-1",
        name="Chỉnh trang đô thị",
        unit="PX",
        unit_name="Phường Mẫu",
        joint=(JointUnit("SO", "Sở Mẫu"), JointUnit("PX-2", "Đơn vị PX-2")),
        assignee="CC1",
        assignee_name="Trần Thị Mẫu",
        assignee_title="Chuyên viên",
        giver="CC2",
        giver_name="Lê Văn Mẫu",
        assigned=date(2026, 2, 1),
        deadline=date(2026, 3, 30),
        progress=Decimal("12.5"),
        state="overdue",
        days_late=3,
        points=Decimal("1.5"),
        quality_failures=2,
        late_instances=0,
        objective=True,
        ad_hoc=True,
        product="Báo cáo",
        basis="Kế hoạch 12/KH-UBND",
        delay_cause="Chờ mặt bằng",
        source=Source("nhiem_vu.xlsx", "Sheet1", 9, date(2026, 4, 1)),
        today=date(2026, 4, 2),
    )


@pytest.mark.parametrize(
    ("code", "state", "days", "completed", "late"),
    [
        ("late", "done_late", 4, date(2026, 3, 5), 1),
        ("entered", "done_late", 4, date(2026, 3, 5), 3),
        ("ahead", "in_progress", 0, None, 0),
    ],
)
def test_states(
    filled: Store, rules: Rules, code: str, state: str, days: int, completed: date | None, late: int
) -> None:
    found = ask(filled, rules, code)
    assert (found.state, found.days_late, found.completed, found.late_instances) == (state, days, completed, late)


def test_a_giver_who_is_no_code_is_shown_as_written(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, "late")
    assert (found.giver_name, found.joint, found.source, found.assignee_name) == ("Chủ tịch UBND", (), None, "")


@pytest.mark.parametrize("written", ["NV-1", "nv-1", " NV-1 "])
def test_a_code_may_be_written_small(filled: Store, rules: Rules, written: str) -> None:
    assert ask(filled, rules, written).code == "NV-1"


def test_a_code_as_written_comes_before_its_other_spellings(filled: Store, rules: Rules) -> None:
    fill(filled, task("nv-1", "PX", date(2026, 4, 1), name="Việc khác"))
    assert [ask(filled, rules, code).name for code in ("nv-1", "NV-1")] == ["Việc khác", "Chỉnh trang đô thị"]


@pytest.mark.parametrize(
    ("asker", "seen"),
    [
        (CITY_LEADER, {"NV-1", "HC-1"}),
        (principal("CC1", "PX"), {"NV-1"}),
        (principal("CC2", "SO"), {"NV-1"}),
        (principal("CC8", "PX-2"), {"NV-1"}),
        (principal("CC8", "PX-2", "quan_tri"), {"NV-1"}),
        (principal("CC8", "PX-2", "lanh_dao_don_vi"), {"NV-1", "HC-1"}),
        (principal("CC9", "TP"), set[str]()),
        (principal("CC9", "TP", "lanh_dao_don_vi"), {"NV-1"}),
        (principal("CC9", "PX", "khach"), set[str]()),
    ],
)
def test_rights(filled: Store, rules: Rules, asker: Principal, seen: set[str]) -> None:
    codes = ("NV-1", "HC-1", "HC-2", "KHONG-CO")
    assert {code for code in codes if ask(filled, rules, code, asker).outcome == "answered"} == seen
    assert {ask(filled, rules, c, asker) for c in codes if c not in seen} == {
        TaskDetail("not_found", c) for c in codes if c not in seen
    }


def test_the_list_says_where_its_rows_come_from(filled: Store, rules: Rules) -> None:
    found = task_list(filled, CITY_LEADER, "PX", None, None, None, None, None, None, NOW, rules)
    sources = {item.code: item.source for item in found.items}
    assert sources["NV-1"] == Source("nhiem_vu.xlsx", "Sheet1", 9, date(2026, 4, 1))
    assert sources["late"] is None
    assert (found.freshness, found.stale) == (date(2026, 4, 1), False)


def test_old_rows_are_said_to_be_old(filled: Store, rules: Rules) -> None:
    strict = rules.model_copy(update={"stale_after_days": 0})
    assert task_detail(filled, CITY_LEADER, "NV-1", NOW, strict).stale
    assert not ask(filled, rules, "NV-1").stale
    assert task_list(filled, CITY_LEADER, "PX", None, None, None, None, None, None, NOW, strict).stale
