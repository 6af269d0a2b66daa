"""`kpi_causes`: who sees which line, what stands beside it, and which period is explained."""

import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from assistant.access import Principal
from assistant.tools import TOOLS, StoreTools
from assistant.tools.entry import Stores
from assistant.types import ToolCall
from kpi_tools.cause_lines import KpiCauses, kpi_causes
from kpi_tools.peers import Median
from kpi_tools.periods import Period, half, month, quarter, whole_year
from kpi_tools.rules import Rules
from kpi_tools.score_cache import ScoreCache
from kpi_tools.source import Source
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.versions import touch
from tests.kpi_tools.rows import city, fill, general, indicator, person, principal, task, unit

NOW = datetime(2026, 4, 2, 8, 0)
IMPORTED = datetime.fromisoformat("2026-04-01T20:00:00+00:00")
Q1 = quarter(2026, 1)
LEADER = principal("CC0", "TP", "lanh_dao_thanh_pho")
HEAD = principal("CC1", "PX", "lanh_dao_don_vi")
STAFF = principal("CC2", "PX")


@pytest.fixture
def filled(store: Store) -> Store:
    day = date(2026, 2, 1)
    fill(
        store,
        FileImport(id=7, table="nhiem_vu", file="nhiem_vu.xlsx", at=IMPORTED),
        city(),
        unit("SO", level="so_nganh"),
        unit("CHI-CUC", "SO", "so_nganh"),
        unit("PX", name="Phường Mẫu"),
        person("CC1", "PX", "lanh_dao_don_vi", name="Nguyễn Mẫu"),
        general("PX", "2026-Q1", "27"),
        indicator("A", "PX", "2026-Q1", "100", "80", measure="%", updated=date(2026, 3, 30)),
        task("OPEN", "PX", day, assignee="CC1", secrecy="cong_khai", delay_cause="Chờ ý kiến",
             import_id=7, source_sheet="NV", source_row=5),
        task("INNER", "PX", day, day, late_instances=2),
        task("SECRET-1", "PX", day, name="Việc kín", delay_cause="Lý do kín", secrecy="han_che", points=Decimal(3)),
        task("SECRET-2", "PX", day, day, quality_failures=1, secrecy="han_che"),
    )  # fmt: skip
    return store


def ask(
    store: Store,
    rules: Rules,
    asker: Principal = LEADER,
    unit: str = "PX",
    period: Period | None = Q1,
    now: datetime = NOW,
    cache: ScoreCache | None = None,
) -> KpiCauses:
    start, end = (period.start, period.end) if period else (None, None)
    return kpi_causes(store, asker, unit, start, end, now, rules, cache or ScoreCache())


def lines(found: KpiCauses) -> list[tuple[str, str | None, Fraction]]:
    return [(c.kind, c.code, c.points) for c in found.causes]


def test_every_line_with_what_is_known_of_it(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules)
    # 35 points each; 6 converted points of tasks, a third of each ratio
    assert lines(found) == [
        ("undone", "SECRET-1", Fraction(35, 2)),
        ("indicator", "A", Fraction(7)),
        ("undone", "OPEN", Fraction(35, 6)),
        ("general", None, Fraction(3)),
        ("late", "INNER", Fraction(35, 36)),
        ("quality", "SECRET-2", Fraction(35, 72)),
    ]
    assert found.total is not None
    assert sum(c.points for c in found.causes) == found.lost == 100 - found.total
    assert (found.period, found.asked, found.as_of, found.provisional) == (Q1, Q1, None, False)
    open_task, missing = found.causes[2], found.causes[1]
    assert (open_task.owner, open_task.deadline, open_task.delay_cause) == (
        "Nguyễn Mẫu", date(2026, 2, 1), "Chờ ý kiến",
    )  # fmt: skip
    assert open_task.source == Source("nhiem_vu.xlsx", "NV", 5, date(2026, 4, 2))
    assert (missing.actual, missing.target) == (Fraction(80), Fraction(100))
    assert (missing.owner, missing.measure) == ("Phường Mẫu", "%")
    assert (missing.peers, found.freshness) == (None, date(2026, 3, 30))


def test_what_staff_may_not_see_is_one_sum_without_a_name(filled: Store, rules: Rules) -> None:
    everything, found = ask(filled, rules), ask(filled, rules, STAFF)
    assert lines(found) == [
        ("other", None, Fraction(35, 2) + Fraction(35, 72)),
        ("indicator", "A", Fraction(7)),
        ("undone", "OPEN", Fraction(35, 6)),
        ("general", None, Fraction(3)),
        ("late", "INNER", Fraction(35, 36)),
    ]
    assert found.lost == everything.lost
    other = found.causes[0]
    assert (other.name, other.owner, other.deadline, other.period, other.source) == ("", "", None, None, None)


