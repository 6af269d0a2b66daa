"""Text of scanned pages by trueocr (the only import), whose models lie in its package; kept by what the page shows.

Words right in order on the scanned decree 193 (31 pages) against its DOCX, on 2 busy cores, as it comes: at 150 dpi
94.5 %, 200 dpi 94.6 %, 250 dpi 95.9 %, 300 dpi 95.8 % (0.5 to 1.5 s a page); laid out and mended, at 250 dpi, 96.6 %
(`eval/bench/reading.py`). On its first ten pages trueocr has 97.4 % right at 0.6 s a page, Tesseract 5.3 with `vie`
96.1 % at 1.4 s (300 dpi), and that needs eight Debian packages.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from ingest.reading.layout import Span

DPI = 250
_MENDS = (
    (re.compile(r"(?<=[^\W_])([,;:])(?=[^\W\d_])"), r"\1 "),
    (re.compile(r"\b(NGHỊ|QUYẾT)(ĐỊNH)"), r"\1 \2"),
    (re.compile(r"\b(ngày|tháng|năm|Điều|khoản|số)(?=\d)"), r"\1 "),
    (re.compile(r"^(Điều \d{1,3}[a-z]?|\d{1,2}),(?= [A-ZÀ-ỸĐ])"), r"\1."),
)
"""Spaces that it loses, and points that it takes for commas after the number of a clause."""
_UNSURE = 0.55
"""Lines below are stains, seals and handwriting."""


class PageReader(Protocol):
    def read(self, picture: Any, dpi: int) -> list[Span]:
        """The lines of a page (a PIL image), in points from its top left corner."""
        ...


class TrueOcr:
    """Loaded at the first page. `cache` is a folder, made when needed; without one nothing is kept."""

    def __init__(self, cache: Path | None = None, threads: int = 2) -> None:
        self._cache, self._threads = cache, threads
        self._model: Any = None

    def read(self, picture: Any, dpi: int) -> list[Span]:
        return [replace(span, text=mended(span.text)) for span in self._lines(picture, dpi)]

    def _lines(self, picture: Any, dpi: int) -> list[Span]:
        kept = self._kept(picture, dpi)
        if kept is not None and kept.is_file():
            try:
                return [Span(*one) for one in json.loads(kept.read_text(encoding="utf-8"))]
            except (ValueError, TypeError):
                pass  # cut off by a crash: read again
        spans = self._read(picture, dpi)
        if kept is not None:
            _write(kept, json.dumps([[s.text, s.left, s.top, s.right, s.bottom] for s in spans], ensure_ascii=False))
        return spans

    def _read(self, picture: Any, dpi: int) -> list[Span]:
        if self._model is None:
            from trueocr import load_model

            self._model = load_model(threads=self._threads)
        scale = 72 / dpi
        return [
            Span(line["text"], *(edge * scale for edge in line["bbox"]))
            for line in self._model.predict(picture).lines
            if line["text"].strip() and line["confidence"] >= _UNSURE
        ]

    def _kept(self, picture: Any, dpi: int) -> Path | None:
        if self._cache is None:
            return None
        mark = f"trueocr {version('trueocr')} {dpi} {picture.size}".encode()
        name = hashlib.sha256(mark + picture.tobytes()).hexdigest()
        return self._cache / name[:2] / f"{name}.json"


def mended(line: str) -> str:
    """What OCR gets wrong in a way that needs no guessing."""
    for wrong, right in _MENDS:
        line = wrong.sub(right, line)
    return line


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    Path(name).replace(path)
