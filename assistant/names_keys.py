"""The ways in which a unit or a person may be named, as runs of syllables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from assistant.types import Named
from assistant.vietnamese import ABBREVIATIONS, expand_abbreviations, fold, normalise

TYPE_WORDS = {
    "phường": "phường", "p": "phường", "xã": "xã", "x": "xã", "sở": "sở", "quận": "quận", "huyện": "huyện",
    "trấn": "thị trấn", "ubnd": "ubnd",
}  # fmt: skip
HONORIFICS = frozenset(
    "anh chị ông bà cô chú bác em sếp chí đc bạn thầy viên chức đốc tịch thư trưởng".split()  # last words of titles too
)
UNKNOWN_AFTER = frozenset(
    "nào này đó kia ấy có là thì và hay hoặc với của cho tôi mình ta em chúng nhà đang đã sẽ chưa không còn bao được "
    "bị trong ngoài theo về ở tại từ đến trên dưới thuộc gì sao thế cao thấp tốt kém nhất nhiều ít hội viên giao "
    "phường hữu thích sánh cần phải làm hoàn quá trễ chậm đạt xếp đứng dẫn năm tháng quý tuần ngày hôm sáng chiều tối "
    "trưa kpi điểm chỉ nhiệm công lịch họp kết khi nếu mà để do vì nên cũng đều lại ra vào lên xuống nữa rồi à ạ nhé "
    "nhỉ ngành ban các những mỗi một hai ba mấy toàn cả số người việc xem báo thực chuẩn nộp gửi trình triển tổ trả "
    "bốn sáu bảy tám chín mười lời đầu cuối giữa thứ trước sau tới nay mai qua liệu lượng lẻ đoàn phố hơn như".split()
)
INTRODUCING = frozenset("của kpi ở tại hạng bên cua o tai hang ben".split())
"""Words behind which even an ordinary word is a name: "KPI của phong phú"."""
NOT_A_TYPE_BEHIND = frozenset("cơ trụ chủ hồ một con co tru chu ho mot".split())
"""Before "sở": "cơ sở", "trụ sở", "chủ sở hữu"."""
NO_NAME_WITHOUT_ACCENTS = frozenset("phap tien an huong thuc dien".split())
"""Behind "phuong" and "xa": "phương pháp", "phương tiện", "phương án"."""
ABOLISHED = ("quận", "huyện", "thị xã", "thị trấn")
"""Kinds of units that there are no more since July 2025."""
_STRIPPED = ("phường", "xã", "sở", "thị trấn", "quận", "huyện", "thị xã")
_ADMINISTRATIVE = ("phường ", "xã ", "thị trấn ", "quận ", "huyện ", "thị xã ")
_ORDINARY = frozenset({"phong phú", "phong thái"})
"""Bare names that are also ordinary words."""
_WORD = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Key:
    syllables: tuple[str, ...]
    kind: Literal["unit", "person"]
    type: str = ""
    """`phường`, `xã`, `sở`: what is expected before it."""
    typed: bool = False
    """The type is among the syllables."""
    needs_type: bool = False
    """Means the unit only behind its type: "(sở) xây dựng"."""
    exact: bool = False
    """Letters, not sounds: "SNV"."""
    ordinary: bool = False
    field: bool = False
    """A department's field of work alone: "xây dựng"."""
    former: str | None = None
    """The unit's name of before, as listed among its aliases."""


def keys_of(named: Named) -> Iterator[Key]:
    """Each way once."""
    ways = _unit_keys(named) if named.kind == "unit" else _person_keys(named)
    yield from dict.fromkeys(ways)


def _unit_keys(unit: Named) -> Iterator[Key]:
    for name in dict.fromkeys((unit.name, *unit.aliases, *_halves(unit))):
        former = name if _is_former(unit, name) else None
        for spelling in _spellings(name):
            for key in _keys_of_name(unit, spelling):
                yield replace(key, former=former)


def _halves(unit: Named) -> Iterator[str]:
    """ "Sở Khoa học" and "Sở Công nghệ" of "Sở Khoa học và Công nghệ"."""
    kind, _, rest = unit.name.partition(" ")
    if kind.lower() == "sở":
        halves = rest.split(" và ")
        yield from (f"{kind} {half}" for half in halves if len(halves) > 1)


def _is_former(unit: Named, alias: str) -> bool:
    """Whether an alias is the name of a unit that is now this one: another name behind "phường", "huyện", "sở"."""
    words, name = (normalise(expand_abbreviations(normalise(text))).lower() for text in (alias, unit.name))
    if unit.level == "so_nganh":
        return words.startswith("sở ") and name.startswith("sở ") and not set(words.split()) <= set(name.split())
    return unit.level == "xa_phuong" and words.startswith(_ADMINISTRATIVE) and words != name


def _keys_of_name(unit: Named, name: str) -> Iterator[Key]:
    type_word = next((t for t in _STRIPPED if name.startswith(t + " ")), "")
    bare = name.removeprefix(type_word).strip() if type_word else name
    office = unit.level != "xa_phuong"
    parts = [bare, *bare.split(" - ")] if " - " in bare else [bare]
    for part in dict.fromkeys(parts):
        words = tuple(_WORD.findall(part))
        if not words or part == "thành phố":  # which city is a question of its own
            continue
        exact = len(words) == 1
        needs = bool(type_word) and (office or len(words) == 1)
        typed = not type_word and part == bare and not exact
        field = typed and f"sở {part}" in normalise(unit.name).lower()
        yield Key(words, "unit", type_word, typed, needs, exact, part in _ORDINARY or field, field=field)
        if words[-1].isdecimal() and len(words) > 2:  # "A Lưới" is any of A Lưới 1 to 5
            yield Key(words[:-1], "unit", type_word)


def _spellings(name: str) -> Iterator[str]:
    """The name in lower case, with its abbreviations spelt out and with its phrases abbreviated."""
    low = normalise(name).lower()
    full = normalise(expand_abbreviations(normalise(name))).lower()
    yield low
    yield full
    yield " ".join(ABBREVIATIONS.get(word, word) for word in normalise(name).split()).lower()
    yield full.removeprefix("ủy ban nhân dân ")
    for short, phrase in ABBREVIATIONS.items():
        if len(short) > 2 and phrase in full:
            yield full.replace(phrase, short.lower())


def initials_of(unit: Named) -> Iterator[Key]:
    """ "SKHCN", "SKH&CN", "SGDĐT": letters by which a department may go though nobody listed them."""
    for name in (unit.name, *unit.aliases):
        kind, _, rest = normalise(name).lower().partition(" ")
        if kind != "sở" or not rest:
            continue
        letters = "".join(word[0] for word in _WORD.findall(rest) if word != "và")
        for run in (f"s{letters}", f"s{rest}" if "&" in rest else ""):
            for spelling in dict.fromkeys((run, fold(run))):
                if len(spelling) > 2:
                    yield Key(tuple(_WORD.findall(spelling)), "unit", exact=True)


def _person_keys(person: Named) -> Iterator[Key]:
    for name in (person.name, *person.aliases):
        words = tuple(_WORD.findall(normalise(name).lower()))
        if len(words) > 1:
            yield Key(words, "person")
        if len(words) > 2:
            yield Key(words[-2:], "person", needs_type=False, ordinary=True)
