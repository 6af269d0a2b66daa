"""What breaks a value rule is refused with its reason; the good rows beside it go in."""

from pathlib import Path
from typing import Any

import pytest

from ingest.workbook import TABLES, Importer
from kpi_tools.store import Store
from prompts import message
from tests.ingest.books import GOOD, write_csv

BAD: list[tuple[str, dict[str, str], str, str]] = [
    (
        "don_vi",
        {"cap": "quan_huyen"},
        "cap",
        "không có trong danh mục; các giá trị được dùng: thanh_pho, so_nganh, xa_phuong",
    ),
    ("don_vi", {"ten_don_vi": " "}, "ten_don_vi", "thiếu giá trị bắt buộc"),
    ("don_vi", {"truc_thuoc": "PX-Z"}, "truc_thuoc", "không có đơn vị mang mã PX-Z"),
    ("don_vi", {"truc_thuoc": "PX-B-2"}, "truc_thuoc", "vòng quanh"),
    ("don_vi", {"ma_don_vi": "X" * 65}, "ma_don_vi", "64"),
    ("nhan_su", {"ma_don_vi": "PX-Z"}, "ma_don_vi", "không có đơn vị mang mã PX-Z"),
    ("nhan_su", {"vai_tro": "truong_phong"}, "vai_tro", "danh mục"),
    ("nhan_su", {"doi_tuong": "hop_dong"}, "doi_tuong", "danh mục"),
    ("chi_tieu", {"ky": "2026-Q5"}, "ky", "kỳ không đúng"),
    ("chi_tieu", {"trong_so": "0"}, "trong_so", "phải lớn hơn 0"),
    ("chi_tieu", {"trong_so": "-1"}, "trong_so", "phải lớn hơn 0"),
    ("chi_tieu", {"muc_tieu": "0"}, "muc_tieu", "phải lớn hơn 0"),
    ("chi_tieu", {"muc_tieu": "-1", "chieu": "giam"}, "muc_tieu", "không được nhỏ hơn 0"),
    ("chi_tieu", {"muc_tieu": ""}, "muc_tieu", "thiếu"),
    ("chi_tieu", {"thuc_hien": "chưa có"}, "thuc_hien", "không phải là số"),
    ("chi_tieu", {"thuc_hien": "1" * 15}, "thuc_hien", "quá lớn"),
    ("chi_tieu", {"chieu": "ngang"}, "chieu", "danh mục"),
    ("chi_tieu", {"ngay_cap_nhat": "31/04/2026"}, "ngay_cap_nhat", "không có ngày"),
    ("chi_tieu", {"ma_cong_chuc": "CC9"}, "ma_cong_chuc", "không có cán bộ, công chức mang mã CC9"),
    ("nhiem_vu", {"han": "31/02/2026"}, "han", "không có ngày"),
    ("nhiem_vu", {"han": ""}, "han", "thiếu"),
    ("nhiem_vu", {"tien_do": "101"}, "tien_do", "không được lớn hơn 100"),
    ("nhiem_vu", {"tien_do": "-1"}, "tien_do", "không được nhỏ hơn 0"),
    ("nhiem_vu", {"diem_quy_doi": "0"}, "diem_quy_doi", "phải lớn hơn 0"),
    ("nhiem_vu", {"so_lan_khong_dat": "-1"}, "so_lan_khong_dat", "không được nhỏ hơn 0"),
    ("nhiem_vu", {"so_lan_cham": "1,5"}, "so_lan_cham", "số nguyên"),
    ("nhiem_vu", {"khach_quan": "không"}, "khach_quan", "đánh dấu x"),
    ("nhiem_vu", {"do_mat": "mat"}, "do_mat", "danh mục"),
    ("nhiem_vu", {"don_vi_phoi_hop": "PX-A;PX-Z"}, "don_vi_phoi_hop", "PX-Z"),
    ("nhiem_vu", {"ma_cong_chuc": "CC9"}, "ma_cong_chuc", "CC9"),
    ("tieu_chi_chung", {"diem": "30,5"}, "diem", "không được lớn hơn 30"),
    ("tieu_chi_chung", {"diem": "-1"}, "diem", "không được nhỏ hơn 0"),
    ("tieu_chi_chung", {"ky": "2026"}, "ky", "tháng hoặc quý"),
    ("tieu_chi_chung", {"to_chuc": "75"}, "to_chuc", "100 hoặc 50"),
    ("tieu_chi_chung", {"ma": "ZZ"}, "ma", "không có đơn vị hay người nào mang mã ZZ"),
    ("lich_cong_tac", {"ket_thuc": "02/04/2026 07:30"}, "ket_thuc", "kết thúc phải sau"),
    ("lich_cong_tac", {"bat_dau": "02/04/2026"}, "bat_dau", "ngày và giờ"),
    ("lich_cong_tac", {"trang_thai": "xong"}, "trang_thai", "danh mục"),
    ("lich_cong_tac", {"chu_tri": "PX-A"}, "chu_tri", "không có cán bộ, công chức"),
    ("lich_cong_tac", {"thanh_phan": "CC1;ZZ"}, "thanh_phan", "ZZ"),
    ("lich_cong_tac", {"ma_don_vi": "ZZ"}, "ma_don_vi", "ZZ"),
    ("cuoc_hop", {"ten_cuoc_hop": ""}, "ten_cuoc_hop", "thiếu"),
    ("cuoc_hop", {"ket_thuc": "02/04/2026 07:30"}, "ket_thuc", "kết thúc phải sau"),
    ("cuoc_hop", {"bat_dau": "sáng mai"}, "bat_dau", "ngày và giờ"),
    ("cuoc_hop", {"trang_thai": "xong"}, "trang_thai", "danh mục"),
    ("cuoc_hop", {"do_mat": "mat"}, "do_mat", "cong_khai, noi_bo, han_che"),
    ("cuoc_hop", {"chu_tri": "PX-A"}, "chu_tri", "không có cán bộ, công chức"),
    ("cuoc_hop", {"thanh_phan": "CC1;ZZ"}, "thanh_phan", "ZZ"),
    ("cuoc_hop", {"ma_don_vi": "ZZ"}, "ma_don_vi", "không có đơn vị mang mã ZZ"),
    ("cuoc_hop", {"so_thong_bao": "1" * 256}, "so_thong_bao", "dài quá 255 ký tự"),
    ("ket_luan", {"ma_hop": "H9"}, "ma_hop", "không có cuộc họp mang mã H9"),
    ("ket_luan", {"stt": "1" * 17}, "stt", "dài quá 16 ký tự"),
    ("ket_luan", {"noi_dung": ""}, "noi_dung", "thiếu"),
    ("ket_luan", {"ma_don_vi": "ZZ"}, "ma_don_vi", "ZZ"),
    ("ket_luan", {"ma_cong_chuc": "ZZ"}, "ma_cong_chuc", "ZZ"),
    ("ket_luan", {"ma_nhiem_vu": "NV9"}, "ma_nhiem_vu", "không có nhiệm vụ mang mã NV9"),
    ("ket_luan", {"han": "31/04/2026"}, "han", "không có ngày"),
    ("ket_luan", {"trang_thai": "huy"}, "trang_thai", "chua_thuc_hien, dang_thuc_hien, hoan_thanh"),
    ("thu_tuc", {"ten_thu_tuc": ""}, "ten_thu_tuc", "thiếu"),
    ("thu_tuc", {"muc_do": "muc_4"}, "muc_do", "toan_trinh, mot_phan, chua"),
    ("hoi_dap", {"cau_hoi": ""}, "cau_hoi", "thiếu"),
    ("hoi_dap", {"ma_don_vi_hoi": "ZZ"}, "ma_don_vi_hoi", "không có đơn vị mang mã ZZ"),
    ("hoi_dap", {"ma_don_vi_tra_loi": "ZZ"}, "ma_don_vi_tra_loi", "ZZ"),
    ("hoi_dap", {"ngay_tra_loi": "mai"}, "ngay_tra_loi", "không phải là ngày"),
    ("hoi_dap", {"trang_thai": "xong"}, "trang_thai", "cho_tra_loi, da_tra_loi"),
    ("thu_tuc", {"trinh_tu": "a" * 32_768}, "trinh_tu", "dài quá 32767 ký tự"),
]


