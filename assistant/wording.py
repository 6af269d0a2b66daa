"""The Vietnamese sentence of an error, found by its code."""

from __future__ import annotations

from assistant.errors import AssistantError
from prompts import has_message, message


def sentence(exc: AssistantError) -> str:
    """One line that says what is wrong and what to do; of a value that is not known, the developers' words."""
    detailed = exc.code in ("audio-invalid", "backup-invalid")
    key = f"{exc.code.removesuffix('invalid')}{exc.values.get('reason')}" if detailed else exc.code
    key = next(k for k in (key, exc.code, AssistantError.code) if has_message("errors", k))
    said = " ".join(str(exc).split())
    return message("errors", key, **(dict.fromkeys(("mend", "name", "reason", "user"), said) | exc.values))
