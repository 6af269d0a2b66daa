"""What of a thing a question asks for: who does it, why it is late, what it costs; that is then said first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from assistant.vietnamese import any_of, fold
from prompts import vocabulary


def facet(question: str) -> str | None:
    """A key of `prompts/facet_words.yaml`; None when a question asks for none of them or several."""
    folded = fold(question)
    found = [name for name, words in _words().items() if words.search(folded)]
    return found[0] if len(found) == 1 else None


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    return {name: any_of(phrases) for name, phrases in vocabulary("facet_words").items()}
