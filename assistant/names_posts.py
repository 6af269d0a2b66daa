"""People named by the post that they hold: "GĐ Sở Du lịch", "chủ tịch xã mình", "sếp"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.heard import Heard
from assistant.names_found import Found, Span, several, single
from assistant.names_self import own_unit_at
from assistant.names_text import NameText
from assistant.names_titles import ANY_HEAD, Post, Said, first_words, posts_of, said_at
from assistant.names_words import named_phrases, phrases
from assistant.types import Named
from assistant.vietnamese import fold, normalise


@dataclass(frozen=True, slots=True)
class PostMention:
    """Words `start` to `stop`, and what they mean; None of a holder who only gives or signs something."""

    start: int
    stop: int
    found: Found | None


@dataclass(frozen=True, slots=True)
class PostText:
    """A text in which posts are looked for."""

    read: NameText
    units: Sequence[PostMention]
    """The units read in it, known or not."""
    people: Sequence[Span]
    """Words that name people: their titles are no mentions of their own."""
    own: str | None
    """The asker's unit."""
    asker: str | None


class PostIndex:
    """Who holds which post of which unit."""

    def __init__(self, names: Sequence[Named]) -> None:
        self._units = {named.code: named for named in names if named.kind == "unit"}
        self._root = next((u for u in self._units.values() if u.level == "thanh_pho"), None)
        self._city = fold(self._root.name).split("thanh pho")[-1].split() if self._root else []
        self._holders: dict[tuple[str | None, Post], list[Named]] = defaultdict(list)
        posts: dict[str, tuple[Post, ...]] = {}
        for person in names:
            if person.kind == "person" and person.title:
                if person.title not in posts:
                    posts[person.title] = tuple(posts_of(person.title))
                for post in posts[person.title]:
                    self._holders[person.unit, post].append(person)

    def may_be_said(self, heard: Heard) -> bool:
        """Whether any word of the text begins a post: a quick look."""
        return any(fold(word) in first_words() for word in heard.words)

    def mentions(self, text: PostText) -> list[PostMention]:
        """Every post said, in order."""
        found: list[PostMention] = []
        at = 0
        while at < len(text.read.words):
            mention = self._mention(text, at)
            if mention:
                found.append(mention)
            at = mention.stop if mention else at + 1
        return found

    def _mention(self, text: PostText, at: int) -> PostMention | None:
        said = said_at(text.read.heard, at)
        if said is None or any(start < said.stop and at < stop for start, stop in text.people):
            return None
        stop, found = self._of_institution(text, at, said) or (said.stop, None)
        mine = None if found else _mine(text.read.heard, said)
        if mine:
            stop, found = mine, self._nearest(said.post, text, text.read.span(at, mine))
        if found is None:
            if said.short or not _stands_alone(text.read, at, said):
                return None
            found = self._nearest(said.post, text, text.read.span(at, stop))
        if any(start in (stop, said.stop) or end == at for start, end in text.people):
            return None
        given = text.read.heard.first(stop, phrases("gives"))
        return PostMention(at, stop, None if given else found)

    def _of_institution(self, text: PostText, at: int, said: Said) -> tuple[int, Found] | None:
        """Whose post it is, when that is said behind it: where all that ends, and who holds it."""
        read, heard = text.read, text.read.heard
        begin = heard.says(said.stop, "của") or said.stop
        office = heard.first(begin, phrases("committee")) or begin
        unit = next((u for u in text.units if at < u.start <= office and u.stop > said.stop), None)
        if unit and unit.found:
            return unit.stop, self._of_found(said.post, unit.found, read, at, unit.stop)
        noun = next((n for n in phrases("unit_nouns") if heard.says(office, n)), "")
        if end := own_unit_at(heard, office):
            return end, self._of_own(said.post, noun, text, read.span(at, end))
        if end := heard.first(office, phrases("whole_city")):
            return self._of_city(said.post, text, at, end)
        if noun:
            end = heard.says(office, noun) or office
            return end, replace(self._of_own(said.post, noun, text, read.span(at, end)), unnamed=True)
        return None

    def _of_found(self, post: Post, unit: Found, read: NameText, at: int, stop: int) -> Found:
        span = read.span(at, stop)
        if unit.best:
            return self._in([unit.best.code], post, read, span)
        if unit.ambiguous:
            held = [person for one in unit.ambiguous for person in self.holders(one.code, post)]
            return several(held, span) if held else _nobody(read, span)
        near = [person for one in unit.near for person in self.holders(one.code, post)]
        return _nobody(read, span, near)

    def _in(self, codes: Sequence[str], post: Post, read: NameText, span: Span) -> Found:
        """The holders in these units; where a head is called by another title than the unit's, that is asked."""
        held = [person for code in codes for person in self.holders(code, post)]
        if held:
            return single(held[0], span) if len(held) == 1 else several(held, span)
        is_head = post.rank in named_phrases("heads") and not post.deputy
        heads = [p for code in codes for p in self.holders(code, Post(ANY_HEAD, deputy=False))] if is_head else []
        return several(heads, span) if heads else _nobody(read, span)

    def _of_city(self, post: Post, text: PostText, at: int, end: int) -> tuple[int, Found]:
        read = text.read
        city = read.words[end : end + len(self._city)]
        if self._city and [fold(word) for word in city] == self._city:
            end += len(self._city)
        elif any(start == end for start, _ in text.people):
            pass  # "chủ tịch thành phố Trần Văn A"
        elif read.cased and (run := read.capitals_from(end)) > end:
            return run, _nobody(read, read.span(at, run))
        span = read.span(at, end)
        return end, self._in([self._root.code], post, read, span) if self._root else Found(span=span, unnamed=True)

    def _of_own(self, post: Post, noun: str, text: PostText, span: Span) -> Found:
        """In the asker's unit, or the unit above it that is of the kind said."""
        for unit in self._upwards(text.own):
            meant = normalise(unit.name).lower().startswith(noun + " ") or noun in phrases("any_unit")
            if meant and (held := self.holders(unit.code, post)):
                return single(held[0], span) if len(held) == 1 else several(held, span)
        return Found(span=span, unnamed=True)

    def _nearest(self, post: Post, text: PostText, span: Span) -> Found:
        """In the asker's unit or the first above it that has such a post, else the only holder there is."""
        for unit in self._upwards(text.own):
            held = self.holders(unit.code, post)
            if post.rank == ANY_HEAD:
                held = [person for person in held if person.code != text.asker]
            if held:
                return single(held[0], span, unnamed=True) if len(held) == 1 else several(held, span, unnamed=True)
        if post.rank != ANY_HEAD:
            every = [p for (_, known), people in self._holders.items() if known == post for p in people]
            if len(every) == 1:
                return single(every[0], span, unnamed=True)
        return Found(span=span, unnamed=True)

    def before(self, read: NameText, name_at: int) -> Post | None:
        """The post that is the title of a name: "chủ tịch Vinh"."""
        for at in range(max(0, name_at - 4), name_at):
            if (said := said_at(read.heard, at)) and said.stop == name_at:
                return said.post
        return None

    def holds(self, person: Named, post: Post) -> bool:
        return person in self.holders(person.unit, post)

    def holders(self, unit: str | None, post: Post) -> list[Named]:
        return self._holders.get((unit, post), [])

    def _upwards(self, code: str | None) -> Iterator[Named]:
        seen: set[str] = set()
        while code in self._units and code not in seen:
            seen.add(code)
            yield self._units[code]
            code = self._units[code].unit


def _mine(heard: Heard, said: Said) -> int | None:
    """Index after "của tôi" behind a post, after "tôi" behind "sếp"."""
    owned = heard.says(said.stop, "của") or (said.stop if said.post.rank == ANY_HEAD else None)
    return heard.first(owned, phrases("pronouns")) if owned else None


def _stands_alone(read: NameText, at: int, said: Said) -> bool:
    """Whether a post without its unit is spoken of, not spoken to, and not the beginning of another title."""
    heard, stop = read.heard, said.stop
    if (at and heard.first(at - 1, phrases("before_address"))) or heard.first(stop, phrases("address")):
        return False
    ends = stop == len(read.words) or not read.joined(stop)
    return ends or bool(heard.first(stop, phrases("behind_post"))) or read.words[stop].isdecimal()


def _nobody(read: NameText, span: Span, near: Sequence[Named] = ()) -> Found:
    """A post that nobody holds, or of a unit that is not known."""
    return Found(span=span, mentioned=normalise(read.text[span[0] : span[1]]), near=tuple(near))
