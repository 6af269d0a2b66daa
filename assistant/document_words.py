"""A question about documents as tokens, read with and without accents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.spoken_number import number_said
from assistant.vietnamese import fold, has_accents

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
MOST_WORDS = 9
"""Of a number: "hai nghìn không trăm hai mươi sáu" has seven."""


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    """Lower case."""
    plain: str
    """Without accents."""
    start: int
    end: int


class Tokens:
    """The tokens of a text; a word of a question without accents is any word with these letters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bare = not has_accents(text)
        self._tokens = [
            Token(found[0].lower(), fold(found[0]), found.start(), found.end()) for found in _TOKEN.finditer(text)
        ]

    def __len__(self) -> int:
        return len(self._tokens)

    def at(self, index: int) -> Token:
        return self._tokens[index] if 0 <= index < len(self._tokens) else Token("", "", -1, -1)

    def says(self, index: int, *phrases: str) -> int | None:
        """Index after the first of `phrases` that stands here."""
        for phrase in phrases:
            words = phrase.split()
            here = [self.at(index + n) for n in range(len(words))]
            if all(t.text == w or (t.text == t.plain == fold(w)) for t, w in zip(here, words, strict=True)):
                return index + len(words)
        return None

    def skip(self, index: int, *words: str) -> int:
        """Index after any of `words`, as often as they stand here."""
        while (after := self.says(index, *words)) is not None:
            index = after
        return index

    def numbers(self, index: int) -> list[tuple[int, int]]:
        """Numbers that may begin here, in digits or words, each with the index after it; the longest first."""
        found: list[tuple[int, int]] = []
        for length in range(1, MOST_WORDS + 1):
            words = [self.at(index + n).text for n in range(length)]
            if not all(word.isalnum() for word in words) or (length > 1 and any(w.isdecimal() for w in words)):
                break
            value = number_said(words, self.bare)
            if value is not None:
                found.append((value, index + length))
        return found[::-1]

    def touch(self, index: int) -> bool:
        """Whether this token follows the one before without a space."""
        return index > 0 and self.at(index).start == self.at(index - 1).end
