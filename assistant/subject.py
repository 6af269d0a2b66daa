"""The thing a question is about, in its own words: "lệ phí chứng thực bản sao là bao nhiêu" → "chứng thực bản sao"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from assistant.vietnamese import EDGES, fold, has_accents
from prompts import vocabulary

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asking:
    """The words that only ask, longest phrases first. Without accents a single word tells too little ("dang": đăng)
    unless it is one of `plain`."""

    lead: tuple[Phrase, ...]
    tail: tuple[Phrase, ...]
    cut: tuple[Phrase, ...]
    keep: tuple[Phrase, ...]
    """Names that begin or end like them."""
    words: frozenset[str]
    """All that stand in them, and others that name nothing."""


def subject(text: str, tool: str) -> str | None:
    """What is left of a question for that tool without the words that only ask (`prompts/subject_words.yaml`).

    `text` is normalised and has no names and times any more. None when nothing is left. Words that ask may stand in the
    middle: then the thing is the longer side.
    """
    words = [word for word in (w.strip(EDGES) for w in text.split()) if word]
    accented = has_accents(text)
    asking = _asking(tool, accented)
    pieces = (_stripped(piece, asking, accented) for piece in _pieces(words, asking, accented))
    named = [list(piece) for piece in pieces if _names(_compared(piece, accented), asking)]
    return " ".join(sorted(named, key=len, reverse=True)[0]) if named else None


def _names(words: Sequence[str], asking: _Asking) -> bool:
    if not asking.words.issuperset(words):
        return True
    return any(_length(words[at:], asking.keep, first=True) for at in range(len(words)))


def _pieces(words: Sequence[str], asking: _Asking, accented: bool) -> list[Sequence[str]]:
    """The words on each side of those that ask, what asks at the edges taken off first."""
    left = _stripped(words, asking, accented)
    compared = _compared(left, accented)
    pieces, start, at = [], 0, 0
    while at < len(left):
        length = _length(compared[at:], asking.cut, first=True)
        if length:
            pieces.append(left[start:at])
            start = at + length
        at += length or 1
    return [*pieces, left[start:]]


def _stripped(words: Sequence[str], asking: _Asking, accented: bool) -> Sequence[str]:
    compared = _compared(words, accented)
    start, stop = 0, len(words)
    while start < stop:
        lead = _asked(compared[start:stop], asking.lead, asking.keep, first=True)
        tail = 0 if lead else _asked(compared[start:stop], asking.tail, asking.keep, first=False)
        if not lead and not tail:
            break
        start, stop = start + lead, stop - tail
    return words[start:stop]


def _compared(words: Sequence[str], accented: bool) -> list[str]:
    return [word.lower() if accented else fold(word) for word in words]


def _asked(words: Sequence[str], phrases: Sequence[Phrase], keep: Sequence[Phrase], *, first: bool) -> int:
    length = _length(words, phrases, first=first)
    return length if length >= _length(words, keep, first=first) else 0


def _length(words: Sequence[str], phrases: Sequence[Phrase], *, first: bool) -> int:
    """How many words the longest phrase takes that stands at that end."""
    for phrase in phrases:
        n = len(phrase)
        if tuple(words[:n] if first else words[-n:]) == phrase:
            return n
    return 0


@cache
def _asking(tool: str, accented: bool) -> _Asking:
    every: Mapping[str, Mapping[str, Sequence[str]]] = vocabulary("subject_words")
    own, common = every.get(tool, {}), every["any"]

    def phrases(key: str, always: bool = False) -> tuple[Phrase, ...]:
        written = (*common.get(key, ()), *own.get(key, ()))
        return _phrases(written, None if accented else frozenset(written if always else common["plain"]))

    lead, tail, cut, keep = phrases("lead"), phrases("tail"), phrases("cut"), phrases("keep", always=True)
    words = chain.from_iterable((*lead, *tail, *cut, *phrases("words")))
    return _Asking(lead, tail, cut, keep, frozenset(words))


def _phrases(written: Sequence[str], plain: frozenset[str] | None) -> tuple[Phrase, ...]:
    """As they are compared; `plain`: without accents, and single words only of these."""
    told = {
        phrase if plain is None else fold(phrase)
        for phrase in written
        if plain is None or " " in phrase or phrase in plain
    }
    return tuple(sorted((tuple(phrase.split()) for phrase in told), key=len, reverse=True))
