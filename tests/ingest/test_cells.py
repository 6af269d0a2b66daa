"""Every way of writing a value."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from ingest import cells


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567,25", "1234567.25"),
        ("12,5", "12.5"),
        ("12,500", "12.5"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("0.234", "0.234"),
        ("1.5", "1.5"),
        ("12.3456", "12.3456"),
        ("-1.234,5", "-1234.5"),
        ("−3", "-3"),
        (" 98 ", "98"),
        (98, "98"),
        (0.1, "0.1"),
        (1e-9, "0"),
        (33.3333333333, "33.333333"),
    ],
)
def test_number(written: cells.Cell, value: str) -> None:
    assert cells.number(written) == Decimal(value)


@pytest.mark.parametrize(
    "written",
    [
        "abc",
        "1,234,567",
        "1.23.4",
        "12.34,5",
        "1.234,567,8",
        "5.",
        ",5",
        "1e3",
        "nan",
        "85%",
        "٣",
        True,
        date(2026, 1, 1),
    ],
)
def test_no_number(written: cells.Cell) -> None:
    with pytest.raises(PydanticCustomError, match="not a number"):
        cells.number(written)


@given(st.integers(-(10**12), 10**12), st.integers(0, 999_999))
def test_vietnamese_form_is_read_back(whole: int, part: int) -> None:
    assert cells.number(f"{whole:,}".replace(",", ".") + f",{part:06d}") == Decimal(f"{whole}.{part:06d}")


@given(st.text(alphabet="0123456789.,-x ", max_size=12))
def test_any_text_is_a_number_or_refused(written: str) -> None:
    plain = cells.decimal_text(written)
    assert plain is None or Decimal(plain).is_finite()


@pytest.mark.parametrize(
    "written",
    ["02/04/2026", "2/4/2026", "2026-04-02", "2026-04-02 00:00:00", date(2026, 4, 2), datetime(2026, 4, 2, 0, 0)],
)
def test_day(written: cells.Cell) -> None:
    assert cells.day(written) == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("31/02/2026", "no_such_date"),
        ("2026-13-01", "no_such_date"),
        ("01/01/0026", "no_such_date"),
        ("04.02.2026", "not_a_date"),
        ("2/4/26", "not_a_date"),
        ("mai", "not_a_date"),
        (46113.0, "not_a_date"),
        (cells.ErrorValue("#N/A"), "formula_error"),
    ],
)
def test_no_day(written: cells.Cell, reason: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        cells.day(written)
    assert caught.value.type == reason


@pytest.mark.parametrize(
    "written",
    [
        "02/04/2026 07:30",
        "2/4/2026 7h30",
        "07:30 02/04/2026",
        "2026-04-02T07:30",
        "2026-04-02 07:30:00",
        "2026-04-02T00:30:00Z",
        "2026-04-02T07:30+07:00",
        datetime(2026, 4, 2, 7, 29, 59, 999_900),
    ],
)
def test_moment(written: cells.Cell) -> None:
    assert cells.moment(written) == datetime(2026, 4, 2, 7, 30)


@pytest.mark.parametrize("written", ["02/04/2026", "07:30", "02/04/2026 25:00", "sáng mai", 1.5])
def test_no_moment(written: cells.Cell) -> None:
    with pytest.raises(PydanticCustomError):
        cells.moment(written)


@pytest.mark.parametrize(
    ("written", "period"),
    [(2026.0, "2026"), ("2026-q1", "2026-Q1"), ("2026-02", "2026-02"), (date(2026, 2, 1), "2026-02")],
)
def test_period(written: cells.Cell, period: str) -> None:
    assert cells.period(written) == period


@pytest.mark.parametrize("written", ["2026-Q5", "2026-13", "2026-2", "Q1/2026", "26", date(2026, 2, 2), ""])
def test_no_period(written: cells.Cell) -> None:
    with pytest.raises(PydanticCustomError):
        cells.period(written)


def test_codes_each_once_in_their_order() -> None:
    assert cells.codes(" PX-B;PX-A ; ;PX-B") == ("PX-B", "PX-A")


def test_text_is_normalised_and_numbers_in_text_columns_stay_whole() -> None:
    assert cells.shown("  Phường\u00a0Thuận  Hoà ") == "Phường Thuận Hòa"
    assert cells.shown(19789.0) == "19789"
