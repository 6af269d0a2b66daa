"""Every way in which known names may be read in a question, each with what had to be overlooked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.names_keys import ABOLISHED, INTRODUCING, Key, initials_of, keys_of
from assistant.names_text import NameText
from assistant.names_trie import Hit, SyllableTree
from assistant.names_words import phrases
from assistant.phonetics import distance
from assistant.types import Named
from assistant.vietnamese import fold, normalise

_SURE_ALONE = 0.085
"""Most that a name may be off by syllable where nothing announces it."""
_SURE_ANNOUNCED = 0.24
"""The same behind "phường", "sở", "chị" …"""
_SURE_MISHEARD = 0.15
"""The same behind what was perhaps "phường": "phương", "xa"; of people behind "chị"."""
_SURE_TYPED = 0.03
"""The same for what was typed with accents: other spellings (Mĩ, hỏi for ngã), not other tones."""
_WRONG_TYPE = 0.3
_FORMER = 0.13
"""What a name of before costs: enough that today's unit of the same name is meant."""


_SHORTER = 0.7
"""A reading that explains less text than the best one, by this weight, is no rival."""
_LIKE_A_DEPARTMENT = 0.35
"""Most that what was perhaps "sở" may be off before a field of work."""
_GIVEN = 0.08
"""Most that a given name alone may be off, typed without accents."""


_CODE = re.compile(r"[^\W_][\w.-]*[^\W_]")


@dataclass(frozen=True, slots=True)
class Reading:
    named: Named
    start: int
    stop: int
    cost: float
    """Summed, with what a wrong type adds."""
    weight: float
    """How much text it explains, less its cost: the longest good reading wins."""
    wrong_type: bool = False
    given: bool = False
    """By given name alone."""
    same_letters: bool = False
    """Only accents differ, if anything."""
    former: str | None = None
    """The name of before that was said."""


class KnownNames:
    """Built once from all names that may be said."""

    def __init__(self, names: Sequence[Named]) -> None:
        self._tree = SyllableTree()
        self._keys: list[Key] = []
        self._holders: list[list[Named]] = []
        self._numbers: dict[Key, int] = {}
        for named in names:
            for key in keys_of(named):
                self._add(key, named)
        listed = {key.syllables for key in self._keys}
        for named in names:
            if named.kind == "unit":
                for key in dict.fromkeys(initials_of(named)):
                    if key.syllables not in listed:
                        self._add(key, named)
        given: dict[str, list[Named]] = defaultdict(list)
        for named in names:
            if named.kind == "person" and named.name.strip():
                given[normalise(named.name).lower().split()[-1]].append(named)
        self._codes = {named.code.upper(): named for named in names if is_code(named.code)}
        self._given: Mapping[str, Sequence[Named]] = given

    def _add(self, key: Key, named: Named) -> None:
        number = self._numbers.setdefault(key, len(self._numbers))
        if number == len(self._keys):
            self._keys.append(key)
            self._holders.append([])
            self._tree.add(key.syllables, number)
        self._holders[number].append(named)

    def readings(self, read: NameText, lenient: bool) -> list[Reading]:
        """Every reading good enough to believe, overlapping ones too."""
        found = self._by_code(read)
        for i in range(len(read.words)):
            honoured, type_said = read.honoured(i), read.type_before(i)
            for hit in self._tree.search(read.words, i):
                key = self._keys[hit.key]
                announced = bool(type_said[0]) if key.kind == "unit" else honoured
                if (announced or not key.needs_type) and _believable(read, key, i, hit, announced, lenient):
                    found += self._of_hit(read, i, hit, key, type_said)
            if honoured or read.introduced(i):
                found += self._by_given(read, i)
        return found

    def has_code(self, code: str) -> bool:
        return code.upper() in self._codes

    def _by_code(self, read: NameText) -> list[Reading]:
        found = []
        for said in _CODE.finditer(read.text):
            named = self._codes.get(said[0].upper())
            if named and (words := read.words_at(*said.span())):
                found.append(Reading(named, *words, 0.0, words[1] - words[0] + 1.0, same_letters=True))
        return found

    def _of_hit(self, read: NameText, start: int, hit: Hit, key: Key, type_said: tuple[str, int]) -> list[Reading]:
        said, first = type_said if key.kind == "unit" else ("", start)
        wrong = bool(said and key.type and said not in ("ubnd", key.type))
        if wrong and hit.cost / len(key.syllables) > _SURE_ALONE:
            return []
        announced = bool(said) or (key.kind == "person" and read.honoured(start))
        before = _FORMER if key.former else 0.0
        weight = len(key.syllables) + 0.5 * announced - 2 * (hit.cost + before) - wrong
        cost = hit.cost + _WRONG_TYPE * wrong + before
        same = [_folded(word) for word in read.words[start : hit.stop]] == [_folded(part) for part in key.syllables]
        former = key.former
        if wrong and said in ABOLISHED:
            former = f"{said} {' '.join(key.syllables).title()}"
        holders = self._holders[hit.key]
        return [
            Reading(named, first, hit.stop, cost, weight, wrong, same_letters=same, former=former) for named in holders
        ]

    def _by_given(self, read: NameText, i: int) -> list[Reading]:
        if read.cased and not read.capital[i]:
            return []
        heard = read.words[i]
        found: list[Reading] = []
        for given, people in self._given.items():
            cost = 0.0 if given == heard else distance(heard, given)
            if cost <= _GIVEN and (cost == 0 or read.heard.bare):
                found += [Reading(person, i, i + 1, cost, 0.9 - cost, given=True) for person in people]
        return found


