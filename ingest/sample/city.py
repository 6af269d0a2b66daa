"""Write the sample city as the ten workbooks that a real city would hand over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ingest.sample.awkward import awkward
from ingest.sample.figures import general_scores, indicators
from ingest.sample.handbook import forum, procedures
from ingest.sample.meetings import conclusions, meetings
from ingest.sample.people import people
from ingest.sample.place import NOTE, City, read_units
from ingest.sample.schedule import schedule
from ingest.sample.sheet import Record, write_workbook
from ingest.sample.tasks import tasks

SAMPLE_MARK = "DỮ LIỆU MẪU – số liệu giả định, không phải của TP Huế"
"""Stands above every sheet, and wherever the sample is shown."""


def write_sample_city(folder: Path, anchor: date) -> None:
    """Write the ten workbooks (`.xlsx`) into `folder`, which is made where there is none: a year of figures, tasks and
    meetings up to `anchor`, seven weeks of schedule around it, procedures and the forum. The same anchor gives the
    same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, records in sample_city(anchor).items():
        write_workbook(folder / f"{name}.xlsx", NOTE, SAMPLE_MARK, records)


def sample_city(anchor: date) -> dict[str, list[Record]]:
    """The rows of each workbook, by column key."""
    units = read_units()
    city = City(units, people(units))
    figures, scores, assigned = indicators(city, anchor), general_scores(city, anchor), tasks(city, anchor)
    awkward(city, anchor, figures, scores, assigned)
    entries = schedule(city, anchor)
    held = meetings(city, anchor, entries)
    return {
        "don_vi": [unit.record() for unit in city.units],
        "nhan_su": [person.record() for person in city.people],
        "chi_tieu": figures,
        "tieu_chi_chung": scores,
        "nhiem_vu": assigned,
        "lich_cong_tac": entries,
        "cuoc_hop": held,
        "ket_luan": conclusions(city, anchor, held, assigned),
        "thu_tuc": procedures(),
        "hoi_dap": forum(city, anchor),
    }
