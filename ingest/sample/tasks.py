"""A year of tasks for every unit, each state among them on the anchor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from ingest.sample.place import AD_HOC, GAP, City, Person, Quarter, Unit, word_list
from ingest.sample.sheet import Record

STATES = ("overdue", "done_late", "due_soon", "in_progress", "not_started", "done")
"""The first tasks of a unit have one each, later ones mostly `done`."""
_LATER = ("done",) * 14 + ("done_late", "done_late", "overdue", "in_progress")
_SECRECY = ("noi_bo", "noi_bo", "cong_khai", "noi_bo", "han_che", "noi_bo", "cong_khai", "noi_bo")
_EXPERTS = ("CC0003", "CC0005")
IDLE = "CC0356"
"""A clerk of xã Long Quảng who has no task."""


def tasks(city: City, anchor: date) -> list[Record]:
    found: list[Record] = []
    for unit in city.units:
        rng = Random(f"tasks {unit.code} {anchor}")
        pool = word_list("catalogue")["tasks"][unit.level]
        names = rng.sample(pool, min(rng.randint(12, 20), len(pool)))
        for number, kind in enumerate(names):
            state = STATES[number] if number < len(STATES) else rng.choice(_LATER)
            found.append(_task(city, unit, number, kind, state, anchor, rng))
    return found


def _task(city: City, unit: Unit, number: int, kind: dict[str, Any], state: str, anchor: date, rng: Random) -> Record:
    words = word_list("catalogue")
    deadline = _deadline(unit, number, state, anchor, rng)
    assigned = min(deadline - timedelta(days=rng.randint(20, 75)), anchor - timedelta(days=rng.randint(1, 5)))
    completed = None
    if state == "done":
        completed = max(assigned, min(anchor, deadline) - timedelta(days=rng.randint(0, 10)))
    elif state == "done_late":
        completed = deadline + timedelta(days=rng.randint(1, min(25, (anchor - deadline).days)))
    late = state in ("done_late", "overdue")
    objective = late and rng.random() < 0.25
    cause = rng.choice(words["objective_delays" if objective else "delays"]) if late else ""
    head = city.head(unit)
    giver = rng.choice([head.code, head.code, head.code, "CC0001", "Thường trực UBND thành phố"])
    joint = rng.sample([u for u in city.departments if u is not unit], rng.randint(1, 2)) if rng.random() < 0.35 else []
    return {
        "ma_nhiem_vu": f"NV-{unit.code}-{number + 1:02d}",
        "ten_nhiem_vu": kind["name"],
        "ma_don_vi": unit.code,
        "don_vi_phoi_hop": ";".join(u.code for u in joint),
        "ma_cong_chuc": _assignee(city.of(unit), number, rng).code,
        "nguoi_giao": giver,
        "can_cu": rng.choice(words["bases"]),
        "ngay_giao": assigned,
        "han": deadline,
        "ngay_hoan_thanh": completed,
        "tien_do": 100 if completed else 0 if state == "not_started" else rng.randrange(10, 95, 5),
        "diem_quy_doi": rng.choice([1, 1, 1, 1.5, 2]),
        "so_lan_khong_dat": rng.choice([0] * 12 + [1, 2]) if completed else 0,
        "so_lan_cham": 2 if state == "done_late" and rng.random() < 0.2 else None,
        "khach_quan": "x" if objective else None,
        "phat_sinh": "x" if (number > 6 and rng.random() < 0.15) or unit.code == AD_HOC else None,
        "san_pham": kind["product"],
        "nguyen_nhan_cham": cause,
        "do_mat": _SECRECY[(number + rng.randint(0, 1)) % len(_SECRECY)],
    }


def _deadline(unit: Unit, number: int, state: str, anchor: date, rng: Random) -> date:
    """A deadline that fits the state on the anchor; the finished ones go round the quarters."""
    if state == "overdue":
        return anchor - timedelta(days=rng.randint(1, 40))
    if state == "due_soon":
        return anchor + timedelta(days=rng.randint(1, 6))
    if state in ("in_progress", "not_started"):
        return anchor + timedelta(days=rng.randint(10, 80))
    current = Quarter.of(anchor)
    quarter = current.moved(-(number % 5))
    if unit.code == GAP and quarter == current.moved(-2):
        quarter = current.moved(-3)
    day = quarter.start + timedelta(days=rng.randint(0, 89))
    if state == "done_late" and day >= anchor - timedelta(days=2):
        return current.moved(-1).end - timedelta(days=rng.randint(20, 80))
    return min(day, anchor + timedelta(days=12))


def _assignee(people: Sequence[Person], number: int, rng: Random) -> Person:
    """Somebody of the staff, now and then a leader; the handy experts have a task in every state."""
    if number in (6, 11):
        return people[0]
    if number in (7, 12):
        return people[1]
    staff = [person for person in people if not person.leads and person.code != IDLE] or people
    handy = [person for person in staff if person.code in _EXPERTS]
    return handy[0] if handy and (number < len(STATES) or rng.random() < 0.3) else rng.choice(staff)
