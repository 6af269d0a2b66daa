"""What bringing the index in line with a folder did, file by file, as JSON and as text in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.documents import Access, Encoding, FileStatus
from prompts import message


@dataclass(frozen=True, slots=True)
class IndexedFile:
    file: str
    status: FileStatus
    reason: str | None = None
    """Why it was refused, a Vietnamese sentence."""
    chunks: int = 0
    pages: int = 0
    ocr_pages: int = 0
    encoding: str | Encoding = "unicode"
    access: Access | None = None
    """None for what has none: refused, removed."""
    id: str | None = None
    duplicate_of: str | None = None
    """File that is cited instead."""
    moved_from: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "file": self.file,
            "status": self.status,
            "reason": self.reason,
            "chunks": self.chunks,
            "pages": self.pages,
            "ocr_pages": self.ocr_pages,
            "encoding": self.encoding,
            "access": self.access.secrecy if self.access else None,
            "units": list(self.access.units) if self.access else [],
            "id": self.id,
            "duplicate_of": self.duplicate_of,
            "moved_from": self.moved_from,
        }

    def line(self) -> str:
        if self.status == "refused":
            return message("index", "file_refused", file=self.file, reason=self.reason)
        if self.access is None:
            return message("index", "file_removed", file=self.file)
        known = [message("index", "chunks", chunks=self.chunks)]
        known += [message("index", "pages", pages=self.pages)] if self.pages else []
        known += [message("index", "ocr_pages", pages=self.ocr_pages)] if self.ocr_pages else []
        known += [message("index", "encoding", encoding=self.encoding.upper())] if self.encoding != "unicode" else []
        known += [message("index", "duplicate", file=self.duplicate_of)] if self.duplicate_of else []
        known += [message("index", "moved", file=self.moved_from)] if self.moved_from else []
        known.append(message("index", "access", access=access_words(self.access)))
        state = message("index", f"status_{self.status}")
        return message("index", "file", file=self.file, state=state, known=", ".join(known))


@dataclass(frozen=True, slots=True)
class FolderIndexReport:
    """Fulfils `assistant.document_keeping.IndexReport`."""

    folder: str
    seconds: float
    files: tuple[IndexedFile, ...] = field(default=())

    @property
    def refused(self) -> int:
        return sum(file.status == "refused" for file in self.files)

    def as_json(self) -> dict[str, object]:
        return {"files": [file.as_json() for file in self.files], "seconds": round(self.seconds, 1)}

    def lines(self) -> Iterator[str]:
        if not self.files:
            yield message("index", "no_files", folder=self.folder)
        yield from (file.line() for file in self.files)
        counts = {s: sum(f.status == s for f in self.files) for s in ("new", "changed", "unchanged", "removed")}
        yield message("index", "total", refused=self.refused, **counts)


def access_words(access: Access) -> str:
    """Who may see a document, in words."""
    secrecy = message("index", f"access_{access.secrecy}")
    if access.secrecy == "cong_khai":
        return secrecy
    if access.units:
        return message("index", "of_units", secrecy=secrecy, units=", ".join(access.units))
    return message("index", "of_all" if access.secrecy == "noi_bo" else "of_leaders", secrecy=secrecy)
