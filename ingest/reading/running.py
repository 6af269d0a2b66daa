"""What stands on pages and is no part of the text: page numbers, running titles, stamps of digital signing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.reading.layout import Line

_ZONE = 0.1
"""Of the page's height, at its top and bottom."""
_SHARE = 0.45
_PAGE_NUMBER = re.compile(r"^[-–—\s]*(?:trang\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*/\s*\d{1,4})?[-–—.\s]*$", re.I)
_SIGNED = re.compile(
    r"^(?:Người ký|Ký bởi|Được ký bởi|Thời gian ký|Ngày ký|Giờ ký|Cơ quan|Tổ chức|Email|Chức vụ|Digitally signed|"
    r"DN|Date|Reason|Location|Signature Not Verified|Signature valid)\s*(?::|by\b|$)",
    re.I,
)


def without_running(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[list[Line]]:
    """Of each page (its height, its lines) the lines that are text."""
    seen = Counter(key for height, lines in pages for key in {_key(line, height) for line in lines} if key)
    often = {key for key, count in seen.items() if count >= max(3, _SHARE * len(pages))}
    return [_text_lines(height, lines, often) for height, lines in pages]


def _text_lines(height: float, lines: Sequence[Line], often: set[str]) -> list[Line]:
    stamped = {line for line in lines if _SIGNED.match(line.text)}
    stamped = stamped if len(stamped) > 1 else set()
    return [
        line
        for line in lines
        if line not in stamped
        and _key(line, height) not in often
        and not (_in_zone(line, height) and _PAGE_NUMBER.match(line.text))
    ]


def _key(line: Line, height: float) -> str:
    """The same on all pages that bear the line; nothing for a line within the text."""
    if not _in_zone(line, height) or len(line.text) > 200:
        return ""
    place = "top" if line.middle < height / 2 else "bottom"
    return f"{place} {re.sub(r'[0-9]+', '#', line.text.lower())}"


def _in_zone(line: Line, height: float) -> bool:
    return line.middle < _ZONE * height or line.middle > (1 - _ZONE) * height
