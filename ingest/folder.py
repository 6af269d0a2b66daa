"""The documents of a folder tree, those in archives too, each with its side file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import DocumentError

SIDE = ".meta.yaml"
ARCHIVES = frozenset({".zip"})
Unpack = Callable[[Path, Path], Iterable[tuple[str, Path | DocumentError]]]
"""(archive, empty folder) → members by their name within it, each a file in the folder or why it is refused. Raises
DocumentError for an archive that is refused whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document of a folder."""

    name: str
    """Path within the folder, `/` between its parts; of a member of an archive after the archive's."""
    path: Path
    """Where it can be read now; of a member until the next one is asked for."""
    side: Path | None = None
    refused: DocumentError | None = None

    def content(self) -> str:
        return digest(self.path)

    def side_content(self) -> str:
        return digest(self.side) if self.side else ""


def names(folder: Path) -> list[str]:
    """Files of a tree by name: no side files, nothing hidden, no links that lead elsewhere. Raises OSError."""
    root, found = folder.resolve(), []
    for where, folders, files in os.walk(root, onerror=_raise):
        folders[:] = sorted(name for name in folders if not _left_out(name))
        here = Path(where)
        for name in files:
            path = here / name
            if _left_out(name) or name.endswith(SIDE) or not path.is_file():
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                continue
            found.append(path.relative_to(root).as_posix())
    return sorted(found)


def found_in(folder: Path, name: str, unpack: Unpack | None) -> Iterator[Found]:
    """The document of that name, or the documents of that archive."""
    path = folder / name
    if path.suffix.lower() not in ARCHIVES or unpack is None:
        yield Found(name, path, _side(path))
        return
    with tempfile.TemporaryDirectory(prefix="troly-unpack-") as target:
        try:
            members = dict(unpack(path, Path(target)))
        except DocumentError as exc:
            yield Found(name, path, refused=exc)
            return
        for inner, member in sorted(members.items()):
            if isinstance(member, DocumentError):
                yield Found(f"{name}/{inner}", path, refused=member)
            elif not _left_out(Path(inner).name) and not inner.endswith(SIDE):
                yield Found(f"{name}/{inner}", member, _side(member))


def still_there(folder: Path, name: str) -> bool:
    """Whether a document of that name may be in the folder, itself or the archive that held it."""
    path = folder / name
    return path.is_file() or any(up.is_file() for up in path.parents if up != folder)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _side(path: Path) -> Path | None:
    for name in (f"{path.name}{SIDE}", f"{path.stem}{SIDE}"):
        with suppress(OSError):
            if (path.parent / name).is_file():
                return path.parent / name
    return None


def _left_out(name: str) -> bool:
    return name.startswith((".", "~$")) or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def _raise(exc: OSError) -> None:
    raise exc
