"""How the recogniser writes what it heard: capitals, marks, digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.vietnamese import normalise
from eval.heard_writing import number_at
from eval.mishearing import Writing
from eval.train.alignment import said_syllables
from eval.train.heard_clips import Heard


def writing_of(heard: Sequence[Heard]) -> Writing:
    """Shares over the clips in which something was heard; a number that was misheard says nothing of digits."""
    texts = [h.heard for h in heard if h.heard]
    names = [kept for h in heard for kept in _names(h)]
    numbers = [found for h in heard for found in _numbers(h)]
    return Writing(
        capital=_share([text[:1].isupper() for text in texts]),
        name=_share(names),
        stop=_share([text[-1:] in ".?!" for text in texts]),
        figures=_share([digits for long, digits in numbers if long]),
        figure=_share([digits for long, digits in numbers if not long]),
    )


def _names(heard: Heard) -> Iterator[bool]:
    """For each capital inside what was said: whether the word, heard right, has it too."""
    words = re.findall(r"\w+", normalise(heard.heard))[1:]
    for name in re.findall(r"\w+", normalise(heard.clip.said))[1:]:
        if name[0].isupper() and (name in words or name.lower() in words):
            yield name in words


def _numbers(heard: Heard) -> Iterator[tuple[bool, bool]]:
    """For each number that was said and heard right: whether it takes several words, and is written in digits."""
    said, words = said_syllables(heard.clip.said), re.findall(r"\w+", normalise(heard.heard).lower())
    at = 0
    while at < len(said):
        count, number = number_at(said, at)
        spelt = " ".join(said[at : at + count])
        if count and (str(number) in words or f" {spelt} " in f" {' '.join(words)} "):
            yield count > 1 or spelt == "mười", str(number) in words
        at += max(count, 1)


def _share(seen: Sequence[bool]) -> float:
    return round((sum(seen) + 1) / (len(seen) + 2), 4)
