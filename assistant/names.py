"""Units and people named in a question, also misheard, without accents, abbreviated, by a post, or as "đơn vị mình"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz, process

from assistant.names_found import Found, Match, single
from assistant.names_posts import PostIndex, PostMention, PostText
from assistant.names_readings import KnownNames, Reading, apart, rivals
from assistant.names_self import introduces_asker, oneself, own_kind, own_unit, whole_city
from assistant.names_text import NameText
from assistant.phonetics import sequence_distance, syllables
from assistant.types import Named
from assistant.vietnamese import fold, normalise

__all__ = ["Found", "Kind", "Match", "NameIndex"]

Kind = Literal["unit", "person"]
_RIVAL = 0.12
"""Readings whose costs are closer than this are asked about."""
_TEMPERATURE = 0.08
_NEAR_NAMES = 3
_CHOICES = 8
"""Most that are asked about at once."""
_LONG, _SHORT = 8, 5
"""Most words of a unit that is not known, its kind among them: with capitals, and without."""
_ALIKE = 50.0
"""Least likeness of letters, in percent, of the candidates that are then compared by sound."""
_CANDIDATES = 12
_OWN_KINDS = ("phường", "xã", "sở", "trung tâm", "chi cục", "trạm")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text without its posts, and how it may be read."""

    read: NameText
    readings: Sequence[Reading]
    chosen: Sequence[Reading]
    """The best that do not overlap."""
    asker_unit: str | None
    asker: str | None
    holders: tuple[Found, ...] = ()
    """Who is named by a post."""


