"""A desk of documents without an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.document_keeping import IndexProgress
from assistant.documents import Access
from assistant.errors import DocumentIndexError, InputError
from ingest.index_report import FolderIndexReport, IndexedFile


class FakeDesk:
    """Two documents; a folder called `loi` breaks the index half-way."""

    def __init__(self) -> None:
        self.kept: list[Mapping[str, object]] = [
            {"file": "a.docx", "id": "1", "number": "5/QĐ"},
            {"file": "b.docx", "id": "2", "number": None},
        ]

    def index(
        self, folder: Path, access: Access | None = None, progress: IndexProgress | None = None
    ) -> FolderIndexReport:
        if not folder.is_dir():
            raise InputError(f"{folder} is no folder", reason="no folder")
        for done in range(2):
            if progress:
                progress(f"{done}.docx", done, 2)
            if folder.name == "loi":
                raise DocumentIndexError("broken", reason="hỏng")
        file = IndexedFile("a.docx", "new", chunks=3, access=access or Access())
        return FolderIndexReport(str(folder), 0.5, (file, IndexedFile("b.docx", "refused", "tệp hỏng")))

    def rebuild(self, progress: IndexProgress | None = None) -> int:
        return 7

    def documents(self) -> Sequence[Mapping[str, object]]:
        return self.kept

    def find(self, name: str) -> Sequence[Mapping[str, object]]:
        return [one for one in self.kept if name in one.values()]

    def remove(self, name: str) -> Sequence[str]:
        found = [str(one["file"]) for one in self.find(name)]
        if not found:
            raise InputError(f"no document {name}", reason=f"no {name}")
        self.kept = [one for one in self.kept if one["file"] not in found]
        return found
