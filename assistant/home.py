"""The data folder `TROLY_HOME`: one process owns it, and a server that runs says where it can be reached."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from assistant.errors import ConfigError, HomeBusyError
from assistant.reasons import reason
from prompts import message


@dataclass(frozen=True, slots=True)
class ServerNote:
    """`server.json`: how this machine's `troly` verbs reach the server that owns the home."""

    url: str
    """Of the local API, always loopback: `http://127.0.0.1:PORT`."""
    token: str
    """Secret; whoever may read the file (0600) may use the local API."""
    pid: int


class Home:
    """A home that this process owns until `close()`."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def own(cls, path: Path) -> Self:
        """Create the folder if need be (0700) and lock it, before anything in it is opened.

        Raises HomeBusyError when another process owns it, ConfigError when it cannot be written.
        """
        path = path.resolve()
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = _lock(path)
            lock.acquire(timeout=0)
            _write(path / "owner", str(os.getpid()))
        except Timeout as exc:
            pid = _owner(path)
            holder = message("serve", "home_holder", pid=pid) if pid else ""
            mend = message("serve", "home_busy", home=path, holder=holder)
            raise HomeBusyError(f"{path} is owned by process {pid}", home=str(path), pid=pid, mend=mend) from exc
        except OSError as exc:
            mend = message("serve", "home_unusable", home=path, reason=reason(exc))
            raise ConfigError(f"{path}: {exc}", home=str(path), mend=mend) from exc
        return cls(path, lock)

    def announce(self, note: ServerNote) -> None:
        _write(self.path / "server.json", json.dumps(asdict(note)))

    def withdraw(self) -> None:
        (self.path / "server.json").unlink(missing_ok=True)

    def close(self) -> None:
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def running_server(path: Path) -> ServerNote | None:
    """What the owner of the home announced; None when nobody owns it or its owner is no server."""
    try:
        note = ServerNote(**json.loads((path / "server.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return note if _is_owned(path) and _owner(path) == str(note.pid) else None


def _is_owned(path: Path) -> bool:
    lock = _lock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


def _lock(path: Path) -> FileLock:
    return FileLock(path / "lock", mode=0o600, thread_local=False)


def _owner(path: Path) -> str:
    """The owner's process id, empty when it has not said it yet."""
    try:
        return (path / "owner").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _write(file: Path, text: str) -> None:
    """Replace the file at once; only its owner may read it."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    partial.replace(file)
