"""`kpi_person` over both stores: rows of a small city, figures worked out by hand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from assistant.access import Principal
from assistant.errors import ToolError
from assistant.tools import StoreTools
from assistant.tools.entry import Stores
from assistant.types import ToolCall
from kpi_tools.periods import month, quarter
from kpi_tools.person import PersonKpi, kpi_person
from kpi_tools.rules import Rules
from kpi_tools.schema import GeneralScore
from kpi_tools.score import JustBelow, Leadership, Ratios
from kpi_tools.source import Source
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from tests.kpi_tools.rows import city, fill, general, indicator, person, principal, task, unit

NOW = datetime(2026, 4, 2, 8, 0)
CITY_LEADER = principal("CC0", "TP", "lanh_dao_thanh_pho")
HEAD = principal("TRUONG", "PX", "lanh_dao_don_vi")
CLERK = principal("NV", "PX")
ONE = Fraction(1)


def led(subject: str, period: str, score: str, organising: int | None, solidarity: int | None) -> GeneralScore:
    row = general(subject, period, score)
    row.organising = None if organising is None else Decimal(organising)
    row.solidarity = None if solidarity is None else Decimal(solidarity)
    return row


@pytest.fixture
def filled(store: Store) -> Store:
    """Phường Mẫu with a head, a deputy, two clerks, a viên chức and a cán bộ; a bureau with a unit under it."""
    fill(store, city(), unit("SO", level="so_nganh"), unit("CHI-CUC", "SO", "so_nganh"), unit("PX", name="Phường Mẫu"))
    fill(
        store,
        person("CC0", "TP", "lanh_dao_thanh_pho"),
        person("TRUONG", "PX", "lanh_dao_don_vi", title="Chủ tịch"),
        person("PHO", "PX", "lanh_dao_don_vi", title="Phó Chủ tịch"),
        person("NV", "PX", name="Người Mẫu", title="Chuyên viên", position="Văn phòng"),
        person("NV2", "PX"),
        person("VC", "PX", kind="vien_chuc"),
        person("CB", "PX", kind="can_bo"),
        person("CU", "PX", withdrawn=True),
        person("GD", "SO", "lanh_dao_don_vi", title="Giám đốc"),
        person("NV3", "CHI-CUC"),
    )
    fill(
        store,
        general("NV", "2026-Q1", "27"),
        task("1", "PX", date(2026, 3, 31), date(2026, 3, 31), assignee="NV", points=Decimal(2)),
        task("2", "PX", date(2026, 3, 1), date(2026, 3, 5), assignee="NV"),
        task("3", "PX", date(2026, 1, 1), date(2026, 1, 1), assignee="NV", quality_failures=2),
        task("4", "SO", date(2026, 2, 1), assignee="NV", secrecy="han_che"),
        task("5", "PX", date(2026, 4, 20), assignee="NV"),
        task("6", "PX", date(2026, 2, 1), assignee="NV2"),
        indicator("A", "PX", "2026-Q1", "100", "80", person="NV", measure="hồ sơ", updated=date(2026, 3, 30)),
        indicator("B", "PX", "2026-Q1", "100", "100"),  # the unit's
    )
    return store


def ask(
    store: Store,
    rules: Rules,
    who: str = "NV",
    asker: Principal = CITY_LEADER,
    start: date | None = date(2026, 1, 1),
    end: date | None = date(2026, 3, 31),
    now: datetime = NOW,
) -> PersonKpi:
    return kpi_person(store, asker, who, start, end, now, rules)


def test_a_clerk_s_quarter(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules)
    # points 5: a = 4/5, b = (2 + 1 + 0.5)/5 = 7/10, c = (2 + 0.75 + 1)/5 = 3/4; mean 3/4; 27 + 52.5
    assert (found.total, found.shown, found.provisional, found.grade) == (Fraction(159, 2), "79,5", False, "good")
    assert [(i.period, i.general, i.ratios, i.leadership, i.missing) for i in found.inputs] == [
        (quarter(2026, 1), Fraction(27), Ratios(Fraction(4, 5), Fraction(7, 10), Fraction(3, 4)), None, ())
    ]
    assert (found.name, found.title, found.position, found.unit_name) == (
        "Người Mẫu",
        "Chuyên viên",
        "Văn phòng",
        "Phường Mẫu",
    )
    assert (found.tasks.assigned, found.tasks.done, found.tasks.late, found.tasks.poor) == (4, 3, 1, 1)
    assert [(i.code, i.measure, i.achievement) for i in found.indicators] == [("A", "hồ sơ", Fraction(4, 5))]
    assert [t.code for t in found.items] == ["3", "4", "2", "1"]
    assert [(t.state, t.days_late) for t in found.items] == [
        ("done", 0),
        ("overdue", 60),
        ("done_late", 4),
        ("done", 0),
    ]
    assert (found.duty, found.freshness, found.as_of, found.chosen) == ("staff", date(2026, 3, 30), None, False)


def test_a_list_of_tasks_is_its_visible_part(filled: Store, rules: Rules) -> None:
    by_head, by_clerk = ask(filled, rules, asker=HEAD), ask(filled, rules, asker=CLERK)
    assert [t.code for t in by_head.items] == ["3", "2", "1"]  # 4 is another unit's and restricted
    assert [t.code for t in by_clerk.items] == ["3", "4", "2", "1"]  # the assignee sees a task always
    assert (by_head.total, by_head.tasks) == (by_clerk.total, by_clerk.tasks)


def test_a_head_and_a_deputy(filled: Store, rules: Rules) -> None:
    fill(
        filled,
        led("TRUONG", "2026-Q1", "30", 100, 50),
        led("PHO", "2026-Q1", "30", None, 100),
        general("NV2", "2026-Q1", "0"),  # with task 6 not done: 0 points
        task("7", "PX", date(2026, 3, 1), date(2026, 3, 1), assignee="TRUONG"),
        task("8", "PX", date(2026, 3, 1), date(2026, 3, 1), assignee="PHO"),
        general("PX", "2026-Q1", "30"),
    )
    head, deputy = ask(filled, rules, "TRUONG"), ask(filled, rules, "PHO")
    half = Fraction(1, 2)
    assert (head.duty, [i.leadership for i in head.inputs]) == ("head", [Leadership(half, ONE, half)])
    assert head.total == 30 + Fraction(70 * 5, 6)  # (3 + 0.5 + 1 + 0.5) / 6
    assert (deputy.duty, [i.leadership for i in deputy.inputs]) == ("deputy", [Leadership(half, ONE, ONE)])
    assert deputy.missing == (("organising", (quarter(2026, 1),)),)
    # the unit leads 1, 2, 3, 6, 7, 8 and has done 5 of 6: "fair" by Article 8.3; 20.6 lowers the head, not the deputy
    assert (head.by_score, head.unit_grade, head.grade, head.capped) == ("good", "fair", "fair", True)
    assert (deputy.grade, deputy.unit_grade, deputy.capped, deputy.ungraded_unit) == ("excellent", None, False, False)


def test_a_head_of_a_unit_without_a_grade(filled: Store, rules: Rules) -> None:
    fill(
        filled,
        led("TRUONG", "2026-Q1", "30", 100, 100),
        task("7", "PX", date(2026, 3, 1), date(2026, 3, 1), assignee="TRUONG"),
    )
    head = ask(filled, rules, "TRUONG")
    assert (head.grade, head.unit_grade, head.ungraded_unit) == ("excellent", None, True)


def test_who_is_withdrawn_or_no_cong_chuc_leads_nobody_down(filled: Store, rules: Rules) -> None:
    fill(
        filled,
        led("TRUONG", "2026-Q1", "30", 100, 100),
        task("7", "PX", date(2026, 3, 1), date(2026, 3, 1), assignee="TRUONG"),
    )
    for code in ("VC", "CB", "CU"):
        fill(filled, general(code, "2026-Q1", "0"), task(f"T-{code}", "SO", date(2026, 3, 1), assignee=code))
    # of the others only NV has a full total
    assert [i.leadership for i in ask(filled, rules, "TRUONG").inputs] == [Leadership(ONE, ONE, ONE)]
    assert ask(filled, rules, "TRUONG").missing == ()


@pytest.mark.parametrize(("who", "reason"), [("VC", "vien_chuc"), ("CB", "can_bo"), ("CC0", "city_leader")])
def test_who_is_not_scored_is_shown_the_tasks(filled: Store, rules: Rules, who: str, reason: str) -> None:
    fill(filled, general(who, "2026-Q1", "30"), task("9", "PX", date(2026, 3, 1), date(2026, 3, 1), assignee=who))
    found = ask(filled, rules, who)
    assert (found.outcome, found.not_scored) == ("answered", reason)
    assert (found.total, found.shown, found.no_score, found.grade, found.duty) == (None, None, None, None, None)
    assert (found.inputs, found.ratios, found.generals, found.explain) == ((), None, (), None)
    assert ([t.code for t in found.items], found.tasks.done) == (["9"], 1)


def test_no_tasks_no_score(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, "PHO")
    assert (found.outcome, found.total, found.no_score) == ("answered", None, "no_tasks")
    assert ask(filled, rules, start=date(2026, 7, 1), end=date(2026, 9, 30)).no_score == "future"


def test_provisional_and_as_of(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, start=date(2026, 4, 1), end=date(2026, 6, 30), now=datetime(2026, 4, 21))
    assert (found.total, found.provisional, found.grade, found.as_of) == (Fraction(0), True, None, date(2026, 4, 21))
    before = ask(filled, rules, start=date(2026, 4, 1), end=date(2026, 6, 30))
    assert (before.no_score, [t.state for t in before.items]) == ("none_due", ["not_started"])


def test_no_period_is_the_latest_quarter_over_with_data(filled: Store, rules: Rules) -> None:
    chosen = ask(filled, rules, start=None, end=None)
    assert (chosen.period, chosen.chosen) == (quarter(2026, 1), True)
    assert ask(filled, rules, start=None, end=None, now=datetime(2026, 12, 5)).period == quarter(2026, 2)  # task 5
    assert ask(filled, rules, "NV3", start=None, end=None).period == quarter(2026, 1)
    assert ask(filled, rules, start=date(2026, 2, 1), end=date(2026, 2, 28)).period == month(2026, 2)


def test_just_below_a_threshold(filled: Store, rules: Rules) -> None:
    # NV2: 3 of 4 points, a = b = c = 3/4: 17.46 + 52.5 = 69.96
    fill(
        filled,
        general("NV2", "2026-Q1", "17.46"),
        task("9", "PX", date(2026, 3, 1), date(2026, 3, 1), assignee="NV2", points=Decimal(3)),
    )
    found = ask(filled, rules, "NV2")
    assert (found.total, found.shown, found.grade) == (Fraction(6996, 100), "70,0", "fair")
    assert found.just_below == JustBelow(Decimal(70), "69,96")


@pytest.mark.parametrize(
    ("asker", "who", "outcome"),
    [
        (CITY_LEADER, "NV3", "answered"),
        (CITY_LEADER, "TRUONG", "answered"),
        (HEAD, "NV", "answered"),
        (HEAD, "TRUONG", "answered"),
        (HEAD, "NV3", "denied"),
        (HEAD, "CC0", "denied"),
        (principal("GD", "SO", "lanh_dao_don_vi"), "NV3", "answered"),
        (principal("GD", "SO", "lanh_dao_don_vi"), "NV", "denied"),
        (CLERK, "NV", "answered"),
        (CLERK, "NV2", "denied"),
        (CLERK, "TRUONG", "denied"),
        (principal("NV2", "PX", "quan_tri"), "NV", "denied"),
        (principal("NV", "PX", "khach"), "NV", "unknown"),
        (CITY_LEADER, "KHONG-CO", "unknown"),
        (CITY_LEADER, "CU", "unknown"),
        (CLERK, "KHONG-CO", "unknown"),
    ],
)
def test_who_may_see_whom(filled: Store, rules: Rules, asker: Principal, who: str, outcome: str) -> None:
    found = ask(filled, rules, who, asker)
    assert found.outcome == outcome
    if outcome != "answered":
        assert found == PersonKpi(found.outcome, who, name=found.name)


def test_everybody_who_may_see_a_person_sees_the_same_score(filled: Store, rules: Rules) -> None:
    fill(filled, led("TRUONG", "2026-Q1", "20", 50, 100), general("PX", "2026-Q1", "30"))
    fill(filled, task("7", "PX", date(2026, 3, 1), date(2026, 3, 1), assignee="TRUONG"))
    fill(filled, general("NV2", "2026-Q1", "0"))
    seen = [
        ask(filled, rules, "TRUONG", asker)
        for asker in (CITY_LEADER, HEAD, principal("PHO", "PX", "lanh_dao_don_vi"), principal("X", "TP", HEAD.role))
    ]
    assert len({(s.total, s.grade, s.unit_grade, s.inputs) for s in seen}) == 1
    assert seen[0].total is not None


def test_figures_say_where_they_come_from(filled: Store, rules: Rules) -> None:
    with filled.write() as session:
        origin = FileImport(table="tieu_chi_chung", file="tieu_chi_chung.xlsx", at=datetime(2026, 4, 1, 18, tzinfo=UTC))
        session.add(origin)
        session.flush()
        row = led("NV2", "2026-Q1", "25", None, None)
        row.import_id, row.source_sheet, row.source_row = origin.id, "Sheet1", 7
        session.add(row)
    found = ask(filled, rules, "NV2")
    source = Source("tieu_chi_chung.xlsx", "Sheet1", 7, date(2026, 4, 2))  # after midnight in Huế
    assert [(g.period, g.entered.score, g.entered.source) for g in found.generals] == [
        (quarter(2026, 1), Fraction(25), source)
    ]


def run(store: Store, rules: Rules, asker: Principal = CITY_LEADER, **args: Any) -> Any:
    return StoreTools(Stores(store, rules)).run(ToolCall(tool="kpi_person", args=args), asker, NOW)


def test_the_tool(filled: Store, rules: Rules) -> None:
    result = run(filled, rules, person="NV")
    assert result.status == "answered"
    assert result.call.args == {"person": "NV", "from": "2026-01-01", "to": "2026-03-31"}
    assert (result.rows[0]["total"], result.rows[0]["shown"], result.rows[0]["grade"]) == (79.5, "79,5", "good")
    assert [row["code"] for row in result.rows[2:]] == ["A", "3", "4", "2", "1"]
    assert result.freshness == "2026-03-30"
    assert result.explain["inputs"] == [
        {
            "from": "2026-01-01",
            "to": "2026-03-31",
            "months": 1,
            "total": 79.5,
            "general": 27,
            "a": 0.8,
            "b": 0.7,
            "c": 0.75,
            "counted_as_1": [],
        }
    ]
    assert (result.explain["exact"], result.explain["grade"]) == ("159/2", "good")
    assert result.explain["rules"]["deduction"] == 0.25
    assert "16.1" in result.explain["articles"]


def test_the_tool_denies_and_refuses(filled: Store, rules: Rules) -> None:
    denied = run(filled, rules, CLERK, person="NV2")
    assert (denied.status, denied.rows, denied.explain) == ("denied", (), None)
    with pytest.raises(ToolError, match="KHONG-CO"):
        run(filled, rules, person="KHONG-CO")
    with pytest.raises(ToolError, match="kpi_person"):
        run(filled, rules, unit="PX")
