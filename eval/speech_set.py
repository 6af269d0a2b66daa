"""Speech sets: CSV `file,text[,accent]`, heard as `troly transcribe` hears; word and letter errors by accent.

What is compared is `eval/graders/speech.py`'s business: case, punctuation and the placement of tone marks do not
count, accents do, and numbers stay as they are written.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import perf_counter

from pydantic import JsonValue

from assistant.errors import AssistantError, ConfigError, InputError
from assistant.reasons import reason
from assistant.types import Transcript
from assistant.wording import sentence
from eval.graded import Counted
from eval.graders.speech import word_errors
from eval.outcome_log import Answered, OutcomeLog
from eval.run import Progress
from eval.set_files import chosen, text_of
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
    rows = list(csv.DictReader(StringIO(text_of(file), newline="")))
    if not rows or not {"file", "text"} <= rows[0].keys():
        raise InputError(f"{file}: no file,text", reason=message("eval", "no_clips", file=file))
    return [Clip(r["file"], file.parent / r["file"], r["text"] or "", r.get("accent") or "") for r in rows if r["file"]]


def choose(clips: Sequence[Clip], only: Sequence[str] = (), sample: int | None = None, seed: int = 0) -> list[Clip]:
    return [clips[at] for at in chosen([clip.name for clip in clips], only, sample, seed)]


def hear(
    clips: Sequence[Clip], transcribe: Callable[[bytes], Transcript], progress: Progress, log: OutcomeLog | None = None
) -> list[Heard]:
    """One after the other, as the recogniser uses every core; what is in the log is not heard again. Raises
    ConfigError, and OSError of the log."""
    found = []
    for clip in clips:
        text, error = _heard(clip, transcribe, log)
        found.append(Heard(clip, text, *word_errors(clip.text, text), error))
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


def _heard(clip: Clip, transcribe: Callable[[bytes], Transcript], log: OutcomeLog | None) -> tuple[str, str]:
    """What was heard, and why nothing was."""
    try:
        recording = clip.file.read_bytes()
    except OSError as exc:
        return "", message("cli", "no_file", file=clip.file, reason=reason(exc))
    key = hashlib.sha256(recording).hexdigest()[:24]
    if log and (kept := log.get(key)):
        return str(kept.answer["text"]), str(kept.answer["error"])
    began = perf_counter()
    try:
        text, error = transcribe(recording).text, ""
    except ConfigError:
        raise
    except AssistantError as exc:
        text, error = "", sentence(exc)
    if log:
        answer: dict[str, JsonValue] = {"text": text, "error": error}
        log.add(Answered(key=key, answer=answer, millis=round((perf_counter() - began) * 1000, 1)))
    return text, error


def _rates(heard: Sequence[Heard]) -> Document:
    return error_rates([one.words for one in heard], [one.letters for one in heard])


def _failure(one: Heard) -> JsonValue:
    got: dict[str, JsonValue] = {"text": one.text, "word_errors": one.words.right, "words": one.words.of}
    return {
        "id": one.clip.name,
        "expected": {"text": one.clip.text},
        "got": got | ({"error": one.error} if one.error else {}),
    }