def _stands_for_a_unit(read: NameText, start: int, stop: int) -> bool:
    """Whether "xây dựng" means the department: "KPI Xây dựng", "Xây dựng quý hai được mấy điểm"."""
    if start:
        capital = read.cased and read.capital[start]
        before = read.words[start - 1]
        return capital or before in INTRODUCING or distance(before, "sở") <= _LIKE_A_DEPARTMENT
    return stop == len(read.words) or read.heard.first(stop, phrases("own_goes_on")) is not None


@lru_cache(maxsize=16_384)
def _folded(word: str) -> str:
    return fold(word)


def is_code(code: str) -> bool:
    """Whether it cannot be taken for a word: letters, and a digit or hyphen."""
    return any(c.isdigit() or c == "-" for c in code) and any(c.isalpha() for c in code) and " " not in code


def apart(readings: Sequence[Reading]) -> list[Reading]:
    """The best readings that do not overlap."""
    chosen: list[Reading] = []
    for reading in sorted(readings, key=lambda r: (-r.weight, r.cost, r.start)):
        if all(reading.stop <= other.start or other.stop <= reading.start for other in chosen):
            chosen.append(reading)
    return chosen


def rivals(chosen: Reading, readings: Iterable[Reading]) -> list[Reading]:
    """The readings of the same words, each name once, best first."""
    near = [
        r
        for r in readings
        if r.named.kind == chosen.named.kind
        and r.start < chosen.stop
        and chosen.start < r.stop
        and r.weight > chosen.weight - _SHORTER
    ]
    best: dict[str, Reading] = {}
    for rival in sorted(near, key=lambda r: (r.cost, -r.weight)):
        best.setdefault(rival.named.code, rival)
    return list(best.values())


def _believable(read: NameText, key: Key, start: int, hit: Hit, announced: bool, lenient: bool) -> bool:
    """Whether a hit is near enough to its key for what announces it."""
    if announced and key.kind == "person":
        limit = _SURE_ALONE if read.honoured_perhaps(start) else _SURE_MISHEARD
    elif announced and read.type_misheard(start):
        limit = _SURE_MISHEARD
    elif announced:
        limit = _SURE_ANNOUNCED
    else:
        if key.field and not _stands_for_a_unit(read, start, hit.stop):
            return False
        limit = _SURE_MISHEARD if key.field else _SURE_ANNOUNCED if key.typed else _SURE_ALONE
        capitals = all(read.capital[start : hit.stop])
        if hit.cost and read.cased and not capitals and not key.typed:
            return False  # where names have capitals, an inexact one must too: "Lan cô ấy" is not Lăng Cô
        if key.ordinary and not key.field and not capitals and start and read.words[start - 1] not in INTRODUCING:
            return False
    limit = 0.0 if key.exact else limit if lenient else min(limit, _SURE_TYPED)
    return hit.cost / len(key.syllables) <= limit + 1e-9
