from datetime import date

import pytest

from kpi_tools.periods import (
    Period,
    half,
    last_quarter_over,
    latest_quarter_over,
    month,
    months_of,
    parse_ky,
    previous_comparable,
    quarter,
    quarters_of,
    touched_months,
    whole_year,
)


def between(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("period", "kind", "number", "ky"),
    [
        (between("2026-02-01", "2026-02-28"), "month", 2, "2026-02"),
        (between("2024-02-01", "2024-02-28"), "range", None, None),
        (between("2026-04-01", "2026-06-30"), "quarter", 2, "2026-Q2"),
        (between("2026-02-01", "2026-04-30"), "range", None, None),
        (between("2026-07-01", "2026-12-31"), "half", 2, None),
        (between("2026-04-01", "2026-09-30"), "range", None, None),
        (between("2026-01-01", "2026-12-31"), "year", None, "2026"),
        (between("2025-07-01", "2026-06-30"), "range", None, None),
        (between("2026-01-01", "2026-05-20"), "range", None, None),
    ],
)
def test_a_period_knows_what_it_is(period: Period, kind: str, number: int | None, ky: str | None) -> None:
    assert (period.kind, period.number, period.ky) == (kind, number, ky)


@pytest.mark.parametrize("ky", ["2026", "2026-Q1", "2026-Q4", "2026-01", "2026-12"])
def test_ky_reads_back(ky: str) -> None:
    assert parse_ky(ky).ky == ky


@pytest.mark.parametrize("ky", ["", "26", "2026-Q5", "2026-13", "2026-1", "2026-q1", "2026-Q1 "])
def test_what_is_no_ky_is_refused(ky: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        parse_ky(ky)


def test_parts_of_a_range() -> None:
    period = between("2026-02-10", "2026-07-15")
    assert months_of(period) == (month(2026, 3), month(2026, 4), month(2026, 5), month(2026, 6))
    assert quarters_of(period) == (quarter(2026, 2),)
    assert [m.start.month for m in touched_months(period)] == [2, 3, 4, 5, 6, 7]
    assert months_of(between("2026-02-02", "2026-03-30")) == ()


@pytest.mark.parametrize(
    ("period", "previous"),
    [
        (month(2026, 1), month(2025, 12)),
        (quarter(2026, 1), quarter(2025, 4)),
        (half(2026, 2), half(2026, 1)),
        (whole_year(2026), whole_year(2025)),
        (between("2026-01-01", "2026-11-21"), between("2025-01-01", "2025-11-21")),
        (between("2026-01-01", "2026-09-30"), between("2025-01-01", "2025-09-30")),
        (between("2024-01-01", "2024-02-29"), between("2023-01-01", "2023-02-28")),
        (between("2024-01-01", "2024-05-15"), between("2023-01-01", "2023-05-15")),
        (between("2026-02-01", "2026-03-31"), between("2025-12-01", "2026-01-31")),
        (between("2025-01-01", "2026-12-31"), between("2023-01-01", "2024-12-31")),
        (between("2026-02-10", "2026-03-31"), None),
    ],
)
def test_what_a_trend_compares_with(period: Period, previous: Period | None) -> None:
    assert previous_comparable(period) == previous


@pytest.mark.parametrize(
    ("today", "expected"),
    [("2026-04-01", quarter(2026, 1)), ("2026-03-31", quarter(2025, 4)), ("2026-01-15", quarter(2025, 4))],
)
def test_the_last_day_of_a_quarter_is_not_over(today: str, expected: Period) -> None:
    assert last_quarter_over(date.fromisoformat(today)) == expected


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([], quarter(2026, 1)),
        ([date(2025, 11, 30), date(2025, 2, 1)], quarter(2025, 4)),
        ([date(2025, 2, 1), date(2026, 4, 1), date(2027, 1, 1)], quarter(2025, 1)),
        ([date(2026, 3, 31), date(2025, 2, 1)], quarter(2026, 1)),
        ([date(2026, 5, 1)], quarter(2026, 1)),
    ],
)
def test_the_latest_quarter_over_with_one_of_the_days(days: list[date], found: Period) -> None:
    assert latest_quarter_over(days, date(2026, 6, 30)) == found
