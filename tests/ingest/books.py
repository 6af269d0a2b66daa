"""Small workbooks for tests."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Row = Mapping[str, Any]

CITY: dict[str, list[Row]] = {
    "don_vi": [
        {"ma_don_vi": "PX-A", "ten_don_vi": "Phường A", "cap": "xa_phuong", "truc_thuoc": "TP"},
        {"ma_don_vi": "TP", "ten_don_vi": "Thành phố", "cap": "thanh_pho", "truc_thuoc": ""},
    ],
    "nhan_su": [
        {"ma_cong_chuc": "CC1", "ho_ten": "Người Một", "ma_don_vi": "PX-A", "vai_tro": "lanh_dao_don_vi"},
        {"ma_cong_chuc": "CC2", "ho_ten": "Người Hai", "ma_don_vi": "PX-A", "vai_tro": ""},
    ],
}
GOOD: dict[str, Row] = {
    "don_vi": {"ma_don_vi": "PX-B", "ten_don_vi": "Xã B", "cap": "xa_phuong", "truc_thuoc": "TP"},
    "nhan_su": {"ma_cong_chuc": "CC3", "ho_ten": "Người Ba", "ma_don_vi": "PX-A"},
    "chi_tieu": {
        "ma_chi_tieu": "CT1",
        "ky": "2026-Q1",
        "ten_chi_tieu": "Thu ngân sách",
        "ma_don_vi": "PX-A",
        "muc_tieu": "1.234,5",
        "thuc_hien": "1000",
    },
    "nhiem_vu": {"ma_nhiem_vu": "NV1", "ten_nhiem_vu": "Việc", "ma_don_vi": "PX-A", "han": "30/06/2026"},
    "tieu_chi_chung": {"ma": "PX-A", "ky": "2026-Q1", "diem": "28,5"},
    "lich_cong_tac": {
        "ma_lich": "L1",
        "bat_dau": "02/04/2026 07:30",
        "ket_thuc": "2026-04-02T09:00",
        "noi_dung": "Họp",
        "chu_tri": "CC1",
        "thanh_phan": "CC2; PX-A",
    },
    "cuoc_hop": {
        "ma_hop": "H1",
        "ten_cuoc_hop": "Giao ban",
        "bat_dau": "02/04/2026 07:30",
        "ket_thuc": "02/04/2026 09:00",
        "chu_tri": "CC1",
        "thanh_phan": "CC2; PX-A",
    },
    "ket_luan": {"ma_hop": "H1", "stt": "1", "noi_dung": "Giao Phường A báo cáo", "ma_don_vi": "PX-A"},
    "thu_tuc": {"ma_thu_tuc": "TT1", "ten_thu_tuc": "Đăng ký khai sinh", "muc_do": "toan_trinh"},
    "hoi_dap": {"ma_hoi_dap": "HD1", "cau_hoi": "Chứng thực điện tử thế nào?", "ma_don_vi_hoi": "PX-A"},
}
"""A row of each table that is taken as it stands."""


def write_csv(path: Path, rows: Sequence[Row], mark: str = ",", encoding: str = "utf-8") -> None:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=mark)
        writer.writeheader()
        writer.writerows(rows)


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
