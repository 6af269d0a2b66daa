"""Speak the questions of `samples.yaml` with espeak-ng and write them here as Ogg Vorbis, marked as synthetic.

    python -m voice.samples.make_samples [FOLDER]

`text` is the question as written; `spoken`, where given, is what the voice is told to say, since espeak-ng reads
"KPI" as one syllable. `speed` is words a minute, `pitch` 0 to 99, `gap` tens of milliseconds between words.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.types import Audio, Voice
from voice.audio import read_audio, write_ogg

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Sample:
    """One spoken question; the keys of an entry of `samples.yaml`."""

    file: str
    text: str
    tool: str
    """The tool that answers it."""
    voice: str
    speed: int
    pitch: int
    gap: int
    spoken: str = ""
    frail: bool = False
    """Whether it is heard right only by a narrow margin, so that another processor may hear it otherwise."""


def samples() -> list[Sample]:
    entries = yaml.safe_load((FOLDER / "samples.yaml").read_text(encoding="utf-8"))["samples"]
    return [Sample(**entry) for entry in entries]


def speak(sample: Sample) -> Audio:
    """The question in espeak-ng's voice, 16 kHz."""
    settings = ["-v", sample.voice, "-s", str(sample.speed), "-p", str(sample.pitch), "-g", str(sample.gap)]
    command = ["espeak-ng", *settings, "--stdin", "--stdout"]
    text = sample.spoken or sample.text
    return read_audio(subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout)


def main(folder: Path) -> None:
    for sample in samples():
        write_ogg(speak(sample), folder / sample.file, Voice("espeak", sample.voice))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
