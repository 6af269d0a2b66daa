"""The documents of a folder tree, those in archives too, each with its side file."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.errors import DocumentError

SIDE = ".meta.yaml"


class Listed(Protocol):
    """`ingest.reading.archive.Found`"""

    @property
    def path(self) -> Path:
        """Below the folder; of an archive's member `ARCHIVE.zip/inner/NAME.docx`."""
        ...

    @property
    def refused(self) -> DocumentError | None: ...


@dataclass(frozen=True, slots=True)
class File:
    path: Path
    refused: DocumentError | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A document that can be read now."""

    name: str
    """Path within the folder, `/` between its parts."""
    path: Path
    side: Path | None = None

    def content(self) -> str:
        return digest(self.path)

    def side_content(self) -> str:
        return digest(self.side) if self.side else ""


def plain_files(folder: Path) -> Sequence[Listed]:
    """Files of a tree: no side files, nothing hidden, no links, archives as they are."""
    found = list[Path]()
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(here, name) for name in names if not name.startswith((".", "~$")) and not name.endswith(SIDE)]
    return [File(path) for path in sorted(found) if not path.is_symlink()]


@dataclass(frozen=True, slots=True)
class Files:
    """How a folder is listed and its files are opened."""

    listed: Callable[[Path], Sequence[Listed]] = plain_files
    """`ingest.reading.archive.expand`"""
    unpacked: Callable[[Path], AbstractContextManager[Path]] = nullcontext
    """The file itself, or a temporary copy of a member of an archive (`ingest.reading.archive.unpacked`)."""

    @contextmanager
    def opened(self, folder: Path, path: Path) -> Iterator[Found]:
        """Raises DocumentError, of a side file that cannot be opened too, and OSError."""
        side = _side(path)
        with ExitStack() as stack:
            copy = stack.enter_context(self.unpacked(path))
            side_copy = stack.enter_context(self.unpacked(side)) if side else None
            yield Found(name_of(folder, path), copy, side_copy)


def name_of(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def still_there(folder: Path, name: str) -> bool:
    """Whether a document of that name may be in the folder, itself or the archive that held it."""
    path = folder / name
    return path.is_file() or _archive(path) is not None


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _side(path: Path) -> Path | None:
    """Beside the file, in its archive too. One that is there is never passed over: it may narrow who sees it."""
    archive = _archive(path)
    members = _members(archive) if archive else frozenset()
    for name in (f"{path.name}{SIDE}", f"{path.stem}{SIDE}"):
        side = path.parent / name
        if side.is_file() or (archive and side.relative_to(archive).as_posix() in members):
            return side
    return None


def _archive(path: Path) -> Path | None:
    return next((up for up in path.parents if up.is_file()), None)


def _members(archive: Path) -> frozenset[str]:
    """Names as they were meant: some programs write UTF-8 without saying so, which reads as code page 437."""
    try:
        with zipfile.ZipFile(archive) as file:
            return frozenset(name for part in file.infolist() for name in _names(part))
    except zipfile.BadZipFile:
        return frozenset()


def _names(part: zipfile.ZipInfo) -> Iterator[str]:
    name = part.filename.replace("\\", "/")
    yield name
    try:
        yield name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return
