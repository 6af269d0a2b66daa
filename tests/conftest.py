"""The sample cities that tests ask, made once a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.asked import Asked

CITIES = ("2026-07-14", "2026-10-01 shaken")


@pytest.fixture(scope="session", params=CITIES, ids=lambda name: name.replace(" ", "-"))
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    from tests.asked import open_city

    yield from open_city(request.param, tmp_path_factory.mktemp("city"))
