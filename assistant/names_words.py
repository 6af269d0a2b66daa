"""The words of `prompts/name_words.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from prompts import vocabulary


@cache
def phrases(key: str) -> Sequence[str]:
    """The list under `key`, longest phrase first."""
    return tuple(sorted(_words()[key], key=lambda phrase: -len(phrase.split())))


def named_phrases(key: str) -> Mapping[str, Sequence[str]]:
    """The lists under `key`, by what they stand for."""
    return cast(Mapping[str, Sequence[str]], _words()[key])


def _words() -> Mapping[str, Any]:
    return cast(Mapping[str, Any], vocabulary("name_words"))
