"""Speech sets: CSV `file,text[,accent]`, heard as `troly transcribe` hears; word and letter errors by accent.

What is compared is `eval/graders/speech.py`'s business: case, punctuation and the placement of tone marks do not
count, accents do, and numbers stay as they are written.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from assistant.errors import AssistantError, ConfigError, InputError
from assistant.reasons import reason
from assistant.types import Transcript
from assistant.wording import sentence
from eval.graded import Counted
from eval.graders.speech import word_errors
from eval.run import Progress
from eval.summary import Document, error_rates
from prompts import message


@dataclass(frozen=True, slots=True)
class Clip:
    name: str
    """As the set writes it; serves as id."""
    file: Path
    text: str
    accent: str
    """Empty when it is not said."""


@dataclass(frozen=True, slots=True)
class Heard:
    clip: Clip
    text: str
    words: Counted
    letters: Counted
    error: str = ""
    """Why nothing was heard; then every word is wrong."""


def load_clips(file: Path) -> list[Clip]:
    """Raises InputError; other columns are ignored."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except UnicodeDecodeError as exc:
        raise InputError(f"{file}: not UTF-8", reason=message("eval", "not_text", file=file)) from exc
    except OSError as exc:
        raise InputError(f"{file}: {exc}", reason=message("eval", "no_file", file=file, why=reason(exc))) from exc
    if not rows or not {"file", "text"} <= rows[0].keys():
        raise InputError(f"{file}: no file,text", reason=message("eval", "no_clips", file=file))
    return [Clip(r["file"], file.parent / r["file"], r["text"] or "", r.get("accent") or "") for r in rows if r["file"]]


def choose(clips: Sequence[Clip], only: Sequence[str] = (), sample: int | None = None, seed: int = 0) -> list[Clip]:
    chosen = [clip for clip in clips if not only or clip.name.startswith(tuple(only))]
    if sample is None or sample >= len(chosen):
        return chosen
    return [chosen[n] for n in sorted(random.Random(seed).sample(range(len(chosen)), sample))]  # noqa: S311


def hear(clips: Sequence[Clip], transcribe: Callable[[bytes], Transcript], progress: Progress) -> list[Heard]:
    """One after the other, as the recogniser uses every core. Raises ConfigError."""
    found = []
    for clip in clips:
        found.append(_heard(clip, transcribe))
        progress()
    return found


def summarise_speech(heard: Sequence[Heard]) -> Document:
    """A failure is a clip with a wrong word."""
    document: Document = {"n": len(heard)} | _rates(heard)
    document["errors"] = sum(bool(one.error) for one in heard)
    accents = sorted({one.clip.accent for one in heard} - {""})
    by_accent = {name: [one for one in heard if one.clip.accent == name] for name in accents}
    if by_accent:
        document["by_accent"] = {name: {"n": len(some)} | _rates(some) for name, some in by_accent.items()}
    document["failures"] = [_failure(one) for one in heard if one.words.right or one.error]
    return document


def _heard(clip: Clip, transcribe: Callable[[bytes], Transcript]) -> Heard:
    try:
        text, error = transcribe(clip.file.read_bytes()).text, ""
    except ConfigError:
        raise
    except AssistantError as exc:
        text, error = "", sentence(exc)
    except OSError as exc:
        text, error = "", message("cli", "no_file", file=clip.file, reason=reason(exc))
    return Heard(clip, text, *word_errors(clip.text, text), error)


def _rates(heard: Sequence[Heard]) -> Document:
    return error_rates([one.words for one in heard], [one.letters for one in heard])


def _failure(one: Heard) -> JsonValue:
    got: dict[str, JsonValue] = {"text": one.text, "word_errors": one.words.right, "words": one.words.of}
    return {
        "id": one.clip.name,
        "expected": {"text": one.clip.text},
        "got": got | ({"error": one.error} if one.error else {}),
    }
