"""Units and people named in a question, also misheard, without accents, abbreviated, or as "đơn vị mình"."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from assistant.names_keys import INTRODUCING, Key, keys_of
from assistant.names_self import oneself, own_unit, whole_city
from assistant.names_text import NameText
from assistant.names_trie import Hit, SyllableTree
from assistant.phonetics import distance, sequence_distance, syllables
from assistant.types import Named
from assistant.vietnamese import fold, normalise

Kind = Literal["unit", "person"]
_SURE_ALONE = 0.085
"""Most that a name may be off by syllable where nothing announces it."""
_SURE_ANNOUNCED = 0.24
"""The same behind "phường", "sở", "chị" …"""
_SURE_MISHEARD = 0.15
"""The same behind what was perhaps "phường": "phương", "xa"."""
_SURE_TYPED = 0.03
"""The same for what was typed with accents: other spellings (Mĩ, hỏi for ngã), not other tones."""
_WRONG_TYPE = 0.3
_RIVAL = 0.12
"""Readings whose costs are closer than this are asked about."""
_SHORTER = 0.7
"""A reading that explains less text than the best one, by this weight, is no rival."""
_TEMPERATURE = 0.08
_NEAR_NAMES = 3
_ALIKE = 50.0
"""Least likeness of letters, in percent, of the candidates that are then compared by sound."""
_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Match:
    named: Named
    score: float
    """1: as written; falls with what had to be overlooked."""
    probability: float
    """Share among the readings of the same words."""
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One mention. `best` is set only when it is sure; otherwise ask back with `ambiguous` or `near`."""

    matches: tuple[Match, ...] = ()
    """Best first."""
    span: tuple[int, int] = (0, 0)
    self_reference: bool = False
    """"đơn vị mình", "của tôi": the asker's own unit or the asker."""
    ambiguous: tuple[Named, ...] = ()
    """What may be meant, when that must be asked: several, or one under another type ("xã" for a phường)."""
    mentioned: str | None = None
    """Words that look like a unit or person and fit none."""
    near: tuple[Named, ...] = ()
    """Names close to `mentioned`."""

    @property
    def best(self) -> Named | None:
        return self.matches[0].named if self.matches and not self.ambiguous else None


@dataclass(frozen=True, slots=True)
class _Reading:
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


