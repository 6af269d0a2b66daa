from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assistant.access import Principal
from kpi_tools.rules import Rules
from kpi_tools.schema import TaskUnit
from kpi_tools.store import Store
from kpi_tools.task_states import STATES, state_on
from kpi_tools.tasks import MAX_ITEMS, TaskList, task_list
from tests.kpi_tools.rows import city, fill, person, principal, task, unit

TODAY = date(2026, 4, 2)
CITY_LEADER = principal("CC0", "TP", "lanh_dao_thanh_pho")


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, city(), unit("SO", level="so_nganh", name="Sở Mẫu"), unit("PX"), unit("PX-2"))
    fill(store, person("CC1", "PX", name="Trần Thị Mẫu"), person("CC2", "SO"), person("CC3", "PX-2"))
    half = Decimal(50)
    fill(
        store,
        task("done", "PX", day(-10), day(-10), assignee="CC1", basis="Nghị quyết 45/NQ-HĐND", product="Báo cáo"),
        task("late", "PX", day(-20), day(-15), delay_cause="Chờ ý kiến"),
        task("over", "PX", day(-3), progress=half, assignee="CC1", basis="Kế hoạch 12/KH-UBND"),
        task("today", "PX", day(0)),
        task("soon", "SO", day(7), progress=half, name="Số hoá hồ sơ"),
        task("begun", "SO", day(8), progress=half, name="Số hóa bản đồ"),
        task("not", "SO", day(8)),
        task("ahead", "SO", day(30), day(5)),  # completed after the day of asking
        task("secret", "PX-2", day(1), secrecy="han_che", assignee="CC3"),
        task("open", "PX-2", day(40), secrecy="cong_khai"),
        TaskUnit(task="soon", unit="PX"),
    )
    return store


def ask(store: Store, rules: Rules, asker: Principal = CITY_LEADER, **asked: Any) -> TaskList:
    names = ("unit", "person", "basis", "text", "status", "start", "end")
    values = [asked.pop(name, None) for name in names]
    assert not asked
    return task_list(store, asker, *values, now=datetime(2026, 4, 2, 8, 0), rules=rules)  # type: ignore[misc]


def codes(found: TaskList) -> list[str]:
    assert found.outcome == "answered"
    assert found.total == len(found.items)
    return [item.code for item in found.items]


def test_everything_by_deadline(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules)
    assert codes(found) == ["late", "done", "over", "today", "secret", "soon", "begun", "not", "ahead", "open"]
    assert {i.code: (i.state, i.days_late) for i in found.items} == {
        "late": ("done_late", 5),
        "done": ("done", 0),
        "over": ("overdue", 3),
        "today": ("due_soon", 0),
        "secret": ("due_soon", 0),
        "soon": ("due_soon", 0),
        "begun": ("in_progress", 0),
        "not": ("not_started", 0),
        "ahead": ("not_started", 0),
        "open": ("not_started", 0),
    }
    assert found.whole_city


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("done", ["late", "done"]),
        ("done_late", ["late"]),
        ("overdue", ["over"]),
        ("due_soon", ["today", "secret", "soon"]),
        ("in_progress", ["soon", "begun"]),
        ("not_started", ["not", "ahead", "open"]),
    ],
)
def test_by_state(filled: Store, rules: Rules, status: str, expected: list[str]) -> None:
    assert codes(ask(filled, rules, status=status)) == expected


def test_by_unit_with_what_it_takes_part_in(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, unit="PX")
    assert codes(found) == ["late", "done", "over", "today", "soon"]
    assert [i.code for i in found.items if i.takes_part] == ["soon"]
    assert (found.unit_name, found.whole_city) == ("Đơn vị PX", False)
    assert found.items[-1].unit_name == "Sở Mẫu"


