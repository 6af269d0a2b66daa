"""The sample city made awkward: the same workbooks with seeded changes that reach the corners of the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import openpyxl

from eval.oracle.workbooks import folded

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
        keys = [folded(str(label)).replace(" ", "_") for label in labels]
        rows = [dict(zip(keys, row, strict=True)) for row in values]
        sheet.delete_rows(3, len(rows))
        for row in change(rows, luck, anchor):
            sheet.append(list(row.values()))
        book.save(path)


def _units(rows: list[Cells], _luck: Random, _anchor: date) -> list[Cells]:
    """Three levels under the root: two wards and a department under departments."""
    parents = {"PX-PHUVINH": "SO-KHCN", "SO-KHCN": "SO-TC", "PX-VYDA": "PX-THUANHOA"}
    for row in rows:
        row["truc_thuoc"] = parents.get(str(row["ma_don_vi"]), row["truc_thuoc"])
    return rows


def _people(rows: list[Cells], _luck: Random, _anchor: date) -> list[Cells]:
    """The root unit has a unit leader and a clerk; a department has an administrator."""
    roles = {"CC0012": "lanh_dao_don_vi", "CC0013": "chuyen_vien", "CC0029": "quan_tri"}
    for row in rows:
        row["vai_tro"] = roles.get(str(row["ma_cong_chuc"]), row["vai_tro"])
    return rows


def _indicators(rows: list[Cells], luck: Random, anchor: date) -> list[Cells]:
    kept = [row for row in rows if luck.random() > 0.03 and (row["ma_don_vi"] != "PX-HUONGTRA" or row["ma_cong_chuc"])]
    dropped = {(row["ma_don_vi"], row["ky"]) for row in kept if luck.random() < 0.02}
    kept = [row for row in kept if (row["ma_don_vi"], row["ky"]) not in dropped]
    for row in kept:
        row["trong_so"] = luck.choice([1, 1, 2, 0.5, 3.25])
        if luck.random() < 0.15:
            row["thuc_hien"] = luck.choice([None, 0, row["muc_tieu"]])
        if luck.random() < 0.05:
            row |= {"chieu": "giam", "muc_tieu": 0, "thuc_hien": luck.choice([0, 0, 3, None])}
    for month in range(1, anchor.month + 1):
        for unit in ("PX-THUANHOA", "SO-TC"):  # months beside the rows of their quarter
            actual = luck.choice([None, 0, 1, 50])
            kept.append({**kept[0], "ky": f"{anchor.year}-{month:02d}", "ma_don_vi": unit, "thuc_hien": actual})
            kept[-1]["ma_chi_tieu"] = f"CT-{unit}-THANG"
    for number, unit in enumerate(["PX-HUONGTRA", "SO-DL", "PX-PHUBAI"]):
        year = str(anchor.year)
        kept.append({**kept[0], "ma_chi_tieu": f"CT-NAM-{number}", "ky": year, "ma_don_vi": unit})
    return kept


def _general(rows: list[Cells], luck: Random, anchor: date) -> list[Cells]:
    """Scores missing here and there, months beside quarters, and a score without any indicator; low ones of people."""
    kept = [row for row in rows if luck.random() > 0.08 and row["ma"] != "PX-HUONGTRA"]
    known = {(row["ma"], row["ky"]) for row in kept}
    for row in kept:
        if str(row["ma"]).startswith("CC") and luck.random() < 0.3:
            row |= {"diem": luck.choice([0, 9.5, 29.96]), "to_chuc": luck.choice([None, 50, 100])}
    for unit in ("PX-THUANHOA", "SO-TC", "PX-HUONGTRA", "SO-KHCN", "PX-VYDA"):
        for month in range(1, anchor.month + 1):
            key = (unit, f"{anchor.year}-{month:02d}")
            if unit != "PX-HUONGTRA" and key not in known and luck.random() < 0.6:
                kept.append({**kept[0], "ma": key[0], "ky": key[1], "diem": luck.choice([0, 17.25, 28, 30])})
    return kept


def _tasks(rows: list[Cells], luck: Random, anchor: date) -> list[Cells]:
    leads = sorted({str(row["ma_don_vi"]) for row in rows})
    people = sorted({str(row["ma_cong_chuc"]) for row in rows if row["ma_cong_chuc"]})
    clean = set(luck.sample(leads, 12))
    for row in rows:
        due = anchor + timedelta(days=luck.randint(-380, 80))
        row["han"] = datetime.combine(luck.choice([due, due, anchor, anchor + timedelta(days=7)]), datetime.min.time())
        row["ngay_giao"] = None
        if row["ma_don_vi"] in clean:
            row |= {"ngay_hoan_thanh": row["han"], "so_lan_cham": None, "so_lan_khong_dat": None, "tien_do": 100}
            continue
        done = due + timedelta(days=luck.choice([-20, -1, 0, 1, 30]))
        row["ngay_hoan_thanh"] = datetime.combine(done, datetime.min.time()) if luck.random() < 0.8 else None
        row["tien_do"] = luck.choice([0, 0, 40, 100])
        row["so_lan_cham"] = luck.choice([None, None, None, 0, 1, 3, 6])
        row["so_lan_khong_dat"] = luck.choice([None, 0, 0, 0, 1, 2, 5])
        row["diem_quy_doi"] = luck.choice([None, 1, 2.5, 0.75])
        row["khach_quan"] = luck.choice([None, None, None, "x"])
        row["phat_sinh"] = luck.choice([None, None, None, None, "x"])
        row["do_mat"] = luck.choice([None, "cong_khai", "noi_bo", "han_che", "han_che"])
        row["nguoi_giao"] = luck.choice([*luck.sample(people, 2), "CC0003", "CC0006", "Ban chỉ đạo"])
        row["ma_cong_chuc"] = luck.choice([None, *luck.sample(people, 3), "CC0003", "CC0005", "CC0013"])
        row["don_vi_phoi_hop"] = ";".join(set(luck.sample(leads, luck.randint(0, 3))) - {str(row["ma_don_vi"])}) or None
    return rows


def _entries(rows: list[Cells], luck: Random, anchor: date) -> list[Cells]:
    units = sorted({str(row["ma_don_vi"]) for row in rows if row["ma_don_vi"]})
    people = [*sorted({str(row["chu_tri"]) for row in rows if row["chu_tri"]}), "CC0003", "CC0005", "CC0006", "CC0013"]
    for row in rows:
        first = datetime.combine(anchor, datetime.min.time()) + timedelta(days=luck.randint(-3, 5))
        start = first + timedelta(minutes=30 * luck.randint(0, 47))
        row |= {"bat_dau": start, "ket_thuc": start + timedelta(minutes=30 * luck.choice([1, 3, 8, 60]))}
        named = [*luck.sample(units, luck.randint(0, 2)), *luck.sample(people, luck.randint(0, 2))]
        row["thanh_phan"] = ";".join(named) or None
        row["chu_tri"] = luck.choice([None, *luck.sample(people, 3)])
        row["ma_don_vi"] = luck.choice([None, *luck.sample(units, 4)])
        row["do_mat"] = luck.choice([None, "cong_khai", "noi_bo", "han_che", "han_che"])
        row["trang_thai"] = luck.choice([None, None, None, "huy", "hoan"])
    return rows


def _meetings(rows: list[Cells], luck: Random, anchor: date) -> list[Cells]:
    """As entries, but for the day of those that have concluded."""
    kept = [(row["bat_dau"], row["ket_thuc"], row["trang_thai"]) for row in rows]
    for row, times in zip(_entries(rows, luck, anchor), kept, strict=True):
        if row["so_thong_bao"]:
            row["bat_dau"], row["ket_thuc"], row["trang_thai"] = times
    return rows


def _conclusions(rows: list[Cells], luck: Random, _anchor: date) -> list[Cells]:
    units = sorted({str(row["ma_don_vi"]) for row in rows if row["ma_don_vi"]})
    for row in rows:
        row["ma_don_vi"] = luck.choice([None, *luck.sample(units, 3), "PX-THUANHOA", "SO-KHCN"])
        row["trang_thai"] = luck.choice(["chua_thuc_hien", "dang_thuc_hien", "hoan_thanh"])
    return rows


CHANGES: dict[str, Change] = {
    "don_vi": _units,
    "nhan_su": _people,
    "chi_tieu": _indicators,
    "tieu_chi_chung": _general,
    "nhiem_vu": _tasks,
    "lich_cong_tac": _entries,
    "cuoc_hop": _meetings,
    "ket_luan": _conclusions,
}
