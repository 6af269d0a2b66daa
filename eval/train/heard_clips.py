"""Human clips as the product's own recogniser hears them; what was heard is kept in a file, so the work can go on."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from assistant.build import WHISPER
from assistant.models import Models
from assistant.settings import Settings
from voice.audio import read_audio
from voice.faster_whisper import FasterWhisper


@dataclass(frozen=True, slots=True)
class Clip:
    file: str
    said: str
    speaker: str
    accent: str


@dataclass(frozen=True, slots=True)
class Heard:
    clip: Clip
    heard: str
    """Empty when the recogniser heard no speech."""


def clips_of(folder: Path, most: int | None = None, seed: int = 0) -> list[Clip]:
    """Of `folder`/transcripts.csv, shuffled, the accents taking turns; the first `most`."""
    with (folder / "transcripts.csv").open(encoding="utf-8", newline="") as file:
        rows = [Clip(r["file"], r["text"], r["speaker"], r["accent"]) for r in csv.DictReader(file)]
    Random(seed).shuffle(rows)
    turns: dict[str, int] = {}
    order = []
    for row in rows:
        turns[row.accent] = turns.get(row.accent, 0) + 1
        order.append((turns[row.accent], row.accent, row))
    return [row for *_, row in sorted(order, key=lambda turn: turn[:2])][:most]


def heard_clips(
    folder: Path, clips: Sequence[Clip], kept: Path, threads: int = 1, known_only: bool = False
) -> Iterator[Heard]:
    """Each clip as heard, without hints; `kept` is read, and appended to for clips it does not have.

    `known_only` leaves those out instead. Raises ModelError, AudioError, TranscribeError.
    """
    known = _known(kept)
    kept.parent.mkdir(parents=True, exist_ok=True)
    ears: FasterWhisper | None = None
    with kept.open("a", encoding="utf-8") as file:
        for clip in clips:
            if clip.file not in known:
                if known_only:
                    continue
                ears = ears or _recogniser(threads)
                known[clip.file] = ears.transcribe(read_audio(folder / clip.file)).text
                file.write(json.dumps(asdict(Heard(clip, known[clip.file])), ensure_ascii=False) + "\n")
                file.flush()
            yield Heard(clip, known[clip.file])


def _known(kept: Path) -> dict[str, str]:
    if not kept.exists():
        return {}
    lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    return {line["clip"]["file"]: line["heard"] for line in lines}


def _recogniser(threads: int) -> FasterWhisper:
    settings = Settings()
    return FasterWhisper(Models(settings.models_dir, settings.models_mirror).path(WHISPER), threads)
