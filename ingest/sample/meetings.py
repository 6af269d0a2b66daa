"""Meetings, most of them as they stand in the schedule, and what the past ones concluded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from ingest.sample.place import NOTE, ROOT_CODE, City, Unit, word_list
from ingest.sample.sheet import Record

NOTICES_FROM = 40
"""Numbers of notices count up from here, the oldest meeting first: `TB-41`, `42/TB-UBND`."""


def meetings(city: City, anchor: date, schedule: Sequence[Record]) -> list[Record]:
    """Those of the fixed codes, one of the city in each of eleven months, and a part of the schedule's."""
    rng = Random(f"meetings {anchor}")
    found = [*_fixed(city, anchor), *_monthly(city, anchor, rng), *_scheduled(city, schedule, rng)]
    found.sort(key=lambda row: (row["bat_dau"], row["ma_hop"]))
    number = NOTICES_FROM
    for row in found:
        awaited = row["ma_hop"].startswith("HOP-LCT") and rng.random() < 0.2
        if row["ket_thuc"].date() < anchor and not row["trang_thai"] and not awaited:
            number += 1
            row["so_thong_bao"] = f"TB-{number}" if row["ma_don_vi"] != ROOT_CODE else f"{number}/TB-UBND"
    return found


def _meeting(code: str, name: str, agenda: str, start: datetime, minutes: int, **values: Any) -> Record:
    return {
        "ma_hop": code,
        "ten_cuoc_hop": name,
        "bat_dau": start,
        "ket_thuc": start + timedelta(minutes=minutes),
        "dia_diem": "Phòng họp số 1, trụ sở UBND thành phố Huế",
        "chu_tri": "CC0001",
        "thanh_phan": "",
        "noi_dung": agenda,
        "ma_don_vi": ROOT_CODE,
        "so_thong_bao": "",
        "trang_thai": "",
        "do_mat": "noi_bo",
        "ghi_chu": NOTE,
        **values,
    }


def _fixed(city: City, anchor: date) -> Iterator[Record]:
    words = word_list("minutes")["fixed"]
    monday = anchor - timedelta(days=anchor.weekday() or 7)

    def at(code: str, day: date, hour: int, *invited: str, **values: Any) -> Record:
        named = {"thanh_phan": ";".join(invited), **values}
        start = datetime.combine(day, time(hour))
        return _meeting(code, words[code]["name"], words[code]["agenda"], start, 90, **named)

    internal, letters = city.head(city.unit("SO-NV")).code, city.head(city.unit("PX-THUANHOA")).code
    yield at("HOP-GIAOBAN", monday, 8, "PX-THUANHOA", "PX-PHUVINH", "SO-KHCN", "VP-UBND", "CC0011")
    yield at("HOP-CHUYENDOISO", anchor - timedelta(days=16), 14, "SO-KHCN", "CC0003", do_mat="cong_khai")
    quiet = {"ma_don_vi": "SO-NV", "chu_tri": internal, "do_mat": "han_che", "dia_diem": "Phòng họp kín, Sở Nội vụ"}
    yield at("HOP-CANBO", anchor - timedelta(days=23), 9, "TTR-TP", **quiet)
    own = {"ma_don_vi": "PX-THUANHOA", "chu_tri": letters, "do_mat": "han_che", "dia_diem": "Phòng họp số 2, phường"}
    yield at("HOP-DONTHU", anchor - timedelta(days=12), 14, "CC0130", **own)
    opened = {"ma_don_vi": "SO-XD", "chu_tri": "", "do_mat": "cong_khai", "dia_diem": "Hội trường Sở Xây dựng"}
    yield at("HOP-QUYHOACH", anchor - timedelta(days=40), 8, "PX-KIMLONG", "PX-PHUXUAN", **opened)
    yield at("HOP-DANG-DIEN-RA", anchor, 16, "SO-NNMT", "PX-PHULOC", chu_tri="CC0013")
    yield at("HOP-HOAN", anchor + timedelta(days=3), 8, "SO-GDDT", "PX-PHUVINH", chu_tri="CC0012", trang_thai="hoan")
    yield at("HOP-HUY", anchor - timedelta(days=5), 8, "SO-TC", "SO-NNMT", chu_tri="CC0012", trang_thai="huy")
    night = {"ma_don_vi": "", "chu_tri": "", "do_mat": "han_che"}
    late = at("HOP-TOI", anchor + timedelta(days=5), 22, "PX-PHUXUAN", "CC0012", **night)
    yield {**late, "ket_thuc": late["bat_dau"] + timedelta(hours=4)}


