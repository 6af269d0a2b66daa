"""Days of the Vietnamese lunar calendar (UTC+7), by lunar-vn (the only import).

It agrees with `holidays`, which knows Tết and Giỗ Tổ alone, in 2007 to 2089; `lunardate` and its like count in Chinese
time, which differs in some years (Tết 2007, 2030).
"""

from __future__ import annotations

from datetime import date

from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar


def solar_date(year: int, month: int, day: int) -> date:
    """The day `day` of lunar month `month` (never the leap one). Raises ValueError where that month has no such day."""
    found = lunar_to_solar(LunarDate(day, month, year))
    if solar_to_lunar(found).day != day:  # it counts on into the next month
        raise ValueError(f"lunar month {month}/{year} has no day {day}")
    return found
