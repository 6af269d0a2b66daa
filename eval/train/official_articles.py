"""Articles of official texts (public by law), read plainly from a folder of DOCX and TXT: material for training alone.

`ingest` reads documents properly; here a missed heading costs nothing, so a regular expression does.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree  # of our own files; nothing from outside is read here

from assistant.vietnamese import normalise

_WORD_XML = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ARTICLE = re.compile(r"(?m)^\s*Điều\s+(\d+[a-zđ]?)\s*[.:]\s*(.*)$")
_TITLE = re.compile(r"(?mi)^\s*(?:(bộ luật|luật|nghị định|thông tư|quyết định|quy chế|quy định)[^\n]{0,80})\n+\s*(.+)$")
_NO_TITLE = re.compile(r"(?i)\W*(?:hà nội|cộng hòa|số\b|căn cứ)")
_END = re.compile(r"(?m)^\s*(?:Nơi nhận|PHỤ LỤC|Phụ lục|Chương\s+[IVXLC]+|CHƯƠNG\s+[IVXLC]+|Mục\s+\d+|MỤC\s+\d+)\b")
MOST_SYLLABLES = 1_600


@dataclass(frozen=True, slots=True)
class Article:
    law: str
    number: str
    title: str
    text: str
    """Without the title; clauses are lines."""


def articles_of(folders: list[Path]) -> list[Article]:
    """Of every text that has five articles or more; the same text twice counts once."""
    found: dict[tuple[str, str], Article] = {}
    for folder in folders:
        for file in sorted(folder.iterdir()):
            text = _text(file)
            articles = list(_split(text, file)) if text else []
            if len(articles) >= 5:
                found |= {(a.title, a.text[:80]): a for a in articles if (a.title, a.text[:80]) not in found}
    return list(found.values())


def _text(file: Path) -> str:
    if file.suffix == ".txt":
        return file.read_text(encoding="utf-8", errors="replace")
    if file.suffix != ".docx":
        return ""
    try:
        with zipfile.ZipFile(file) as archive:
            root = ElementTree.fromstring(archive.read("word/document.xml"))  # noqa: S314  # named official texts
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return ""
    paragraphs = ("".join(t.text or "" for t in p.iter(f"{_WORD_XML}t")) for p in root.iter(f"{_WORD_XML}p"))
    return "\n".join(paragraphs)


def _split(text: str, file: Path) -> Iterator[Article]:
    law = _law(text, file)
    heads = list(_ARTICLE.finditer(text))
    for head, following in zip(heads, [*heads[1:], None], strict=False):
        body = text[head.end() : following.start() if following else None]
        end = _END.search(body)
        lines = [normalise(line) for line in body[: end.start() if end else None].split("\n")]
        kept = "\n".join(line for line in lines if line)
        if 12 <= len(kept.split()) <= MOST_SYLLABLES:
            yield Article(law, head[1], normalise(head[2])[:200], kept)


def _law(text: str, file: Path) -> str:
    titles = (t for t in _TITLE.finditer(text[:3000]) if not _NO_TITLE.match(t[2]))
    found = next(titles, None)
    named = f"{found[1]} {found[2]}" if found else re.sub(r"[\d_-]+", " ", file.stem)
    return normalise(named)[:120].capitalize()
