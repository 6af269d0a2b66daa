"""Units and people of the sample city, and the quarters around an anchor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from assistant.vietnamese import fold
from ingest.sample.sheet import Record

NOTE = "Dữ liệu mẫu"
"""Name of every sheet and remark of every unit and figure."""
ROOT_CODE = "TP-HUE"
MONTHLY = frozenset({"PX-VYDA", "PX-HUONGTRA", "PX-ALUOI1", "SO-DL"})
PROVISIONAL = "PX-PHUBAI"
"""Has no general scores."""
GAP = "PX-KHETRE"
"""Has nothing in the quarter before the last full one."""
YEARLY = "CC-TDC"
"""Has indicators for the year alone, and no general scores."""
AD_HOC = "TT-CONGICH"
"""Has ad hoc tasks alone: nothing to be scored by."""


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: str
    aliases: tuple[str, ...]
    level: str
    field: str = ""
    parent: str | None = ROOT_CODE

    def record(self) -> Record:
        return {
            "ma_don_vi": self.code,
            "ten_don_vi": self.name,
            "ten_khac": ";".join(self.aliases),
            "cap": self.level,
            "truc_thuoc": self.parent,
            "linh_vuc": self.field,
            "ghi_chu": NOTE,
        }


@dataclass(frozen=True, slots=True)
class Person:
    code: str
    name: str
    title: str
    unit: str
    position: str
    role: str
    kind: str = "cong_chuc"

    @property
    def leads(self) -> bool:
        return self.role.startswith("lanh_dao")

    def record(self) -> Record:
        return {
            "ma_cong_chuc": self.code,
            "ho_ten": self.name,
            "chuc_vu": self.title,
            "ma_don_vi": self.unit,
            "vi_tri_viec_lam": self.position,
            "vai_tro": self.role,
            "doi_tuong": self.kind,
            "email": f"{fold(self.name).replace(' ', '.')}.{self.code.lower()}@sample.invalid",
        }


@dataclass(frozen=True, slots=True)
class City:
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    _of: dict[str, list[Person]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.people:
            self._of.setdefault(person.unit, []).append(person)

    def of(self, unit: Unit) -> list[Person]:
        """The unit's people, its head first."""
        return self._of[unit.code]

    def head(self, unit: Unit) -> Person:
        return self._of[unit.code][0]

    @property
    def departments(self) -> list[Unit]:
        """Those of the city itself."""
        return [unit for unit in self.units if unit.level == "so_nganh" and unit.parent == ROOT_CODE]

    def unit(self, code: str) -> Unit:
        return next(unit for unit in self.units if unit.code == code)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int
    """1 to 4"""

    @classmethod
    def of(cls, day: date) -> Quarter:
        return cls(day.year, (day.month + 2) // 3)

    def moved(self, by: int) -> Quarter:
        count = self.year * 4 + self.number - 1 + by
        return Quarter(count // 4, count % 4 + 1)

    @property
    def start(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def end(self) -> date:
        return self.moved(1).start - timedelta(days=1)

    @property
    def months(self) -> Iterator[tuple[str, date]]:
        """(period, last day) of its months."""
        for month in range(self.number * 3 - 2, self.number * 3 + 1):
            after = date(self.year + month // 12, month % 12 + 1, 1)
            yield f"{self.year}-{month:02d}", after - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


@cache
def word_list(name: str) -> dict[str, Any]:
    """A YAML file of this folder."""
    return cast(dict[str, Any], yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8")))


def read_units() -> tuple[Unit, ...]:
    """The city, its departments, wards and communes, then the units under some of them."""
    lists = word_list("units")
    city = lists["city"]
    units = [Unit(city["code"], city["name"], tuple(city["aliases"]), "thanh_pho", parent=None)]
    units += [Unit(d["code"], d["name"], tuple(d["aliases"]), "so_nganh", d["field"]) for d in lists["departments"]]
    for kind, names in (("phường", lists["wards"]), ("xã", lists["communes"])):
        units += [
            Unit(
                "PX-" + "".join(c for c in fold(name).upper() if c.isalnum()),
                f"{kind.capitalize()} {name}",
                (f"UBND {kind} {name}",),
                "xa_phuong",
            )
            for name in names
        ]
    units += [
        Unit(u["code"], u["name"], tuple(u["aliases"]), u["level"], u["field"], u["parent"]) for u in lists["under"]
    ]
    return tuple(units)
