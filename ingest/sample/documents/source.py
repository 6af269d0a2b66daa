"""The written sources of the sample documents: Markdown with a YAML head in `texts/`, dated around the anchor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from ingest.sample.city import sample_city
from ingest.sample.people import people
from ingest.sample.place import City, read_units
from ingest.sample.sheet import Record

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Day:
    """A day as documents write it."""

    date: date

    @property
    def long(self) -> str:
        """`ngày 06 tháng 3 năm 2026`: days under 10 and the first two months have a zero before them."""
        zero = "02d" if self.date.month < 3 else "d"
        return f"ngày {self.date.day:02d} tháng {self.date.month:{zero}} năm {self.date.year}"

    @property
    def short(self) -> str:
        return f"{self.date.day:02d}/{self.date.month:02d}/{self.date.year}"

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def year(self) -> int:
        return self.date.year


class Letterhead(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: tuple[str, ...]
    """The superior first, the issuer last."""
    number: str
    place: str
    dated: str
    subject: str = ""
    """Trích yếu of an official letter, which has no heading."""


class Source(BaseModel):
    """One document before it is laid out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: dict[str, str]
    """File name → the form in which it is written."""
    title: str
    letterhead: Letterhead | None = None
    heading: tuple[str, ...] = ()
    """`QUYẾT ĐỊNH`, then the trích yếu."""
    signature: tuple[str, ...] = ()
    """`TM. ỦY BAN NHÂN DÂN`, office, name last."""
    receivers: tuple[str, ...] = ()
    draft: bool = False
    side: dict[str, Any] = {}
    """What the side file says; without it there is none."""
    mark: str
    body: str


def sources(anchor: date) -> Iterator[Source]:
    """Every document in the order of the file names, notices of conclusion last."""
    city = City(read_units(), people(read_units()))
    words = _Words(city, anchor)
    for path in sorted((FOLDER / "texts").glob("*.md")):
        yield words.source(path.read_text(encoding="utf-8"))
    template = (FOLDER / "notice.md").read_text(encoding="utf-8")
    for notice in yaml.safe_load((FOLDER / "notices.yaml").read_text(encoding="utf-8")):
        yield words.source(template, **words.minutes(notice), **notice)


@dataclass(frozen=True)
class _Words:
    """What a source may name: days, people and units of the sample city."""

    city: City
    anchor: date

    @cached_property
    def days(self) -> dict[str, Day]:
        """The named days of `days.yaml`; one on a weekend is the Friday before."""
        offsets = yaml.safe_load((FOLDER / "days.yaml").read_text(encoding="utf-8"))
        return {name: Day(_working(self.anchor + timedelta(days=offset))) for name, offset in offsets.items()}

    @cached_property
    def rows(self) -> dict[str, list[Record]]:
        return sample_city(self.anchor)

    def source(self, text: str, **values: object) -> Source:
        from jinja2 import Environment, StrictUndefined

        environment = Environment(  # noqa: S701 - plain text
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
        )
        named = {"name": self.name, "unit": self.unit, "anchor": Day(self.anchor), **self.days, **values}
        _, head, body = environment.from_string(text).render(named).split("---\n", 2)
        mark = yaml.safe_load((FOLDER / "mark.yaml").read_text(encoding="utf-8"))
        return Source.model_validate({**mark, **yaml.safe_load(head), "body": body})

    def name(self, code: str) -> str:
        return next(person.name for person in self.city.people if person.code == code)

    def unit(self, code: str) -> str:
        return self.city.unit(code).name

    def minutes(self, notice: dict[str, Any]) -> dict[str, Any]:
        """The meeting of a notice and its conclusions, with names for codes; signed two days later, not in future."""
        meeting = next(row for row in self.rows["cuoc_hop"] if row["ma_hop"] == notice["meeting_code"])
        begun: datetime = meeting["bat_dau"]
        return {
            "meeting": meeting,
            "held": Day(begun.date()),
            "signed": Day(min(begun.date() + timedelta(days=2), self.anchor)),
            "conclusions": [
                {
                    "text": row["noi_dung"],
                    "unit": self.unit(row["ma_don_vi"]) if row["ma_don_vi"] else None,
                    "person": self.name(row["ma_cong_chuc"]) if row["ma_cong_chuc"] else None,
                    "due": Day(row["han"]) if row["han"] else None,
                }
                for row in self.rows["ket_luan"]
                if row["ma_hop"] == meeting["ma_hop"]
            ],
            "invited": ", ".join(self._invited(meeting["thanh_phan"].split(";"))),
        }

    def _invited(self, codes: Sequence[str]) -> Iterator[str]:
        people = {person.code: person for person in self.city.people}
        for code in filter(None, codes):
            yield people[code].name if code in people else self.unit(code)


def _working(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
