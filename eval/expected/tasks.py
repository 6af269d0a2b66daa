"""What `task_list` and `task_detail` must say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from eval.expected.facts import Facts
from eval.expected.words import SHOWN, Args, day, day_of, name_of, unique, withheld
from eval.oracle.kpi import completed
from eval.oracle.lists import may_see_task, tasks_seen
from eval.oracle.workbooks import City, Person, Task

FIRST = 3
"""Of a longer list, so many are named."""


def task_list(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    """`task`: of the list, only this one must be named ("việc nào trễ nhất?")."""
    found = _matching(city, asker, args, now)
    if "task" in args:
        return Facts("answered", unique(w for t in found if t.code == args["task"] for w in (t.name, day(t.deadline))))
    everything = _matching(city, asker.with_role("lanh_dao_thanh_pho"), args, now)
    others = [task for task in everything if task not in found]
    hidden = withheld((task.name for task in others), (task.name for task in found))
    whole = "person" not in args and name_of(args, "unit") in (None, city.root)
    leak = () if whole else _secret(others, hidden)
    if not found:
        return Facts("not_found", (), hidden, leak)
    total = f"{len(found)} nhiệm vụ"
    rest = [] if len(found) <= SHOWN else [f"{len(found) - SHOWN} nhiệm vụ"]
    named = found if len(found) <= SHOWN else _first(found)
    words = [word for task in named for word in (task.name, day(task.deadline))]
    return Facts("answered", unique([total, *words, *rest]), hidden, leak)


def task_detail(city: City, asker: Person, args: Args, now: datetime) -> Facts:
    task = next((task for task in city.tasks if task.code == args.get("task")), None)
    if task is None:
        return Facts("not_found")
    if not may_see_task(city, asker, task):
        assignee = city.people[task.assignee].name if task.assignee else ""
        return Facts("not_found", (), (task.name,), unique([task.name, assignee]))
    return Facts("answered", unique(_told(city, task, now)))


def _secret(tasks: list[Task], names: tuple[str, ...]) -> tuple[str, ...]:
    """Their codes, and of restricted ones also the name, where it is among the withheld `names`."""
    codes = (task.code for task in tasks)
    return unique([*codes, *(task.name for task in tasks if task.secrecy == "han_che" and task.name in names)])


def _told(city: City, task: Task, now: datetime) -> Iterator[str]:
    yield from (task.name, city.names[task.lead], day(task.deadline), task.product)
    if task.assignee:
        yield city.people[task.assignee].name
    if completed(task, now.date()) and task.completed is not None:
        yield day(task.completed)
    else:
        yield f"{float(task.progress):g}%".replace(".", ",")
    yield task.delay


def _matching(city: City, asker: Person, args: Args, now: datetime) -> list[Task]:
    words = {key: name_of(args, key) for key in ("unit", "person", "status", "basis", "text")}
    codes = tasks_seen(city, asker, now.date(), start=day_of(args, "from"), end=day_of(args, "to"), **words)
    return sorted((task for task in city.tasks if task.code in codes), key=lambda task: (task.deadline, task.code))


def _first(tasks: list[Task]) -> list[Task]:
    """The most urgent, as far as no equal deadline leaves open which they are."""
    after = tasks[FIRST].deadline
    return [task for task in tasks[:FIRST] if task.deadline < after]
