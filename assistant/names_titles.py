"""Posts as they are said and written: "GĐ", "phó chủ tịch", "Bí thư Đảng ủy, Chủ tịch UBND phường"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assistant.heard import Heard
from assistant.names_text import NameText
from assistant.names_words import named_phrases, phrases
from assistant.vietnamese import expand_abbreviations, fold, normalise

ANY_HEAD = "*"
_DEPUTY = "phó"


@dataclass(frozen=True, slots=True)
class Post:
    rank: str
    """As in `prompts/name_words.yaml`, or `ANY_HEAD`."""
    deputy: bool


@dataclass(frozen=True, slots=True)
class Said:
    post: Post
    stop: int
    short: bool
    """A post only before a unit: "ct", "người đứng đầu"."""


def posts_of(title: str) -> Iterator[Post]:
    """The posts that a title names: of "Bí thư Đảng ủy, Chủ tịch UBND phường" two."""
    words = NameText(expand_abbreviations(normalise(title))).words
    heard, at = Heard(words), 0
    while at < len(words):
        said = said_at(heard, at)
        if said is None:
            at += 1
            continue
        yield said.post
        if not said.post.deputy and said.post.rank in named_phrases("heads"):
            yield Post(ANY_HEAD, deputy=False)
        at = said.stop


def said_at(heard: Heard, at: int) -> Said | None:
    """The post whose name stands at `at`."""
    for short, rank in named_phrases("deputies").items():
        behind = heard.says(at, short)
        if behind and rank:
            return Said(Post(str(rank), deputy=True), behind, short=True)
        if behind and (said := _rank(heard, behind)) and said.post.rank != ANY_HEAD:
            return Said(Post(said.post.rank, deputy=True), said.stop, said.short or short != _DEPUTY)
    return _rank(heard, at)


def _rank(heard: Heard, at: int) -> Said | None:
    if at >= len(heard.words) or fold(heard.words[at]) not in first_words():
        return None
    best: Said | None = None
    for group in ("heads", "other_posts"):
        for rank, forms in named_phrases(group).items():
            stop = heard.first(at, forms)
            if stop and (best is None or stop > best.stop):
                best = Said(Post(rank, deputy=False), stop, short=stop == at + 1)
    for key in () if best else ("any_head", "boss"):
        if stop := heard.first(at, phrases(key)):
            best = Said(Post(ANY_HEAD, deputy=False), stop, short=key == "any_head")
    return best


@cache
def first_words() -> frozenset[str]:
    forms = [form for group in ("heads", "other_posts") for listed in named_phrases(group).values() for form in listed]
    return frozenset(
        fold(form.split()[0]) for form in (*forms, *phrases("any_head"), *phrases("boss"), *named_phrases("deputies"))
    )
