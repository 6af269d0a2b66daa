"""Time words as recognition writes them down: "tháng xáu", "tuần chước", "triều mai", "lăm ngoái".

A word counts as a time word when it sounds the same in some region (x/s, l/n, tr/ch, n/ng) and stands where only that
word makes sense; elsewhere "lay", "lăm" and "triều" are what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.phonetics import distance
from assistant.timeexpr_word import Word
from assistant.vietnamese import fold

_SAME = 0.075
"""Distance of two syllables that one regional merger separates."""
_BEHIND = {
    **dict.fromkeys(("tuần", "tháng", "quý", "thứ"), ("này", "trước", "sau", "sáu", "năm")),
    **dict.fromkeys(("năm", "hôm", "bữa"), ("nay", "này", "trước", "sau")),
    **dict.fromkeys(("đến", "tới", "sáng", "chiều"), ("nay",)),
    **dict.fromkeys(("đầu", "cuối", "giữa", "nửa", "cả"), ("năm", "tuần", "tháng", "quý")),
}
"""What may stand behind a word, heard or meant."""
_AHEAD = {
    **dict.fromkeys(("mai", "nay", "qua"), ("sáng", "chiều")),
    **dict.fromkeys(("nay", "này", "trước", "ngoái"), ("năm", "tháng", "tuần")),
}
"""What may stand ahead of a word."""
_NUMERALS = ("mười", "mươi", "hai", "ba")
"""Behind these "lăm" is a five."""


def heard_as_meant(words: Sequence[Word]) -> list[Word]:
    """The same words, misheard time words put right; their places in the text stay."""
    meant = list(words)
    for k in range(len(meant)):
        before = meant[k - 1].text if k else ""
        after = words[k + 1].text if k + 1 < len(words) else ""
        if word := _meant(meant[k].text, before, after):
            meant[k] = replace(meant[k], text=word, plain=fold(word))
    for k in range(len(meant) - 1):  # "lăm lay": the second is known now
        before = meant[k - 1].text if k else ""
        if word := _meant(meant[k].text, before, meant[k + 1].text):
            meant[k] = replace(meant[k], text=word, plain=fold(word))
    return meant


def _meant(heard: str, before: str, after: str) -> str | None:
    if not heard.isalpha() or (before in _NUMERALS and heard == "lăm"):
        return None
    if before == "quý" and heard == "hay" and after == "năm":
        return "hai"
    known = (*_BEHIND.get(before, ()), *_AHEAD.get(after, ()))
    if heard in known:
        return None
    return next((word for word in known if distance(heard, word) < _SAME), None)
