"""Rows of the invented province: who and what there is, where it stands, and chance in the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from eval.bench.scale import Size
from kpi_tools.words import plain

ANCHOR = date(2026, 7, 14)
"""Today, for the province."""
FIRST = date(2023, 1, 1)
ROOT = "DV00001"
Values = dict[str, Any]

_FIELDS = ("nội vụ", "tài chính", "giáo dục", "y tế", "xây dựng", "nông nghiệp", "khoa học và công nghệ", "tư pháp")
_INDICATORS = tuple(
    f"{what} {field}"
    for field in _FIELDS
    for what in (
        "Tỷ lệ hồ sơ giải quyết đúng hạn lĩnh vực",
        "Số dịch vụ công trực tuyến toàn trình",
        "Tỷ lệ giải ngân vốn",
        "Tỷ lệ hài lòng của người dân về",
        "Thời gian xử lý trung bình hồ sơ",
    )
)
_WORK = ("Rà soát", "Báo cáo", "Xây dựng kế hoạch", "Kiểm tra", "Triển khai", "Tham mưu", "Tổng hợp số liệu")
_PRODUCTS = ("Báo cáo", "Tờ trình", "Kế hoạch", "Quyết định", "Văn bản hướng dẫn")
_CAUSES = ("", "", "Chờ ý kiến đơn vị phối hợp", "Thiếu nhân lực", "Vướng mắc về thủ tục")


class Province:
    """Generators of rows, one a table. Units `DV…` and people `CC…` are numbered from 1."""

    def __init__(self, size: Size, seed: int = 1) -> None:
        self.size = size
        self._random = Random(seed)
        self._per_unit = max(1, size.people // size.units)
        self._days = (ANCHOR - FIRST).days + 60
        self._departments = max(2, size.units // 40)
        self._communes = max(2, size.units // 16)

    def units(self) -> Iterator[Values]:
        for n in range(1, self.size.units + 1):
            yield {
                "code": unit(n),
                "name": self._unit_name(n),
                "level": self._level(n),
                "parent": self._parent(n),
                "field": _FIELDS[n % len(_FIELDS)],
            }

    def _level(self, n: int) -> str:
        if n == 1:
            return "thanh_pho"
        return "xa_phuong" if self._departments < n - 1 <= self._departments + self._communes else "so_nganh"

    def _parent(self, n: int) -> str | None:
        """Departments and communes stand under the root, the others under one of these."""
        top = 1 + self._departments + self._communes
        if n <= top:
            return None if n == 1 else ROOT
        return unit(2 + n % (top - 1))

    def _unit_name(self, n: int) -> str:
        if n == 1:
            return "Tỉnh mẫu"
        if self._level(n) == "xa_phuong":
            return f"{'Phường' if n % 3 else 'Xã'} Mẫu {n}"
        return f"{'Sở' if n <= 1 + self._departments else 'Phòng'} {_FIELDS[n % len(_FIELDS)]} {n}"

    def people(self) -> Iterator[Values]:
        for n in range(1, self.size.people + 1):
            of, place = self._unit_of(n), (n - 1) // self.size.units
            role, title = "chuyen_vien", "Chuyên viên"
            if of == 1:
                role, title = ("lanh_dao_thanh_pho", "Phó Chủ tịch") if place < 5 else ("quan_tri", "Quản trị")
            elif place < 2:
                role, title = "lanh_dao_don_vi", "Trưởng đơn vị" if place == 0 else "Phó Trưởng đơn vị"
            kind = "vien_chuc" if n % 8 == 0 else "can_bo" if n % 40 == 1 else "cong_chuc"
            name = f"Nguyễn Văn Mẫu {n}"
            yield {"code": person(n), "name": name, "title": title, "unit": unit(of), "role": role, "kind": kind}

    def _unit_of(self, n: int) -> int:
        """People are dealt out: the first one of each unit, then the second one, ..."""
        return (n - 1) % self.size.units + 1

    def _somebody(self, of: int) -> str:
        place = self._random.randrange(self._per_unit)
        return person(place * self.size.units + of)

    def indicators(self) -> Iterator[Values]:
        """Six in seven are a unit's, each with quarters and months; the rest are people's."""
        periods = tuple(_periods())
        own = self.size.indicators * 6 // 7
        series_each = -(-own // len(periods) // self.size.units)
        for n in range(self.size.indicators):
            mine = n < own
            series, at = divmod(n if mine else n - own, len(periods))
            of, which = divmod(series, series_each)
            of = of % self.size.units + 1
            name = _INDICATORS[(which * 7 + (of * 3) % 5) % len(_INDICATORS)]
            lower, target = name.startswith("Thời gian"), self._random.randrange(50, 150)
            period = periods[at]
            yield {
                "code": f"{'CT' if mine else 'CN'}-{of:05}-{which:03}",
                "period": period,
                "name": name,
                "unit": unit(of),
                "person": None if mine else person(which % self._per_unit * self.size.units + of),
                "measure": "ngày" if lower else "%",
                "target": str(target),
                "actual": None
                if period > "2026-06" and n % 3
                else str(round(target * self._random.uniform(0.6, 1.2), 1)),
                "direction": "giam" if lower else "tang",
                "weight": str(1 + n % 3),
                "updated": "2026-07-01",
                "name_words": _folded(name),
            }

    def general_scores(self) -> Iterator[Values]:
        """Of units each quarter and month of the last year and a half; of people each quarter of it."""
        recent = [p for p in _periods() if p >= "2025"]
        for n in range(1, self.size.units + 1):
            for period in recent:
                yield {"subject": unit(n), "period": period, "score": str(self._random.randrange(20, 31))}
        for n in range(1, self.size.people + 1):
            for period in (p for p in recent if "Q" in p):
                yield {"subject": person(n), "period": period, "score": str(self._random.randrange(20, 31))}

    def tasks(self) -> Iterator[Values]:
        random = self._random
        for n in range(1, self.size.tasks + 1):
            of = random.randrange(self.size.units) + 1
            due = FIRST + timedelta(days=random.randrange(self._days))
            late = random.random() < 0.15
            done = due + timedelta(days=random.randrange(1, 20) if late else -random.randrange(0, 15))
            completed = done if done <= ANCHOR and random.random() < 0.95 else None
            work, field = random.choice(_WORK), random.choice(_FIELDS)
            product, basis = random.choice(_PRODUCTS), f"{n % 500}/KH-UBND"
            words = f"{_folded(work)} {_folded(field)} dot {n % 97}\n{_folded(product)}"
            yield {
                "code": f"NV{n:07}",
                "name": f"{work} {field} đợt {n % 97}",
                "unit": unit(of),
                "assignee": self._somebody(of) if n % 10 else None,
                "giver": self._somebody(1),
                "basis": basis,
                "assigned": (due - timedelta(days=30)).isoformat(),
                "deadline": due.isoformat(),
                "completed": completed.isoformat() if completed else None,
                "progress": "100" if completed else str(random.randrange(0, 100, 10)),
                "points": str(1 + n % 3),
                "quality_failures": 1 if n % 25 == 0 else 0,
                "late_instances": None,
                "objective": n % 60 == 0,
                "ad_hoc": n % 20 == 0,
                "product": product,
                "delay_cause": random.choice(_CAUSES) if late else "",
                "secrecy": _secrecy(n),
                "words": words,
                "basis_words": _folded(basis),
            }

    def task_units(self) -> Iterator[Values]:
        """A third of the tasks have joint units."""
        for n in range(3, self.size.tasks + 1, 3):
            for of in self._some(self.size.units, 1 + n % 3):
                yield {"task": f"NV{n:07}", "unit": unit(of)}

    def schedule_entries(self) -> Iterator[Values]:
        for n in range(1, self.size.entries + 1):
            yield self._gathering("LC", n) | {"subject": f"Họp giao ban {n % 211}"}

    def entry_invitees(self) -> Iterator[Values]:
        return self._invitees("LC", self.size.entries, "entry")

    def meetings(self) -> Iterator[Values]:
        for n in range(1, self.size.meetings + 1):
            name = f"Họp về {_FIELDS[n % len(_FIELDS)]} lần {n % 311}"
            more = {"name": name, "subject": "Nội dung thường kỳ", "notice": f"{n}/TB-UBND", "words": _folded(name)}
            yield self._gathering("CH", n) | more

    def meeting_invitees(self) -> Iterator[Values]:
        return self._invitees("CH", self.size.meetings, "meeting")

    def conclusions(self) -> Iterator[Values]:
        for n in range(1, self.size.meetings + 1):
            for number in range(1, 2 + n % 5):
                of = self._random.randrange(self.size.units) + 1
                content = f"{_WORK[n % len(_WORK)]} {_FIELDS[number % len(_FIELDS)]} lần {n % 311}"
                yield {
                    "meeting": f"CH{n:07}",
                    "number": str(number),
                    "content": content,
                    "unit": unit(of),
                    "deadline": "2026-08-01",
                    "state": ("chua_thuc_hien", "dang_thuc_hien", "hoan_thanh")[n % 3],
                    "words": _folded(content),
                }

    def procedures(self) -> Iterator[Values]:
        what = ("Cấp giấy phép", "Đăng ký", "Xác nhận", "Công bố", "Gia hạn", "Cấp lại giấy chứng nhận")
        for n in range(1, self.size.procedures + 1):
            yield {
                "code": f"{n // 1000 + 1}.{n:06}",
                "name": f"{what[n % len(what)]} {_FIELDS[n % len(_FIELDS)]} loại {n}",
                "field": _FIELDS[n % len(_FIELDS)],
                "online": ("toan_trinh", "mot_phan", "chua")[n % 3],
                "dossier": "Đơn đề nghị; bản sao giấy tờ kèm theo. " * 10,
                "steps": "Nộp hồ sơ tại Trung tâm phục vụ hành chính công; nhận kết quả. " * 10,
                "time_limit": f"{n % 30 + 1} ngày làm việc",
                "authority": "Ủy ban nhân dân cấp xã",
            }

    def forum_questions(self) -> Iterator[Values]:
        for n in range(1, self.size.questions + 1):
            topic = f"{_FIELDS[n % len(_FIELDS)]} tình huống {n}"
            yield {
                "code": f"HD{n:06}",
                "question": f"Thực hiện thủ tục về {topic} như thế nào?",
                "answer": f"Về {topic}: thực hiện theo quy định hiện hành. " * 5,
                "asking_unit": unit(self._random.randrange(self.size.units) + 1),
                "answering_unit": unit(2),
                "asked": "2026-05-01",
                "state": "da_tra_loi",
            }

    def _gathering(self, prefix: str, n: int) -> Values:
        of = self._random.randrange(self.size.units) + 1
        day = FIRST + timedelta(days=self._random.randrange(self._days))
        start = datetime.combine(day, datetime.min.time()) + timedelta(minutes=450 + 30 * self._random.randrange(18))
        return {
            "code": f"{prefix}{n:07}",
            "starts_at": _moment(start),
            "ends_at": _moment(start + timedelta(minutes=90)),
            "place": f"Phòng họp {n % 5 + 1}",
            "chair": self._somebody(of),
            "unit": unit(of),
            "state": "huy" if n % 50 == 0 else "hoan" if n % 71 == 0 else "",
            "secrecy": _secrecy(n),
        }

    def _invitees(self, prefix: str, count: int, key: str) -> Iterator[Values]:
        for n in range(1, count + 1):
            for of in self._some(self.size.people, 1 + n % 4):
                yield {key: f"{prefix}{n:07}", "invitee": person(of)}
            if n % 4 == 0:
                yield {key: f"{prefix}{n:07}", "invitee": unit(self._random.randrange(self.size.units) + 1)}

    def _some(self, of: int, count: int) -> set[int]:
        return {self._random.randrange(of) + 1 for _ in range(count)}


def unit(n: int) -> str:
    return f"DV{n:05}"


def person(n: int) -> str:
    return f"CC{n:06}"


def _periods() -> Iterator[str]:
    """Months and quarters from the beginning to the anchor."""
    for month in range((ANCHOR.year - FIRST.year) * 12 + ANCHOR.month):
        year, number = FIRST.year + month // 12, month % 12 + 1
        yield f"{year}-{number:02}"
        if number % 3 == 0:
            yield f"{year}-Q{number // 3}"


def _secrecy(n: int) -> str:
    return "cong_khai" if n % 4 == 0 else "han_che" if n % 10 == 1 else "noi_bo"


_words: dict[str, str] = {}


def _folded(text: str) -> str:
    if text not in _words:
        _words[text] = plain(text)
    return _words[text]


def _moment(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="microseconds")
