"""Public holidays of Vietnam (Labour Code 2019, Article 112): Tết, days off in lieu and exchanged days included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache


@cache
def public_holidays(year: int) -> Mapping[date, str]:
    """Days off of a year with their Vietnamese names.

    Days that the government moves are known for past years and the current one, from its decision as the library has
    it; of later years the law alone speaks.
    """
    from holidays import country_holidays

    return dict(country_holidays("VN", years=year, language="vi"))
