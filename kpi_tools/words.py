"""Folded text beside the written one, so that searches need neither accents nor case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.vietnamese import fold


def plain(*texts: str) -> str:
    """Without accents, case and needless spaces; several texts stand on lines of their own."""
    return "\n".join(" ".join(fold(text).split()) for text in texts)


def from_columns(*names: str) -> Callable[[Any], str]:
    """Default of a column: the folded text of other columns of the row that is being inserted."""

    def words(context: Any) -> str:
        given = context.get_current_parameters()
        return plain(*(str(given.get(name) or "") for name in names))

    return words
