"""Codes and numbers that say themselves what they are of: `NV-PX-01` is a task, `90/TB-UBND` a notice of conclusion."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from prompts import vocabulary


def tool_of_code(code: str) -> str | None:
    """The tool that takes it (`prompts/code_words.yaml`)."""
    return next((tool for tool, pattern in _patterns().items() if pattern.fullmatch(code)), None)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {tool: re.compile("|".join(forms), re.IGNORECASE) for tool, forms in vocabulary("code_words").items()}
