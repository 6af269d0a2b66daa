from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from assistant.access import Principal
from kpi_tools.kpi import KpiSummary, kpi_summary
from kpi_tools.periods import month, quarter
from kpi_tools.rules import Rules
from kpi_tools.score import Binding
from kpi_tools.store import Store
from tests.kpi_tools.rows import city, fill, general, indicator, person, principal, task, unit

NOW = datetime(2026, 4, 2, 8, 0)
CITY_LEADER = principal("CC0", "TP", "lanh_dao_thanh_pho")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, city(), unit("SO", level="so_nganh"), unit("CHI-CUC", "SO", "so_nganh"), unit("PX", name="Phường Mẫu"))
    fill(
        store,
        person("CC1", "PX", "lanh_dao_don_vi"),
        general("PX", "2026-Q1", "27"),
        general("CC1", "2026-Q1", "3"),  # a person's
        indicator("A", "PX", "2026-Q1", "100", "80", weight=Decimal(2), measure="%", updated=date(2026, 3, 30)),
        indicator("B", "PX", "2026-Q1", "4", None, direction="giam", updated=date(2026, 3, 1)),
        indicator("C", "PX", "2026-Q1", "10", "1", person="CC1"),  # a person's
        indicator("D", "SO", "2026-Q1", "10", "1"),
        task("1", "PX", date(2026, 3, 31), date(2026, 3, 31)),
        task("2", "PX", date(2026, 3, 1), date(2026, 3, 5), secrecy="han_che"),
        task("3", "PX", date(2026, 1, 1), date(2026, 1, 1), quality_failures=2),
        task("4", "PX", date(2026, 2, 1)),
        task("5", "PX", date(2026, 4, 1)),
        task("6", "SO", date(2026, 2, 1)),
        general("PX", "2025-Q4", "20"),
        indicator("A", "PX", "2025-Q4", "100", "50"),
    )
    return store


def ask(
    store: Store,
    rules: Rules,
    asker: Principal = CITY_LEADER,
    unit: str = "PX",
    start: date | None = date(2026, 1, 1),
    end: date | None = date(2026, 3, 31),
    now: datetime = NOW,
) -> KpiSummary:
    return kpi_summary(store, asker, unit, start, end, now, rules)


def test_a_quarter(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules)
    # I = (2 × 0.8 + 1 × 0) / 3 = 8/15. Tasks 1 to 4: a = 3/4, b = (1 + 1 + 0.5)/4 = 5/8, c = (1 + 0.75 + 1)/4 = 11/16,
    # mean 11/16. 27 + 70 × (8/30 + 11/32) = 27 + 70 × 293/480 = 27 + 2051/48 = 3347/48 = 69.729…
    assert (found.outcome, found.name, found.level) == ("answered", "Phường Mẫu", "xa_phuong")
    assert (found.total, found.shown, found.provisional) == (Fraction(3347, 48), "69,7", False)
    assert (found.period, found.chosen, found.as_of) == (quarter(2026, 1), False, None)
    # the score alone gives "fair", and 3 of 4 done is enough for it
    assert (found.grade, found.bindings, found.remarks) == ("fair", (), ("article8",))
    assert (found.general, found.achieved) == (Fraction(27), Fraction(8, 15))
    assert [(i.code, i.achievement, i.missing) for i in found.indicators] == [
        ("A", Fraction(4, 5), False),
        ("B", Fraction(0), True),
    ]
    assert (found.tasks.assigned, found.tasks.done, found.tasks.late, found.tasks.poor) == (4, 3, 1, 1)
    assert found.freshness == date(2026, 3, 30)
    # the quarter before: 20 + 70 × 1/2 = 55
    assert found.trend is not None
    assert (found.trend.previous, found.trend.previous_total) == (quarter(2025, 4), Fraction(55))
    assert found.trend.delta == Fraction(3347, 48) - 55
    assert found.rules == rules


