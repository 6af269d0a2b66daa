"""What Whisper is told to expect: names that may be said, then questions of the kind this office asks.

Measured on espeak-ng's voice with Whisper base: whole questions bias best, bare word lists make it answer in lists,
and a unit inside an example question gets copied into answers, so names stand apart and the questions name none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

LIMIT = 220
"""Whisper reads 223 tokens of prompt; what is over is cut off at the end, where the questions stand."""
QUESTIONS = (
    "Điểm KPI quý một thế nào? KPI quý hai, KPI quý này, KPI tháng trước là bao nhiêu? "
    "Đơn vị mình có những nhiệm vụ nào quá hạn, sắp đến hạn trong tuần này? Chiều mai, chiều nay có lịch họp gì? "
    "Tuần này, hôm nay có cuộc họp nào? Lịch công tác ngày mai thế nào?"
)
OWN = "phường mình"
"""Said of the asker's own unit; unlisted, it turns into the name nearest to it ("phường Mỹ Thượng")."""
NEAREST = 6
"""Names that the second hearing is told of; more of them crowd each other out."""
KINDS = ("phường", "xã")
"""First words that every name of a kind shares: they tell names apart badly."""


def nearest(heard: str, hints: Sequence[str], count: int = NEAREST) -> list[str]:
    """The hints that sound most like some part of what was heard, likeliest first; accents count for nothing."""
    text = f" {_folded(heard)} "
    return sorted(hints, key=lambda hint: -fuzz.partial_ratio(f" {_folded(_proper(hint))} ", text))[:count]


def prompt(hints: Sequence[str], count: Callable[[str], int], limit: int = LIMIT) -> str:
    """Names in the order given, as many as fit, then the questions; `count` gives the tokens of a text."""
    kept: list[str] = []
    for name in dict.fromkeys(hint.strip() for hint in hints):
        if not name:
            continue
        if count(_text([*kept, name])) > limit:
            break
        kept.append(name)
    return _text(kept)


def _text(names: Sequence[str]) -> str:
    return f"{', '.join(names)}. {QUESTIONS}" if names else QUESTIONS


def _proper(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if rest and first.lower() in KINDS else name


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(c for c in plain if c.isalnum() or c == " ").split())