class NameIndex:
    """Built once from all names the asker may know; finding is read-only."""

    def __init__(self, names: Sequence[Named]) -> None:
        self._by_code = {named.code: named for named in names}
        self._root = next((n for n in names if n.kind == "unit" and n.level == "thanh_pho"), None)
        self._tree = SyllableTree()
        self._keys: list[Key] = []
        self._holders: list[list[Named]] = []
        numbers: dict[Key, int] = {}
        for named in names:
            for key in keys_of(named):
                number = numbers.setdefault(key, len(numbers))
                if number == len(self._keys):
                    self._keys.append(key)
                    self._holders.append([])
                    self._tree.add(key.syllables, number)
                self._holders[number].append(named)
        self._given: dict[str, list[Named]] = defaultdict(list)
        for named in names:
            if named.kind == "person" and named.name.strip():
                self._given[normalise(named.name).lower().split()[-1]].append(named)
        self._families = {fold(n.name).split()[0] for n in names if n.kind == "person" and n.name.strip()}
        units = [named for named in names if named.kind == "unit"]
        self._units = dict(zip([fold(unit.name) for unit in units], units, strict=True))

    def find(
        self, text: str, kind: Kind, asker_unit: str | None = None, asker: str | None = None, *, spoken: bool = True
    ) -> Found:
        """What of `kind` the text names, `Found()` when nothing. `asker_unit` is what "đơn vị mình" means,
        and people of it (or of a unit named beside them) come first where a given name fits many; `asker` is who
        "tôi" is. Of a question that was typed with accents (`spoken=False`) misheard names are not guessed: "phường
        Thuận Hòa" is then unknown, not Thuận Hóa. Never raises."""
        every = self.find_all(text, kind, asker_unit, asker, spoken=spoken)
        return every[0] if every else Found()

    def find_all(
        self, text: str, kind: Kind, asker_unit: str | None = None, asker: str | None = None, *, spoken: bool = True
    ) -> tuple[Found, ...]:
        """Every mention of `kind` in order; own unit, oneself and the city only when there is no other."""
        read = NameText(text)
        lenient = spoken or read.heard.bare
        readings = self._readings(read, lenient)
        chosen = _apart(readings)
        unit = next((r.named.code for r in chosen if r.named.kind == "unit" and not r.wrong_type), asker_unit)
        wanted = sorted((r for r in chosen if r.named.kind == kind), key=lambda r: r.start)
        if wanted:
            return tuple(self._mention(read, reading, readings, unit) for reading in wanted)
        other = self._own(read, kind, asker_unit, asker)
        if kind == "unit":
            other = other or self._unknown(read, chosen) or self._city(read)
        elif not other:
            other = self._stranger(read, chosen)
        return (other,) if other else ()

    def _own(self, read: NameText, kind: Kind, asker_unit: str | None, asker: str | None) -> Found | None:
        own = own_unit(read.heard) if kind == "unit" else oneself(read.heard)
        if not own:
            return None
        named = self._by_code.get((asker_unit if kind == "unit" else asker) or "")
        return _single(named, read.span(*own), self_reference=True)

    def _city(self, read: NameText) -> Found | None:
        if self._root:
            city = fold(self._root.name).split("thanh pho")[-1].split()
            if (found := whole_city(read.heard, read.run_of(city))) and not self._other_city(read, found[1]):
                return _single(self._root, read.span(*found))
        return None

    def _other_city(self, read: NameText, after: int) -> bool:
        """ "thành phố Đà Nẵng" is not this one."""
        return after < len(read.words) and read.capital[after] and not read.words[after].isdecimal()

    def _readings(self, read: NameText, lenient: bool) -> list[_Reading]:
        """Every reading good enough to believe, overlapping ones too."""
        found: list[_Reading] = []
        for i in range(len(read.words)):
            honoured, type_said = read.honoured(i), read.type_before(i)
            for hit in self._tree.search(read.words, i):
                key = self._keys[hit.key]
                announced = bool(type_said[0]) if key.kind == "unit" else honoured
                if (announced or not key.needs_type) and _believable(read, key, i, hit, announced, lenient):
                    found += self._of_hit(read, i, hit, key, type_said)
            if honoured:
                found += self._by_given(read, i)
        return found

    def _of_hit(self, read: NameText, start: int, hit: Hit, key: Key, type_said: tuple[str, int]) -> list[_Reading]:
        said, first = type_said if key.kind == "unit" else ("", start)
        wrong = bool(said and key.type and said not in ("ubnd", key.type))
        if wrong and hit.cost / len(key.syllables) > _SURE_ALONE:
            return []
        announced = bool(said) or (key.kind == "person" and read.honoured(start))
        weight = len(key.syllables) + 0.5 * announced - 2 * hit.cost - wrong
        cost = hit.cost + _WRONG_TYPE * wrong
        same = fold(" ".join(read.words[start : hit.stop])) == fold(" ".join(key.syllables))
        holders = self._holders[hit.key]
        return [_Reading(named, first, hit.stop, cost, weight, wrong, same_letters=same) for named in holders]

    def _by_given(self, read: NameText, i: int) -> list[_Reading]:
        if read.cased and not read.capital[i]:
            return []
        heard = read.words[i]
        found = []
        for given, people in self._given.items():
            cost = 0.0 if given == heard else distance(heard, given)
            if cost <= 0.08 and (cost == 0 or read.heard.bare):
                found += [_Reading(person, i, i + 1, cost, 0.9 - cost, given=True) for person in people]
        return found

    def _mention(self, read: NameText, chosen: _Reading, readings: Sequence[_Reading], unit: str | None) -> Found:
        rivals = [
            r
            for r in readings
            if r.named.kind == chosen.named.kind
            and r.start < chosen.stop
            and chosen.start < r.stop
            and r.weight > chosen.weight - _SHORTER
        ]
        costs: dict[str, _Reading] = {}
        for rival in sorted(rivals, key=lambda r: (r.cost, -r.weight)):
            costs.setdefault(rival.named.code, rival)
        ranked = list(costs.values())
        if chosen.given and unit and (mates := [r for r in ranked if r.named.unit == unit]):
            ranked = mates
        lowest = ranked[0].cost
        shares = [math.exp(-(r.cost - lowest) / _TEMPERATURE) for r in ranked]
        matches = tuple(
            Match(r.named, max(0.0, 1 - r.cost), share / sum(shares), read.span(r.start, r.stop))
            for r, share in zip(ranked, shares, strict=True)
        )
        same = ranked[0].same_letters  # then what differs in letters is no rival: "phong dien" is not Phong Dinh
        close = tuple(r.named for r in ranked if r.cost - lowest < _RIVAL and r.same_letters >= same)
        ask = len(close) > 1 or ranked[0].wrong_type
        return Found(matches, read.span(chosen.start, chosen.stop), ambiguous=close if ask else ())

    def _unknown(self, read: NameText, chosen: Sequence[_Reading]) -> Found | None:
        """A type word and a name behind it that fits no unit."""
        covered = {k for reading in chosen for k in range(reading.start, reading.stop)}
        for i in range(len(read.words) - 1):
            if not read.type_word(i) or {i, i + 1} & covered:
                continue
            stop = i + 1
            while stop < min(len(read.words), i + 5) and read.joined(stop) and read.goes_on(stop, i):
                stop += 1
            if stop > i + 1:
                span = read.span(i, stop)
                said = normalise(read.text[span[0] : span[1]])
                return Found(span=span, mentioned=said, near=self.near(said))
        return None

    def _stranger(self, read: NameText, chosen: Sequence[_Reading]) -> Found | None:
        """A person's name that fits nobody; no near names are given, which would tell who exists."""
        covered = {k for reading in chosen for k in range(reading.start, reading.stop)}
        if found := read.unknown_person(self._families, covered):
            span = read.span(*found)
            return Found(span=span, mentioned=normalise(read.text[span[0] : span[1]]))
        return None

    def near(self, name: str) -> tuple[Named, ...]:
        """Up to three units whose names sound like this one, nearest first."""
        alike = process.extract(
            fold(normalise(name)), self._units.keys(), scorer=fuzz.ratio, limit=_CANDIDATES, score_cutoff=_ALIKE
        )
        heard = syllables(name)
        units = [self._units[known] for known, _, _ in alike]
        return tuple(sorted(units, key=lambda unit: sequence_distance(heard, syllables(unit.name)))[:_NEAR_NAMES])


