"""The rights table of the domain as SQL conditions, in one place; `kpi_tools/view.py` puts them into every query.

A role that is not in the table sees nothing. "Under" follows the parents of the units; the root unit is above all.
A withdrawn row is seen by nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, partial

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal_column, or_, select, true
from sqlalchemy.orm import aliased

from assistant.access import Principal
from assistant.document_rights import Reach, document_grants, known
from kpi_tools.columns import Withdrawable
from kpi_tools.document_tables import Document, DocumentRelation, DocumentUnit, DocumentVersion
from kpi_tools.listed import listed
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

__all__ = ["known"]
_CITY = "lanh_dao_thanh_pho"
_LEADER = "lanh_dao_don_vi"
ROOT_LEVEL = "thanh_pho"
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Policy:
    """One line of the rights table: which rows of a table an asker may see."""

    name: str
    table: type[Withdrawable]
    rule: Callable[[Principal], Condition]
    """For an asker of the table who is no city leader: those see every row."""
    lists: tuple[type, ...] = field(default=())
    """Tables of what belongs to a row (`task_units`), seen with it."""

    def condition(self, asker: Principal) -> Condition:
        return _condition(self, asker)


@lru_cache(maxsize=4096)
def _condition(policy: Policy, asker: Principal) -> Condition:
    """Worked out once for each asker: the rows may change, the condition does not."""
    if not known(asker):
        return false()
    allowed = true() if asker.role == _CITY else policy.rule(asker)
    return and_(allowed, policy.table.withdrawn.is_(False))


def units_under(asker: Principal) -> Select[str]:
    """Codes of the asker's unit and of every unit under it; of all units for the root. A ring of parents ends."""
    unit = aliased(Unit)
    return select(unit.code).where(or_(unit.code.in_(_descendants(asker)), _of_the_root(asker)))


def _descendants(asker: Principal) -> Select[str]:
    """The asker's unit and every unit whose parents lead to it."""
    own, child = aliased(Unit), aliased(Unit)
    tree = select(own.code).where(own.code == asker.unit).cte(recursive=True)
    tree = tree.union(select(child.code).join(tree, child.parent == tree.c.code))
    return select(tree.c.code)


def _of_the_root(asker: Principal) -> Condition:
    root = aliased(Unit)
    return exists().where(root.code == asker.unit, root.level == ROOT_LEVEL)


def _own_unit(asker: Principal) -> Select[str]:
    own = aliased(Unit)
    return select(own.code).where(own.code == asker.unit)


# --- a unit's KPI, indicators, causes --------------------------------------------------------------------------------


def _scored_units(asker: Principal) -> Select[str]:
    """Leaders: own unit and units under it; staff and administrators: own unit."""
    if asker.role == _CITY:
        unit = aliased(Unit)
        return select(unit.code)
    return units_under(asker) if asker.role == _LEADER else _own_unit(asker)


def _of_a_unit_alone(asker: Principal) -> Condition:
    return and_(Indicator.person.is_(None), Indicator.unit.in_(_scored_units(asker)))


UNIT_KPI = Policy("a unit's KPI", Unit, lambda asker: Unit.code.in_(_scored_units(asker)))
UNIT_INDICATORS = Policy("a unit's indicators", Indicator, _of_a_unit_alone)
UNIT_GENERALS = Policy(
    "a unit's general scores", GeneralScore, lambda asker: GeneralScore.subject.in_(_scored_units(asker))
)
UNIT_SCORED_TASKS = Policy("tasks as a unit's score counts them", Task, lambda a: Task.unit.in_(_scored_units(a)))
"""For arithmetic alone: a task of it is shown only where `TASKS` shows it."""

# --- ranking of units (score and grade only): everybody --------------------------------------------------------------

RANKED_UNITS = Policy("units of the ranking", Unit, lambda _: true())
RANKED_INDICATORS = Policy("indicators behind the ranking and the peers' medians", Indicator, lambda _: true())
RANKED_GENERALS = Policy("general scores behind the ranking", GeneralScore, lambda _: true())
RANKED_TASKS = Policy("tasks behind the ranking", Task, lambda _: true())

# --- a person's KPI --------------------------------------------------------------------------------------------------


def _scored_people(asker: Principal) -> Select[str]:
    """Leaders: people of the own unit and of units under it; the others: themselves."""
    person = aliased(Person)
    people = select(person.code).where(person.withdrawn.is_(False))
    if asker.role == _CITY:
        return people
    if asker.role == _LEADER:
        return people.where(or_(person.unit.in_(units_under(asker)), person.code == asker.code))
    return people.where(person.code == asker.code)


PERSON_KPI = Policy("a person's KPI", Person, lambda asker: Person.code.in_(_scored_people(asker)))
PERSON_INDICATORS = Policy(
    "a person's indicators", Indicator, lambda asker: Indicator.person.in_(_scored_people(asker))
)
PERSON_GENERALS = Policy(
    "a person's general scores", GeneralScore, lambda asker: GeneralScore.subject.in_(_scored_people(asker))
)
PERSON_SCORED_TASKS = Policy(
    "tasks as a person's score counts them", Task, lambda asker: Task.assignee.in_(_scored_people(asker))
)
"""For arithmetic alone: a task of it is shown only where `TASKS` shows it."""

# --- tasks -----------------------------------------------------------------------------------------------------------