def test_a_quarter_bound_by_its_conditions(filled: Store, rules: Rules) -> None:
    fill(filled, general("PX", "2026-02", "30"), task("7", "PX", date(2026, 2, 3), date(2026, 2, 3)))
    fill(
        filled, task("8", "PX", date(2026, 2, 3), date(2026, 2, 4)), task("9", "PX", date(2026, 2, 3), date(2026, 2, 3))
    )
    found = ask(filled, rules, start=date(2026, 2, 1), end=date(2026, 2, 28))
    # 3 of 4 done, one of them late: a = b = 3/4, c = 2.75/4; 30 + 70 × (3/4 + 3/4 + 11/16)/3 = 30 + 70 × 35/48
    assert found.total == 30 + Fraction(70 * 35, 48)
    assert (found.shown, found.grade) == ("81,0", "fair")
    assert found.bindings == (Binding("undone", 1), Binding("late", 1))


def test_no_period_is_the_latest_quarter_over_with_data(filled: Store, rules: Rules) -> None:
    assert ask(filled, rules, start=None, end=None).period == quarter(2026, 1)
    in_march = ask(filled, rules, start=None, end=None, now=datetime(2026, 3, 31, 23, 0))
    assert (in_march.period, in_march.chosen) == (quarter(2025, 4), True)
    # July to September have nothing; task 5 is due in April
    in_october = ask(filled, rules, start=None, end=None, now=datetime(2026, 10, 5))
    assert in_october.period == quarter(2026, 2)
    nothing = ask(filled, rules, unit="CHI-CUC", start=None, end=None)
    assert (nothing.outcome, nothing.period, nothing.no_score) == ("answered", quarter(2026, 1), "no_tasks")


def test_an_unfinished_month(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, start=date(2026, 4, 1), end=date(2026, 4, 30))
    assert (found.period, found.as_of) == (month(2026, 4), date(2026, 4, 2))
    assert (found.total, found.provisional, found.grade, found.trend) == (Fraction(0), True, None, None)


def test_open_bounds(filled: Store, rules: Rules) -> None:
    until = ask(filled, rules, start=None, end=date(2026, 3, 31))
    assert until.period == quarter(2026, 1)
    since = ask(filled, rules, start=date(2026, 1, 1), end=None)
    assert since.period is not None
    assert (since.period.start, since.period.end, since.as_of) == (date(2026, 1, 1), NOW.date(), NOW.date())
    # January to March, the quarter as its three months; April is not whole
    assert since.total == Fraction(3347, 48)
    assert [(x.period, x.reason) for x in since.left_out] == [(month(2026, 4), "partial")]


@pytest.mark.parametrize(
    ("asker", "unit", "outcome"),
    [
        (CITY_LEADER, "CHI-CUC", "answered"),
        (principal("CC1", "PX", "lanh_dao_don_vi"), "PX", "answered"),
        (principal("CC1", "PX", "lanh_dao_don_vi"), "SO", "denied"),
        (principal("CC2", "SO", "lanh_dao_don_vi"), "CHI-CUC", "answered"),
        (principal("CC2", "CHI-CUC", "lanh_dao_don_vi"), "SO", "denied"),
        (principal("CC2", "TP", "lanh_dao_don_vi"), "PX", "answered"),
        (principal("CC2", "TP"), "PX", "denied"),
        (principal("CC3", "PX"), "PX", "answered"),
        (principal("CC3", "PX", "quan_tri"), "SO", "denied"),
        (principal("CC3", "SO"), "CHI-CUC", "denied"),
        (principal("CC3", "PX", "khach"), "PX", "denied"),
        (CITY_LEADER, "KHONG-CO", "unknown"),
        (principal("CC3", "PX"), "KHONG-CO", "unknown"),
    ],
)
def test_who_may_see_what(filled: Store, rules: Rules, asker: Principal, unit: str, outcome: str) -> None:
    found = ask(filled, rules, asker, unit)
    assert found.outcome == outcome
    if outcome == "denied":
        assert found == KpiSummary("denied", unit, name=found.name, level=found.level)
    if outcome == "unknown":
        assert found == KpiSummary("unknown", unit)


def test_everybody_who_may_see_a_unit_sees_the_same_score(filled: Store, rules: Rules) -> None:
    assert ask(filled, rules, principal("CC3", "PX")) == ask(filled, rules)
