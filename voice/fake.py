"""Stand-ins that remember what they were given and fail on what was not scripted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.errors import SynthesizeError, TranscribeError
from assistant.types import Audio, Transcript, Voice


@dataclass
class FakeTranscriber:
    """Hears the scripted texts, one a call, in order."""

    texts: list[str]
    heard: list[tuple[Audio, tuple[str, ...]]] = field(default_factory=list)
    """Each call's audio and hints."""

    def transcribe(self, audio: Audio, hints: Sequence[str] = ()) -> Transcript:
        if len(self.heard) == len(self.texts):
            raise TranscribeError("the script has no more texts")
        self.heard.append((audio, tuple(hints)))
        return Transcript(self.texts[len(self.heard) - 1], audio.seconds)


@dataclass
class FakeSynthesizer:
    """Speaks each text as 50 ms of silence a letter."""

    voice: Voice = field(default_factory=lambda: Voice("espeak", "fake"))
    said: list[str] = field(default_factory=list)
    closed: bool = False

    def synthesize(self, text: str) -> Iterator[Audio]:
        if self.closed:
            raise SynthesizeError("closed")
        self.said.append(text)
        if text.strip():
            yield Audio(b"\0\0" * 800 * len(text), 16_000)

    def close(self) -> None:
        self.closed = True