def _single(named: Named | None, span: tuple[int, int], self_reference: bool = False) -> Found:
    matches = (Match(named, 1.0, 1.0, span),) if named else ()
    return Found(matches, span, self_reference)


def _apart(readings: Sequence[_Reading]) -> list[_Reading]:
    """The best readings that do not overlap."""
    chosen: list[_Reading] = []
    for reading in sorted(readings, key=lambda r: (-r.weight, r.cost, r.start)):
        if all(reading.stop <= other.start or other.stop <= reading.start for other in chosen):
            chosen.append(reading)
    return chosen


def _believable(read: NameText, key: Key, start: int, hit: Hit, announced: bool, lenient: bool) -> bool:
    """Whether a hit is near enough to its key for what announces it."""
    if announced and key.kind == "unit" and read.type_misheard(start):
        limit = _SURE_MISHEARD
    elif announced or key.typed:
        limit = _SURE_ANNOUNCED
    else:
        limit = _SURE_ALONE
        capitals = all(read.capital[start : hit.stop])
        if hit.cost and read.cased and not capitals:
            return False  # where names have capitals, an inexact one must too: "Lan cô ấy" is not Lăng Cô
        if key.ordinary and not capitals and start and read.words[start - 1] not in INTRODUCING:
            return False
    limit = 0.0 if key.exact else limit if lenient else min(limit, _SURE_TYPED)
    return hit.cost / len(key.syllables) <= limit + 1e-9