def test_a_single_hidden_row_is_not_left_alone(filled: Store, rules: Rules) -> None:
    assignee = principal("CC9", "PX")
    fill(filled, person("CC9", "PX"), task("MINE", "PX", date(2026, 2, 1), secrecy="han_che", assignee="CC9"))
    with filled.write() as session:
        for code in ("SECRET-1", "SECRET-2"):
            session.merge(task(code, "PX", date(2026, 2, 1), secrecy="cong_khai"))
    assert {c.code for c in ask(filled, rules, assignee).causes if c.kind == "undone"} >= {"MINE", "SECRET-1"}
    found = ask(filled, rules, STAFF)
    shown = {c.code for c in found.causes if c.code}
    # the late one was the smallest line
    assert shown == {"A", "OPEN", "SECRET-1", "SECRET-2"}
    assert sum(c.points for c in found.causes) == found.lost


@pytest.mark.parametrize(
    ("asker", "hidden"),
    [
        (LEADER, False),
        (HEAD, False),
        (STAFF, True),
        (principal("CC3", "PX", "quan_tri"), True),
        (principal("CC8", "TP", "lanh_dao_don_vi"), True),
    ],
)
def test_nothing_of_a_hidden_row_is_anywhere(filled: Store, rules: Rules, asker: Principal, hidden: bool) -> None:
    tools = StoreTools(Stores(filled, rules))
    result = tools.run(ToolCall(tool="kpi_causes", args={"unit": "PX"}), asker, NOW)
    said = json.dumps([dict(row) for row in result.rows], ensure_ascii=False) + repr(result)
    for word in ("SECRET-1", "SECRET-2", "Việc kín", "Lý do kín"):
        assert (word in said) is (not hidden and word in repr(ask(filled, rules)))
    assert result.call.args == {"unit": "PX", "from": "2026-01-01", "to": "2026-03-31"}
    assert json.loads(json.dumps(result.explain)) == result.explain
    assert "kpi_causes" in TOOLS


@pytest.mark.parametrize(
    ("asker", "unit", "outcome"),
    [
        (HEAD, "SO", "denied"),
        (STAFF, "SO", "denied"),
        (principal("CC2", "TP"), "PX", "denied"),
        (principal("CC4", "SO", "lanh_dao_don_vi"), "CHI-CUC", "answered"),
        (principal("CC4", "CHI-CUC", "lanh_dao_don_vi"), "SO", "denied"),
        (principal("CC3", "PX", "khach"), "PX", "unknown"),
        (LEADER, "KHONG-CO", "unknown"),
    ],
)
def test_who_may_ask(filled: Store, rules: Rules, asker: Principal, unit: str, outcome: str) -> None:
    found = ask(filled, rules, asker, unit)
    assert found.outcome == outcome
    if outcome != "answered":
        assert found == KpiCauses(found.outcome, unit, found.name, found.level)


@pytest.mark.parametrize(
    ("asked", "now", "explained"),
    [
        (whole_year(2026), NOW, Q1),
        (half(2026, 1), datetime(2026, 7, 5), Q1),  # the second quarter has no total
        (Period(date(2026, 1, 1), date(2026, 5, 3)), datetime(2026, 5, 3), Q1),
        (Period(date(2026, 2, 1), date(2026, 4, 30)), datetime(2026, 5, 3), month(2026, 2)),
        (whole_year(2026), datetime(2026, 2, 15), month(2026, 1)),
        (whole_year(2026), datetime(2026, 1, 15), month(2026, 1)),
        (month(2026, 2), NOW, month(2026, 2)),
        (Period(date(2026, 2, 2), date(2026, 2, 20)), NOW, Period(date(2026, 2, 2), date(2026, 2, 20))),
        (None, NOW, Q1),
    ],
)
def test_of_a_longer_range_its_last_quarter_that_is_over(
    filled: Store, rules: Rules, asked: Period | None, now: datetime, explained: Period
) -> None:
    found = ask(filled, rules, period=asked, now=now)
    assert (found.asked, found.period, found.chosen) == (asked or Q1, explained, asked is None)


def test_a_provisional_score_is_of_the_task_part(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, period=month(2026, 2))
    assert (found.provisional, found.grade) == (True, None)
    assert {c.kind for c in found.causes} == {"undone", "late", "quality"}
    assert sum(c.points for c in found.causes) == found.lost


def test_without_a_score_there_is_no_cause(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, unit="SO")
    assert (found.outcome, found.no_score, found.lost, found.causes) == ("answered", "no_tasks", None, ())


def test_what_a_line_says_of_peers_follows_the_rows(filled: Store, rules: Rules) -> None:
    cache = ScoreCache()
    for n in range(5):
        same = indicator(f"P{n}", f"PX{n}", "2026-Q1", "1", str(10 * n), name="CHỈ TIÊU  a", measure="%")
        fill(filled, unit(f"PX{n}"), same)
    with filled.write() as session:
        touch(session, "units", "indicators")
    assert ask(filled, rules, cache=cache).causes[1].peers == Median(Fraction(20), 5)
    with filled.write() as session:
        session.merge(unit("PX4", withdrawn=True))
        touch(session, "units")
    assert ask(filled, rules, cache=cache).causes[1].peers is None
