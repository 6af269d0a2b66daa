"""Recordings in and out: any format that ffmpeg reads, and WAV or Ogg files marked as synthetic."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from assistant.errors import AudioError
from assistant.types import Audio, Voice

if TYPE_CHECKING:
    from av import AudioFrame
    from av.container import InputContainer

RATE = 16_000
"""Samples a second of everything that is heard."""
SOFTWARE = "tro-ly-cong-vu"
SOURCE_TYPES = {
    "piper": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    "espeak": "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
}
"""IPTC digital source types: made by a trained model, or by rules alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a file says of its making."""

    source_type: str
    """An IPTC digital source type, as a URI."""
    voice: str
    software: str


def read_audio(source: Path | bytes, max_seconds: float | None = None) -> Audio:
    """Decode a recording to 16 kHz mono.

    Nothing past `max_seconds` is decoded, and playlists cannot make ffmpeg open other files or addresses.
    Raises AudioError whose `reason` is `empty` (no byte, or no sample), `unreadable` or `too_long`.
    """
    if isinstance(source, bytes):
        return _decode(io.BytesIO(source), len(source), max_seconds)
    try:
        with source.open("rb") as file:
            return _decode(file, source.stat().st_size, max_seconds)
    except OSError as exc:
        raise AudioError(f"{source}: {exc}", reason="unreadable") from exc


def _decode(file: BinaryIO, size: int, max_seconds: float | None) -> Audio:
    import av

    if not size:
        raise AudioError("no bytes", reason="empty")
    limit = None if max_seconds is None else int(max_seconds * RATE) * 2
    pcm = bytearray()
    try:
        # Only the bytes given: no protocol is allowed for what a container might refer to.
        with av.open(file, mode="r", metadata_errors="ignore", options={"protocol_whitelist": "none"}) as container:
            for chunk in _samples(container):
                pcm += chunk
                if limit is not None and len(pcm) > limit:
                    raise AudioError(f"longer than {max_seconds} s", reason="too_long", seconds=f"{max_seconds:g}")
    except (av.FFmpegError, ValueError, IndexError) as exc:
        raise AudioError(f"not a recording: {exc}", reason="unreadable") from exc
    if not pcm:
        raise AudioError("no samples", reason="empty")
    return Audio(bytes(pcm), RATE)


def _samples(container: InputContainer) -> Iterator[bytes]:
    import av

    if not container.streams.audio:
        raise AudioError("no sound in it", reason="unreadable")
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    for frame in _frames(container):
        for part in resampler.resample(frame):
            yield part.to_ndarray().tobytes()
    for part in resampler.resample(None):
        yield part.to_ndarray().tobytes()


def _frames(container: InputContainer) -> Iterator[AudioFrame]:
    """Frames of the first sound track; damaged ones are passed over, as players do."""
    import av

    for packet in container.demux(container.streams.audio[0]):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            continue
        for frame in frames:
            frame.pts = None  # gaps and jumps of time stamps are no concern here
            yield frame


def join(parts: Iterable[Audio]) -> Audio:
    """One recording after another; all of one rate. Raises ValueError for mixed rates or none at all."""
    kept = list(parts)
    rates = {part.rate for part in kept}
    if len(rates) != 1:
        raise ValueError(f"cannot join rates {sorted(rates)}")
    return Audio(b"".join(part.pcm for part in kept), rates.pop())


def write_wav(audio: Audio, target: Path | BinaryIO, voice: Voice) -> None:
    """16-bit WAV whose LIST/INFO chunk says that it is synthetic and which voice spoke."""
    _write(audio, target, voice, format="WAV", subtype="PCM_16")


def write_ogg(audio: Audio, target: Path | BinaryIO, voice: Voice) -> None:
    """Ogg Vorbis with the same mark in its comments."""
    _write(audio, target, voice, format="OGG", subtype="VORBIS")


def read_mark(source: Path | BinaryIO) -> Mark | None:
    """The mark of a synthetic WAV or Ogg file; None when it bears none."""
    import soundfile

    with soundfile.SoundFile(source if not isinstance(source, Path) else str(source)) as file:
        uri, _, name = str(file.comment).partition(" ")
        if uri not in SOURCE_TYPES.values():
            return None
        return Mark(uri, name, str(file.software))


def _write(audio: Audio, target: Path | BinaryIO, voice: Voice, *, format: str, subtype: str) -> None:
    import numpy as np
    import soundfile

    destination = target if not isinstance(target, Path) else str(target)
    with soundfile.SoundFile(
        destination, "w", samplerate=audio.rate, channels=1, format=format, subtype=subtype
    ) as file:
        file.comment = f"{SOURCE_TYPES[voice.engine]} {voice.engine}:{voice.name}"
        file.software = SOFTWARE
        samples = np.frombuffer(audio.pcm, dtype="<i2")
        for start in range(0, len(samples), audio.rate * 10):  # libvorbis overflows its stack on long writes
            file.write(samples[start : start + audio.rate * 10])
