"""The words of `prompts/follow_up_words.yaml`, and how a text is compared with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.heard import Heard
from assistant.vietnamese import EDGES, fold
from prompts import vocabulary


def conversation_words() -> Any:
    return vocabulary("follow_up_words")


@cache
def folded_words(*path: str) -> frozenset[str]:
    """A list of single words, folded."""
    found: Any = conversation_words()
    for key in path:
        found = found.get(key, "")
    return frozenset(fold(found).split())


@cache
def phrases(*path: str) -> tuple[str, ...]:
    """A list of phrases, longest first."""
    found: Any = conversation_words()
    for key in path:
        found = found[key]
    return tuple(sorted(found, key=lambda phrase: -len(phrase.split())))


class Spoken(Heard):
    """The words of a text with their places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [found.span() for found in re.finditer(r"\S+", text)]
        super().__init__([text[start:end].strip(EDGES).lower() for start, end in self.spans])

    def find(self, phrases: Sequence[str], start: int = 0) -> tuple[int, int] | None:
        """The first place where one of the phrases stands, as word indices."""
        for index in range(start, len(self.words)):
            if (after := self.first(index, phrases)) is not None:
                return index, after
        return None

    def between(self, start: int, stop: int) -> str:
        """The text of these words, as written."""
        stop = min(stop, len(self.words))
        return self.text[self.spans[start][0] : self.spans[stop - 1][1]] if start < stop else ""
