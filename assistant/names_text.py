"""A question as name matching reads it: its words, where they stand, and what announces a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

from assistant.heard import Heard
from assistant.names_keys import HONORIFICS, NO_NAME_WITHOUT_ACCENTS, NOT_A_TYPE_BEHIND, TYPE_WORDS, UNKNOWN_AFTER
from assistant.names_words import phrases
from assistant.phonetics import distance
from assistant.vietnamese import ABBREVIATIONS, fold, normalise

_WORD = re.compile(r"\d+|(?:[^\W\d_]|[\u0300-\u036f])+")
_KIN = ("anh", "chị", "ông", "bà", "cô", "chú")
_TYPE_MISHEARD = 0.13
_COMMITTEE = "uy ban nhan dan"
_PLAIN_TYPES = {"phuong": "phường", "xa": "xã", "so": "sở", "quan": "quận", "huyen": "huyện", "tran": "thị trấn"}
_PLAIN_HONORIFICS = frozenset(fold(word) for word in HONORIFICS) - {"ba", "thu", "vien", "chuc"}
_PLAIN_DAYS = ("mai", "kia")
_UNCLEAR_HONORIFICS = frozenset({"co", "chu", "chi", "em"})
_PLAIN_AFTER = frozenset(fold(word) for word in UNKNOWN_AFTER) | NO_NAME_WITHOUT_ACCENTS


_EXPANDED = frozenset(word for full in ABBREVIATIONS.values() for word in full.split()) | {"phường", "xã"}


def _typed_bare(words: Sequence[str]) -> bool:
    """Whether all accents come from abbreviations that were spelt out."""
    typed = [word for word in words if word not in _EXPANDED]
    return len(typed) > 2 and all(word == fold(word) for word in typed)


class NameText:
    def __init__(self, text: str) -> None:
        found = list(_WORD.finditer(text))
        self.text = text
        words = [normalise(f[0]).lower() for f in found]
        self.words = [fold(word) for word in words] if _typed_bare(words) else words
        self.capital = [f[0][:1].isupper() for f in found]
        self._upper = [len(f[0]) > 1 and f[0].isupper() for f in found]
        self._spans = [f.span() for f in found]

    def without(self, runs: Iterable[tuple[int, int]]) -> NameText:
        """The same text, of which these words say nothing any more; the others keep their numbers."""
        rest = NameText(self.text)
        for start, stop in runs:
            for i in range(start, stop):
                rest.words[i], rest.capital[i], rest._upper[i] = "", False, False
        return rest

    @cached_property
    def heard(self) -> Heard:
        return Heard(self.words)

    @cached_property
    def cased(self) -> bool:
        """Whether capitals begin words here, beyond the first one."""
        return any(big and not all_big for big, all_big in zip(self.capital[1:], self._upper[1:], strict=True))

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Characters of words `start` to `stop`."""
        return self._spans[start][0], self._spans[stop - 1][1]

    def type_before(self, i: int) -> tuple[str, int]:
        """Type of unit said before word `i` ("phường"; "ubnd" for any; empty), and the word where saying it begins."""
        if not i:
            return "", i
        word = self.words[i - 1]
        if self._committee_ends(i):
            return "ubnd", i - 4
        kind = TYPE_WORDS.get(word) or _PLAIN_TYPES.get(word, "")
        if word in ("p", "x") and self.cased and not self.capital[i]:
            return "", i
        if fold(word) == "so" and i > 1 and self.words[i - 2] in NOT_A_TYPE_BEHIND:
            return "", i
        if not kind:
            kind = next((t for t in ("phường", "xã", "sở") if distance(word, t) <= _TYPE_MISHEARD), "")
        if not kind:
            return "", i
        first = i - 1
        if kind in ("xã", "thị trấn") and first and fold(self.words[first - 1]) == "thi":
            kind, first = ("thị xã" if kind == "xã" else kind), first - 1
        if kind != "ubnd" and first and self.words[first - 1] == "ubnd":
            return kind, first - 1
        return kind, first - 4 if self._committee_ends(first) else first

    def type_misheard(self, i: int) -> bool:
        """Whether the type before word `i` is only guessed: "phương" for "phường", "xa" for "xã"."""
        word = self.words[i - 1] if i else ""
        return word not in TYPE_WORDS and not (self.heard.bare and word in _PLAIN_TYPES) and not self._committee_ends(i)

    def type_word(self, i: int) -> str:
        """The type that word `i` itself says for certain: not "cơ sở", "hồ sơ", "quản lý"."""
        word = self.words[i]
        if word in ("p", "x", "ubnd") or (i and self.words[i - 1] in NOT_A_TYPE_BEHIND):
            return ""
        if self.heard.bare:
            return _PLAIN_TYPES[word] if word in ("phuong", "xa") else ""
        return TYPE_WORDS.get(word, "")

    @cached_property
    def breaks(self) -> frozenset[int]:
        """Words before which something else than a space stands."""
        return frozenset(i for i in range(1, len(self.words)) if not self.joined(i))

    def words_at(self, start: int, stop: int) -> tuple[int, int] | None:
        """The words within these characters."""
        inside = [i for i, (begin, end) in enumerate(self._spans) if start <= begin and end <= stop]
        return (inside[0], inside[-1] + 1) if inside else None

    def joined(self, i: int) -> bool:
        """Whether only a space or "&" stands between word `i` and the one before."""
        return not self.text[self._spans[i - 1][1] : self._spans[i][0]].strip(" &")

    def honoured(self, i: int) -> bool:
        """Whether "anh", "chị", "giám đốc" … stands before word `i`."""
        if not i:
            return False
        word = self.words[i - 1]
        if self.heard.last(i, phrases("posts_end")) is not None and self._kind_at(i):
            return False  # "chủ tịch phường …"
        return word in _PLAIN_HONORIFICS if self.heard.bare else word in HONORIFICS

    def introduced(self, i: int) -> bool:
        """Whether a capital at word `i` begins a given name without "anh" or "chị": "lịch của Nhàn"."""
        if not self.capital[i] or self._upper[i]:
            return False
        if i:
            return self.cased and self.heard.last(i, phrases("before_given")) is not None
        return self.words[i] not in _PLAIN_DAYS and self.heard.first(i + 1, phrases("after_given")) is not None

    def _kind_at(self, i: int) -> bool:
        word = self.words[i]
        return not self.capital[i] and (word in TYPE_WORDS or (self.heard.bare and word in _PLAIN_TYPES))

    def honoured_perhaps(self, i: int) -> bool:
        """Whether that word may without accents be another one: "co" for "có", "chu" for "chủ"."""
        return self.heard.bare and i > 0 and self.words[i - 1] in _UNCLEAR_HONORIFICS

    def goes_on(self, k: int, type_at: int) -> bool:
        """Whether word `k` belongs to an unknown name behind the type word at `type_at`."""
        word = self.words[k]
        if not word:
            return False
        if self.capital[k] and self.cased and k > type_at + 1:
            return True
        department = self.type_word(type_at) == "sở" and k > type_at + 1 and not word.isdecimal()
        if department and word == "và" and self.capital[k + 1 : k + 2] == [True]:
            return True
        if word in UNKNOWN_AFTER or (self.heard.bare and word in _PLAIN_AFTER):
            return False
        second = k == type_at + 2  # "tân lập": a name has two syllables at least
        if not second and not self.capital[k] and self.heard.first(k, phrases("not_a_name")):
            return False
        if department:
            return True  # "Sở Kế hoạch và Đầu tư"
        if self.cased or self.capital[type_at + 1]:
            return (self.capital[k] and not word.isdecimal()) or (k > type_at + 1 and word.isdecimal())
        return not word.isdecimal() or k > type_at + 1

    def unknown_person(
        self, families: AbstractSet[str], covered: AbstractSet[int], city: str
    ) -> tuple[int, int] | None:
        """Words that look like a person's name: "chị Xuyến", or capitalised words that begin with a family name.

        `city` ends a name: "Mai Huế" is tomorrow in Huế.
        """
        for i in range(len(self.words)):
            stop = i
            while stop < len(self.words) and self.capital[stop] and not self._upper[stop] and stop not in covered:
                stop += 1
            if i and self.heard.first(i - 1, phrases("not_people_behind")):
                continue
            if stop > i and fold(self.words[stop - 1]) == city:
                stop -= 1
            kin = i > 0 and self.words[i - 1] in _KIN and self.cased
            if (stop > i and kin) or (stop > i + 1 and fold(self.words[i]) in families):
                return i, stop
        return None

    def capitals_from(self, i: int) -> int:
        """Index after the run of words with capitals that begins at `i`."""
        while i < len(self.words) and self.capital[i] and not self.words[i].isdecimal():
            i += 1
        return i

    def run_of(self, plain: Sequence[str]) -> list[str]:
        """The words of a name as they stand here, accents or not; empty when they do not."""
        for i in range(len(self.words) - len(plain) + 1):
            if plain and [fold(word) for word in self.words[i : i + len(plain)]] == list(plain):
                return self.words[i : i + len(plain)]
        return []

    def _committee_ends(self, i: int) -> bool:
        return i >= 4 and fold(" ".join(self.words[i - 4 : i])) == _COMMITTEE
