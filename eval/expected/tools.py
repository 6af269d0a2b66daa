"""Which function computes the facts of which tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from pydantic import JsonValue

from eval.expected import kpi
from eval.expected.facts import Facts
from eval.oracle.workbooks import City, Person

Computed = Callable[[City, Person, Mapping[str, JsonValue], datetime], Facts]
FACTS: dict[str, Computed] = {
    "kpi_summary": kpi.summary,
    "kpi_ranking": kpi.ranking,
    "kpi_person": kpi.person,
    "kpi_causes": kpi.causes,
}
"""Tool → facts of (city, asker, arguments by their codes, moment of asking)."""
