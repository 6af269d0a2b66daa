"""A question as name matching reads it: its words, where they stand, and what announces a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from assistant.names_keys import HONORIFICS, TYPE_WORDS, UNKNOWN_AFTER
from assistant.names_self import Heard
from assistant.phonetics import distance
from assistant.vietnamese import fold, normalise

_WORD = re.compile(r"\d+|(?:[^\W\d_]|[\u0300-\u036f])+")
_TYPE_MISHEARD = 0.13
_COMMITTEE = "uy ban nhan dan"
_PLAIN_TYPES = {"phuong": "phường", "xa": "xã", "so": "sở", "quan": "quận", "huyen": "huyện"}
_PLAIN_HONORIFICS = frozenset(fold(word) for word in HONORIFICS)
_PLAIN_AFTER = frozenset(fold(word) for word in UNKNOWN_AFTER)


class NameText:
    def __init__(self, text: str) -> None:
        found = list(_WORD.finditer(text))
        self.text = text
        self.words = [normalise(f[0]).lower() for f in found]
        self.capital = [f[0][:1].isupper() for f in found]
        self._spans = [f.span() for f in found]

    @cached_property
    def heard(self) -> Heard:
        return Heard(self.words)

    @cached_property
    def cased(self) -> bool:
        """Whether capitals are used at all, beyond the first word."""
        return any(self.capital[1:])

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
        if not kind:
            kind = next((t for t in ("phường", "xã", "sở") if distance(word, t) <= _TYPE_MISHEARD), "")
        if not kind:
            return "", i
        first = i - 1
        if kind != "ubnd" and first and self.words[first - 1] == "ubnd":
            return kind, first - 1
        return kind, first - 4 if self._committee_ends(first) else first

    def type_word(self, i: int) -> str:
        """The type that word `i` itself says, without guessing at misheard ones."""
        word = self.words[i]
        return TYPE_WORDS.get(word) or (_PLAIN_TYPES.get(word, "") if self.heard.bare else "")

    def honoured(self, i: int) -> bool:
        """Whether "anh", "chị", "giám đốc" … stands before word `i`."""
        if not i:
            return False
        return self.words[i - 1] in HONORIFICS or (self.heard.bare and self.words[i - 1] in _PLAIN_HONORIFICS)

    def goes_on(self, k: int, type_at: int) -> bool:
        """Whether word `k` belongs to an unknown name behind the type word at `type_at`."""
        word = self.words[k]
        if word in UNKNOWN_AFTER or (self.heard.bare and word in _PLAIN_AFTER):
            return False
        if self.cased or self.capital[type_at + 1]:
            return (self.capital[k] and not word.isdecimal()) or (k > type_at + 1 and word.isdecimal())
        return not word.isdecimal() or k > type_at + 1

    def run_of(self, plain: Sequence[str]) -> list[str]:
        """The words of a name as they stand here, accents or not; empty when they do not."""
        for i in range(len(self.words) - len(plain) + 1):
            if plain and [fold(word) for word in self.words[i : i + len(plain)]] == list(plain):
                return self.words[i : i + len(plain)]
        return []

    def _committee_ends(self, i: int) -> bool:
        return i >= 4 and fold(" ".join(self.words[i - 4 : i])) == _COMMITTEE
