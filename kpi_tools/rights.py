"""The rights table of the domain as SQL conditions, in one place; every query of a tool carries one of them.

A role that is not in the table sees nothing. "Under" follows the parents of the units; the root unit is above all.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from assistant.access import ROLES, Principal
from kpi_tools.schema import EntryInvitee, ScheduleEntry, Task, TaskUnit, Unit

_CITY = "lanh_dao_thanh_pho"
_LEADER = "lanh_dao_don_vi"
ROOT_LEVEL = "thanh_pho"


def visible_units(asker: Principal) -> ColumnElement[bool]:
    """Condition on Unit: whose KPI, indicators and causes the asker may see."""
    if not _known(asker):
        return false()
    if asker.role == _CITY:
        return true()
    return Unit.code.in_(units_under(asker)) if asker.role == _LEADER else Unit.code == asker.unit


def visible_tasks(asker: Principal) -> ColumnElement[bool]:
    """Condition on Task.

    `noi_bo`: own unit leads or takes part; for a leader the units under it too. `han_che`: the leaders of the lead and
    joint units. The giver and the assignee see a task always.
    """
    if not _known(asker):
        return false()
    if asker.role == _CITY:
        return true()
    own = _carried_out_by(select(Unit.code).where(Unit.code == asker.unit))
    rules = [
        Task.secrecy == "cong_khai",
        Task.assignee.is_not_distinct_from(asker.code),
        Task.giver == asker.code,
        and_(Task.secrecy == "noi_bo", _carried_out_by(units_under(asker)) if asker.role == _LEADER else own),
    ]
    if asker.role == _LEADER:
        rules.append(and_(Task.secrecy == "han_che", own))
    return or_(*rules)


def visible_entries(asker: Principal) -> ColumnElement[bool]:
    """Condition on ScheduleEntry.

    `noi_bo`: own unit's, and where self or own unit is invited; for a leader the entries of units under it too.
    `han_che`: chair and invited in person; for a leader where the own unit is invited too. The chair sees an entry
    always.
    """
    if not _known(asker):
        return false()
    if asker.role == _CITY:
        return true()
    invited, unit_invited = _invites(asker.code), _invites(asker.unit)
    own = ScheduleEntry.unit.is_not_distinct_from(asker.unit)
    if asker.role == _LEADER:
        own = and_(ScheduleEntry.unit.is_not(None), ScheduleEntry.unit.in_(units_under(asker)))
    rules = [
        ScheduleEntry.secrecy == "cong_khai",
        ScheduleEntry.chair.is_not_distinct_from(asker.code),
        and_(ScheduleEntry.secrecy.in_(("noi_bo", "han_che")), invited),
        and_(ScheduleEntry.secrecy == "noi_bo", or_(own, unit_invited)),
    ]
    if asker.role == _LEADER:
        rules.append(and_(ScheduleEntry.secrecy == "han_che", unit_invited))
    return or_(*rules)


def units_under(asker: Principal) -> Select[str]:
    """Codes of the asker's unit and of every unit under it; of all units for the root. A ring of parents ends."""
    own, child = aliased(Unit), aliased(Unit)
    tree = select(own.code).where(own.code == asker.unit).cte(recursive=True)
    tree = tree.union(select(child.code).join(tree, child.parent == tree.c.code))
    root = aliased(Unit)
    is_root = exists().where(root.code == asker.unit, root.level == ROOT_LEVEL)
    unit = aliased(Unit)
    return select(unit.code).where(or_(unit.code.in_(select(tree.c.code)), is_root))


def _known(asker: Principal) -> bool:
    """An asker of the table; without a code or unit nobody is let in by an empty field."""
    return asker.role in ROLES and bool(asker.code) and bool(asker.unit)


def _carried_out_by(units: Select[str]) -> ColumnElement[bool]:
    joint = exists().where(TaskUnit.task == Task.code, TaskUnit.unit.in_(units))
    return or_(Task.unit.in_(units), joint)


def _invites(code: str) -> ColumnElement[bool]:
    return exists().where(EntryInvitee.entry == ScheduleEntry.code, EntryInvitee.invitee == code)