def _tasks(asker: Principal) -> Condition:
    """`noi_bo`: own unit leads or takes part; for a leader the units under it too. `han_che`: the leaders of the lead
    and joint units. The giver and the assignee see a task always."""
    own, leads = _own_unit(asker), asker.role == _LEADER
    inside = or_(_of_the_root(asker), _carried_out_by(_descendants(asker))) if leads else _carried_out_by(own)
    given = select(Task.code).where(Task.giver == asker.code, has_giver_code()).correlate(None)
    rules = [
        Task.secrecy == "cong_khai",
        Task.assignee.is_not_distinct_from(asker.code),
        Task.code.in_(given),
        and_(Task.secrecy == "noi_bo", inside),
    ]
    if leads:
        rules.append(and_(Task.secrecy == "han_che", _carried_out_by(own)))
    return or_(*rules)


def has_giver_code() -> Condition:
    """Whether the giver is short enough for a code: those alone are in the index `ix_tasks_giver`."""
    return func.length(Task.giver) <= literal_column("64")


def _carried_out_by(units: Select[str]) -> Condition:
    """Lists that are made once a query, so that a row is judged by its place in an index."""
    joint = select(TaskUnit.task).where(listed(TaskUnit.unit, units))
    return or_(Task.unit.in_(units), Task.code.in_(joint))


TASKS = Policy("tasks", Task, _tasks, (TaskUnit,))

# --- schedule and meetings -------------------------------------------------------------------------------------------


def invited_to_entry(code: str) -> Condition:
    """Whether a schedule entry names that person or unit."""
    return exists().where(EntryInvitee.entry == ScheduleEntry.code, EntryInvitee.invitee == code)


def invited_to_meeting(code: str, meeting: type[Meeting] = Meeting) -> Condition:
    """Whether a meeting (the class or an alias of it) names that person or unit."""
    return exists().where(MeetingInvitee.meeting == meeting.code, MeetingInvitee.invitee == code)


def _gatherings(
    table: type[ScheduleEntry] | type[Meeting], asker: Principal, invited: Callable[[str], Condition]
) -> Condition:
    """`noi_bo`: own unit's, and where self or own unit is invited; for a leader those of units under it too.
    `han_che`: chair and invited in person; for a leader where the own unit is invited too. The chair sees it always."""
    own: Condition = table.unit.is_not_distinct_from(asker.unit)
    if asker.role == _LEADER:
        own = and_(table.unit.is_not(None), table.unit.in_(units_under(asker)))
    rules = [
        table.secrecy == "cong_khai",
        table.chair.is_not_distinct_from(asker.code),
        and_(table.secrecy.in_(("noi_bo", "han_che")), invited(asker.code)),
        and_(table.secrecy == "noi_bo", or_(own, invited(asker.unit))),
    ]
    if asker.role == _LEADER:
        rules.append(and_(table.secrecy == "han_che", invited(asker.unit)))
    return or_(*rules)


def _entries(asker: Principal) -> Condition:
    return _gatherings(ScheduleEntry, asker, invited_to_entry)


def _meetings(asker: Principal, meeting: type[Meeting] = Meeting) -> Condition:
    return _gatherings(meeting, asker, partial(invited_to_meeting, meeting=meeting))


ENTRIES = Policy("schedule", ScheduleEntry, _entries, (EntryInvitee,))
MEETINGS = Policy("meetings", Meeting, _meetings, (MeetingInvitee,))


def _readable_schedules(asker: Principal) -> Condition:
    """Whose `noi_bo` schedule one may see: of the own unit, for a leader of units under it too."""
    units = units_under(asker) if asker.role == _LEADER else _own_unit(asker)
    return or_(Person.code == asker.code, Person.unit.in_(units))


FREE_SLOTS = Policy("whose free slots one may ask for", Person, _readable_schedules)
BUSY_TIMES = Policy("entries as they make somebody busy", ScheduleEntry, lambda _: true(), (EntryInvitee,))
BUSY_MEETINGS = Policy("meetings as they make somebody busy", Meeting, lambda _: true(), (MeetingInvitee,))
"""Times alone, of a person whom `FREE_SLOTS` shows: a restricted entry makes a slot busy without saying why."""


def _conclusions(asker: Principal) -> Condition:
    """With their meeting; besides, the unit that carries one out sees that one."""
    meeting = aliased(Meeting)
    seen = exists().where(meeting.code == Conclusion.meeting, meeting.withdrawn.is_(False), _meetings(asker, meeting))
    return or_(seen, Conclusion.unit.is_not_distinct_from(asker.unit))


CONCLUSIONS = Policy("conclusions", Conclusion, _conclusions)

# --- documents: the rule is `assistant/document_rights.py` -----------------------------------------------------------


def _documents(asker: Principal) -> Condition:
    unit = aliased(DocumentUnit)
    named = exists().where(unit.document == Document.id)
    reaches: dict[Reach, Condition] = {
        "all": true(),
        "no_unit": ~named,
        "own_unit": named.where(unit.unit == asker.unit),
        "units_under": named.where(unit.unit.in_(units_under(asker))),
    }
    return or_(false(), *(and_(Document.secrecy == secrecy, reaches[r]) for secrecy, r in document_grants(asker)))


DOCUMENTS = Policy("documents", Document, _documents, (DocumentUnit, DocumentVersion, DocumentRelation))

# --- procedures, forum, names: everybody ------------------------------------------------------------------------------

PROCEDURES = Policy("procedures", Procedure, lambda _: true())
FORUM = Policy("forum", ForumQuestion, lambda _: true())
UNIT_NAMES = Policy("names of units", Unit, lambda _: true())
PEOPLE_NAMES = Policy("the staff list", Person, lambda _: true())
