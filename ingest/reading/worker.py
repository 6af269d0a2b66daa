"""The process that parses: a hostile or damaged file costs no more than this process.

    python -m ingest.reading.worker

Its first line in is {"limits": {...}, "cache": "FOLDER" or null, "threads": 2}.
Each further line in is {"file": "..."}; the reply is a line {"page": n} for each page read by OCR, a sign of life, and
at last a line {"reading": {...}} or {"refused": key, "values": {...}}. It ends when its input ends.
Its address space is limited; the time is watched by the parent.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from assistant.documents import Reading
from ingest.reading.layout import Span
from ingest.reading.limits import Limits
from ingest.reading.ocr import PageReader, TrueOcr
from ingest.reading.parse import parse
from ingest.reading.refusal import RefusedError


def main() -> None:
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not break the protocol
    settings = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**settings["limits"])
    cache = Path(settings["cache"]) if settings["cache"] else None
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ocr = TrueOcr(cache, settings["threads"])
    for line in sys.stdin.buffer:
        _say(replies, answered(Path(json.loads(line)["file"]), limits, _Telling(ocr, replies)))


class _Telling:
    """A reader of pictures that tells the parent of each."""

    def __init__(self, ocr: PageReader, replies: BinaryIO) -> None:
        self._ocr, self._replies, self._pages = ocr, replies, 0

    def read(self, picture: Any, dpi: int) -> list[Span]:
        spans = self._ocr.read(picture, dpi)
        self._pages += 1
        _say(self._replies, {"page": self._pages})
        return spans


def answered(file: Path, limits: Limits, ocr: PageReader) -> dict[str, Any]:
    """What is said of one file; no file may end the worker by an exception."""
    try:
        return {"reading": _as_json(parse(file, limits, ocr))}
    except RefusedError as exc:
        return {"refused": exc.key, "values": exc.parts}
    except MemoryError:
        return {"refused": "memory", "values": {"limit": limits.memory // 1_000_000}}
    except Exception as exc:  # noqa: BLE001  whatever a library raises over a damaged file
        if "bad_alloc" in str(exc) or "allocate" in str(exc):
            return {"refused": "memory", "values": {"limit": limits.memory // 1_000_000}}
        print(f"{file.suffix}: {type(exc).__name__}: {exc}", file=sys.stderr)  # noqa: T201
        return {"refused": "damaged", "values": {}}


def _say(replies: BinaryIO, message: dict[str, Any]) -> None:
    replies.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")
    replies.flush()


def _as_json(reading: Reading) -> dict[str, Any]:
    return asdict(reading)


if __name__ == "__main__":
    main()
