"""The voice as the program sees it: a process started when first needed, started again when it dies."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from assistant.errors import ConfigError, ModelError, SynthesizeError
from assistant.types import Audio, Voice

WORKER = Path(__file__).with_name("speech_worker.py")
_SENTENCE_END = re.compile(r"(?<=[.!?…;:])\s+|\n+")


def choose_engine(wanted: str, *, piper_model: Path | None, espeak_voice: str) -> Voice:
    """Which voice speaks: `auto` is Piper when its file is there (`piper_model`, else None), or espeak-ng.

    Raises ModelError when Piper is asked for by name and its file is not there.
    """
    if wanted == "espeak" or (wanted == "auto" and piper_model is None):
        return Voice("espeak", espeak_voice)
    if piper_model is None:
        raise ModelError("no Piper voice file", name="piper-vais1000", mend="troly models fetch")
    return Voice("piper", piper_model.stem)


def sentences(text: str) -> list[str]:
    """Pieces that are spoken one by one; those without a letter or digit are left out."""
    return [part.strip() for part in _SENTENCE_END.split(text) if re.search(r"\w", part)]


class SpeechWorker:
    """A Synthesizer over `voice/speech_worker.py`; may be used from several threads."""

    def __init__(self, voice: Voice, model: Path | None = None, speed: float = 1.0, seconds: float = 30.0) -> None:
        """`model` is Piper's .onnx file; `seconds` bounds loading, and each sentence. Starts nothing yet."""
        self._voice, self._model, self._speed, self._seconds = voice, model, speed, seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def voice(self) -> Voice:
        return self._voice

    def check(self) -> None:
        """Raises ConfigError that names the command which brings what is missing."""
        if self._voice.engine == "espeak" and shutil.which("espeak-ng") is None:
            raise ConfigError("espeak-ng is not installed", mend="apt-get install espeak-ng")
        if self._voice.engine == "piper":
            files = [] if self._model is None else [self._model, Path(f"{self._model}.json")]
            if not files or not all(file.is_file() for file in files):
                raise ModelError(f"no Piper voice at {self._model}", mend="troly models fetch")

    def start(self) -> None:
        """Load now instead of at the first sentence. Raises ConfigError."""
        with self._lock:
            self._running()

    def synthesize(self, text: str) -> Iterator[Audio]:
        """One Audio a sentence. A worker that dies is started again once a sentence, then SynthesizeError."""
        for sentence in sentences(text):
            with self._lock:
                try:
                    audio = self._say(sentence)
                except _WorkerDiedError:
                    try:
                        audio = self._say(sentence)
                    except _WorkerDiedError as exc:
                        raise SynthesizeError(f"the voice died twice on one sentence: {exc}") from exc
            if audio.pcm:
                yield audio

    def close(self) -> None:
        """End the process; a later sentence would start a new one."""
        with self._lock:
            self._end()

    def _say(self, sentence: str) -> Audio:
        process = self._running()
        rate, pcm = 0, bytearray()
        with self._watched(process) as (requests, replies):
            requests.write(json.dumps({"text": sentence}).encode() + b"\n")
            requests.flush()
            while not (reply := _read_reply(replies)).get("done"):
                if "error" in reply:
                    raise SynthesizeError(f"the voice failed: {reply['error']}")
                rate = int(str(reply["rate"]))
                pcm += _read_exactly(replies, int(str(reply["bytes"])))
        return Audio(bytes(pcm), rate or 22_050)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        self.check()
        self._process = process = subprocess.Popen(
            self._command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that it and its espeak-ng end together
        )
        with self._watched(process) as (_, replies):
            reply = _read_reply(replies)
        if not reply.get("ready"):
            self._end()
            name = f"{self._voice.engine} {self._voice.name}"
            raise ConfigError(f"{name} does not start: {reply.get('error')}", mend="troly doctor")
        return process

    def _command(self) -> list[str]:
        command = [sys.executable, "-P", str(WORKER), "--engine", self._voice.engine, "--speed", str(self._speed)]
        if self._voice.engine == "piper":
            return [*command, "--model", str(self._model)]
        return [*command, "--voice", self._voice.name]

    @contextmanager
    def _watched(self, process: subprocess.Popen[bytes]) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """The pipes of a process that is killed when the block takes too long; a death is _WorkerDiedError."""
        assert process.stdin is not None and process.stdout is not None  # noqa: S101  both are asked for above
        watchdog = threading.Timer(self._seconds, _kill, [process])
        watchdog.daemon = True
        watchdog.start()
        try:
            yield process.stdin, process.stdout
        except (EOFError, OSError, json.JSONDecodeError) as exc:
            self._end()
            raise _WorkerDiedError(str(exc)) from exc
        except SynthesizeError:
            raise  # a whole reply was read; the process is well
        except BaseException:
            self._end()  # interrupted halfway through a reply: what is left in the pipe is of no use
            raise
        finally:
            watchdog.cancel()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


class _WorkerDiedError(Exception):
    """The process ended, was killed, or took too long."""


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _read_reply(replies: IO[bytes]) -> dict[str, object]:
    line = replies.readline()
    if not line.endswith(b"\n"):
        raise EOFError("its output ended")
    reply = json.loads(line)
    if not isinstance(reply, dict):
        raise EOFError("not a reply")
    return reply


def _read_exactly(replies: IO[bytes], size: int) -> bytes:
    data = replies.read(size)
    if len(data) < size:
        raise EOFError("its output ended inside a sentence")
    return data
