"""The thing a question is about, in its own words: "lệ phí chứng thực bản sao là bao nhiêu" → "chứng thực bản sao"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

import yaml

from assistant.vietnamese import fold, has_accents
from prompts import FOLDER

Side = Literal["lead", "tail"]
_EDGES = ".,;:?!…\"'“”()"


def subject(text: str, tool: str) -> str | None:
    """What is left of a question for that tool without the words that only ask (`prompts/subject_words.yaml`).

    `text` is normalised and has no names and times any more. None when nothing is left.
    """
    words = [word for word in (w.strip(_EDGES) for w in text.split()) if word]
    accented = has_accents(text)
    compared = [word.lower() if accented else fold(word) for word in words]
    start, stop = 0, len(words)
    while start < stop:
        lead = _length(compared[start:stop], _phrases(tool, "lead", accented), first=True)
        tail = 0 if lead else _length(compared[start:stop], _phrases(tool, "tail", accented), first=False)
        if not lead and not tail:
            break
        start, stop = start + lead, stop - tail
    return " ".join(words[start:stop]) or None


def _length(words: Sequence[str], phrases: Sequence[tuple[str, ...]], *, first: bool) -> int:
    """How many words the longest phrase takes that stands at that end."""
    for phrase in phrases:
        n = len(phrase)
        if tuple(words[:n] if first else words[-n:]) == phrase:
            return n
    return 0


@cache
def _phrases(tool: str, side: Side, accented: bool) -> tuple[tuple[str, ...], ...]:
    """Longest first."""
    every: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(
        (FOLDER / "subject_words.yaml").read_text(encoding="utf-8")
    )
    found = {*every["any"][side], *every.get(tool, {}).get(side, ())}
    written = found if accented else {fold(phrase) for phrase in found}
    return tuple(sorted((tuple(phrase.split()) for phrase in written), key=len, reverse=True))
