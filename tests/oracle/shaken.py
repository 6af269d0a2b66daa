"""The sample city made awkward: the same workbooks with seeded changes that reach the corners of the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import openpyxl

Cells = dict[str, object]
Change = Callable[[list[Cells], Random, date], list[Cells]]


def shake(folder: Path, anchor: date, seed: int) -> None:
    """Change the workbooks in place; every row stays one that an import takes."""
    luck = Random(seed)
    for table, change in CHANGES.items():
        path = folder / f"{table}.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        _title, labels, *values = sheet.iter_rows(values_only=True)
        rows = [dict(zip(map(str, labels), row, strict=True)) for row in values]
        sheet.delete_rows(3, len(rows))
        for row in change(rows, luck, anchor):
            sheet.append(list(row.values()))
        book.save(path)


def _units(rows: list[Cells], _luck: Random, _anchor: date) -> list[Cells]:
    """Three levels under the root: two wards and a department under departments."""
    parents = {"PX-PHUVINH": "SO-KHCN", "SO-KHCN": "SO-TC", "PX-VYDA": "PX-THUANHOA"}
    for row in rows:
        row["Trực thuộc"] = parents.get(str(row["Mã đơn vị"]), row["Trực thuộc"])
    return rows


def _people(rows: list[Cells], _luck: Random, _anchor: date) -> list[Cells]:
    """The root unit has a unit leader and a clerk; a department has an administrator."""
    roles = {"CC0012": "lanh_dao_don_vi", "CC0013": "chuyen_vien", "CC0029": "quan_tri"}
    for row in rows:
        row["Vai trò"] = roles.get(str(row["Mã công chức"]), row["Vai trò"])
    return rows


def _indicators(rows: list[Cells], luck: Random, anchor: date) -> list[Cells]:
    kept = [row for row in rows if luck.random() > 0.03 and (row["Mã đơn vị"] != "PX-HUONGTRA" or row["Mã công chức"])]
    dropped = {(row["Mã đơn vị"], row["Kỳ"]) for row in kept if luck.random() < 0.02}
    kept = [row for row in kept if (row["Mã đơn vị"], row["Kỳ"]) not in dropped]
    for row in kept:
        row["Trọng số"] = luck.choice([1, 1, 2, 0.5, 3.25])
        if luck.random() < 0.15:
            row["Thực hiện"] = luck.choice([None, 0, row["Mục tiêu"]])
        if luck.random() < 0.05:
            row |= {"Chiều": "giam", "Mục tiêu": 0, "Thực hiện": luck.choice([0, 0, 3, None])}
    for month in range(1, anchor.month + 1):
        for unit in ("PX-THUANHOA", "SO-TC"):  # months beside the rows of their quarter
            actual = luck.choice([None, 0, 1, 50])
            kept.append({**kept[0], "Kỳ": f"{anchor.year}-{month:02d}", "Mã đơn vị": unit, "Thực hiện": actual})
            kept[-1]["Mã chỉ tiêu"] = f"CT-{unit}-THANG"
    for number, unit in enumerate(["PX-HUONGTRA", "SO-DL", "PX-PHUBAI"]):
        year = str(anchor.year)
        kept.append({**kept[0], "Mã chỉ tiêu": f"CT-NAM-{number}", "Kỳ": year, "Mã đơn vị": unit})
    return kept


def _general(rows: list[Cells], luck: Random, anchor: date) -> list[Cells]:
    """Scores missing here and there, months beside quarters, and a score without any indicator."""
    kept = [row for row in rows if luck.random() > 0.08 and row["Mã"] != "PX-HUONGTRA"]
    known = {(row["Mã"], row["Kỳ"]) for row in kept}
    for unit in ("PX-THUANHOA", "SO-TC", "PX-HUONGTRA", "SO-KHCN", "PX-VYDA"):
        for month in range(1, anchor.month + 1):
            key = (unit, f"{anchor.year}-{month:02d}")
            if unit != "PX-HUONGTRA" and key not in known and luck.random() < 0.6:
                kept.append({**kept[0], "Mã": key[0], "Kỳ": key[1], "Điểm": luck.choice([0, 17.25, 28, 30])})
    return kept


def _tasks(rows: list[Cells], luck: Random, anchor: date) -> list[Cells]:
    leads = sorted({str(row["Mã đơn vị"]) for row in rows})
    people = sorted({str(row["Mã công chức"]) for row in rows if row["Mã công chức"]})
    clean = set(luck.sample(leads, 12))
    for row in rows:
        due = anchor + timedelta(days=luck.randint(-380, 80))
        row["Hạn"] = datetime.combine(luck.choice([due, due, anchor, anchor + timedelta(days=7)]), datetime.min.time())
        row["Ngày giao"] = None
        if row["Mã đơn vị"] in clean:
            row |= {"Ngày hoàn thành": row["Hạn"], "Số lần chậm": None, "Số lần không đạt": None, "Tiến độ": 100}
            continue
        done = due + timedelta(days=luck.choice([-20, -1, 0, 1, 30]))
        row["Ngày hoàn thành"] = datetime.combine(done, datetime.min.time()) if luck.random() < 0.8 else None
        row["Tiến độ"] = luck.choice([0, 0, 40, 100])
        row["Số lần chậm"] = luck.choice([None, None, None, 0, 1, 3, 6])
        row["Số lần không đạt"] = luck.choice([None, 0, 0, 0, 1, 2, 5])
        row["Điểm quy đổi"] = luck.choice([None, 1, 2.5, 0.75])
        row["Khách quan"] = luck.choice([None, None, None, "x"])
        row["Phát sinh"] = luck.choice([None, None, None, None, "x"])
        row["Độ mật"] = luck.choice([None, "cong_khai", "noi_bo", "han_che", "han_che"])
        row["Người giao"] = luck.choice([*luck.sample(people, 2), "CC0003", "CC0006", "Ban chỉ đạo"])
        row["Mã công chức"] = luck.choice([None, *luck.sample(people, 3), "CC0003", "CC0005", "CC0013"])
        row["Đơn vị phối hợp"] = ";".join(set(luck.sample(leads, luck.randint(0, 3))) - {str(row["Mã đơn vị"])}) or None
    return rows


def _entries(rows: list[Cells], luck: Random, anchor: date) -> list[Cells]:
    units = sorted({str(row["Mã đơn vị"]) for row in rows if row["Mã đơn vị"]})
    people = [*sorted({str(row["Chủ trì"]) for row in rows if row["Chủ trì"]}), "CC0003", "CC0005", "CC0006", "CC0013"]
    for row in rows:
        first = datetime.combine(anchor, datetime.min.time()) + timedelta(days=luck.randint(-3, 5))
        start = first + timedelta(minutes=30 * luck.randint(0, 47))
        row |= {"Bắt đầu": start, "Kết thúc": start + timedelta(minutes=30 * luck.choice([1, 3, 8, 60]))}
        named = [*luck.sample(units, luck.randint(0, 2)), *luck.sample(people, luck.randint(0, 2))]
        row["Thành phần"] = ";".join(named) or None
        row["Chủ trì"] = luck.choice([None, *luck.sample(people, 3)])
        row["Mã đơn vị"] = luck.choice([None, *luck.sample(units, 4)])
        row["Độ mật"] = luck.choice([None, "cong_khai", "noi_bo", "han_che", "han_che"])
        row["Trạng thái"] = luck.choice([None, None, None, "huy", "hoan"])
    return rows


CHANGES: dict[str, Change] = {
    "don_vi": _units,
    "nhan_su": _people,
    "chi_tieu": _indicators,
    "tieu_chi_chung": _general,
    "nhiem_vu": _tasks,
    "lich_cong_tac": _entries,
}
