"""Every policy against the rights section written a second time, over random rows and askers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from assistant.access import ROLES, Principal
from kpi_tools import rights
from kpi_tools.columns import Base
from kpi_tools.document_tables import Document, DocumentUnit
from kpi_tools.rights import ENTRIES, TASKS, Policy
from kpi_tools.schema import (
    Conclusion,
    EntryInvitee,
    ForumQuestion,
    GeneralScore,
    Indicator,
    Meeting,
    MeetingInvitee,
    Person,
    Procedure,
    ScheduleEntry,
    Task,
    TaskUnit,
    Unit,
)
from kpi_tools.store import Store
from kpi_tools.view import view
from tests.kpi_tools.rows import document, entry, fill, principal, task, unit
from tests.rights.oracle import Facts, Oracle

SECRECY = ("cong_khai", "noi_bo", "han_che", "tuyet_mat")
"""The last one is not of the list: it must open nothing."""
PARENTS: dict[str, str | None] = {
    "TP": None,
    "SO": "TP",
    "CHI-CUC": "SO",
    "TRAM": "CHI-CUC",
    "PX-1": "TP",
    "PX-2": "TP",
    "PX-CU": "TP",
    "LE": None,  # no parent, yet under the city
    "VONG-1": "VONG-2",  # a ring
    "VONG-2": "VONG-1",
}
UNITS = tuple(PARENTS)
CODES = tuple(f"CC{n}" for n in range(14))
GONE = frozenset({"PX-CU", "CC12", "CC13"})
DAY = date(2026, 1, 1)
START, END = datetime(2026, 4, 2, 8), datetime(2026, 4, 2, 9)


@dataclass(frozen=True)
class World:
    """Rows of every table, by primary key, with what the oracle needs of each."""

    oracle: Oracle
    tasks: Mapping[str, Facts]
    entries: Mapping[str, Facts]
    meetings: Mapping[str, Facts]
    conclusions: Mapping[str, tuple[str | None, str, bool]]
    """Number → unit, meeting, withdrawn."""
    indicators: Mapping[str, tuple[str, str | None, bool]]
    """Code → unit, person, withdrawn."""
    generals: Mapping[str, bool]
    """Subject → withdrawn."""
    documents: Mapping[str, tuple[str, frozenset[str], bool]]
    """Id → secrecy, units, withdrawn."""
    open: Mapping[str, bool]
    """Procedures and forum: code → withdrawn."""

    def rows(self) -> list[Base]:
        made: list[Base] = [
            unit(code, up, "thanh_pho" if code == "TP" else "xa_phuong", withdrawn=code in GONE)
            for code, up in PARENTS.items()
        ]
        for code, of in self.oracle.people.items():
            made.append(Person(code=code, name=code, unit=of, withdrawn=code in GONE))
        for f in self.tasks.values():
            values: dict[str, Any] = {"assignee": f.person, "giver": f.giver, "secrecy": f.secrecy}
            values["withdrawn"] = f.withdrawn
            made += [task(f.code, f.unit or "", DAY, **values), *(TaskUnit(task=f.code, unit=u) for u in f.others)]
        for f in self.entries.values():
            made.append(ScheduleEntry(subject="Việc", **_gathering(f)))
            made += [EntryInvitee(entry=f.code, invitee=i) for i in f.others]
        for f in self.meetings.values():
            made.append(Meeting(name="Họp", **_gathering(f)))
            made += [MeetingInvitee(meeting=f.code, invitee=i) for i in f.others]
        for number, (of_unit, meeting, gone) in self.conclusions.items():
            made.append(Conclusion(meeting=meeting, number=number, content="X", unit=of_unit, withdrawn=gone))
        for code, (of, who, gone) in self.indicators.items():
            row = Indicator(code=code, period="2026-Q1", name=code, unit=of, person=who, target=Decimal(1))
            row.withdrawn = gone
            made.append(row)
        for subject, gone in self.generals.items():
            made.append(GeneralScore(subject=subject, period="2026-Q1", score=Decimal(20), withdrawn=gone))
        for code, (secrecy, units, gone) in self.documents.items():
            made += [document(code, secrecy, withdrawn=gone), *(DocumentUnit(document=code, unit=u) for u in units)]
        for code, gone in self.open.items():
            made.append(Procedure(code=code, name=code, withdrawn=gone))
            made.append(ForumQuestion(code=code, question=code, withdrawn=gone))
        return made


def _gathering(f: Facts) -> dict[str, Any]:
    times = {"start": START, "end": END}
    return times | {"code": f.code, "unit": f.unit, "chair": f.person, "secrecy": f.secrecy, "withdrawn": f.withdrawn}


def random_world(random: Random) -> World:
    people = {code: random.choice(UNITS) for code in CODES}

    def withdrawn() -> bool:
        return random.random() < 0.1

    def facts(code: str, *, invites_people: bool) -> Facts:
        return Facts(
            code=code,
            secrecy=random.choice(SECRECY),
            unit=random.choice([*UNITS, None] if invites_people else UNITS),
            others=frozenset(random.sample([*UNITS, *CODES] if invites_people else UNITS, random.choice([0, 0, 1, 2]))),
            person=random.choice([*CODES, None]),
            giver=random.choice([*CODES, "", "Chủ tịch"]),
            withdrawn=withdrawn(),
        )

    meetings = {f"M{n}": facts(f"M{n}", invites_people=True) for n in range(70)}
    return World(
        oracle=Oracle(PARENTS, people, GONE),
        tasks={f"T{n}": facts(f"T{n}", invites_people=False) for n in range(110)},
        entries={f"E{n}": facts(f"E{n}", invites_people=True) for n in range(110)},
        meetings=meetings,
        conclusions={
            f"K{n}": (random.choice([*UNITS, None]), random.choice([*meetings, "M-KHONG-CO"]), withdrawn())
            for n in range(90)
        },
        indicators={
            f"I{n}": (random.choice(UNITS), random.choice([*CODES, None, None]), withdrawn()) for n in range(80)
        },
        generals={subject: withdrawn() for subject in (*UNITS, *CODES)},
        documents={
            f"D{n}": (random.choice(SECRECY), frozenset(random.sample(UNITS, random.choice([0, 0, 1, 2]))), withdrawn())
            for n in range(90)
        },
        open={f"P{n}": withdrawn() for n in range(20)},
    )


def _document(world: World, asker: Principal, code: str) -> bool:
    secrecy, units, gone = world.documents[code]
    return not gone and world.oracle.document(asker, secrecy, units)


Sees = Callable[[World, Principal, str], bool]


def _present(world: World, asker: Principal, code: str) -> bool:
    return not world.oracle.nobody(asker) and code not in GONE


def _scored_task(world: World, asker: Principal, code: str) -> bool:
    facts = world.tasks[code]
    return not facts.withdrawn and world.oracle.unit_kpi(asker, facts.unit or "")


def _persons_task(world: World, asker: Principal, code: str) -> bool:
    facts = world.tasks[code]
    return not facts.withdrawn and _of_person(world, asker, facts.person)


def _of_person(world: World, asker: Principal, person: str | None) -> bool:
    """Rows of a person; a city leader sees those of nobody's as well, as every row."""
    oracle = world.oracle
    everything = oracle.sees_all(asker) and not oracle.nobody(asker)
    return everything or (person is not None and oracle.person_kpi(asker, person))


