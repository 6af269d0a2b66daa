"""`troly doctor`: what runs, from where, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.engine import make_url

from assistant.errors import AssistantError
from assistant.models import MEND, Models
from assistant.runtime import Check, State
from assistant.settings import Settings
from assistant.types import Voice
from assistant.wording import sentence
from prompts import message

_STATES: Mapping[str, State] = {"ok": "ok", "optional": "off", "missing": "missing", "damaged": "missing"}


@dataclass(frozen=True, slots=True)
class Installation:
    """What is examined."""

    settings: Settings
    models: Models
    database: Callable[[], None]
    """Raises StoreError when it does not answer."""
    speech: Callable[[], None]
    """Raises ConfigError when it cannot speak."""
    voice: Voice


def examine(parts: Installation) -> tuple[Check, ...]:
    """One row a part, in the order of a turn. Loads nothing."""
    settings, voice = parts.settings, parts.voice
    speaking = f"{voice.engine} {voice.name}"
    remote = settings.llm_base_url
    return (
        Check("home", "ok", str(settings.home.resolve())),
        _working("database", make_url(settings.database).render_as_string(hide_password=True), parts.database),
        *(
            Check(row.name, _STATES[row.state], f"{row.role}, {row.source}", "" if row.state == "ok" else MEND)
            for row in parts.models.status()
            if not (remote and row.role == "llm")
        ),
        Check("documents", "ok", f"Qdrant {settings.qdrant_url or settings.home.resolve() / 'index'}"),
        *((Check("llm", "ok", f"{settings.llm_model} @ {remote}"),) if remote else ()),
        _working("tts", speaking, parts.speech),
        Check("router", "ok", message("cli", f"router_{settings.router}")),
    )


def _working(part: str, what: str, check: Callable[[], None]) -> Check:
    try:
        check()
    except AssistantError as exc:
        return Check(part, "missing", what, sentence(exc))
    return Check(part, "ok", what)
