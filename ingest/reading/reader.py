"""The Reader that the rest of the program uses: files are parsed in a process of its own, watched and replaced."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from assistant.documents import Block, Reading
from ingest.reading.archive import unpacked
from ingest.reading.limits import Limits
from ingest.reading.refusal import RefusedError

ROOT = Path(__file__).resolve().parents[2]


class WorkerReader:
    """A Reader over `ingest/reading/worker.py`; one file at a time, from any thread. To be closed."""

    def __init__(self, ocr_cache: Path | None = None, limits: Limits | None = None, threads: int = 2) -> None:
        """`ocr_cache` keeps what OCR read, by page. Starts nothing yet."""
        self._cache, self._limits, self._threads = ocr_cache, limits or Limits(), threads
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, file: Path) -> Reading:
        """Of a file, or of a file within an archive (`FOLDER/ARCHIVE.zip/inner/NAME.docx`). Raises DocumentError."""
        with self._lock, unpacked(file, self._limits) as path:
            return self._asked(path)

    def close(self) -> None:
        """End the process; a later file would start a new one."""
        with self._lock:
            self._end()

    def __enter__(self) -> WorkerReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, path: Path) -> Reading:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101  both are asked for
        late = threading.Event()
        try:
            process.stdin.write(json.dumps({"file": str(path.resolve())}).encode() + b"\n")
            process.stdin.flush()
            while "page" in (answer := self._line(process, process.stdout, late)):
                pass
            return _reading(answer)
        except (EOFError, OSError, ValueError) as exc:
            self._end()
            if late.is_set():
                raise RefusedError("time", seconds=round(self._limits.seconds)) from exc
            raise RefusedError("crashed") from exc
        except RefusedError as exc:
            if exc.key == "memory":
                self._end()  # what it holds is of no use any more
            raise  # else a whole reply was read, and the process is well
        except BaseException:
            self._end()  # interrupted halfway through a reply
            raise

    def _line(self, process: subprocess.Popen[bytes], replies: IO[bytes], late: threading.Event) -> dict[str, Any]:
        """The next line said; the process is killed when it takes too long, which is EOFError, and `late` is set."""
        watchdog = threading.Timer(self._limits.seconds, _stop, [process, late])
        watchdog.daemon = True
        watchdog.start()
        try:
            line = replies.readline()
        finally:
            watchdog.cancel()
        if not line.endswith(b"\n"):
            raise EOFError
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": str(self._threads), "PYTHONUTF8": "1"}
        self._process = process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ingest.reading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        assert process.stdin is not None  # noqa: S101
        settings = {
            "limits": asdict(self._limits),
            "cache": str(self._cache.resolve()) if self._cache else None,
            "threads": self._threads,
        }
        process.stdin.write(json.dumps(settings).encode() + b"\n")
        process.stdin.flush()
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        process.wait()


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _reading(answer: Mapping[str, Any]) -> Reading:
    if "refused" in answer:
        raise RefusedError(answer["refused"], **answer["values"])
    values = dict(answer["reading"])
    blocks = tuple(_block(one) for one in values.pop("blocks"))
    return Reading(blocks=blocks, **values)


def _block(values: dict[str, Any]) -> Block:
    return Block(**values | {"rows": tuple(map(tuple, values["rows"]))})
