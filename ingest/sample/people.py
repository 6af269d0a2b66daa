"""Invented people: each unit a head, a deputy and staff; the same for every anchor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from random import Random

from ingest.sample.place import ROOT_CODE, Person, Unit, word_list

FIXED = {
    (ROOT_CODE, 0): "CC0001",
    ("PX-THUANHOA", 0): "CC0002",
    ("PX-THUANHOA", 2): "CC0003",
    ("PX-PHUVINH", 0): "CC0004",
    ("SO-KHCN", 2): "CC0005",
    ("VP-UBND", 2): "CC0006",
}
"""(unit, place in it: 0 head, 1 deputy, then staff) → code that demos and tests rely on."""
HANDY: Mapping[str, str] = word_list("people")["handy"]
"""Code → who it is, in Vietnamese; each has an entry today, morning and afternoon, and tomorrow afternoon."""
HEADS = {
    "TTR-TP": ("Chánh Thanh tra thành phố", "Phó Chánh Thanh tra thành phố"),
    "VP-UBND": ("Chánh Văn phòng", "Phó Chánh Văn phòng"),
    "BQL-KKTCN": ("Trưởng ban", "Phó Trưởng ban"),
    "CC-TDC": ("Chi cục trưởng", "Phó Chi cục trưởng"),
    "TRAM-KD": ("Trạm trưởng", "Phó Trạm trưởng"),
    "TT-CONGICH": ("Giám đốc Trung tâm", "Phó Giám đốc Trung tâm"),
}


def people(units: Sequence[Unit]) -> tuple[Person, ...]:
    """Everybody, unit by unit, heads first; no two share a name."""
    rng = Random("people of the sample city")
    names = _names(rng)
    numbers = (f"CC{number:04d}" for number in count(11))
    found = []
    for unit in units:
        for place, (title, position, role, kind) in enumerate(_posts(unit, rng)):
            code = FIXED.get((unit.code, place)) or next(numbers)
            found.append(Person(code, next(names), title, unit.code, position, role, kind))
    return tuple(found)


def _names(rng: Random) -> Iterator[str]:
    words = word_list("people")
    given: set[str] = set()
    while True:
        name = " ".join(rng.choice(words[part]) for part in ("surnames", "middles", "givens"))
        if name not in given and len(set(name.split())) == len(name.split()):
            given.add(name)
            yield name


def _posts(unit: Unit, rng: Random) -> Iterator[tuple[str, str, str, str]]:
    """(title, position, role, kind) of each post."""
    positions = word_list("people")["positions"][unit.level]
    if unit.level == "thanh_pho":
        yield "Chủ tịch UBND thành phố", positions[0], "lanh_dao_thanh_pho", "can_bo"
        for _ in range(3):
            yield "Phó Chủ tịch UBND thành phố", positions[0], "lanh_dao_thanh_pho", "can_bo"
        return
    kind = unit.name.split()[0].lower()
    office = f"Chủ tịch UBND {kind}" if unit.level == "xa_phuong" else "Giám đốc Sở"
    head, deputy = HEADS.get(unit.code, (office, f"Phó {office}"))
    yield head, "Người đứng đầu", "lanh_dao_don_vi", "cong_chuc"
    yield deputy, "Cấp phó của người đứng đầu", "lanh_dao_don_vi", "cong_chuc"
    staff = rng.randint(3, 6)
    for number in range(staff):
        if unit.code == "VP-UBND" and number == 0:
            yield "Quản trị hệ thống", "Trung tâm Tin học", "quan_tri", "cong_chuc"
        elif number == staff - 1 and rng.random() < 0.5:
            yield "Viên chức", "Đơn vị sự nghiệp trực thuộc", "chuyen_vien", "vien_chuc"
        elif number == staff - 1 and unit.level == "xa_phuong" and unit.parent == ROOT_CODE and rng.random() < 0.5:
            yield f"Bí thư Đoàn {kind}", "Đoàn thể", "chuyen_vien", "can_bo"
        else:
            yield "Chuyên viên", positions[number % len(positions)], "chuyen_vien", "cong_chuc"
