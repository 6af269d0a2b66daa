"""What a sentence claims: its numbers, days, times, codes, numbers of documents, places in them, and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eval.graders.reading import Token, read

ClaimKind = Literal["number", "date", "time", "mark", "place", "name"]
PLACES = {"điều": "article", "khoản": "clause", "điểm": "point", "lục": "annex"}
UNIT_WORDS = {"phường", "xã", "sở", "thị", "huyện", "quận", "tỉnh"}
_OPENERS = set(
    """anh bà bạn bởi bằng các cả chị cho chưa chỉ chương cần có còn cùng của do dưới để đã đang đây điều đó đến đơn
    được gần gồm giao hai hiện hoặc hôm hạn khi khoản không kết là lúc lịch một mất mỗi mục nay nếu người nhiều nhiệm
    như những nơi ông phòng qua riêng sau so số sẽ tại tất tháng theo thì thứ tính tôi tổng trong trên trước từ tuy
    và vào văn về vì với xin xếp điểm""".split()
)
"""Words that begin a sentence or follow a colon and are written large for that alone."""
_ROMAN = re.compile("[IVX]+")
_WEEK = {"thứ", "chủ"}
_SERIES = {",", "và", "đến", "-"}
_DAYS_OF_WEEK = ("hai", "ba", "tư", "năm", "sáu", "bảy", "nhật")
"""From Monday; said after "thứ" or "chủ"."""


@dataclass(frozen=True, slots=True)
class Claim:
    kind: ClaimKind
    tokens: tuple[Token, ...]
    before: Token | None = None
    after: Token | None = None
    under: str = ""
    """The word that a number in a series stands under: "điều" of `Điều 6, 7 và 8`, "dòng" of `dòng 3, 4`; and "có"
    of the total that a line begins with (`Có 12 nhiệm vụ`)."""

    weekday: int | None = None
    """Of a day that one is said before; Monday is 0."""

    def __str__(self) -> str:
        return " ".join([self.under] * (self.under in PLACES) + [token.text for token in self.tokens])


def claims(line: str) -> list[Claim]:
    """Those of one line, the number that it is counted with left out."""
    tokens = without_ordinal(read(line))
    return [*_values(tokens), *_names(tokens)]


def without_ordinal(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """`3. Xã A: 97,0` and `- 3: …` begin with the word after the sign."""
    start = 1 if tokens and tokens[0].text in ("-", "•", "+") else 0
    counted = len(tokens) > start + 1 and tokens[start].kind == "number" and tokens[start + 1].text in (".", ":", ")")
    return tokens[start + 2 if counted else start :]


def is_listed(line: str) -> bool:
    """Whether the line is one of a counted list."""
    tokens = read(line)
    return len(tokens) > 2 and tokens[0].kind == "number" and tokens[1].text in (".", ")")


def _values(tokens: tuple[Token, ...]) -> Iterator[Claim]:
    under = ""
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.value in PLACES or token.value == "dòng":
            under = str(token.value)
        elif token.kind == "word" and token.text not in _SERIES:
            under = ""
        place = under in PLACES
        if at == 1 and before and before.value == "có":
            under = "có"
        if token.kind == "number":
            yield Claim("place" if place else "number", (token,), before, after, under)
        elif token.kind in ("code", "document"):
            yield Claim("place" if place and token.kind == "code" else "mark", (token,), before, after, under)
        elif token.kind in ("date", "time"):
            yield Claim(
                "date" if token.kind == "date" else "time", (token,), before, after, weekday=_weekday(tokens[:at])
            )
        elif before and before.value == "điểm" and len(token.text) == 1 and token.text.isalpha():
            yield Claim("place", (token,), before, after, "điểm")
        elif before and before.value in PLACES and _ROMAN.fullmatch(token.text):
            yield Claim("place", (token,), before, after, str(before.value))


def _weekday(before: tuple[Token, ...]) -> int | None:
    last = [token.value for token in before if token.text != ","][-2:]
    return (
        _DAYS_OF_WEEK.index(str(last[1])) if len(last) == 2 and last[0] in _WEEK and last[1] in _DAYS_OF_WEEK else None
    )


def _names(tokens: tuple[Token, ...]) -> Iterator[Claim]:
    """Runs of two or more words written large, or of one after a word like "phường"."""
    run: list[Token] = []
    for token in [*tokens, None]:
        if token and token.kind == "word" and token.text[0].isupper() and not _ROMAN.fullmatch(token.text):
            run.append(token)
            continue
        yield from _name(run, token if token and token.kind == "number" else None)
        run = [token] if token and token.value in UNIT_WORDS else []


def _name(run: list[Token], number: Token | None) -> Iterator[Claim]:
    """With the number that ends it: `Xã A Lưới 3`."""
    while run and run[0].value in _OPENERS and run[0].value not in UNIT_WORDS:
        run = run[1:]
    if len(run) > 1 and not all(token.value in _DAYS_OF_WEEK for token in run):
        of_unit = number and run[0].value in UNIT_WORDS
        yield Claim("name", (*run, number) if number and of_unit else tuple(run))
