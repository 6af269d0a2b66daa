"""Keeping the documents of an installation: one run at a time, whichever process asks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.document_keeping import IndexProgress
from assistant.documents import Access, number_key
from assistant.errors import HomeBusyError, InputError
from ingest.index_report import FolderIndexReport
from ingest.reading.archive import expand
from ingest.sync import FolderSync
from ingest.sync_parts import Parts
from ingest.sync_settle import settle_source
from prompts import message


class DocumentKeeper:
    """Fulfils `assistant.document_keeping.DocumentDesk`."""

    def __init__(self, parts: Parts, lock: Path, today: Callable[[], date] = date.today) -> None:
        """`lock`: a file that the run in progress holds, of whichever process."""
        self._parts = parts
        self._lock = lock
        self._today = today

    def index(
        self, folder: Path, access: Access | None = None, progress: IndexProgress | None = None
    ) -> FolderIndexReport:
        begun = time.monotonic()
        with self._alone():
            root = folder.resolve()
            try:
                next(root.iterdir(), None)
            except OSError as exc:
                reason = message("index", "no_folder", folder=folder)
                raise InputError(f"cannot read folder {folder}: {exc}", reason=reason) from exc
            source, found = str(root), expand(root, self._parts.limits)
            if access is not None:
                self._parts.catalogue.set_default(source, access)
            files = FolderSync(self._parts, root, source).run(found, progress or _silent)
        return FolderIndexReport(str(folder), time.monotonic() - begun, files)

    def rebuild(self, progress: IndexProgress | None = None) -> int:
        with self._alone():
            sources, again = self._parts.catalogue.sources(), 0
            for done, source in enumerate(sources):
                (progress or _silent)(source, done, len(sources))
                again += settle_source(self._parts, source)
            self._parts.index().settle()
        return again

    def documents(self) -> Sequence[dict[str, object]]:
        return self._parts.catalogue.described(self._today())

    def find(self, name: str) -> Sequence[dict[str, object]]:
        every = self.documents()
        key = number_key(name)
        named = [d for d in every if name in (d["file"], d["id"]) or number_key(str(d["number"] or "")) == key]
        return named or [d for d in every if Path(str(d["file"])).name == Path(name).name]

    def remove(self, name: str) -> Sequence[str]:
        with self._alone():
            chosen = self.find(name)
            if not chosen:
                reason = message("index", "no_such_document", name=name)
                raise InputError(f"no document {name}", reason=reason)
            for one in chosen:
                self._parts.catalogue.forget(str(one["id"]))
                self._parts.index().remove(str(one["id"]))
            for source in {str(one["source"]) for one in chosen}:
                settle_source(self._parts, source)
        return [str(one["file"]) for one in chosen]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._lock, mode=0o600, thread_local=False)  # one of its own: the same one would let itself in
        try:
            lock.acquire(timeout=0)
        except Timeout as exc:
            mend = message("index", "running")
            raise HomeBusyError("another run holds the lock", mend=mend, reason=mend) from exc
        try:
            yield
        finally:
            lock.release()


def _silent(file: str, done: int, total: int) -> None:
    """Nobody watches."""
