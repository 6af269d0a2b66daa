"""Zip archives of documents: listed with the folder they lie in, unpacked one file at a time.

A file within an archive has the path `ARCHIVE.zip/inner/name.docx`. Nothing is written by a name that an archive gives:
a member goes to a temporary file, so a path that leaves its folder leads nowhere; it is reported all the same.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.reading.kinds import SUFFIXES
from ingest.reading.limits import Limits
from ingest.reading.parts import check_sizes
from ingest.reading.refusal import RefusedError

_PASSED = ("__MACOSX", ".", "~$", "Thumbs.db", "desktop.ini")
_OFFICE = "[Content_Types].xml"
_MOST_MEMBERS = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or why it cannot be."""

    path: Path
    """Below the folder; of an archive's member `ARCHIVE.zip/inner/name.docx`."""
    refused: RefusedError | None = None


def expand(folder: Path, limits: Limits | None = None) -> list[Found]:
    """The documents in a folder and all below it, those in zip archives too, sorted; symbolic links are not followed.

    Side files (`*.meta.yaml`), hidden files and files of other kinds are passed over. Never raises for an archive: a
    bomb, a name that leads out of the archive, an archive in an archive or a locked one is refused, the rest goes on.
    """
    limits = limits or Limits()
    found: list[Found] = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(_PASSED)]
        for name in names:
            path = Path(here, name)
            if name.startswith(_PASSED) or path.is_symlink() or path.suffix.lower() not in SUFFIXES:
                continue
            found += _members(path, limits) if _is_archive(path) else [Found(path)]
    return sorted(found, key=lambda one: str(one.path))


def _is_archive(path: Path) -> bool:
    """A `.zip`, unless it is an Office document under a wrong name."""
    if path.suffix.lower() != ".zip":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return _OFFICE not in archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return True


def _members(path: Path, limits: Limits) -> list[Found]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if not part.is_dir()]
            if len(parts) > _MOST_MEMBERS:
                raise RefusedError("bomb", limit=limits.unpacked // 1_000_000)
            check_sizes(parts, limits)
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as exc:
        refused = RefusedError("empty" if path.is_file() and not path.stat().st_size else "damaged")
        refused.__cause__ = exc
        return [Found(path, refused)]
    except RefusedError as exc:
        return [Found(path, exc)]
    return [_member(path, part) for part in parts if _is_document(part)] or [Found(path, RefusedError("empty_archive"))]


def _is_document(part: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(_name(part))
    hidden = any(step.startswith(_PASSED) and step != ".." for step in name.parts)
    return not hidden and name.suffix.lower() in SUFFIXES


def _member(path: Path, part: zipfile.ZipInfo) -> Found:
    name = PurePosixPath(_name(part))
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0] or "\0" in part.filename:
        return Found(path / name.name, RefusedError("traversal"))
    if (part.external_attr >> 16) & 0o170000 == 0o120000:
        return Found(path / name, RefusedError("traversal"))  # a symbolic link
    if name.suffix.lower() == ".zip":
        return Found(path / name, RefusedError("nested_archive"))
    return Found(path / name)


def _name(part: zipfile.ZipInfo) -> str:
    """As it was meant: programs in Vietnam write UTF-8 without saying so, which then reads as code page 437."""
    name = part.filename.replace("\\", "/")
    if part.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def archive_of(path: Path) -> Path | None:
    """The archive that a path leads into; None for a plain one."""
    return next((one for one in path.parents if one.is_file()), None)


def member_names(archive: Path) -> frozenset[str]:
    """As they were meant; none of what is no archive or a damaged one. Raises OSError."""
    try:
        with zipfile.ZipFile(archive) as file:
            return frozenset(map(_name, file.infolist()))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return frozenset()


@contextmanager
def unpacked(file: Path, limits: Limits) -> Iterator[Path]:
    """The file itself, or a temporary copy of a member of an archive. Raises RefusedError."""
    archive = archive_of(file)
    if archive is None:
        yield file
        return
    inner = file.relative_to(archive).as_posix()
    with tempfile.TemporaryDirectory(prefix="troly-zip-") as folder:
        copy = Path(folder, f"member{file.suffix.lower()}")
        _copied(archive, inner, copy, limits)
        yield copy


def _copied(path: Path, inner: str, copy: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            part = next((one for one in archive.infolist() if _name(one) == inner), None)
            if part is None:
                raise RefusedError("unreadable")
            check_sizes([part], limits)
            with archive.open(part) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as exc:
        raise RefusedError("damaged") from exc
    except RuntimeError as exc:  # zipfile's word for a member that is encrypted
        raise RefusedError("password") from exc