@pytest.mark.parametrize(("table", "wrong", "column", "reason"), BAD, ids=[f"{t}-{w}" for t, w, _, _ in BAD])
def test_a_bad_row_is_refused_and_the_good_one_goes_in(
    store: Store, folder: Path, table: str, wrong: dict[str, str], column: str, reason: str
) -> None:
    key = TABLES[table].shape.key[-1] if table == "ket_luan" else TABLES[table].shape.key[0]
    if table == "ket_luan":
        write_csv(folder / "cuoc_hop.csv", [GOOD["cuoc_hop"]])
    good: dict[str, Any] = {**dict.fromkeys(wrong, ""), **GOOD[table]}
    other = {**good, "ky": "2026-Q2"} if "ky" in good else {**good, key: f"{good[key]}-2"}
    write_csv(folder / f"{table}_them.csv", [good, {**other, **wrong}])
    [report] = [file for file in Importer(store).run(folder).files if file.file == f"{table}_them.csv"]
    assert (report.added, report.refused) == (1, 1)
    [error] = report.errors
    assert (error.row, error.column) == (3, column)
    assert reason in error.reason


def test_two_wrong_cells_are_one_refused_row_and_two_reasons(store: Store, folder: Path) -> None:
    write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], "han": "mai", "tien_do": "x"}])
    report = Importer(store).run(folder)
    assert report.refused == 1
    assert [error.column for error in report.files[-1].errors] == ["han", "tien_do"]


@pytest.mark.parametrize(
    ("more", "column", "reason"),
    [
        ({"tien_do": "100"}, "tien_do", "warn_not_completed"),
        ({"ngay_hoan_thanh": "29/06/2026", "so_lan_cham": "1"}, "so_lan_cham", "warn_in_time"),
    ],
)
def test_taken_with_a_warning(store: Store, folder: Path, more: dict[str, str], column: str, reason: str) -> None:
    write_csv(folder / "nhiem_vu.csv", [{**GOOD["nhiem_vu"], **more}])
    report = Importer(store).run(folder).files[-1]
    assert (report.added, report.refused) == (1, 0)
    assert [(w.column, w.row, w.reason) for w in report.warnings] == [(column, 2, message("import", reason))]


def test_a_decreasing_indicator_may_aim_at_zero(store: Store, folder: Path) -> None:
    write_csv(folder / "chi_tieu.csv", [{**GOOD["chi_tieu"], "muc_tieu": "0", "chieu": "giam"}])
    assert Importer(store).run(folder).refused == 0
