"""Whisper through faster-whisper (CTranslate2, int8 on the CPU), for Vietnamese."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError, TranscribeError
from assistant.types import Audio, Transcript
from voice.audio import RATE
from voice.bias import OWN, nearest, prompt

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
"""What a folder must hold; without its tokenizer faster-whisper would fetch one."""
LEAD_SECONDS = 0.5
"""Silence put before and after: Whisper misses the first and last word of a recording cut close to the voice."""
WINDOW_SECONDS = 28
"""Longer recordings are read in windows, which need time stamps to meet where a sentence ends."""
MIN_LOGPROB = -1.6
"""A stretch whose mean log probability is lower is noise."""
DOUBT_NO_SPEECH, DOUBT_LOGPROB = 0.4, -0.6
"""Dropped when Whisper both doubts that it is speech and is unsure of the text; tunes and chords: 0.43 and -0.77."""
SURE, SURE_SECONDS = 0.8, 0.3
"""So much must be speech, with that probability, by Silero: tunes reach 0.29 s, the least human clip has 0.42 s."""
VAD_FRAME = 512
"""Samples that Silero judges at once."""
MAX_COMPRESSION = 2.4
"""Text that gzip shrinks more than this is one phrase over and over."""

DECODING: dict[str, Any] = {
    "language": "vi",
    "beam_size": 5,
    "temperature": 0.0,
    "condition_on_previous_text": False,
    "vad_filter": True,
}


class Segment(Protocol):
    """What is read of faster-whisper's own segments."""

    text: str
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float


class FasterWhisper:
    """A Transcriber over a local CTranslate2 Whisper folder; one recording at a time, from any thread."""

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """Open `folder`; `threads` 0 leaves the number to CTranslate2. Raises ModelError, never downloads."""
        self._model = _open(folder, threads)
        self._lock = threading.Lock()

    def transcribe(self, audio: Audio, hints: Sequence[str] = ()) -> Transcript:
        """Text of 16 kHz speech; empty for silence, noise and music.

        With `hints`, names that may be said, likeliest first, it listens for a question of this office
        (`voice/bias.py`); when they do not all fit into a prompt it listens twice, the second time for those that
        sound like what it heard. Without hints it writes down whatever is said. Raises TranscribeError.
        """
        if audio.rate != RATE:
            raise TranscribeError(f"{audio.rate} samples a second, not {RATE}")
        if not audio.pcm:
            return Transcript("", 0.0)
        samples = _padded(audio)
        with self._lock:
            if speech_seconds(samples) < SURE_SECONDS:
                return Transcript("", audio.seconds)
            if not hints:
                return Transcript(self._hear(samples, {}), audio.seconds)
            expected = prompt(hints, self._tokens)
            if any(hint not in expected for hint in hints):
                first = self._hear(samples, self._biased(expected) | {"beam_size": 1})
                if not first:
                    return Transcript("", audio.seconds)
                expected = prompt([OWN, *nearest(first, hints)], self._tokens)
            return Transcript(self._hear(samples, self._biased(expected)), audio.seconds)

    def _hear(self, samples: npt.NDArray[np.float32], options: dict[str, Any]) -> str:
        try:
            whole = len(samples) < WINDOW_SECONDS * RATE
            segments, _ = self._model.transcribe(samples, without_timestamps=whole, **DECODING | options)
            return spoken_text(segments)
        except Exception as exc:  # the library's errors have no common root
            raise TranscribeError(f"Whisper failed: {exc}") from exc

    def _biased(self, expected: str) -> dict[str, Any]:
        """A prompt tempts Whisper to say its phrases again and again, hence the two brakes."""
        return {"hotwords": expected, "no_repeat_ngram_size": 3, "repetition_penalty": 1.1}

    def _tokens(self, text: str) -> int:
        return len(self._model.hf_tokenizer.encode(f" {text}", add_special_tokens=False).ids)


def speech_seconds(samples: npt.NDArray[np.float32]) -> float:
    """How much of 16 kHz sound is surely speech, by the Silero model inside faster-whisper."""
    from faster_whisper.vad import get_vad_model

    try:
        probabilities = get_vad_model()(samples[: len(samples) // VAD_FRAME * VAD_FRAME])
    except Exception as exc:  # onnxruntime's errors have no common root
        raise TranscribeError(f"voice detection failed: {exc}") from exc
    return float((np.asarray(probabilities) > SURE).sum()) * VAD_FRAME / RATE


def spoken_text(segments: Iterable[Segment]) -> str:
    """The text of what was probably said; empty when all of it is noise, repetition or a known phantom."""
    kept = [
        segment.text.strip()
        for segment in segments
        if segment.avg_logprob >= MIN_LOGPROB
        and segment.compression_ratio <= MAX_COMPRESSION
        and not (segment.no_speech_prob > DOUBT_NO_SPEECH and segment.avg_logprob < DOUBT_LOGPROB)
    ]
    sentences = [part for text in kept for part in re.split(r"(?<=[.!?])\s+", text)]
    if all(is_phantom(sentence) for sentence in sentences):
        return ""
    return " ".join(kept)


def is_phantom(sentence: str) -> bool:
    """Whether a sentence is one of `phantoms.txt`, or has no letter at all."""
    words = " ".join(re.findall(r"\w+", sentence.lower()))
    return not re.search(r"[^\W\d_]", words) or any(pattern.fullmatch(words) for pattern in _phantoms())


@cache
def _phantoms() -> tuple[re.Pattern[str], ...]:
    lines = Path(__file__).with_name("phantoms.txt").read_text(encoding="utf-8").splitlines()
    kept = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return tuple(
        re.compile(re.escape(line.removesuffix(" *")) + (".*" if line.endswith(" *") else "")) for line in kept
    )


def _padded(audio: Audio) -> npt.NDArray[np.float32]:
    samples = np.frombuffer(audio.pcm, dtype="<i2").astype(np.float32) / 32768
    return np.pad(samples, int(LEAD_SECONDS * RATE))


def _open(folder: Path, threads: int) -> WhisperModel:
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise ModelError(f"{folder} lacks {', '.join(missing)}", mend="troly models fetch")
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
    except Exception as exc:  # CTranslate2 and the tokenizer raise what they like for a damaged file
        raise ModelError(f"{folder} is damaged: {exc}", mend="troly models fetch") from exc
