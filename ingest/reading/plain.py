"""Plain text and Markdown into blocks; the only import of markdown-it. What bytes are text in is found out here."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from assistant.documents import Block
from ingest.reading.blocks import paragraph, table
from ingest.reading.refusal import RefusedError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.I)
_VIETNAMESE = re.compile("[ạ-ỹẠ-ỸđĐơưƠƯ]")


def decoded(raw: bytes, html: bool = False) -> str:
    """UTF-8, or what a mark or the page itself says, or bytes of an old encoding as Windows-1252 shows them."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    said = _CHARSET.search(raw[:4096]) if html else None
    names = [said[1].decode().lower()] if said else []
    for name in [n for n in names if n not in ("utf-8", "utf8", "iso-8859-1", "windows-1252")]:
        try:
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    if len(raw) > 1000 and raw.decode("utf-8", "replace").count("\ufffd") < len(raw) // 1000:
        return raw.decode("utf-8", "replace")  # UTF-8 with a few bytes damaged
    western = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)
    windows = raw.decode("cp1258", "replace")
    return windows if _is_vietnamese(windows) and not _is_vietnamese(western) else western


def _is_vietnamese(text: str) -> bool:
    """Windows-1258 has its tones as marks behind the letters."""
    return len(re.findall("[aăâeêioôơuưy][\u0300\u0301\u0303\u0309\u0323]", text, re.I)) > len(text) // 50


def read_text(path: Path) -> Iterator[Block]:
    """Paragraphs are lines, or stretches of lines where lines are broken at a width; `.csv` is a table."""
    text = decoded(path.read_bytes())
    if path.suffix.lower() == ".csv":
        yield from _csv(text)
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n")
    for group in _paragraphs(lines):
        centred = len(group) == 1 and len(group[0]) - len(group[0].lstrip()) > 15
        yield from paragraph(" ".join(line.strip() for line in group), centred=centred)


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    """A line of its own, or lines that a program broke: nearly as long as the longest, going on in small letters."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    broken = 40 < usual <= 120 and lengths[-1] <= 1.3 * usual
    group: list[str] = []
    for line in lines:
        goes_on = broken and bool(group) and len(group[-1].rstrip()) > 0.75 * usual and line.strip()[:1].islower()
        goes_on = goes_on and not re.match(r"\s*[a-zđ]\)", line)
        if group and not goes_on:
            yield group
            group = []
        if line.strip():
            group.append(line)
    if group:
        yield group


def _csv(text: str) -> Iterator[Block]:
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        yield from table(list(csv.reader(io.StringIO(text), delimiter=mark)))
    except csv.Error as exc:
        raise RefusedError("damaged") from exc


def read_markdown(path: Path) -> Iterator[Block]:
    """Through HTML, which has the same headings, lists and tables."""
    from markdown_it import MarkdownIt

    from ingest.reading.markup import html_blocks

    source = re.sub(r"\A---\n.*?\n---\n", "", decoded(path.read_bytes()), flags=re.S)
    yield from html_blocks(MarkdownIt("commonmark", {"html": False}).enable("table").render(source))
