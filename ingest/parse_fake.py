"""Text files with numbered articles, read and taken apart without any library: the fakes of a reader and a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.documents import Access, Block, Clause, Header, Place, Reading
from assistant.errors import DocumentError

_HEADER = re.compile(r"^(số|loại|cơ quan|ngày|hiệu lực|trích yếu|thay thế|sửa đổi|quét|dự thảo|quyền):\s*(.+)$", re.I)
_ARTICLE = re.compile(r"^Điều (\d+\w?)\.")


class FakeReader:
    """Paragraphs of a UTF-8 file; `quét: 3` makes three pages of it pages of a scan."""

    def __init__(self) -> None:
        self.read_files: list[str] = []

    def read(self, file: Path) -> Reading:
        """Raises DocumentError for what is not UTF-8, and for a document that says MẬT."""
        self.read_files.append(file.name)
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError as exc:
            raise DocumentError(f"{file.name} is damaged", reason="tệp hỏng") from exc
        if "MẬT" in lines:
            raise DocumentError(f"{file.name} is secret", reason="đóng dấu MẬT")
        scanned = next((int(m[2]) for line in lines if (m := _HEADER.match(line)) and m[1].lower() == "quét"), 0)
        return Reading(tuple(Block(line) for line in lines if line.strip()), pages=scanned, ocr_pages=scanned)


@dataclass(frozen=True, slots=True)
class PlainBlock:
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """Fulfils `assistant.document_keeping.Parsed`."""

    header: Header
    clauses: tuple[Clause, ...]
    outline: tuple[PlainBlock, ...]
    articles: int


def parse_plain(reading: Reading, file: str, side: Path | None) -> PlainDocument:
    """A clause each line; lines `số: …` and the like are the header, `Điều 5. …` begins an article. A side file is
    `do_mat UNIT UNIT`."""
    header = Header()
    outline = list[PlainBlock]()
    clauses = list[Clause]()
    place, path = Place(), ""
    for block in reading.blocks:
        said = _HEADER.match(block.text)
        if said:
            header = _with(header, said[1].lower(), said[2].strip())
            continue
        article = _ARTICLE.match(block.text)
        if article:
            place, path = Place(article[1]), block.text[:60]
        clauses.append(Clause(place, path, block.text, block.page))
        outline.append(PlainBlock(place.anchor, block.text))
    if side is not None:
        header = replace(header, access=_access(side.read_text(encoding="utf-8")))
    return PlainDocument(header, tuple(clauses), tuple(outline), len({c.place.article for c in clauses} - {None}))


def _access(text: str) -> Access:
    secrecy, *units = text.split()
    found = next((known for known in ("cong_khai", "noi_bo", "han_che") if known == secrecy), None)
    if found is None:
        raise DocumentError(f"{secrecy} is no secrecy", reason="tệp mô tả sai")
    return Access(found, tuple(units))


def _with(header: Header, key: str, value: str) -> Header:
    numbers = tuple(_split(value))
    match key:
        case "số":
            return replace(header, number=value)
        case "loại":
            return replace(header, type=value)
        case "cơ quan":
            return replace(header, issuer=value)
        case "ngày":
            return replace(header, issued=date.fromisoformat(value))
        case "hiệu lực":
            return replace(header, effective=date.fromisoformat(value))
        case "trích yếu":
            return replace(header, title=value)
        case "thay thế":
            return replace(header, replaces=numbers)
        case "sửa đổi":
            return replace(header, amends=numbers)
        case "dự thảo":
            return replace(header, official=False)
        case "quyền":
            return replace(header, access=_access(value))
    return header


def _split(value: str) -> Iterator[str]:
    return (part.strip() for part in value.split(";"))
