"""A zip of parts (`.docx`, `.xlsx`, `.pptx`) looked through before a library opens it: bombs, entities, passwords."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from ingest.reading.limits import Limits
from ingest.reading.refusal import RefusedError

_PROLOGUE = 65_536
_PIECE = 1 << 20
_MARKS = (b"<!DOCTYPE", b"<!ENTITY")


def check_parts(path: Path, limits: Limits) -> None:
    """Raises RefusedError: `damaged`, `password`, `bomb` (what it unpacks to), `entities` (a part declares some)."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            check_sizes(parts, limits)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as stream:
                        begin = stream.read(_PROLOGUE).replace(b"\0", b"")
                        while stream.read(_PIECE):
                            pass  # a part cut off or with a wrong checksum is found here
                    if any(mark in begin for mark in _MARKS):
                        raise RefusedError("entities")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as exc:
        raise RefusedError("damaged") from exc
    except RuntimeError as exc:  # zipfile's word for a part that is encrypted
        raise RefusedError("password") from exc


def check_sizes(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """By what the archive declares; Python's zipfile reads no more than that. Raises RefusedError."""
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError("password")
    if sum(part.file_size for part in parts) > limits.unpacked or any(p.file_size > limits.part for p in parts):
        raise RefusedError("bomb", limit=limits.unpacked // 1_000_000)
    for part in parts:
        if part.file_size > limits.small and part.file_size > limits.ratio * max(1, part.compress_size):
            raise RefusedError("bomb", limit=limits.unpacked // 1_000_000)