def test_the_root_means_the_whole_city(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, unit="TP")
    assert (found.whole_city, found.total) == (True, 10)
    assert not any(i.takes_part for i in found.items)
    assert codes(ask(filled, rules, principal("CC1", "PX"), unit="TP")) == [
        "late",
        "done",
        "over",
        "today",
        "soon",
        "open",
    ]


def test_by_person(filled: Store, rules: Rules) -> None:
    found = ask(filled, rules, person="CC1")
    assert codes(found) == ["done", "over"]
    assert (found.person_name, found.items[0].assignee_name) == ("Trần Thị Mẫu", "Trần Thị Mẫu")
    assert codes(ask(filled, rules, principal("CC1", "PX"), person="CC3")) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"basis": "45/NQ-HĐND"}, ["done"]),
        ({"basis": "nghi quyet 45/nq-hdnd"}, ["done"]),
        ({"basis": "KẾ HOẠCH"}, ["over"]),
        ({"basis": "không có"}, []),
        ({"text": "số hóa"}, ["soon", "begun"]),
        ({"text": "số hoá"}, ["soon", "begun"]),
        ({"text": "SO HOA ho so"}, ["soon"]),
        ({"text": "báo cáo"}, ["done"]),
        ({"text": "nhiem vu over"}, ["over"]),
        ({"text": "100%_"}, []),
        ({"start": day(-10), "end": day(0)}, ["done", "over", "today"]),
        ({"start": day(8)}, ["begun", "not", "ahead", "open"]),
        ({"unit": "SO", "person": "CC1"}, []),
        ({"unit": "PX", "status": "overdue", "basis": "kế hoạch"}, ["over"]),
    ],
)
def test_filters(filled: Store, rules: Rules, asked: dict[str, Any], expected: list[str]) -> None:
    assert codes(ask(filled, rules, **asked)) == expected


def test_a_long_list_is_counted_in_full(filled: Store, rules: Rules) -> None:
    fill(filled, *(task(f"N{n:03d}", "PX", day(50)) for n in range(MAX_ITEMS)))
    found = ask(filled, rules)
    assert (found.total, len(found.items)) == (MAX_ITEMS + 10, MAX_ITEMS)
    assert found.items[0].code == "late"


def test_codes_that_do_not_exist(filled: Store, rules: Rules) -> None:
    assert ask(filled, rules, unit="X").outcome == "unknown"
    assert ask(filled, rules, person="X").outcome == "unknown"
    assert ask(filled, rules, principal("CC1", "PX"), unit="PX-2", person="X").outcome == "unknown"


def test_what_is_hidden_looks_like_nothing(filled: Store, rules: Rules) -> None:
    hidden = ask(filled, rules, principal("CC1", "PX"), text="secret")
    nothing = ask(filled, rules, principal("CC1", "PX"), text="secrft")
    assert (hidden.total, hidden.items) == (nothing.total, nothing.items) == (0, ())
    assert codes(ask(filled, rules, principal("CC3", "PX-2"), text="secret")) == ["secret"]


@pytest.mark.parametrize("progress", [Decimal(0), Decimal(100)])
@pytest.mark.parametrize("completed", [None, -1, 0, 1])
@pytest.mark.parametrize("deadline", range(-2, 12))
def test_states_on_a_day(rules: Rules, deadline: int, completed: int | None, progress: Decimal) -> None:
    state = state_on(TODAY, day(deadline), None if completed is None else day(completed), progress, rules)
    finished = completed is not None and completed <= 0
    assert state in STATES
    assert (state in ("done", "done_late")) == finished
    assert (state == "overdue") == (not finished and deadline < 0)
    assert (state == "due_soon") == (not finished and 0 <= deadline <= 7)
    assert (state == "in_progress") == (not finished and deadline > 7 and progress > 0)


def test_due_soon_is_a_setting(filled: Store, rules: Rules) -> None:
    wider = rules.model_copy(update={"due_soon_days": 8})
    assert codes(ask(filled, wider, status="due_soon")) == ["today", "secret", "soon", "begun", "not"]
