"""Days of the Vietnamese lunar calendar (UTC+7), from the astronomical rules as Hồ Ngọc Đức published them.

`holidays` knows Tết and Giỗ Tổ alone, `lunardate` and its like count in Chinese time, which differs in some years
(Tết 2007, 2030). A seam: imports nothing of ours.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import floor, pi, radians, sin

_MONTH = 29.530588853
_EPOCH = 2415021.076998695
"""Julian day of the new moon of 1 January 1900, from which new moons are counted."""
_HOUR_ZONE = 7 / 24
_JULIAN_DAY_0 = 1721425
"""Julian day number of `date.fromordinal(0)`, were there one."""


def solar_date(year: int, month: int, day: int) -> date:
    """The day `day` of lunar month `month` (never the leap one). Raises ValueError where that month has no such day."""
    eleventh, next_eleventh = (
        (_eleventh(year - 1), _eleventh(year)) if month < 11 else (_eleventh(year), _eleventh(year + 1))
    )
    first = floor(0.5 + (eleventh - _EPOCH) / _MONTH)
    months = (month - 11) % 12
    if next_eleventh - eleventh > 365 and months >= _leap(first):
        months += 1
    start, following = _new_moon(first + months), _new_moon(first + months + 1)
    if not 1 <= day <= following - start:
        raise ValueError(f"lunar month {month}/{year} has no day {day}")
    return date.fromordinal(start + day - 1 - _JULIAN_DAY_0)


def _eleventh(year: int) -> int:
    """Julian day of the first day of lunar month 11, the one with the winter solstice."""
    count = int((date(year, 12, 31).toordinal() + _JULIAN_DAY_0 - 2415021) / _MONTH)
    start = _new_moon(count)
    return _new_moon(count - 1) if _sun_sector(start) >= 9 else start


def _leap(first: int) -> int:
    """Which month behind month 11 is the leap one: the first without a major solar term."""
    months, sector = 1, _sun_sector(_new_moon(first + 1))
    while months < 14:
        months += 1
        last, sector = sector, _sun_sector(_new_moon(first + months))
        if sector == last:
            break
    return months - 1


@lru_cache(maxsize=512)
def _new_moon(count: int) -> int:
    """Julian day, in Vietnam, of the new moon number `count` (Meeus, Astronomical Formulae, 1982)."""
    t = count / 1236.85
    mean = 2415020.75933 + 29.53058868 * count + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2))
    sun = radians(359.2242 + 29.10535608 * count - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * count + 0.0107306 * t**2 + 0.00001236 * t**3)
    node = radians(21.2964 + 390.67050646 * count - 0.0016528 * t**2 - 0.00000239 * t**3)
    true = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun) - 0.4068 * sin(moon) + 0.0161 * sin(2 * moon)
    true += -0.0004 * sin(3 * moon) + 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    true += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    true += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    clock = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return floor(mean + true - clock + 0.5 + _HOUR_ZONE)


def _sun_sector(julian_day: int) -> int:
    """In which twelfth of its yearly course, 0 from the spring equinox, the sun stands at midnight in Vietnam."""
    t = (julian_day - 0.5 - _HOUR_ZONE - 2451545.0) / 36525
    anomaly = radians(357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3)
    centre = (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    longitude = radians(280.46645 + 36000.76983 * t + 0.0003032 * t**2 + centre)
    return floor(longitude % (2 * pi) / pi * 6)
