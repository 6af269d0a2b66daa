"""The rights section of the domain in plain Python, written without a look at `kpi_tools/rights.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.access import ROLES, Principal


@dataclass(frozen=True)
class Facts:
    """What rights depend on, of a task, a schedule entry or a meeting."""

    code: str
    secrecy: str = "noi_bo"
    unit: str | None = None
    others: frozenset[str] = frozenset()
    """Joint units of a task, people and units invited to an entry or a meeting."""
    person: str | None = None
    """Assignee, chair."""
    giver: str = ""
    withdrawn: bool = False


@dataclass(frozen=True)
class Oracle:
    parents: Mapping[str, str | None]
    """Of every unit."""
    people: Mapping[str, str]
    """Unit of everybody of the staff list."""
    gone: frozenset[str] = field(default_factory=frozenset)
    """Codes of withdrawn units and people."""
    root: str = "TP"

    def nobody(self, asker: Principal) -> bool:
        return asker.role not in ROLES or "" in (asker.code, asker.unit)

    def sees_all(self, asker: Principal) -> bool:
        return asker.role == "lanh_dao_thanh_pho"

    def under(self, unit: str | None, top: str) -> bool:
        """At or under it."""
        if top == self.root:
            return unit in self.parents
        seen = set[str]()
        while unit is not None and unit in self.parents and unit not in seen:
            if unit == top:
                return True
            seen.add(unit)
            unit = self.parents[unit]
        return False

    def leads(self, asker: Principal, unit: str | None) -> bool:
        return asker.role == "lanh_dao_don_vi" and self.under(unit, asker.unit)

    def unit_kpi(self, asker: Principal, unit: str) -> bool:
        if self.nobody(asker) or unit not in self.parents:
            return False
        return self.sees_all(asker) or unit == asker.unit or self.leads(asker, unit)

    def person_kpi(self, asker: Principal, person: str) -> bool:
        if self.nobody(asker) or person not in self.people or person in self.gone:
            return False
        return self.sees_all(asker) or person == asker.code or self.leads(asker, self.people[person])

    def free_slots(self, asker: Principal, person: str) -> bool:
        """Of whom one may see the `noi_bo` schedule."""
        if self.person_kpi(asker, person):
            return True
        known = not self.nobody(asker) and person in self.people and person not in self.gone
        return known and self.people[person] == asker.unit and asker.unit in self.parents

    def task(self, asker: Principal, facts: Facts) -> bool:
        if self.nobody(asker) or facts.withdrawn:
            return False
        if self.sees_all(asker) or facts.secrecy == "cong_khai" or asker.code in (facts.person, facts.giver):
            return True
        carrying = {facts.unit, *facts.others} & set(self.parents)
        if facts.secrecy == "noi_bo":
            return asker.unit in carrying or any(self.leads(asker, unit) for unit in carrying)
        return facts.secrecy == "han_che" and asker.role == "lanh_dao_don_vi" and asker.unit in carrying

    def gathering(self, asker: Principal, facts: Facts) -> bool:
        """An entry of the schedule, a meeting."""
        if self.nobody(asker) or facts.withdrawn:
            return False
        if self.sees_all(asker) or facts.secrecy == "cong_khai" or asker.code == facts.person:
            return True
        if facts.secrecy == "noi_bo":
            own = facts.unit == asker.unit or self.leads(asker, facts.unit)
            return own or asker.code in facts.others or asker.unit in facts.others
        unit_invited = asker.role == "lanh_dao_don_vi" and asker.unit in facts.others
        return facts.secrecy == "han_che" and (asker.code in facts.others or unit_invited)

    def document(self, asker: Principal, secrecy: str, units: frozenset[str]) -> bool:
        """By `do_mat` and units: a city's own business without units, that of units with them."""
        if self.nobody(asker):
            return False
        if self.sees_all(asker) or secrecy == "cong_khai":
            return True
        if secrecy == "noi_bo" and not units:
            return True
        above = secrecy == "noi_bo" and any(self.leads(asker, unit) for unit in units)
        return secrecy in ("noi_bo", "han_che") and (asker.unit in units or above)

    def conclusion(self, asker: Principal, unit: str | None, meeting: Facts | None) -> bool:
        if self.nobody(asker):
            return False
        with_its_meeting = meeting is not None and self.gathering(asker, meeting)
        return self.sees_all(asker) or with_its_meeting or unit == asker.unit
