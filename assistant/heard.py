"""A text as words that are compared with phrases: accents count only where the text has some."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from assistant.vietnamese import fold


class Heard:
    """Words in lower case that can be compared with phrases, without accents where none were typed."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self.bare = not any(word != fold(word) for word in words)

    def says(self, index: int, phrase: str) -> int | None:
        """Index after `phrase` if it stands at `index`."""
        parts = _parts(phrase, self.bare)
        return index + len(parts) if self.words[index : index + len(parts)] == parts else None

    def first(self, index: int, phrases: Sequence[str]) -> int | None:
        return next((after for phrase in phrases if (after := self.says(index, phrase))), None)

    def last(self, index: int, phrases: Sequence[str]) -> int | None:
        """Index where one of the phrases begins that ends before `index`."""
        starts = ((index - len(phrase.split()), phrase) for phrase in phrases)
        return next((start for start, phrase in starts if start >= 0 and self.says(start, phrase)), None)

    def anywhere(self, phrases: Sequence[str]) -> bool:
        return any(self.first(i, phrases) for i in range(len(self.words)))


@cache
def _parts(phrase: str, bare: bool) -> tuple[str, ...]:
    return tuple((fold(phrase) if bare else phrase).split())
