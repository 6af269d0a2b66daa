"""The state of tasks as people say it: "trễ hạn", "sắp tới hạn", "làm xong nhưng trễ"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.vietnamese import fold, has_accents
from prompts import vocabulary

Span = tuple[int, int]
_NO_STATE = "none"


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: re.Pattern[str]
    """All phrases, the longest first."""
    states: Mapping[str, str]
    weak: frozenset[str]
    """Phrases that are too little to be all that a follow-up says."""
    together: Mapping[str, str]


def read_state(text: str) -> tuple[str | None, Sequence[Span]]:
    """A state of `task_list`, or `unfinished`, which is several; and where it is said. `text` is normalised."""
    accented = has_accents(text)
    words = _words(accented)
    compared = text.lower() if accented else fold(text)  # as long as the text: NFC letters fold one to one
    found = [at for at in words.pattern.finditer(compared) if words.states[at[0]] != _NO_STATE]
    said = list(dict.fromkeys(words.states[at[0]] for at in found))
    spans = [at.span() for at in found if at[0] not in words.weak]
    if not said:
        return None, ()
    return words.together.get(" ".join(sorted(said)), said[0]), spans


@cache
def _words(accented: bool) -> _Words:
    read = vocabulary("task_words")
    strong = _by_phrase(read["phrases"], accented)
    weak = _by_phrase(read["accented"], accented) if accented else {}
    states = {**weak, **strong}
    longest = sorted(states, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")
    return _Words(pattern, states, frozenset(weak), read["together"])


def _by_phrase(phrases: Mapping[str, Sequence[str]], accented: bool) -> dict[str, str]:
    return {p if accented else fold(p): state for state, every in phrases.items() for p in every}