def _unit_indicator(world: World, asker: Principal, code: str) -> bool:
    of, person, gone = world.indicators[code]
    alone = person is None or world.oracle.sees_all(asker)
    return not gone and alone and world.oracle.unit_kpi(asker, of)


def _person_indicator(world: World, asker: Principal, code: str) -> bool:
    _, person, gone = world.indicators[code]
    return not gone and _of_person(world, asker, person)


def _general(of_person: bool) -> Sees:
    def sees(world: World, asker: Principal, subject: str) -> bool:
        oracle = world.oracle
        if world.generals[subject] or oracle.nobody(asker):
            return False
        if oracle.sees_all(asker):
            return True
        return oracle.person_kpi(asker, subject) if of_person else oracle.unit_kpi(asker, subject)

    return sees


def _conclusion(world: World, asker: Principal, number: str) -> bool:
    of, meeting, gone = world.conclusions[number]
    return not gone and world.oracle.conclusion(asker, of, world.meetings.get(meeting))


def _any(withdrawn: Callable[[World, str], bool]) -> Sees:
    return lambda world, asker, key: not world.oracle.nobody(asker) and not withdrawn(world, key)


ORACLE: Mapping[str, Sees] = {
    "UNIT_KPI": lambda w, a, unit: unit not in GONE and w.oracle.unit_kpi(a, unit),
    "UNIT_INDICATORS": _unit_indicator,
    "UNIT_GENERALS": _general(of_person=False),
    "UNIT_SCORED_TASKS": _scored_task,
    "RANKED_UNITS": _present,
    "RANKED_INDICATORS": _any(lambda w, code: w.indicators[code][2]),
    "RANKED_GENERALS": _any(lambda w, subject: w.generals[subject]),
    "RANKED_TASKS": _any(lambda w, code: w.tasks[code].withdrawn),
    "PERSON_KPI": lambda w, a, person: w.oracle.person_kpi(a, person),
    "PERSON_INDICATORS": _person_indicator,
    "PERSON_GENERALS": _general(of_person=True),
    "PERSON_SCORED_TASKS": _persons_task,
    "TASKS": lambda w, a, code: w.oracle.task(a, w.tasks[code]),
    "ENTRIES": lambda w, a, code: w.oracle.gathering(a, w.entries[code]),
    "MEETINGS": lambda w, a, code: w.oracle.gathering(a, w.meetings[code]),
    "CONCLUSIONS": _conclusion,
    "DOCUMENTS": _document,
    "FREE_SLOTS": lambda w, a, person: w.oracle.free_slots(a, person),
    "BUSY_TIMES": _any(lambda w, code: w.entries[code].withdrawn),
    "BUSY_MEETINGS": _any(lambda w, code: w.meetings[code].withdrawn),
    "PROCEDURES": _any(lambda w, code: w.open[code]),
    "FORUM": _any(lambda w, code: w.open[code]),
    "UNIT_NAMES": _present,
    "PEOPLE_NAMES": _present,
}
POLICIES = {name: value for name, value in vars(rights).items() if isinstance(value, Policy)}
KEYS: Mapping[Any, tuple[Any, Callable[[World], Mapping[str, object]]]] = {
    Unit: (Unit.code, lambda w: PARENTS),
    Person: (Person.code, lambda w: w.oracle.people),
    Task: (Task.code, lambda w: w.tasks),
    ScheduleEntry: (ScheduleEntry.code, lambda w: w.entries),
    Meeting: (Meeting.code, lambda w: w.meetings),
    Conclusion: (Conclusion.number, lambda w: w.conclusions),
    Indicator: (Indicator.code, lambda w: w.indicators),
    GeneralScore: (GeneralScore.subject, lambda w: w.generals),
    Document: (Document.id, lambda w: w.documents),
    Procedure: (Procedure.code, lambda w: w.open),
    ForumQuestion: (ForumQuestion.code, lambda w: w.open),
}
"""The column that names a row of a table, and the names of all."""


