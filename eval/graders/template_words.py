"""The fixed words of the answers' templates, as token sequences: what they say of themselves is no finding."""

from __future__ import annotations

import re
from functools import cache

import prompts
from eval.graders.reading import Token, read

_NOT_FIXED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def template_words(tools: tuple[str, ...]) -> list[tuple[Token, ...]]:
    """Of the templates of these tools and of the sentences for every tool. A value filled in parts the words."""
    return [words for name in (*tools, "") for words in _words(name)]


@cache
def _words(tool: str) -> tuple[tuple[Token, ...], ...]:
    if not tool:
        lines = [
            line
            for table in ("messages", "words")
            for line in (prompts.FOLDER / f"{table}.yaml").read_text("utf-8").splitlines()
        ]
    else:
        template = prompts.FOLDER / f"{tool}.md"
        text = template.read_text(encoding="utf-8") if template.is_file() else ""
        shown = [string for part in _NOT_FIXED.findall(text) for string in _QUOTED.findall(part)]
        lines = [*_NOT_FIXED.sub("\n", text).splitlines(), *shown]
    return tuple(tokens for line in lines if len(tokens := read(line)) > 1)
