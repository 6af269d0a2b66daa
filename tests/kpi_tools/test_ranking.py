"""The ranking, worked out by hand: ties, provisional units, levels, the cap of Article 8.5, and what is kept of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.access import ROLES, Principal
from kpi_tools.city_scores import UnitScore
from kpi_tools.kpi import kpi_summary
from kpi_tools.periods import month, quarter, whole_year
from kpi_tools.ranking import CapExceeded, KpiRanking, Level, Order, RankedUnit, exceeded, kpi_ranking, ranked
from kpi_tools.rules import Rules, load_rules
from kpi_tools.schema import GeneralScore
from kpi_tools.score import Grade
from kpi_tools.score_cache import ScoreCache
from kpi_tools.store import Store
from kpi_tools.versions import touch
from tests.kpi_tools.rows import city, fill, general, indicator, person, principal, task, unit

NOW = datetime(2026, 4, 2, 8, 0)
Q1 = quarter(2026, 1)
LEADER = principal("CC0", "TP", "lanh_dao_thanh_pho")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(
        store,
        city(),
        unit("SO1", level="so_nganh", name="Sở Một"),
        unit("SO2", level="so_nganh", name="Sở Hai"),
        unit("PX1", name="Phường Một"),
        unit("PX2", name="PHƯỜNG Hai"),
        unit("XA1", name="Xã Một"),
        unit("XA2", name="Xã Phường Đúc"),
        unit("XA3", name="Xã Ba"),
        unit("DI", name="Xã Đã Bỏ", withdrawn=True),
        person("CC1", "PX1"),
        # Sở Một 30 + 70 = 100; Sở Hai 20 + 70 × 0.9 = 83
        *(general("SO1", "2026-Q1", "30"), indicator("S1", "SO1", "2026-Q1", "100", "100")),
        *(general("SO2", "2026-Q1", "20"), indicator("S2", "SO2", "2026-Q1", "100", "90")),
        # Phường Một 27 + 70 × 0.8 = 83 too; Xã Một 83 by its months, 30 + 70 and 24 + 70 × 0.6 = 66, and 83
        *(general("PX1", "2026-Q1", "27"), indicator("P1", "PX1", "2026-Q1", "10", "8")),
        *(general("XA1", "2026-01", "30"), indicator("X1", "XA1", "2026-01", "10", "11")),
        *(general("XA1", "2026-02", "24"), indicator("X1", "XA1", "2026-02", "10", "6")),
        # Phường Hai 25 + 70 × 0.5 = 60, by a task; Xã Phường Đúc provisional: 95
        *(general("PX2", "2026-Q1", "25"), task("N1", "PX2", date(2026, 2, 1), date(2026, 1, 9))),
        task("N2", "PX2", date(2026, 2, 1), secrecy="han_che"),
        indicator("X2", "XA2", "2026-Q1", "100", "95"),
        # the root, a unit gone, a person's indicator, a person's general score
        *(general("TP", "2026-Q1", "30"), indicator("T", "TP", "2026-Q1", "100", "100")),
        *(general("DI", "2026-Q1", "30"), indicator("D", "DI", "2026-Q1", "100", "100")),
        indicator("C", "PX1", "2026-Q1", "100", "1", person="CC1"),
        general("CC1", "2026-Q1", "1"),
    )
    return store


def ask(
    store: Store,
    rules: Rules,
    level: Level | None = None,
    order: Order = "best",
    limit: int = 500,
    start: date | None = None,
    end: date | None = None,
    asker: Principal = LEADER,
    cache: ScoreCache | None = None,
) -> KpiRanking:
    return kpi_ranking(store, asker, level, start, end, order, limit, NOW, rules, cache or ScoreCache())


def places(found: KpiRanking) -> list[tuple[int | None, str, str | None]]:
    return [(u.rank, u.code, u.shown) for u in found.units]


def test_the_own_unit_has_its_place_though_few_are_asked_for(filled: Store, rules: Rules) -> None:
    asker = principal("CC1", "PX2")

    found = ask(filled, rules, limit=1, asker=asker)

    assert found.own is not None
    assert (places(found), found.own.code, found.own.rank) == ([(1, "SO1", "100,0")], "PX2", 5)
    assert ask(filled, rules, "department", asker=asker).own is None


def test_ties_share_a_rank_and_who_has_none_comes_last(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules)
    assert places(found) == [
        (1, "SO1", "100,0"),
        (2, "PX1", "83,0"),
        (2, "SO2", "83,0"),
        (2, "XA1", "83,0"),
        (5, "PX2", "60,0"),
        (None, "XA2", "95,0"),
        (None, "XA3", None),
    ]
    assert (found.total, found.unranked) == (5, 2)
    assert (found.period, found.chosen, found.as_of) == (Q1, True, None)
    provisional, without = found.units[5:]
    assert (provisional.provisional, provisional.grade, provisional.no_score) == (True, None, None)
    assert (without.total, without.no_score) == (None, "no_tasks")


def test_from_the_worst(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, order="worst", limit=4)
    assert places(found) == [(5, "PX2", "60,0"), (2, "PX1", "83,0"), (2, "SO2", "83,0"), (2, "XA1", "83,0")]
    assert (found.total, found.unranked) == (5, 2)
    assert places(ask(filled, rules, order="worst"))[-2:] == [(None, "XA2", "95,0"), (None, "XA3", None)]


@pytest.mark.parametrize(
    ("level", "codes", "ranks"),
    [
        ("department", ["SO1", "SO2"], [1, 2]),
        ("commune", ["PX1", "XA1", "PX2", "XA2", "XA3"], [1, 1, 3, None, None]),
        ("ward", ["PX1", "PX2"], [1, 2]),
        ("rural", ["XA1", "XA2", "XA3"], [1, None, None]),
    ],
)
def test_levels(filled: Store, rules: Rules, level: Level, codes: list[str], ranks: list[int | None]) -> None:
    found = ask(filled, rules, level)
    assert [u.code for u in found.units] == codes
    assert [u.rank for u in found.units] == ranks


def test_the_same_totals_and_grades_as_each_units_own(filled: Store, rules: Rules) -> None:
    for period in (Q1, month(2026, 2), whole_year(2026), quarter(2026, 2)):
        for u in ask(filled, rules, start=period.start, end=period.end).units:
            own = kpi_summary(filled, LEADER, u.code, period.start, period.end, NOW, rules)
            assert (u.total, u.provisional, u.grade) == (own.total, own.provisional, own.grade)
            assert (u.no_score, u.just_below) == (own.no_score, own.just_below)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_sees_the_same(filled: Store, rules: Rules, role: str) -> None:
    found = ask(filled, rules, asker=principal("CC1", "PX1", role))

    assert replace(found, own=None) == ask(filled, rules)


def test_an_unknown_role_sees_nothing_even_of_what_is_kept(filled: Store, rules: Rules) -> None:
    cache = ScoreCache()
    with filled.write() as session:
        touch(session, "units")
    assert ask(filled, rules, cache=cache).units
    assert ask(filled, rules, asker=principal("CC1", "PX1", "khach"), cache=cache) == KpiRanking()


def test_a_period_is_the_latest_quarter_over_in_which_any_unit_has_data(filled: Store, rules: Rules) -> None:
    def chosen(day: datetime) -> object:
        return kpi_ranking(filled, LEADER, None, None, None, "best", 5, day, rules, ScoreCache()).period

    assert chosen(NOW) == chosen(datetime(2026, 12, 30)) == Q1
    assert chosen(datetime(2026, 3, 31)) == quarter(2025, 4)  # nothing before: the latest over
    fill(filled, task("N9", "XA3", date(2026, 5, 5), ad_hoc=True), general("TP", "2026-Q2", "30"))
    assert chosen(datetime(2026, 7, 1)) == Q1
    fill(filled, task("N8", "XA3", date(2026, 5, 5)))
    assert chosen(datetime(2026, 7, 1)) == quarter(2026, 2)


def test_a_running_period_says_so(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, start=date(2026, 4, 1), end=date(2026, 4, 30))
    assert (found.period, found.chosen, found.as_of) == (month(2026, 4), False, date(2026, 4, 2))
    assert (found.total, found.unranked) == (0, 7)


def test_an_empty_city(store: Store, rules: Rules) -> None:
    assert ask(store, rules, "ward") == KpiRanking(level="ward")


# --- what is kept ----------------------------------------------------------------------------------------------------


def new_general(store: Store, score: str) -> None:
    """As an import does it: rows and mark in one transaction."""
    with store.write() as session:
        row = session.get(GeneralScore, ("PX2", "2026-Q1"))
        assert row is not None
        row.score = Decimal(score)
        touch(session, "general_scores")


def total_of(found: KpiRanking, code: str) -> Fraction | None:
    return next(u.total for u in found.units if u.code == code)


def test_what_is_kept_is_never_older_than_the_rows(filled: Store, rules: Rules) -> None:
    cache = ScoreCache()
    for score in ("25", "5", "30", "25"):
        new_general(filled, score)
        assert total_of(ask(filled, rules, cache=cache), "PX2") == 35 + Fraction(score)
        assert total_of(ask(filled, rules, cache=cache), "PX2") == 35 + Fraction(score)


def test_other_rules_and_another_day_are_other_scores(filled: Store, rules: Rules) -> None:
    new_general(filled, "25")
    cache = ScoreCache()
    strict = rules.model_copy(update={"deduction": Decimal(1), "good_from": Decimal("83.5")})
    assert [u.grade for u in ask(filled, rules, "department", cache=cache).units] == ["excellent", "good"]
    assert [u.grade for u in ask(filled, strict, "department", cache=cache).units] == ["excellent", "fair"]
    before = kpi_ranking(filled, LEADER, "ward", Q1.start, Q1.end, "best", 5, datetime(2026, 1, 20), rules, cache)
    assert total_of(before, "PX2") == 95  # the task that is not done is not due yet


def test_while_others_ask_and_rows_change(filled: Store, rules: Rules) -> None:
    """Four threads ask while a fifth changes the rows: each answer is one of the states, the last one the newest."""
    cache = ScoreCache()
    new_general(filled, "0")
    with ThreadPoolExecutor(5) as pool:
        answers = [pool.submit(ask, filled, rules, cache=cache) for _ in range(12)]
        changes = [pool.submit(new_general, filled, str(n)) for n in (10, 20, 30)]
        for change in changes:
            change.result()
        seen = {total_of(answer.result(), "PX2") for answer in answers}
    assert seen <= {Fraction(35 + n) for n in (0, 10, 20, 30)}
    new_general(filled, "7")
    assert total_of(ask(filled, rules, cache=cache), "PX2") == 42


def test_two_stores_do_not_share(tmp_path: Path, rules: Rules) -> None:
    found = []
    for n in (10, 20):
        store = Store.open(f"sqlite:///{tmp_path / str(n)}.db")
        fill(store, city(), unit("PX"), general("PX", "2026-Q1", str(n)), indicator("A", "PX", "2026-Q1", "1", "1"))
        with store.write() as session:
            touch(session, "units", "general_scores")
        found.append(store)
    cache = ScoreCache()
    assert [total_of(ask(store, rules, cache=cache), "PX") for store in found * 2] == [80, 90, 80, 90]
    for store in found:
        store.close()


def test_nothing_but_score_and_grade_is_published() -> None:
    assert {f.name for f in fields(UnitScore)} == {
        "code", "name", "level", "total", "provisional", "no_score", "grade", "just_below",
    }  # fmt: skip
    assert {f.name for f in fields(RankedUnit)} == {f.name for f in fields(UnitScore)} | {"rank", "shown"}


# --- ranks and the cap, as pure functions ----------------------------------------------------------------------------


def scored(code: str, total: int | None, provisional: bool = False, grade: Grade | None = None) -> UnitScore:
    return UnitScore(code, code, "xa_phuong", None if total is None else Fraction(total), provisional, None, grade)


@given(st.lists(st.integers(0, 5)))
def test_a_rank_is_one_more_than_how_many_are_better(totals: list[int]) -> None:
    units = [scored(str(n), total) for n, total in enumerate(sorted(totals, reverse=True))]
    best = ranked(units, "best")
    for rank, one in best:
        assert one.total is not None
        assert rank == 1 + sum(total > one.total for total in totals)
    worst = ranked(units, "worst")
    assert sorted(best, key=lambda x: x[1].code) == sorted(worst, key=lambda x: x[1].code)
    assert [rank for rank, _ in worst] == sorted((rank for rank, _ in best if rank), reverse=True)


@pytest.mark.parametrize(
    ("excellent", "good", "settings", "allowed"),
    [
        (2, 10, {}, None),
        (3, 14, {}, 2),
        (3, 15, {}, None),
        (1, 4, {}, 0),
        (0, 0, {}, None),
        (3, 12, {"excellent_share": Decimal("0.25")}, None),
        (3, 11, {"excellent_share": Decimal("0.25")}, 2),
        (3, 12, {"excellent_base": "good_and_excellent"}, None),
        (3, 11, {"excellent_base": "good_and_excellent"}, 2),
    ],
)
def test_the_cap_on_xuat_sac(excellent: int, good: int, settings: dict[str, object], allowed: int | None) -> None:
    rules = load_rules().model_copy(update=settings)
    units = [scored("E", 95, grade="excellent")] * excellent + [scored("G", 75, grade="good")] * good
    units += [scored("F", 55, grade="fair")] * 50
    found = exceeded(units, ("so_nganh", "xa_phuong"), rules)
    expected = CapExceeded("xa_phuong", excellent, allowed or 0, rules.excellent_share, rules.excellent_base)
    assert found == (() if allowed is None else (expected,))


def test_the_cap_is_of_a_whole_level_whatever_part_is_asked_for(filled: Store, rules: Rules) -> None:
    departments, wards, everything = ask(filled, rules, "department"), ask(filled, rules, "ward"), ask(filled, rules)
    # one "xuất sắc" and one "tốt" among the departments; none among the communes
    assert [(e.level, e.excellent, e.allowed) for e in departments.exceeded] == [("so_nganh", 1, 0)]
    assert (wards.exceeded, everything.exceeded) == ((), departments.exceeded)
