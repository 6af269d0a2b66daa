"""Administrative procedures, and the questions that communes and departments have asked one another."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from ingest.sample.place import NOTE, City, word_list
from ingest.sample.sheet import Record


def procedures() -> list[Record]:
    """The same for every anchor: `TTHC-HT-01` and so on, by field."""
    words = word_list("procedures")
    found = []
    for field in words["fields"]:
        for number, kind in enumerate(field["procedures"], start=1):
            authority = kind.get("authority", field["authority"])
            found.append(
                {
                    "ma_thu_tuc": f"TTHC-{field['prefix']}-{number:02d}",
                    "ten_thu_tuc": kind["name"],
                    "linh_vuc": field["field"],
                    "cap_thuc_hien": kind.get("at", field["level"]),
                    "muc_do": kind["online"],
                    "thanh_phan_ho_so": kind["dossier"],
                    "trinh_tu": words["steps"][kind["online"]].format(authority=authority),
                    "thoi_han": kind["time"],
                    "le_phi": kind["fee"],
                    "co_quan": authority,
                    "can_cu": words["basis"],
                    "ghi_chu": NOTE,
                }
            )
    return found


def forum(city: City, anchor: date) -> list[Record]:
    """The oldest first; an answer came within two weeks, on the day itself at the earliest."""
    rng = Random(f"forum {anchor}")
    communes = [unit for unit in city.units if unit.level == "xa_phuong"]
    kinds = word_list("forum")["questions"]
    found = []
    for number, kind in enumerate(kinds, start=1):
        answered = "answer" in kind
        asked = anchor - timedelta(days=(rng.randint(14, 360) if answered else rng.randint(0, 12)))
        other = rng.choice(communes).code
        asking, answering = (kind["of"], other) if kind.get("back") else (other, kind["of"])
        found.append(
            {
                "ma_hoi_dap": f"HD-{number:04d}",
                "cau_hoi": kind["question"],
                "ma_don_vi_hoi": asking,
                "ma_don_vi_tra_loi": answering,
                "tra_loi": kind.get("answer"),
                "ngay_hoi": asked,
                "ngay_tra_loi": asked + timedelta(days=rng.randint(0, 13)) if answered else None,
                "linh_vuc": kind["field"],
                "trang_thai": "da_tra_loi" if answered else "cho_tra_loi",
                "ghi_chu": NOTE,
            }
        )
    return sorted(found, key=lambda row: str(row["ngay_hoi"]))
