"""The median of an indicator's peers, and who is one."""

from fractions import Fraction
from typing import Any

import pytest

from kpi_tools.entered import IndicatorLine
from kpi_tools.peers import Median, medians
from kpi_tools.periods import parse_ky, quarter
from kpi_tools.score_cache import ScoreCache
from kpi_tools.store import Store
from kpi_tools.versions import touch
from kpi_tools.view import view
from tests.kpi_tools.rows import city, fill, indicator, principal, unit

STAFF = principal("CC1", "PX")
Q1 = quarter(2026, 1)


def line(
    actual: str | None = "50", ky: str = "2026-Q1", name: str = "Hồ sơ đúng hạn", measure: str = "%"
) -> IndicatorLine:
    value = None if actual is None else Fraction(actual)
    return IndicatorLine("A", name, parse_ky(ky), measure, Fraction(1), value, "tang", Fraction(1), Fraction(1), None)


def peers(store: Store, *actuals: str | None, **given: Any) -> None:
    """Units with that value each; and the asker's own."""
    values: dict[str, Any] = {"name": "HỒ SƠ đúng hạn", "measure": "%", **given}
    level, ky = values.pop("level", "xa_phuong"), values.pop("ky", "2026-Q1")
    of = values.pop("of", "P")
    for n, actual in enumerate(actuals):
        fill(store, unit(f"{of}{n}", level=level), indicator(f"{of}-A{n}", f"{of}{n}", ky, "1", actual, **values))


def median(store: Store, *lines: IndicatorLine, cache: ScoreCache | None = None) -> Median | None:
    with view(store, STAFF) as seen:
        return medians(seen, cache or ScoreCache(), "xa_phuong", lines or (line(),)).get(("A", Q1))


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, city(), unit("PX"), indicator("A", "PX", "2026-Q1", "1", "50", name="Hồ sơ đúng hạn", measure="%"))
    return store


@pytest.mark.parametrize(
    ("actuals", "found"),
    [
        (("1", "2", "3", "4"), None),
        (("5", "1", "4", "2", "3"), Median(Fraction(3), 5)),
        (("1", "2", "3", "4.5", "50", "6"), Median(Fraction(15, 4), 6)),
        (("1", "2", "3", "4", None), None),
        (("50",) * 5, Median(Fraction(50), 5)),
    ],
)
def test_the_median_of_at_least_five_others(
    filled: Store, actuals: tuple[str | None, ...], found: Median | None
) -> None:
    peers(filled, *actuals)
    assert median(filled) == found


def test_one_s_own_value_does_not_count_nor_does_it_need_one(filled: Store) -> None:
    peers(filled, "10", "20", "30", "40", "60")
    assert median(filled) == Median(Fraction(30), 5)
    with filled.write() as session:
        session.merge(indicator("A", "PX", "2026-Q1", "1", None, name="Hồ sơ đúng hạn", measure="%"))
    assert median(filled, line(None)) == Median(Fraction(30), 5)


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Hồ sơ trễ hạn"},
        {"measure": "hồ sơ"},
        {"ky": "2026-01"},
        {"level": "so_nganh"},
        {"person": "CC9"},
        {"withdrawn": True},
    ],
)
def test_who_is_no_peer(filled: Store, other: dict[str, Any]) -> None:
    peers(filled, "1", "2", "3", "4")
    peers(filled, "5", of="Q", **other)
    assert median(filled) is None
    peers(filled, "6", of="R", measure=" % ")
    assert median(filled) == Median(Fraction(3), 5)


def test_a_unit_with_the_indicator_twice_is_one_peer(filled: Store) -> None:
    peers(filled, "1", "2", "3", "4")
    fill(filled, indicator("P-B", "P0", "2026-Q1", "1", "9", name="Hồ sơ đúng hạn", measure="%"))
    assert median(filled) is None
    peers(filled, "6", of="Q")
    # 2, 3, 4, 6 and the mean of 1 and 9
    assert median(filled) == Median(Fraction(4), 5)


def test_one_s_own_two_values_do_not_count_either(filled: Store) -> None:
    fill(filled, indicator("B", "PX", "2026-Q1", "1", "70", name="Hồ sơ đúng hạn", measure="%"))
    peers(filled, "1", "2", "3", "4", "60")
    assert median(filled, line("50"), line("70")) == Median(Fraction(3), 5)


def test_what_is_kept_is_never_older_than_the_rows(filled: Store) -> None:
    cache = ScoreCache()
    peers(filled, "1", "2", "3", "4", "5")
    for value, expected in (("6", 3), ("0", 2)):
        with filled.write() as session:
            session.merge(indicator("P-A4", "P4", "2026-Q1", "1", value, name="Hồ sơ đúng hạn", measure="%"))
            touch(session, "indicators")
        assert [median(filled, cache=cache), median(filled, cache=cache)] == [Median(Fraction(expected), 5)] * 2
