"""What a set is, told by its content: questions, retrieval or speech."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from assistant.errors import InputError
from eval.set_files import text_of
from prompts import message

Kind = Literal["questions", "retrieval", "speech"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OWN = Path(__file__).parent / "questions"


def kind_of(files: Sequence[Path]) -> Kind:
    """Of all of them; raises InputError when they differ or one is none of the kinds."""
    kinds = {_kind(file) for file in files}
    if len(kinds) > 1:
        raise InputError("sets of different kinds", reason=message("eval", "mixed_kinds"))
    return kinds.pop()


def is_own(files: Sequence[Path]) -> bool:
    """Whether all are of the project's own questions."""
    return all(file.resolve().parent == OWN for file in files)


def _kind(file: Path) -> Kind:
    if file.suffix.lower() == ".csv":
        return "speech"
    first = next((line for line in text_of(file).splitlines() if line.strip()), "{}")
    try:
        row = json.loads(first)
    except ValueError:
        return "questions"  # whose reader names the line
    if isinstance(row, dict) and "relevant" in row and "question" not in row:
        return "retrieval"
    return "questions"
