"""The sentences of the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prompts import has_message, message

TABLE = "eval_report"


def say(key: str, /, **values: object) -> str:
    """Raises KeyError for an unknown key or a missing value."""
    return message(TABLE, key, **values)


def named(kind: str, key: str) -> str:
    """The Vietnamese name of a tool, category, grade or stage; its own when it has none."""
    return say(f"{kind}_{key}") if has_message(TABLE, f"{kind}_{key}") else key


def set_name(files: Sequence[Path], first: Path) -> str:
    """`kpi.jsonl`, or `kpi.jsonl và 3 bộ khác`."""
    return say("set_more", first=first.name, n=len(files) - 1) if len(files) > 1 else first.name
