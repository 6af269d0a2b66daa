"""Vietnamese text as it really arrives, made comparable: NFC, one placement of tone marks, folding, abbreviations.

A seam: imports nothing of ours. `underthesea.text_normalize` places the tone marks of every word tried the same way,
but takes 2.6 s to import and splits punctuation off words ("nào?" becomes "nào ?"), so the pairs are kept here.

Accents are not restored: whatever reads a question without them compares without them. Measured on 315 of our tuning
questions with their accents taken off, right tool: compared without accents .87, restored by word pairs of our own
routes and names .86, restored by pyvi .84 (it also raises KeyError on some words).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache

TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0309": "hỏi", "\u0303": "ngã", "\u0323": "nặng"}
"""Combining tone marks by name; a syllable without one has the level tone."""

EDGES = ".,;:?!…\"'“”()"
"""What may stand around a word that does not belong to it."""
_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})  # Icelandic eth and African d, from old key maps
_LETTER = r"[^\W\d_]"


def normalise(text: str) -> str:
    """NFC, tone marks placed the one way (hoà → hòa, thuỷ → thủy, qúy → quý), no control or zero-width
    characters, single spaces; the case is kept. Normalising twice changes nothing more."""
    text = unicodedata.normalize("NFC", text).translate(_LOOKALIKES)
    visible = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    visible = unicodedata.normalize("NFC", visible)  # a mark may have stood behind a zero-width character
    return " ".join(unicodedata.normalize("NFC", place_tones(visible)).split())


def place_tones(text: str) -> str:
    """Tone marks as in "hòa", "khỏe", "thủy", "quý", "toàn"; `text` is NFC, and its length stays the same."""
    text = _OPEN.sub(lambda found: _PLACED[found[0]], text)
    text = _CLOSED.sub(lambda found: _PLACED[found[0]], text)
    return _AFTER_Q.sub(lambda found: _PLACED[found[0]], text)


def fold(text: str) -> str:
    """Lower case without any accent, đ as d: for comparing without accents."""
    decomposed = unicodedata.normalize("NFD", text.translate(_LOOKALIKES).lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these phrases, whole words, in a folded text."""
    return re.compile(rf"\b(?:{'|'.join(re.escape(fold(phrase)) for phrase in phrases)})\b")


def has_accents(text: str) -> bool:
    """Whether any Vietnamese accent or đ was written."""
    return fold(text) != text.lower()


def expand_abbreviations(text: str) -> str:
    """Office abbreviations as the words they stand for ("UBND" → "ủy ban nhân dân"), without accents in a text without.
    Whole words only, never inside document numbers; those of fewer than four letters only in capitals, and "P.", "X."
    only with the dot."""
    others = _ABBREVIATION.sub("", text)
    shouting = others.isupper()
    bare = any(c.isalpha() for c in others) and not has_accents(others)

    def written(words: str) -> str:
        return fold(words) if bare else words

    def full(found: re.Match[str]) -> str:
        word = found[0]
        certain = len(word) >= 4 or (word.isupper() and not shouting)
        return written(_BY_LETTERS[fold(word)]) if certain else word

    return _DOTTED.sub(lambda found: written(_DOTS[found[1].lower()]) + " ", _ABBREVIATION.sub(full, text))


def _toned(letter: str, mark: str) -> str:
    return unicodedata.normalize("NFC", letter + mark)


def _cases(source: str, target: str) -> dict[str, str]:
    return {
        source: target,
        source.upper(): target.upper(),
        source[0].upper() + source[1:]: target[0].upper() + target[1:],
    }


def _pairs(vowels: tuple[str, ...], tone_first: bool) -> dict[str, str]:
    """Wrongly placed vowel pairs and what they should be; `tone_first`: the mark belongs on the first vowel."""
    placed: dict[str, str] = {}
    for pair in vowels:
        first, second = pair[0], pair[1]
        for mark in TONES:
            early, late = _toned(first, mark) + second, first + _toned(second, mark)
            placed |= _cases(late, early) if tone_first else _cases(early, late)
    return placed


@cache
def _alternatives(*words: str) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_TO_FIRST = _pairs(("oa", "oe", "uy"), tone_first=True)
_TO_SECOND = _pairs(("oa", "oe", "uy"), tone_first=False)
_Q_SECOND = _pairs(("ua", "uy", "ue", "uê", "uơ", "uâ", "uă"), tone_first=False)
_PLACED = _TO_FIRST | _TO_SECOND | _Q_SECOND
_OPEN = re.compile(rf"(?<![qQ])(?:{_alternatives(*_TO_FIRST)})(?!{_LETTER})")
_CLOSED = re.compile(rf"(?:{_alternatives(*_TO_SECOND)})(?={_LETTER})")
_AFTER_Q = re.compile(rf"(?<=[qQ])(?:{_alternatives(*_Q_SECOND)})")

ABBREVIATIONS: Mapping[str, str] = {
    "UBND": "ủy ban nhân dân",
    "HĐND": "hội đồng nhân dân",
    "UBMTTQ": "ủy ban mặt trận tổ quốc",
    "MTTQ": "mặt trận tổ quốc",
    "KH&CN": "khoa học và công nghệ",
    "KHCN": "khoa học và công nghệ",
    "GD&ĐT": "giáo dục và đào tạo",
    "GDĐT": "giáo dục và đào tạo",
    "NN&MT": "nông nghiệp và môi trường",
    "NNMT": "nông nghiệp và môi trường",
    "VH&TT": "văn hóa và thể thao",
    "VHTT": "văn hóa và thể thao",
    "KT-XH": "kinh tế - xã hội",
    "KTXH": "kinh tế - xã hội",
    "CĐS": "chuyển đổi số",
    "CNTT": "công nghệ thông tin",
    "CCHC": "cải cách hành chính",
    "TTHC": "thủ tục hành chính",
    "TTPVHCC": "trung tâm phục vụ hành chính công",
    "PVHCC": "phục vụ hành chính công",
    "GPMB": "giải phóng mặt bằng",
    "CCVC": "công chức, viên chức",
    "CBCC": "cán bộ, công chức",
    "CBCCVC": "cán bộ, công chức, viên chức",
    "QĐ": "quyết định",
    "NĐ": "nghị định",
    "NQ": "nghị quyết",
    "KH": "kế hoạch",
    "CV": "công văn",
    "BC": "báo cáo",
    "TP": "thành phố",
    "BT": "bí thư",
    "PBT": "phó bí thư",
    "CT": "chủ tịch",
    "PCT": "phó chủ tịch",
    "GĐ": "giám đốc",
    "PGĐ": "phó giám đốc",
    "VP": "văn phòng",
    "BQL": "ban quản lý",
}
_BY_LETTERS = {fold(short): full for short, full in ABBREVIATIONS.items()} | {"tp.": ABBREVIATIONS["TP"]}
_DOTS = {"p": "phường", "x": "xã"}
_SPELT = {short for abbreviation in ABBREVIATIONS for short in (abbreviation, abbreviation.replace("Đ", "D"))} | {"TP."}
_ABBREVIATION = re.compile(rf"(?<![\w/&.-])(?:{_alternatives(*_SPELT)})(?![\w/&]|-\w)", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\w/&.-])([PX])\.\s*(?=[^\W_])", re.IGNORECASE)
