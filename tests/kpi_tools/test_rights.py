"""Rights, checked against the table of the domain written a second time: plain Python over rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from assistant.access import ROLES, Principal
from kpi_tools.rights import visible_entries, visible_tasks, visible_units
from kpi_tools.schema import EntryInvitee, ScheduleEntry, Task, TaskUnit, Unit
from kpi_tools.store import Store
from tests.kpi_tools.rows import city, entry, fill, principal, task, unit

SECRECY = ("cong_khai", "noi_bo", "han_che")
PARENTS: dict[str, str | None] = {
    "TP": None,
    "SO": "TP",
    "CHI-CUC": "SO",
    "TRAM": "CHI-CUC",
    "PX-1": "TP",
    "PX-2": "TP",
    "LE": None,  # no parent, yet under the city
    "VONG-1": "VONG-2",  # a ring
    "VONG-2": "VONG-1",
}
UNITS = tuple(PARENTS)
PEOPLE = tuple(f"CC{n}" for n in range(12))


@dataclass(frozen=True)
class Facts:
    code: str
    secrecy: str
    unit: str | None
    others: frozenset[str]
    """Joint units of a task, people and units invited to an entry."""
    person: str | None
    """Assignee, chair."""
    giver: str = ""


def at_or_under(unit: str | None, top: str) -> bool:
    if top == "TP":
        return unit is not None
    seen = set()
    while unit is not None and unit not in seen:
        if unit == top:
            return True
        seen.add(unit)
        unit = PARENTS.get(unit)
    return False


def nobody(asker: Principal) -> bool:
    return asker.role not in ROLES or "" in (asker.code, asker.unit)


def may_see_unit(asker: Principal, code: str) -> bool:
    if nobody(asker):
        return False
    if asker.role == "lanh_dao_thanh_pho":
        return True
    if asker.role == "lanh_dao_don_vi":
        return at_or_under(code, asker.unit)
    return code == asker.unit


def may_see_task(asker: Principal, facts: Facts) -> bool:
    if nobody(asker):
        return False
    if asker.role == "lanh_dao_thanh_pho":
        return True
    if facts.secrecy == "cong_khai" or asker.code in (facts.person, facts.giver):
        return True
    involved = {facts.unit, *facts.others}
    leads = asker.role == "lanh_dao_don_vi"
    if facts.secrecy == "noi_bo":
        return any(at_or_under(u, asker.unit) if leads else u == asker.unit for u in involved)
    return leads and asker.unit in involved


def may_see_entry(asker: Principal, facts: Facts) -> bool:
    if nobody(asker):
        return False
    if asker.role == "lanh_dao_thanh_pho":
        return True
    if facts.secrecy == "cong_khai" or asker.code == facts.person or asker.code in facts.others:
        return True
    leads, unit_invited = asker.role == "lanh_dao_don_vi", asker.unit in facts.others
    if facts.secrecy == "noi_bo":
        return unit_invited or (at_or_under(facts.unit, asker.unit) if leads else facts.unit == asker.unit)
    return leads and unit_invited


def random_facts(random: Random, number: int, *, invites_people: bool) -> Facts:
    pool: Sequence[str] = (*UNITS, *PEOPLE) if invites_people else UNITS
    return Facts(
        code=f"R{number}",
        secrecy=random.choice(SECRECY),
        unit=random.choice([*UNITS, None] if invites_people else UNITS),
        others=frozenset(random.sample(pool, random.choice([0, 0, 1, 2]))),
        person=random.choice([*PEOPLE, None]),
        giver=random.choice([*PEOPLE, "", "Chủ tịch"]),
    )


def askers(random: Random) -> list[Principal]:
    fixed = [principal(random.choice(PEOPLE), u, r) for u in UNITS for r in ROLES]
    odd = [
        principal("CC0", "TP", "khach"),
        principal("CC1", "KHONG-CO"),
        principal("", ""),
        principal("", "SO"),
        principal("CC1", "", "lanh_dao_don_vi"),
    ]
    return (
        fixed
        + odd
        + [
            principal("CC2", "KHONG-CO", "lanh_dao_don_vi"),
            principal("CC3", "TP", ""),
            principal("", "TP", "lanh_dao_thanh_pho"),
        ]
    )


def fill_units(store: Store) -> None:
    fill(store, city(), *(unit(code, parent) for code, parent in PARENTS.items() if code != "TP"))


@pytest.mark.parametrize("seed", range(2))
def test_units(store: Store, seed: int) -> None:
    fill_units(store)
    with store.read() as session:
        for asker in askers(Random(seed)):
            seen = set(session.scalars(select(Unit.code).where(visible_units(asker))))
            assert seen == {u for u in UNITS if may_see_unit(asker, u)}, asker


@pytest.mark.parametrize("seed", range(4))
def test_tasks(store: Store, seed: int) -> None:
    random = Random(seed)
    fill_units(store)
    every = [random_facts(random, n, invites_people=False) for n in range(150)]
    for f in every:
        row = task(f.code, f.unit or "", date(2026, 1, 1), assignee=f.person, giver=f.giver, secrecy=f.secrecy)
        fill(store, row, *(TaskUnit(task=f.code, unit=u) for u in f.others))
    with store.read() as session:
        for asker in askers(random):
            seen = list(session.scalars(select(Task.code).where(visible_tasks(asker))))
            assert sorted(seen) == sorted(f.code for f in every if may_see_task(asker, f)), asker


@pytest.mark.parametrize("seed", range(4))
def test_entries(store: Store, seed: int) -> None:
    random = Random(seed)
    fill_units(store)
    every = [random_facts(random, n, invites_people=True) for n in range(150)]
    for f in every:
        row = entry(f.code, f.unit, "2026-04-02T08:00", "2026-04-02T09:00", chair=f.person, secrecy=f.secrecy)
        fill(store, row, *(EntryInvitee(entry=f.code, invitee=i) for i in f.others))
    with store.read() as session:
        for asker in askers(random):
            seen = list(session.scalars(select(ScheduleEntry.code).where(visible_entries(asker))))
            assert sorted(seen) == sorted(f.code for f in every if may_see_entry(asker, f)), asker


def test_an_unknown_secrecy_is_shown_to_nobody_but_those_it_names(store: Store) -> None:
    fill_units(store)
    fill(store, task("T", "SO", date(2026, 1, 1), secrecy="tuyet_mat", assignee="CC1"))
    fill(store, entry("E", "SO", "2026-04-02T08:00", "2026-04-02T09:00", secrecy="tuyet_mat"))
    with store.read() as session:
        for asker in (principal("CC0", "SO", "lanh_dao_don_vi"), principal("CC0", "SO")):
            assert not session.scalars(select(Task.code).where(visible_tasks(asker))).all()
            assert not session.scalars(select(ScheduleEntry.code).where(visible_entries(asker))).all()
