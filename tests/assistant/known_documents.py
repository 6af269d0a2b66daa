"""Documents that the tests of document questions know; invented but for the laws and decrees that domain.md names."""

from __future__ import annotations

from datetime import date

from assistant.document_seams import KnownDocument
from assistant.documents import Header


def known(id_: str, number: str | None, type_: str, issuer: str, issued: date | None, title: str = "") -> KnownDocument:
    return KnownDocument(id_, "1", Header(number, type_, issuer, issued, title=title or None), articles=50)


HUE, MINISTRY = "Ủy ban nhân dân thành phố Huế", "Bộ Xây dựng"
KNOWN = (
    known("n45", "45/2026/NĐ-CP", "Nghị định", "Chính phủ", date(2026, 1, 5)),
    known("n45old", "45/2024/NĐ-CP", "Nghị định", "Chính phủ", date(2024, 4, 1)),
    known("n335", "335/2025/NĐ-CP", "Nghị định", "Chính phủ", date(2025, 12, 21)),
    known("n140", "140/2025/NĐ-CP", "Nghị định", "Chính phủ", date(2025, 6, 12)),
    known("q1234", "1234/QĐ-UBND", "Quyết định", HUE, date(2026, 3, 1)),
    known("q12", "12/2026/QĐ-UBND", "Quyết định", HUE, date(2026, 3, 5)),
    known("k02", "02-KH/BCĐTW", "Kế hoạch", "Ban Chỉ đạo Trung ương", date(2025, 6, 19)),
    known("l72", "72/2025/QH15", "Luật", "Quốc hội", date(2025, 6, 16), "Luật Tổ chức chính quyền địa phương"),
    known("l80", "80/2025/QH15", "Luật", "Quốc hội", date(2025, 6, 24), "Cán bộ, công chức"),
    known("l31", "31/2024/QH15", "Luật", "Quốc hội", date(2024, 1, 18), "Luật Đất đai"),
    known("l45", "45/2013/QH13", "Luật", "Quốc hội", date(2013, 11, 29), "Luật Đất đai"),
    known("b91", "91/2015/QH13", "Bộ luật", "Quốc hội", date(2015, 11, 24), "Bộ luật Dân sự"),
    known("t36", "36/2026/TT-BXD", "Thông tư", MINISTRY, date(2026, 6, 20)),
    known("r9", "09/NQ-HĐND", "Nghị quyết", "Hội đồng nhân dân thành phố Huế", date(2026, 2, 2)),
    known("v15", "15/TB-UBND", "Thông báo", HUE, date(2026, 2, 10)),
)
