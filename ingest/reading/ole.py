"""OLE compound files, the wrapping of `.doc`, `.xls` and `.ppt`; the only import of olefile."""

from __future__ import annotations

from pathlib import Path

from ingest.reading.refusal import RefusedError


def streams(path: Path) -> set[str]:
    """Names of the streams at the root. Raises RefusedError."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as file:
            return {name[0] for name in file.listdir() if len(name) == 1}
    except (OSError, ValueError, IndexError, KeyError, TypeError) as exc:
        raise RefusedError("damaged") from exc


def stream(path: Path, name: str) -> bytes:
    """The bytes of a stream at the root, none if there is no such. Raises RefusedError."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as file:
            return file.openstream(name).read() if file.exists(name) else b""
    except (OSError, ValueError, IndexError, KeyError, TypeError) as exc:
        raise RefusedError("damaged") from exc