def _monthly(city: City, anchor: date, rng: Random) -> Iterator[Record]:
    """Older than the schedule reaches."""
    for back in range(1, 12):
        day = anchor - timedelta(days=30 * back)
        day -= timedelta(days=max(0, day.weekday() - 4))
        invited = [unit.code for unit in rng.sample(city.units[1:], 5)]
        name = f"Họp UBND thành phố thường kỳ tháng {day.month}"
        agenda = rng.choice(word_list("minutes")["agendas"]["city"])
        start = datetime.combine(day, time(8))
        yield _meeting(f"HOP-TK-{day:%Y%m}-{back:02d}", name, agenda, start, 180, thanh_phan=";".join(invited))


def _scheduled(city: City, schedule: Sequence[Record], rng: Random) -> Iterator[Record]:
    """Every meeting of the city, and some of the units, with the schedule's time, place, people and secrecy."""
    words, agendas = word_list("catalogue")["meetings"], word_list("minutes")["agendas"]
    for entry in schedule:
        kind = next((k for k in ("city", "chaired", "restricted") if entry["noi_dung"] in words[k]), None)
        kept = {"city": 1.0, "chaired": 0.035, "restricted": 0.12, None: 0.0}[kind]
        if kind is None or rng.random() >= kept:
            continue
        same = ("bat_dau", "ket_thuc", "dia_diem", "chu_tri", "thanh_phan", "ma_don_vi", "trang_thai", "do_mat")
        values = {key: entry[key] for key in same}
        agenda = rng.choice(agendas[kind])
        start = values["bat_dau"]
        if not isinstance(start, datetime):
            raise TypeError(start)
        yield _meeting(f"HOP-{entry['ma_lich']}", str(entry["noi_dung"]), agenda, start, 0, **values)


def conclusions(city: City, anchor: date, held: list[Record], tasks: Sequence[Record]) -> list[Record]:
    """Up to seven of each meeting that has its notice."""
    rng = Random(f"conclusions {anchor}")
    found: list[Record] = []
    for meeting in held:
        if not meeting["so_thong_bao"]:
            continue
        units = _carriers(city, meeting, rng)
        for number, unit in enumerate(units, start=1):
            found.append(_conclusion(city, meeting, number, unit, tasks, rng))
    return found


def _carriers(city: City, meeting: Record, rng: Random) -> list[Unit | None]:
    """Who carries out: units invited and the meeting's own; of restricted ones also a unit that was not there."""
    by_code = {unit.code: unit for unit in city.units}
    of_person = {person.code: by_code[person.unit] for person in city.people}
    named = [by_code.get(code) or of_person[code] for code in meeting["thanh_phan"].split(";") if code]
    own = by_code.get(meeting["ma_don_vi"])
    units: list[Unit | None] = []
    units.extend(dict.fromkeys([*named, own] if own else named))
    del units[5:]
    if meeting["do_mat"] == "han_che":
        fixed = {"HOP-CANBO": "PX-THUANHOA", "HOP-DONTHU": "PX-KIMLONG"}.get(meeting["ma_hop"])
        units.append(by_code[fixed] if fixed else rng.choice(city.units[1:]))
    return [*units, None] if meeting["ma_don_vi"] == ROOT_CODE else units


def _conclusion(
    city: City, meeting: Record, number: int, unit: Unit | None, tasks: Sequence[Record], rng: Random
) -> Record:
    words = word_list("minutes")
    day: date = meeting["bat_dau"].date()
    restricted = meeting["do_mat"] == "han_che"
    row: Record = {
        "ma_hop": meeting["ma_hop"],
        "stt": number,
        "noi_dung": rng.choice(words["restricted" if restricted else "conclusions"]) if unit else words["common"],
        "ma_don_vi": unit.code if unit else None,
        "ma_cong_chuc": city.head(unit).code if unit and rng.random() < 0.4 else None,
        "han": day + timedelta(days=rng.choice([7, 10, 15, 20, 30, 45])) if unit and rng.random() < 0.8 else None,
        "ma_nhiem_vu": None,
        "trang_thai": rng.choice(["chua_thuc_hien", "dang_thuc_hien", "hoan_thanh"]),
        "ghi_chu": NOTE,
    }
    if unit and number % 2:
        row |= _became(unit, day, tasks, restricted, rng)
    return row


def _became(unit: Unit, day: date, tasks: Sequence[Record], restricted: bool, rng: Random) -> Record:
    """What a conclusion takes from the task that it became: one of the unit's that is due after the meeting."""
    fitting = [task for task in tasks if task["ma_don_vi"] == unit.code and task["han"] > day]
    if not fitting:
        return {}
    task = rng.choice(fitting)
    state = "hoan_thanh" if task["ngay_hoan_thanh"] else "dang_thuc_hien" if task["tien_do"] else "chua_thuc_hien"
    same = {"ma_nhiem_vu": task["ma_nhiem_vu"], "han": task["han"], "ma_cong_chuc": task["ma_cong_chuc"]}
    said = {} if restricted else {"noi_dung": word_list("minutes")["became"].format(task=task["ten_nhiem_vu"])}
    return {**same, **said, "trang_thai": state}