class NameIndex:
    """Built once from all names the asker may know; finding is read-only."""

    def __init__(self, names: Sequence[Named]) -> None:
        self._by_code = {named.code: named for named in names}
        self._root = next((n for n in names if n.kind == "unit" and n.level == "thanh_pho"), None)
        self._city_name = fold(self._root.name).split("thanh pho")[-1].split() if self._root else []
        self._known = KnownNames(names)
        self._posts = PostIndex(names)
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

    def has_code(self, code: str) -> bool:
        """Whether it is a unit's or person's, which nothing else can be meant by."""
        return self._known.has_code(code)

    def find_both(
        self, text: str, asker_unit: str | None = None, asker: str | None = None, *, spoken: bool = True
    ) -> tuple[Found, Found]:
        """The first unit and the first person that `find` gives, in one reading."""
        seen = self._see(text, asker_unit, asker, spoken)
        units, people = self._of_kind(seen, "unit"), self._of_kind(seen, "person")
        return units[0] if units else Found(), people[0] if people else Found()

    def find_all(
        self, text: str, kind: Kind, asker_unit: str | None = None, asker: str | None = None, *, spoken: bool = True
    ) -> tuple[Found, ...]:
        """Every mention of `kind` in order; own unit, oneself and the city only when there is no other."""
        return self._of_kind(self._see(text, asker_unit, asker, spoken), kind)

    def _see(self, text: str, asker_unit: str | None, asker: str | None, spoken: bool) -> _Seen:
        read = NameText(text)
        lenient = spoken or read.heard.bare
        readings = self._known.readings(read, lenient)
        seen = _Seen(read, readings, apart(readings), asker_unit, asker)
        if not (posts := self._holders(seen)):
            return seen
        gone = [(post.start, post.stop) for post in posts]
        left = [r for r in readings if all(r.stop <= start or stop <= r.start for start, stop in gone)]
        holders = tuple(post.found for post in posts if post.found)
        return _Seen(read.without(gone), left, apart(left), asker_unit, asker, holders)

    def _of_kind(self, seen: _Seen, kind: Kind) -> tuple[Found, ...]:
        beside = next((r.named.code for r in seen.chosen if r.named.kind == "unit" and not r.wrong_type), None)
        wanted = [r for r in seen.chosen if r.named.kind == kind]
        if len(wanted) > 1:
            wanted = [r for r in wanted if not introduces_asker(seen.read.heard, r.start)] or wanted
        found = [self._mention(seen, reading, beside) for reading in wanted]
        if kind == "person":
            found += seen.holders
        if not found and (other := self._other(seen, kind)):
            found = [other]
        return tuple(self._told_apart(one) for one in sorted(found, key=lambda one: one.span))

    def _other(self, seen: _Seen, kind: Kind) -> Found | None:
        """The asker's own, an unknown name, the city."""
        own = self._own(seen, kind)
        if kind == "unit":
            return own or self._unknown(seen) or self._city(seen.read)
        return own or self._stranger(seen)

    def _holders(self, seen: _Seen) -> list[PostMention]:
        """The posts that are said, with the units they are of."""
        if not self._posts.may_be_said(seen.read.heard):
            return []
        units = [PostMention(r.start, r.stop, self._mention(seen, r)) for r in seen.chosen if r.named.kind == "unit"]
        people = [(r.start, r.stop) for r in seen.chosen if r.named.kind == "person"]
        if unknown := self._unknown_words(seen):
            units.append(PostMention(*unknown, self._unknown(seen)))
        return self._posts.mentions(PostText(seen.read, units, people, seen.asker_unit, seen.asker))

    def _own(self, seen: _Seen, kind: Kind) -> Found | None:
        read = seen.read
        if own := own_unit(read.heard) if kind == "unit" else oneself(read.heard):
            named = self._by_code.get((seen.asker_unit if kind == "unit" else seen.asker) or "")
            return single(named, read.span(*own), self_reference=True)
        if kind == "unit":
            kinds = self._kinds(seen.asker_unit)
            if alone := own_kind(read.heard, kinds, read.breaks):
                return single(kinds[alone[2]], read.span(*alone[:2]), self_reference=True)
        return None

    def _kinds(self, code: str | None) -> dict[str, Named]:
        """The asker's unit and those above it, by the kind that their names begin with."""
        found: dict[str, Named] = {}
        while (unit := self._by_code.get(code or "")) and unit.code not in {u.code for u in found.values()}:
            name = normalise(unit.name).lower()
            kind = next((kind for kind in _OWN_KINDS if name.startswith(kind + " ")), "")
            if not kind:
                break
            found.setdefault(kind, unit)
            code = unit.unit
        return found

    def _city(self, read: NameText) -> Found | None:
        found = whole_city(read.heard, read.run_of(self._city_name)) if self._root else None
        if not found or self._other_city(read, found[1]):
            return None
        return single(self._root, read.span(*found))

    def _other_city(self, read: NameText, after: int) -> bool:
        """ "thành phố Đà Nẵng" is not this one."""
        return after < len(read.words) and read.capital[after] and not read.words[after].isdecimal()

    def _mention(self, seen: _Seen, chosen: Reading, beside: str | None = None) -> Found:
        """`beside` is the unit named in the same text."""
        read = seen.read
        ranked = rivals(chosen, seen.readings)
        if chosen.given and (post := self._posts.before(read, chosen.start)):
            ranked = [r for r in ranked if self._posts.holds(r.named, post)] or ranked
        for unit in (beside, seen.asker_unit if chosen.given else None):
            if mates := [r for r in ranked if unit and r.named.unit == unit]:
                ranked = mates
                break
        lowest = ranked[0].cost
        shares = [math.exp(-(r.cost - lowest) / _TEMPERATURE) for r in ranked]
        matches = tuple(
            Match(r.named, max(0.0, 1 - r.cost), share / sum(shares), read.span(r.start, r.stop))
            for r, share in zip(ranked, shares, strict=True)
        )
        same = ranked[0].same_letters  # then what differs in letters is no rival: "phong dien" is not Phong Dinh
        close = tuple(r.named for r in ranked if r.cost - lowest < _RIVAL and r.same_letters >= same)
        ask = len(close) > 1 or ranked[0].wrong_type
        span = read.span(chosen.start, chosen.stop)
        return Found(matches, span, ambiguous=close[:_CHOICES] if ask else (), former=ranked[0].former)

    def _told_apart(self, found: Found) -> Found:
        """With the units of people who are asked about."""
        asked = found.ambiguous or found.near
        if not any(named.kind == "person" for named in asked):
            return found
        units = [self._by_code.get(named.unit or "") for named in asked]
        labels = [f"{who.name} ({unit.name})" if unit else who.name for who, unit in zip(asked, units, strict=True)]
        return replace(found, labels=tuple(labels))

    def _unknown(self, seen: _Seen) -> Found | None:
        """A type word and a name behind it that fits no unit."""
        if words := self._unknown_words(seen):
            span = seen.read.span(*words)
            said = normalise(seen.read.text[span[0] : span[1]])
            return Found(span=span, mentioned=said, near=self.near(said))
        return None

    def _unknown_words(self, seen: _Seen) -> tuple[int, int] | None:
        read = seen.read
        covered = {k for reading in seen.chosen for k in range(reading.start, reading.stop)}
        for i in range(len(read.words) - 1):
            if not read.type_word(i) or {i, i + 1} & covered:
                continue
            stop = i + 1
            while (
                stop < min(len(read.words), i + (_LONG if read.cased else _SHORT))
                and read.joined(stop)
                and read.goes_on(stop, i)
            ):
                stop += 1
            lone = stop == i + 2 and not read.capital[i + 1] and not read.heard.bare
            if stop > i + 1 and (not lone or self._begun(" ".join(read.words[i:stop]))):
                return i, stop
        return None

    def _stranger(self, seen: _Seen) -> Found | None:
        """A person's name that fits nobody; no near names are given, which would tell who exists."""
        read = seen.read
        covered = {k for reading in seen.chosen for k in range(reading.start, reading.stop)}
        if found := read.unknown_person(self._families, covered, " ".join(self._city_name)):
            span = read.span(*found)
            return Found(span=span, mentioned=normalise(read.text[span[0] : span[1]]))
        return None

    def _begun(self, name: str) -> tuple[Named, ...]:
        begin = f"{fold(normalise(name))} "
        return tuple(unit for known, unit in self._units.items() if known.startswith(begin))[:_CHOICES]

    def near(self, name: str) -> tuple[Named, ...]:
        """Units whose names begin so, else up to three that sound like it, nearest first."""
        alike = process.extract(
            fold(normalise(name)), self._units.keys(), scorer=fuzz.ratio, limit=_CANDIDATES, score_cutoff=_ALIKE
        )
        if begun := self._begun(name):
            return begun
        heard = syllables(name)
        units = [self._units[known] for known, _, _ in alike]
        return tuple(sorted(units, key=lambda unit: sequence_distance(heard, syllables(unit.name)))[:_NEAR_NAMES])
