"""Which function computes the facts of which tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from pydantic import JsonValue

from eval.expected import kpi, minutes, schedule, services, tasks
from eval.expected.facts import Facts
from eval.oracle.workbooks import City, Person

Computed = Callable[[City, Person, Mapping[str, JsonValue], datetime], Facts]
FACTS: dict[str, Computed] = {
    "kpi_summary": kpi.summary,
    "kpi_ranking": kpi.ranking,
    "kpi_person": kpi.person,
    "kpi_causes": kpi.causes,
    "task_list": tasks.task_list,
    "task_detail": tasks.task_detail,
    "schedule": schedule.schedule,
    "schedule_free": schedule.schedule_free,
    "meeting_conclusions": minutes.meeting_conclusions,
    "procedure": services.procedure,
    "forum": services.forum,
}
"""Tool → facts of (city, asker, arguments by their codes, moment of asking)."""
