"""The voice's own process: the one place that runs GPL code (piper, espeak-ng), reached over pipes alone.

    python -m voice.speech_worker --engine piper --model FILE.onnx [--speed 1.0]
    python -m voice.speech_worker --engine espeak --voice vi-vn-x-central [--speed 1.0]

It says {"ready": true}, or {"error": "..."} and ends. Then each line in is {"text": "..."}, and the reply is, for
each stretch of sound, a line {"rate": R, "bytes": N} and N bytes of 16-bit mono, and at last {"done": true} or
{"error": "..."}. It ends when its input ends. It imports nothing of the project, so it may be run as a file.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

WORDS_A_MINUTE = 150
"""espeak-ng's rate at speed 1.0; its own default, 175, is hard to follow in Vietnamese."""
Speak = Callable[[str], Iterator[tuple[int, bytes]]]
"""Text to stretches of (samples a second, 16-bit mono)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["piper", "espeak"], required=True)
    parser.add_argument("--model", help="a Piper .onnx file; its .onnx.json lies beside it")
    parser.add_argument("--voice", default="vi-vn-x-central", help="a voice of espeak-ng")
    parser.add_argument("--speed", type=float, default=1.0)
    options = parser.parse_args()
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not break the protocol
    try:
        speak = (
            piper(options.model, options.speed) if options.engine == "piper" else espeak(options.voice, options.speed)
        )
    except Exception as exc:  # noqa: BLE001  whatever it is, the parent is told
        return _say(replies, error=f"{type(exc).__name__}: {exc}")
    _say(replies, ready=True)
    return serve(speak, sys.stdin.buffer, replies)


def serve(speak: Speak, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until their stream ends."""
    for line in requests:
        try:
            for rate, pcm in speak(json.loads(line)["text"]):
                _say(replies, rate=rate, bytes=len(pcm))
                replies.write(pcm)
        except Exception as exc:  # noqa: BLE001  one sentence that fails must not end the worker
            _say(replies, error=f"{type(exc).__name__}: {exc}")
        else:
            _say(replies, done=True)


def espeak(voice: str, speed: float) -> Speak:
    """Speak with the espeak-ng program. Raises RuntimeError for a voice that it does not have."""
    command = ["espeak-ng", "-v", voice, "-s", str(round(WORDS_A_MINUTE * speed)), "--stdin", "--stdout"]

    def speak(text: str) -> Iterator[tuple[int, bytes]]:
        plain = text.replace("[[", " ").replace("]]", " ")  # its marks for phonemes
        done = subprocess.run(command, input=plain.encode(), capture_output=True, check=False)
        start = done.stdout.find(b"data")
        if done.returncode or start < 0:
            raise RuntimeError(
                done.stderr.decode(errors="replace").strip() or f"espeak-ng ended with {done.returncode}"
            )
        rate = int.from_bytes(done.stdout[24:28], "little")  # of the WAV header, whose lengths are not filled in
        yield rate, done.stdout[start + 8 :]

    list(speak("a"))
    return speak


def piper(model: str, speed: float) -> Speak:
    """Speak with a Piper voice, loaded once."""
    from piper import PiperVoice, SynthesisConfig

    voice = PiperVoice.load(model)
    config = SynthesisConfig(length_scale=voice.config.length_scale / speed)

    def speak(text: str) -> Iterator[tuple[int, bytes]]:
        for chunk in voice.synthesize(text, config):
            yield chunk.sample_rate, chunk.audio_int16_bytes

    return speak


def _say(replies: BinaryIO, **message: object) -> None:
    replies.write(json.dumps(message).encode() + b"\n")
    replies.flush()


if __name__ == "__main__":
    main()
