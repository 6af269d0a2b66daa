"""Seven weeks of schedule: three before the anchor, four after it; nobody is in two places at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from ingest.sample.people import HANDY
from ingest.sample.place import NOTE, City, Person, Unit, word_list
from ingest.sample.sheet import Record

EDGES = "SO-VHTT"
_STARTS = {
    "morning": (time(7, 30), time(8, 0), time(8, 30), time(9, 0)),
    "afternoon": (time(13, 30), time(14, 0), time(14, 30)),
}


@dataclass(slots=True)
class _Book:
    """The entries so far, and who is taken when."""

    city: City
    rng: Random
    records: list[Record] = field(default_factory=list)
    taken: set[tuple[str, date, str]] = field(default_factory=set)

    def free(self, person: Person, day: date, half: str) -> bool:
        return (person.code, day, half) not in self.taken

    def enter(
        self,
        day: date,
        half: str,
        subjects: str,
        chair: Person,
        unit: Unit,
        *,
        guests: Sequence[Person] = (),
        invited: Sequence[Unit] = (),
        certain: bool = False,
    ) -> None:
        """One entry; a `certain` one takes place and is open to the unit."""
        rng, words = self.rng, word_list("catalogue")["meetings"]
        start = datetime.combine(day, rng.choice(_STARTS[half]))
        state, note = ("", NOTE) if certain else _state(words, rng)
        self.taken |= {(person.code, day, half) for person in (chair, *guests)}
        self.records.append(
            {
                "ma_lich": f"LCT-{day:%Y%m%d}-{len(self.records) + 1:05d}",
                "bat_dau": start,
                "ket_thuc": start + timedelta(minutes=rng.choice([60, 90, 120, 150])),
                "noi_dung": rng.choice(words[subjects]),
                "dia_diem": _place(subjects, unit, rng),
                "chu_tri": chair.code,
                "thanh_phan": ";".join([person.code for person in guests] + [u.code for u in invited]),
                "ma_don_vi": unit.code,
                "trang_thai": state,
                "do_mat": "han_che" if subjects == "restricted" else "cong_khai" if rng.random() < 0.15 else "noi_bo",
                "ghi_chu": note,
            }
        )


def schedule(city: City, anchor: date) -> list[Record]:
    book = _Book(city, Random(f"schedule {anchor}"))
    _promised(book, anchor)
    _edges(book, anchor)
    for number in range(-21, 29):
        day = anchor + timedelta(days=number)
        if day.weekday() < 5:
            _city_meeting(book, day)
            for unit in city.units[1:]:
                _unit_day(book, unit, day)
        elif day.weekday() == 5:
            for unit in city.units[number % 7 + 1 :: 7]:
                _alone(book, unit, day, "morning", "weekend")
    return book.records


def _promised(book: _Book, anchor: date) -> None:
    """What a demo asks for: today, and tomorrow afternoon, whatever the weekday."""
    after = anchor + timedelta(days=1)
    by_code = {person.code: person for person in book.city.people}
    units = {unit.code: unit for unit in book.city.units}
    for day, half in ((anchor, "morning"), (anchor, "afternoon"), (after, "afternoon")):
        subjects = "chaired" if day.weekday() < 5 else "weekend"
        for code in HANDY:
            person = by_code[code]
            unit = units[person.unit]
            head = book.city.head(unit)
            if not book.free(person, day, half):
                continue
            staff = [p for p in book.city.of(unit) if p.code in HANDY and not p.leads] or book.city.of(unit)[2:3]
            book.enter(day, half, subjects, head, unit, guests=staff, certain=True)


def _edges(book: _Book, anchor: date) -> None:
    """A clerk's day whose gaps are of 29 and of 30 minutes; entries that nobody chairs or no unit enters, one of them
    over midnight, one for a whole unit behind closed doors.
    """
    day = anchor + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    clerk = book.city.of(book.city.unit(EDGES))[2]
    for start, end in (("07:30", "09:00"), ("09:29", "11:00"), ("11:00", "14:00"), ("14:30", "16:30")):
        book.records.append(_bare(f"{day:%Y%m%d}-G{start[:2]}", day, start, end, chu_tri=clerk.code, ma_don_vi=EDGES))
    book.taken |= {(clerk.code, day, half) for half in _STARTS}
    book.records.append(_bare("TOAN-DON-VI", day, "15:00", "16:00", thanh_phan="PX-THUANHOA", do_mat="han_che"))
    book.records.append(_bare("KHONG-CHU-TRI", day, "10:00", "11:00", thanh_phan="SO-KHCN;TT-CONGICH"))
    over = _bare("QUA-DEM", day, "22:00", "23:00", thanh_phan="PX-PHUXUAN", ma_don_vi="VP-UBND")
    book.records.append({**over, "ket_thuc": over["bat_dau"] + timedelta(hours=8)})


def _bare(code: str, day: date, start: str, end: str, **values: str) -> Record:
    fixed = {"chu_tri": "", "thanh_phan": "", "ma_don_vi": "", "trang_thai": "", "do_mat": "noi_bo", "ghi_chu": NOTE}
    times = [datetime.combine(day, time.fromisoformat(text)) for text in (start, end)]
    kept = {"ma_lich": f"LCT-{code}", "bat_dau": times[0], "ket_thuc": times[1]}
    words = word_list("catalogue")["meetings"]["edges"]
    return {**kept, "noi_dung": words[0], "dia_diem": words[1], **fixed, **values}


def _city_meeting(book: _Book, day: date) -> None:
    """A meeting of the city with the heads of some units, or on Mondays with whole units."""
    city, rng = book.city, book.rng
    half = rng.choice(list(_STARTS))
    root = city.units[0]
    chair = next((person for person in city.of(root) if book.free(person, day, half)), None)
    if chair is None:
        return
    units = rng.sample(city.units[1:], rng.randint(3, 8))
    heads = [city.head(unit) for unit in units if book.free(city.head(unit), day, half)]
    invited = rng.sample(city.departments, 2) if day.weekday() == 0 else []
    book.enter(day, half, "city", chair, root, guests=heads, invited=invited)


def _unit_day(book: _Book, unit: Unit, day: date) -> None:
    """One entry of the head on every working day, often a second; on some Mondays one for the whole unit."""
    rng = book.rng
    halves = list(_STARTS) if rng.random() < 0.5 else [rng.choice(list(_STARTS))]
    for half in halves:
        head = book.city.head(unit)
        if not book.free(head, day, half):
            continue
        drawn = rng.random()
        if day.weekday() == 0 and drawn < 0.15:
            book.enter(day, half, "all_hands", head, unit, invited=[unit])
        elif drawn < 0.07:
            book.enter(day, half, "restricted", head, unit, guests=_free(book, unit, day, half, 1))
        elif drawn < 0.35:
            _alone(book, unit, day, half, "outside")
        else:
            book.enter(day, half, "chaired", head, unit, guests=_free(book, unit, day, half, 3))


def _alone(book: _Book, unit: Unit, day: date, half: str, subjects: str) -> None:
    head = book.city.head(unit)
    if book.free(head, day, half):
        book.enter(day, half, subjects, head, unit)


def _free(book: _Book, unit: Unit, day: date, half: str, most: int) -> list[Person]:
    """Up to `most` people of the unit, not its head, who are free."""
    free = [person for person in book.city.of(unit)[1:] if book.free(person, day, half)]
    return book.rng.sample(free, min(book.rng.randint(1, most), len(free)))


def _state(words: dict[str, Any], rng: Random) -> tuple[str, str]:
    drawn = rng.random()
    if drawn < 0.04:
        return "huy", rng.choice(words["cancelled"])
    return ("hoan", rng.choice(words["postponed"])) if drawn < 0.08 else ("", NOTE)


def _place(subjects: str, unit: Unit, rng: Random) -> str:
    local = unit.level != "so_nganh"
    name = f"{unit.name[0].lower()}{unit.name[1:]}" if local else unit.name
    if subjects in ("outside", "weekend"):
        return f"Địa bàn {name}" if local else f"Cơ sở do {name} phụ trách"
    return f"Phòng họp số {rng.randint(1, 3)}, trụ sở {'UBND ' if local else ''}{name}"
