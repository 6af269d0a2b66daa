"""What a file is, by its first bytes and its parts; its name counts only for plain text."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from ingest.reading.refusal import RefusedError

Kind = Literal["pdf", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "rtf", "html", "markdown", "text", "image", "zip"]
SUFFIXES = frozenset(
    ".pdf .docx .docm .dotx .doc .dot .xlsx .xlsm .xls .csv .pptx .pptm .ppt .rtf .html .htm .txt .text .md "
    ".markdown .zip .png .jpg .jpeg .tif .tiff .bmp".split()
)
"""Of the files that a folder's index takes up; others are passed over in silence."""
_HEAD = 4096
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
_PARTS: tuple[tuple[str, Kind], ...] = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM")
_BINARY_BOOKS = (b"\x09\x08", b"\x09\x04", b"\x09\x02")  # BIFF without an OLE wrapping
_MARKUP = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b", re.I | re.S
)
_MARKUP_INSIDE = re.compile(rb"<(?:html|body)\b", re.I)


def kind_of(path: Path) -> Kind:
    """Raises RefusedError for what is empty, locked by a password, damaged or of no known kind; OSError."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise RefusedError("empty")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_IMAGES):
        return "image"
    if head.startswith(_BINARY_BOOKS):
        return "xls"
    return _text_kind(path, head)


def _text_kind(path: Path, head: bytes) -> Kind:
    suffix = path.suffix.lower()
    plain = head.decode("utf-16", "ignore").encode() if head.startswith((b"\xff\xfe", b"\xfe\xff")) else head
    if b"\0" in plain:
        raise RefusedError("damaged" if suffix in SUFFIXES else "unknown_kind")
    if _MARKUP.match(plain.removeprefix(b"\xef\xbb\xbf")) or _MARKUP_INSIDE.search(plain):
        return "html"
    if sum(byte < 32 and byte not in b"\t\n\r\f\x08\x0b\x0c\x1b" for byte in plain) > len(plain) // 20:
        raise RefusedError("damaged" if suffix in SUFFIXES else "unknown_kind")
    if suffix in (".md", ".markdown"):
        return "markdown"
    if suffix in (".pdf", ".docx", ".xlsx", ".pptx", ".zip", ".png", ".jpg", ".xls", ".ppt"):
        raise RefusedError("damaged")  # these are never text
    return "text"


def _zip_kind(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as exc:
        raise RefusedError("damaged") from exc
    if "[Content_Types].xml" in names:
        for prefix, kind in _PARTS:
            if any(name.startswith(prefix) for name in names):
                return kind
        raise RefusedError("damaged")
    if path.suffix.lower() in SUFFIXES - {".zip"}:
        raise RefusedError("damaged")
    return "zip"


def _ole_kind(path: Path) -> Kind:
    from ingest.reading.ole import streams

    names = streams(path)
    if "EncryptedPackage" in names:
        raise RefusedError("password")
    for name, kind in _STREAMS:
        if name in names:
            return kind
    raise RefusedError("unknown_kind" if names else "damaged")
