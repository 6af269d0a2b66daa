from datetime import date

import pytest

from assistant.lunar import solar_date
from kpi_tools.public_holidays import public_holidays


@pytest.mark.parametrize(
    ("lunar", "solar"),
    [
        ((2026, 1, 1), date(2026, 2, 17)),
        ((2007, 1, 1), date(2007, 2, 17)),  # a day before the Chinese one
        ((2030, 1, 1), date(2030, 2, 2)),
        ((2026, 1, 15), date(2026, 3, 3)),
        ((2026, 8, 15), date(2026, 9, 25)),
        ((2025, 8, 15), date(2025, 10, 6)),  # behind the leap sixth month
        ((2025, 12, 23), date(2026, 2, 10)),
        ((2023, 3, 10), date(2023, 4, 29)),  # behind the leap second month
    ],
)
def test_days_of_the_lunar_calendar(lunar: tuple[int, int, int], solar: date) -> None:
    assert solar_date(*lunar) == solar


@pytest.mark.parametrize("year", range(2007, 2090))
def test_agrees_with_the_public_holidays(year: int) -> None:
    days = {name: day for day, name in public_holidays(year).items()}

    assert solar_date(year, 1, 1) == days["Tết Nguyên Đán"]
    assert solar_date(year, 3, 10) == days["Ngày Giỗ Tổ Hùng Vương"]


@pytest.mark.parametrize(("month", "day"), [(1, 0), (2, 30), (1, 31), (13, 1)])
def test_a_day_that_no_lunar_month_has(month: int, day: int) -> None:
    with pytest.raises(ValueError, match="lunar"):
        solar_date(2026, month, day)
