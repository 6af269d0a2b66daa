"""How long names take to find among 3,000 units and 30,000 people: `python -m eval.bench.names`.

Names are invented from common syllables, so that thousands sound alike. Each question is read for units and for people,
as the assistant does; it is written in full, without accents, and with other tones.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from random import Random

from assistant.names import NameIndex
from assistant.types import Named
from assistant.vietnamese import fold
from eval.bench.figures import percentile

_FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Mai Cao Châu Trương".split()
_MIDDLES = "Văn Thị Hữu Đức Ngọc Thanh Minh Quang Hồng Tấn Công Diệu Kiều Bảo Gia Mạnh Xuân Thục Uyên Nhật".split()
_GIVEN = (
    "An Anh Bình Cường Dũng Dung Đạt Hà Hải Hạnh Hiếu Hoa Hòa Hùng Hương Khôi Lan Linh Long Mai Minh My Nam Nga Ngân "
    "Nhàn Nhi Oanh Phương Quân Quyên Sơn Tâm Thắng Thảo Thư Trâm Trang Trí Tùng Tường Uyên Vân Vinh Vy Xuyến Yến"
).split()
_PLACES = (
    "An Bình Châu Dương Điền Đông Hòa Hóa Hưng Hương Khánh Kim Lâm Lộc Long Lương Mỹ Nam Ninh Phong Phú Phước Quảng "
    "Sơn Tân Tây Thanh Thịnh Thọ Thuận Thủy Thượng Trà Trung Vân Vinh Vĩnh Xuân Yên Tiến"
).split()
_ASKED = (
    "KPI quý hai của {unit} thế nào?",
    "{unit} có bao nhiêu nhiệm vụ quá hạn tháng này?",
    "Lịch của chị {person} ngày mai ở đâu",
    "{person} đang được giao những việc gì trong tuần tới?",
    "Chủ tịch {unit} chiều thứ tư rảnh lúc nào",
    "tuần này tôi có việc gì phải nộp cho sở không",
    "thủ tục đăng ký khai sinh cần những giấy tờ gì, mất bao lâu",
)


def invented(units: int, people: int, chance: Random) -> list[Named]:
    """A province; heads first, staff after them."""
    places = [" ".join(parts) for parts in product(_PLACES, repeat=2) if parts[0] != parts[1]]
    places += [f"{place} {chance.choice(_PLACES)}" for place in places]
    chance.shuffle(places)
    root = Named("U0", "Tỉnh Mẫu", "unit", level="thanh_pho")
    named = [root]
    for n, place in zip(range(1, units), places, strict=False):
        kind = "Phường" if n % 2 else "Xã"
        named.append(Named(f"U{n}", f"{kind} {place}", "unit", (f"UBND {kind.lower()} {place}",), "xa_phuong", "U0"))
    for n in range(people):
        name = f"{chance.choice(_FAMILIES)} {chance.choice(_MIDDLES)} {chance.choice(_GIVEN)}"
        title = "Chủ tịch UBND" if n < units else "Phó Chủ tịch UBND" if n < 2 * units else "Chuyên viên"
        named.append(Named(f"P{n}", name, "person", unit=f"U{n % len(places[:units])}", title=title))
    return named


def questions(names: Sequence[Named], count: int, chance: Random) -> Iterator[str]:
    units = [named for named in names if named.kind == "unit"][1:]
    people = [named for named in names if named.kind == "person"]
    noises: tuple[Callable[[str], str], ...] = (str, fold, _flattened)
    for n in range(count):
        noise = noises[n % len(noises)]
        unit, person = chance.choice(units).name, chance.choice(people).name
        text = _ASKED[n % len(_ASKED)].format(unit=noise(unit), person=noise(person))
        yield fold(text) if noise is fold else text


def _flattened(name: str) -> str:
    """As a central speaker may be heard: hỏi for ngã, n for ng."""
    return name.replace("ĩ", "ỉ").replace("ũ", "ủ").replace("ng ", "n ")


def measure(units: int, people: int, count: int, seed: int = 1) -> tuple[float, list[float]]:
    """Seconds to build the index, and milliseconds a question."""
    chance = Random(seed)
    names = invented(units, people, chance)
    began = time.perf_counter()
    index = NameIndex(names)
    built = time.perf_counter() - began
    took = []
    for text in questions(names, count, chance):
        began = time.perf_counter()
        index.find_both(text, "U1", "P1")
        took.append(1000 * (time.perf_counter() - began))
    return built, took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=3_000)
    parser.add_argument("--people", type=int, default=30_000)
    parser.add_argument("--questions", type=int, default=1_000)
    given = parser.parse_args()
    built, took = measure(given.units, given.people, given.questions)
    shares = ", ".join(f"p{share:.0%} {percentile(took, share):.2f}".replace("%", "") for share in (0.5, 0.95, 0.99))
    print(f"{given.units:,} units, {given.people:,} people: built in {built:.1f} s; ms a question: {shares}")


if __name__ == "__main__":
    main()