def askers(random: Random) -> list[Principal]:
    of_the_table = [principal(random.choice(CODES), u, r) for u in UNITS for r in ROLES]
    odd = [("CC0", "TP", "khach"), ("CC1", "KHONG-CO", "chuyen_vien"), ("", "", "chuyen_vien"), ("", "SO", "quan_tri")]
    odd += [("CC1", "", "lanh_dao_don_vi"), ("CC2", "KHONG-CO", "lanh_dao_don_vi"), ("CC3", "TP", "")]
    odd += [("", "TP", "lanh_dao_thanh_pho"), ("CC4", "", "lanh_dao_thanh_pho")]
    return random.sample(of_the_table, 22) + [principal(*one) for one in odd]


def test_every_policy_has_its_oracle() -> None:
    assert set(POLICIES) == set(ORACLE)


@pytest.mark.parametrize("seed", range(3))
def test_every_policy_shows_what_the_domain_says_and_nothing_else(store: Store, seed: int) -> None:
    random = Random(seed)
    world = random_world(random)
    fill(store, *world.rows())
    shown = dict.fromkeys(POLICIES, 0)
    for asker in askers(random):
        with view(store, asker) as seen:
            for name, policy in POLICIES.items():
                column, every = KEYS[policy.table]
                found = sorted(seen.rows(select(column), policy).scalars())
                expected = sorted(key for key in every(world) if ORACLE[name](world, asker, key))
                assert found == expected, (name, asker)
                shown[name] += len(found)
    assert all(shown.values())


def test_an_unknown_secrecy_is_shown_to_nobody_but_those_it_names(store: Store) -> None:
    fill(store, unit("TP", parent=None, level="thanh_pho"), unit("SO"))
    fill(store, task("T", "SO", DAY, secrecy="tuyet_mat", assignee="CC1"))
    fill(store, entry("E", "SO", "2026-04-02T08:00", "2026-04-02T09:00", secrecy="tuyet_mat"))
    for asker in (principal("CC0", "SO", "lanh_dao_don_vi"), principal("CC0", "SO")):
        with view(store, asker) as seen:
            assert not seen.rows(select(Task.code), TASKS).all()
            assert not seen.rows(select(ScheduleEntry.code), ENTRIES).all()
