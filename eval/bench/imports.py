"""Import throughput: `python -m eval.bench.imports [--rows 100000] [--database URL]`.

Writes a table of tasks as `.xlsx` and as `.csv`, then, each in a process of its own: only reads it (python-calamine, or
the csv module), imports it into an empty store, and imports it again. Prints one table: seconds, rows a second, peak
memory of the process, and how many times as long as reading alone. `--database` names an empty PostgreSQL database;
without it a SQLite file is made.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

UNITS, PEOPLE = 40, 2_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--database")
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure[0], Path(given.measure[1]), given.database)))
        return
    print(f"{'file':<6} {'what':<14} {'seconds':>8} {'rows/s':>8} {'peak MB':>8} {'x reading':>10}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("xlsx", "csv"):
            write_folder(folder / kind, kind, given.rows)
            reading = 0.0
            for what in ("only read", "first import", "second import"):
                url = given.database or f"sqlite:///{folder / kind}.db"
                command = [sys.executable, "-m", "eval.bench.imports", "--database", url, "--measure", what]
                ran = subprocess.run([*command, str(folder / kind)], check=True, capture_output=True, text=True)
                seconds, peak = json.loads(ran.stdout)
                reading = reading or seconds
                rate = given.rows / seconds
                print(f"{kind:<6} {what:<14} {seconds:>8.1f} {rate:>8.0f} {peak:>8.0f} {seconds / reading:>10.1f}")


def measure(what: str, folder: Path, url: str) -> tuple[float, float]:
    """Seconds of wall time, and the peak memory of this process in MB."""
    if what == "only read":
        begun = time.perf_counter()
        rows = sum(1 for _ in read_only(next(folder.glob("nhiem_vu.*"))))
    else:
        from ingest.workbook import Importer
        from kpi_tools.store import Store

        store = Store.open(url)
        begun = time.perf_counter()
        report = Importer(store).run(folder)
        rows = report.files[-1].added + report.files[-1].changed + report.files[-1].unchanged
        store.close()
        if report.refused:
            raise SystemExit("\n".join(report.lines()))
    if not rows:
        raise SystemExit("nothing read")
    return time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def read_only(path: Path) -> Iterator[object]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.reader(file)
        return
    from python_calamine import CalamineWorkbook

    yield from CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()


def write_folder(folder: Path, kind: str, rows: int) -> None:
    """Units, people and tasks of an invented city."""
    folder.mkdir()
    units = [["ma_don_vi", "ten_don_vi", "cap", "truc_thuoc"], ["TP", "Thành phố", "thanh_pho", ""]]
    units += [[f"PX-{n:02}", f"Phường {n}", "xa_phuong", "TP"] for n in range(UNITS)]
    people = [["ma_cong_chuc", "ho_ten", "ma_don_vi"]]
    people += [[f"CC{n:04}", f"Người {n}", f"PX-{n % UNITS:02}"] for n in range(PEOPLE)]
    write_csv(folder / "don_vi.csv", units)
    write_csv(folder / "nhan_su.csv", people)
    tasks: list[list[object]] = [list(task(0)), *(list(task(n).values()) for n in range(rows))]
    if kind == "csv":
        write_csv(folder / "nhiem_vu.csv", [[f"{c:%d/%m/%Y}" if isinstance(c, date) else c for c in t] for t in tasks])
        return
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Nhiệm vụ")
    for one in tasks:
        sheet.append(one)
    book.save(folder / "nhiem_vu.xlsx")


def write_csv(path: Path, rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def task(number: int) -> dict[str, object]:
    draw = random.Random(number)
    deadline = date(2026, 1, 1) + timedelta(days=draw.randrange(360))
    done = deadline - timedelta(days=draw.randrange(9)) if draw.random() < 0.6 else None
    return {
        "ma_nhiem_vu": f"NV{number:07}",
        "ten_nhiem_vu": f"Tham mưu ban hành kế hoạch số {number} về chuyển đổi số và cải cách hành chính năm 2026",
        "ma_don_vi": f"PX-{draw.randrange(UNITS):02}",
        "don_vi_phoi_hop": f"PX-{draw.randrange(UNITS):02}" if draw.random() < 0.5 else None,
        "ma_cong_chuc": f"CC{draw.randrange(PEOPLE):04}",
        "nguoi_giao": "CC0001",
        "can_cu": f"Kế hoạch số {draw.randrange(400)}/KH-UBND",
        "ngay_giao": deadline - timedelta(days=30),
        "han": deadline,
        "ngay_hoan_thanh": done,
        "tien_do": 100 if done else draw.randrange(100),
        "diem_quy_doi": draw.choice([1, 1.5, 2]),
        "so_lan_khong_dat": draw.choice([0, 0, 0, 1]),
        "phat_sinh": draw.choice([None, None, "x"]),
        "san_pham": "Báo cáo kết quả",
        "nguyen_nhan_cham": None if done else "Chậm phối hợp",
        "do_mat": draw.choice(["cong_khai", "noi_bo"]),
    }


if __name__ == "__main__":
    main()
