"""What each tool is asked of the marked city: about everything that it has, by every argument."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import get_args

from pydantic import JsonValue

from kpi_tools.tasks import State
from tests.rights.city import STAFF, UNITS, MarkedCity

Args = dict[str, JsonValue]
QUARTER: Args = {"from": "2026-01-01", "to": "2026-03-31"}
YEAR: Args = {"from": "2026-01-01", "to": "2026-12-31"}
FEBRUARY: Args = {"from": "2026-02-01", "to": "2026-02-28"}
SPAN: Args = {"from": "2026-04-01", "to": "2026-04-10"}


def each(name: str, values: Iterable[str], more: Mapping[str, JsonValue] | None = None) -> list[Args]:
    return [{name: value, **(more or {})} for value in values]


def _of_units(_: MarkedCity) -> list[Args]:
    ranges = each("unit", UNITS, QUARTER) + each("unit", ("PX-1", "SO"), FEBRUARY) + each("unit", ("CHI-CUC",), YEAR)
    return each("unit", UNITS) + ranges


def _task_lists(city: MarkedCity) -> list[Args]:
    some = city.of("task")[::5]
    found = each("text", (task.words for task in some)) + each("basis", (f"căn cứ {t.words}" for t in some[::2]))
    return [{}, QUARTER, *each("unit", UNITS), *each("person", STAFF), *each("status", get_args(State)), *found]


def _minutes(city: MarkedCity) -> list[Args]:
    meetings, conclusions = city.of("meeting"), city.of("conclusion")
    named = each("meeting", (meeting.code for meeting in meetings[::3]))
    named += each("meeting", (f"{meeting.words}/TB-UBND" for meeting in meetings[1::4]))
    named += each("topic", (one.words for one in (*meetings[2::6], *conclusions[::6])))
    return [{}, {"from": "2026-03-01", "to": "2026-03-31"}, *each("unit", UNITS), *named]


def _questions(city: MarkedCity) -> list[Args]:
    """Without a document, about what the rows say; documents of their own are asked for in `test_documents.py`."""
    words = [one.words for one in city.marked[::7]]
    return each("question", [*words, "khoản 2 điều 5 nghị định 45", "quyết định 7/QĐ-UBND quy định gì"])


SAMPLES: Mapping[str, Callable[[MarkedCity], Sequence[Args]]] = {
    "kpi_summary": _of_units,
    "kpi_causes": _of_units,
    "kpi_ranking": lambda _: [
        {"limit": 50},
        {"level": "commune", "order": "worst"},
        {"level": "department", **QUARTER},
        YEAR,
    ],
    "kpi_person": lambda _: each("person", STAFF) + each("person", STAFF, QUARTER),
    "task_list": _task_lists,
    "task_detail": lambda city: each("task", (task.code for task in city.of("task")[::2])),
    "schedule": lambda _: [{}, *each("person", STAFF, SPAN), *each("unit", UNITS, SPAN)],
    "schedule_free": lambda _: [SPAN, *each("person", STAFF, SPAN)],
    "meeting_conclusions": _minutes,
    "procedure": lambda _: [{"topic": "khai sinh"}, {"procedure": "TT-1"}, {"topic": "zzz"}],
    "forum": lambda _: [{}, {"topic": "khai sinh"}],
    "documents": _questions,
    "smalltalk": lambda _: [{}],
}
"""A new tool gets its arguments here; the test says so."""
