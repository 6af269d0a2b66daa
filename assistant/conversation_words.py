"""The words of `prompts/follow_up_words.yaml`, and how a text is compared with them."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from assistant.vietnamese import fold, has_accents
from prompts import FOLDER

EDGES = ".,;:?!…\"'“”()"


@cache
def conversation_words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load((FOLDER / "follow_up_words.yaml").read_text(encoding="utf-8"))
    return words


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


class Spoken:
    """The words of a text with their places, compared without accents where it has none."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._bare = not has_accents(text)
        self.words: list[str] = []
        self.spans: list[tuple[int, int]] = []
        at = 0
        for written in text.split():
            at = text.index(written, at)
            self.words.append(written.strip(EDGES).lower())
            self.spans.append((at, at + len(written)))
            at += len(written)

    def says(self, index: int, choices: tuple[str, ...]) -> int | None:
        """Index after the first of `choices` that stands at `index`."""
        for phrase in choices:
            parts = (fold(phrase) if self._bare else phrase).split()
            if self.words[index : index + len(parts)] == parts:
                return index + len(parts)
        return None

    def find(self, choices: tuple[str, ...], start: int = 0) -> tuple[int, int] | None:
        """The first place where one of `choices` stands, as word indices."""
        for index in range(start, len(self.words)):
            if (after := self.says(index, choices)) is not None:
                return index, after
        return None

    def between(self, start: int, stop: int) -> str:
        """The text of these words, as written."""
        stop = min(stop, len(self.words))
        return self.text[self.spans[start][0] : self.spans[stop - 1][1]] if start < stop else ""
