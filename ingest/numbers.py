"""Numbers and dates of official documents as texts write them."""

from __future__ import annotations

import re
from datetime import date

from assistant.vietnamese import fold

NUMBER = (
    r"(?<![\d:/.])\d{1,5}\s?/\s?(?:\d{4}\s?/\s?)?(?=[A-ZĐ]*[A-ZĐ]{2})[A-ZĐ][A-ZĐa-z0-9&]*(?:\s?-\s?[A-ZĐ][A-ZĐa-zđ0-9&]*)*"
    r"|(?<![\d:/.])\d{1,4}\s?-\s?[A-ZĐ]{2,5}/[A-ZĐ][A-ZĐa-zđ]*(?:-[A-ZĐ]+)*"
)
"""45/2026/NĐ-CP, 80/2025/QH15, 1234/QĐ-UBND, 02-KH/BCĐTW; with the spaces that PDF and OCR put into them."""
_NUMBER = re.compile(NUMBER)
_LONG_DATE = re.compile(r"ng[aà]y\s*(\d{1,2})\s*th[aá]ng\s*(\d{1,2})\s*n[aă]m\s*(\d{4})", re.I)
_SHORT_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})(?!\d)")
_FILE_NUMBER = re.compile(r"(?<!\d)(\d{1,5})[_ .-](\d{4})[_ .-]([A-ZĐ]{2,5}(?:-[A-ZĐ]{2,8})?\d{0,2})(?![A-Za-z])")
_FILE_LETTERS = {"ND": "NĐ", "QD": "QĐ", "HDND": "HĐND"}

TYPES = (
    "Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Nghị quyết liên tịch", "Nghị quyết", "Nghị định",
    "Thông tư liên tịch", "Thông tư", "Quyết định", "Chỉ thị", "Kế hoạch", "Thông báo kết luận", "Thông báo",
    "Hướng dẫn", "Báo cáo", "Tờ trình", "Công văn", "Công điện", "Quy chế", "Quy định", "Quy chuẩn", "Điều lệ",
    "Nội quy", "Chương trình", "Đề án", "Phương án", "Kết luận", "Văn bản hợp nhất", "Giấy mời", "Biên bản", "Lệnh",
    "Sổ tay", "Quy trình",
)  # fmt: skip
"""Longer names before those that begin like them."""
_BY_LETTERS = {
    "NĐ": "Nghị định", "TT": "Thông tư", "TTLT": "Thông tư liên tịch", "QĐ": "Quyết định", "NQ": "Nghị quyết",
    "CT": "Chỉ thị", "KH": "Kế hoạch", "TB": "Thông báo", "HD": "Hướng dẫn", "BC": "Báo cáo", "TTr": "Tờ trình",
    "VBHN": "Văn bản hợp nhất", "KL": "Kết luận", "PL": "Pháp lệnh", "QC": "Quy chế", "QyĐ": "Quy định",
    "CTr": "Chương trình", "ĐA": "Đề án", "BB": "Biên bản", "GM": "Giấy mời", "CĐ": "Công điện",
}  # fmt: skip


def tidy(number: str) -> str:
    """A number without the spaces in it."""
    return re.sub(r"\s", "", number)


def numbers(text: str) -> list[str]:
    return [tidy(found[0]) for found in _NUMBER.finditer(text)]


def first_date(text: str) -> date | None:
    """The first date that exists: `ngày 01 tháng 7 năm 2026`, `1/7/2026`."""
    for found in sorted([*_LONG_DATE.finditer(text), *_SHORT_DATE.finditer(text)], key=lambda one: one.start()):
        try:
            return date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            continue
    return None


def type_of_number(number: str) -> str | None:
    """`45/2026/NĐ-CP` → Nghị định; `3651/UBND-CNXD`, whose letters are no type, → Công văn; `80/2025/QH15` is a law
    or a resolution: None."""
    party = re.fullmatch(r"\d+-([A-ZĐ][A-ZĐa-zđ]*)/.*", number)
    letters = party[1] if party else number.rpartition("/")[2].partition("-")[0]
    if re.fullmatch(r"(QH|UBTVQH)\d+", letters):
        return None
    found = _BY_LETTERS.get(letters)
    return found or (None if party or number.count("/") > 1 or "-" not in number else "Công văn")


def number_in_name(file: str) -> str | None:
    """`02_Nghi_dinh__193_2026_ND-CP_709388.docx` → 193/2026/NĐ-CP."""
    found = _FILE_NUMBER.search(file.rpartition("/")[2])
    if not found or not 1945 <= int(found[2]) <= 2100:
        return None
    letters = "-".join(_FILE_LETTERS.get(part, part) for part in found[3].split("-"))
    return f"{found[1]}/{found[2]}/{letters}"


def type_at(text: str) -> str | None:
    """The type that a line names, alone (also without spaces, as OCR reads it) or at its beginning."""
    folded = fold(text[:60])
    tight = re.sub(r"[\W_]", "", folded)
    return next(
        (name for name in TYPES if re.match(rf"{fold(name)}\b", folded) or tight == fold(name).replace(" ", "")), None
    )
