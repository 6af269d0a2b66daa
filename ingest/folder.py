"""The documents of a folder tree, those in archives too, each with its side file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.reading.archive import archive_of, member_names, unpacked
from ingest.reading.limits import Limits

SIDE = ".meta.yaml"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that can be read now."""

    name: str
    """Path within the folder, `/` between its parts."""
    path: Path
    side: Path | None = None

    def content(self) -> str:
        return digest(self.path)

    def side_content(self) -> str:
        return digest(self.side) if self.side else ""


@contextmanager
def opened(folder: Path, path: Path, limits: Limits) -> Iterator[Document]:
    """A file that `ingest.reading.archive.expand` found, or a temporary copy of a member of an archive.

    Raises DocumentError, of a side file that cannot be opened too, and OSError.
    """
    side = _side(path)
    with ExitStack() as stack:
        copy = stack.enter_context(unpacked(path, limits))
        side_copy = stack.enter_context(unpacked(side, limits)) if side else None
        yield Document(name_of(folder, path), copy, side_copy)


def name_of(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def still_there(folder: Path, name: str) -> bool:
    """Whether a document of that name may be in the folder, itself or the archive that held it."""
    path = folder / name
    return path.is_file() or archive_of(path) is not None


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _side(path: Path) -> Path | None:
    """Beside the file, in its archive too. One that is there is never passed over: it may narrow who sees it."""
    archive = archive_of(path)
    members = member_names(archive) if archive else frozenset()
    for name in (f"{path.name}{SIDE}", f"{path.stem}{SIDE}"):
        side = path.parent / name
        if side.is_file() or (archive and side.relative_to(archive).as_posix() in members):
            return side
    return None
