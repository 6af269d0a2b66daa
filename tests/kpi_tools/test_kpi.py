from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.access import Principal
from kpi_tools.entered import IndicatorLine
from kpi_tools.explain import rules_shown
from kpi_tools.kpi import KpiSummary, kpi_summary
from kpi_tools.periods import Period, half, month, parse_ky, quarter, whole_year
from kpi_tools.rules import Rules, load_rules
from kpi_tools.schema import Indicator
from kpi_tools.score import Binding, JustBelow
from kpi_tools.source import Source
from kpi_tools.store import Store
from kpi_tools.system_tables import FileImport
from kpi_tools.unit_rows import keys_of
from kpi_tools.unit_score import UnitRows, score_period
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
        (principal("CC3", "PX", "khach"), "PX", "unknown"),
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


# --- where the figures come from, how old they are, what the score is made of ----------------------------------------


def test_each_indicator_has_its_source(filled: Store, rules: Rules) -> None:
    at = datetime(2026, 3, 31, 18, 30, tzinfo=UTC)  # already April in Huế
    imported = indicator("E", "PX", "2026-Q1", "1", "1", import_id=3, source_sheet="Quý I", source_row=12)
    fill(filled, FileImport(id=3, table="chi_tieu", file="chi_tieu.csv", at=at), imported)
    assert [i.source for i in ask(filled, rules).indicators] == [
        None, None, Source("chi_tieu.csv", "Quý I", 12, date(2026, 4, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("updated", "now", "stale"),
    [
        (date(2026, 2, 14), NOW, False),  # 45 days before the end of March
        (date(2026, 2, 13), NOW, True),
        (date(2026, 2, 14), datetime(2026, 11, 2), False),  # a quarter long over gets no newer figures
        (date(2026, 1, 1), datetime(2026, 2, 15), False),
        (date(2026, 1, 1), datetime(2026, 2, 16), True),
        (None, NOW, False),
    ],
)
def test_old_figures_are_said_to_be_old(
    store: Store, rules: Rules, updated: date | None, now: datetime, stale: bool
) -> None:
    fill(store, city(), unit("PX"), indicator("A", "PX", "2026-Q1", "1", "1", updated=updated))
    assert ask(store, rules, now=now).stale is stale


def test_the_score_explains_itself(filled: Store, rules: Rules) -> None:
    explained: Any = ask(filled, rules).explain
    [inputs] = explained.pop("inputs")
    assert explained == {
        "decree": "335/2025/NĐ-CP", "articles": ["6", "7", "8", "17.3"], "total": float(Fraction(3347, 48)),
        "exact": "3347/48", "provisional": False, "grade": "fair", "bindings": [], "rules": rules_shown(rules),
    }  # fmt: skip
    assert inputs == {
        "from": "2026-01-01", "to": "2026-03-31", "months": 1, "total": float(Fraction(3347, 48)), "general": 27,
        "I": float(Fraction(8, 15)), "a": 0.75, "b": 0.625, "c": 0.6875, "w_indicators": 0.5, "w_tasks": 0.5,
        "indicators": [
            {"code": "A", "period": "2026-Q1", "achievement": 0.8, "weight": 2},
            {"code": "B", "period": "2026-Q1", "achievement": 0, "weight": 1},
        ],
    }  # fmt: skip


def test_a_mean_explains_each_of_its_parts(filled: Store, rules: Rules) -> None:
    fill(filled, general("SO", "2026-01", "20"), general("SO", "2026-03", "30"))
    fill(filled, indicator("E", "SO", "2026-01", "4", "2"), indicator("E", "SO", "2026-03", "4", "4"))
    with filled.write() as session:
        session.delete(session.get_one(Indicator, ("D", "2026-Q1")))
    explained: Any = ask(filled, rules, unit="SO").explain
    assert [(i["from"], i["months"], i["total"], i["w_indicators"]) for i in explained["inputs"]] == [
        ("2026-01-01", 1, 55, 1),
        ("2026-03-01", 1, 100, 1),
    ]
    assert explained["total"] == 77.5


def test_without_a_score_nothing_is_explained_but_the_rules(filled: Store, rules: Rules) -> None:
    explained: Any = ask(filled, rules, unit="CHI-CUC").explain
    assert (explained["inputs"], explained["total"], explained["rules"]) == ([], None, rules_shown(rules))


def test_a_score_just_below_a_threshold_is_not_shown_as_if_it_reached_it(store: Store, rules: Rules) -> None:
    fill(store, city(), unit("PX"), general("PX", "2026-Q1", "19.96"), indicator("A", "PX", "2026-Q1", "7", "5"))
    found = ask(store, rules)
    assert (found.shown, found.grade, found.just_below) == ("70,0", "fair", JustBelow(Decimal(70), "69,96"))


KEYS = [f"{year}{part}" for year in (2025, 2026) for part in ("", "-Q1", "-Q2", "-01", "-02", "-03", "-05", "-11")]
PERIODS = [
    quarter(2026, 1),
    month(2026, 2),
    half(2026, 1),
    whole_year(2026),
    Period(date(2025, 2, 3), date(2026, 5, 9)),
]


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), st.integers(0, 30)), st.sets(st.sampled_from(KEYS)), st.data())
def test_a_score_needs_no_rows_but_those_that_are_loaded(
    generals: dict[str, int], indicators: set[str], data: st.DataObject
) -> None:
    period, rules = data.draw(st.sampled_from(PERIODS)), load_rules()
    half_done = Fraction(1, 2)
    lines = [
        IndicatorLine(ky, "", parse_ky(ky), "", Fraction(1), half_done, "tang", half_done, Fraction(1), None)
        for ky in sorted(indicators)
    ]
    needed = set(keys_of([period]))
    everything = UnitRows(tuple(lines), {parse_ky(ky): Fraction(n) for ky, n in generals.items()})
    loaded = UnitRows(
        tuple(line for line in lines if line.code in needed),
        {parse_ky(ky): Fraction(n) for ky, n in generals.items() if ky in needed},
    )
    today = data.draw(st.sampled_from([date(2026, 2, 10), date(2027, 1, 1)]))
    assert score_period(everything, period, today, rules) == score_period(loaded, period, today, rules)
