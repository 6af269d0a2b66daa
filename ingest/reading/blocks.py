"""How blocks are made: clean text, tables with their header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from assistant.documents import Block

Rows = Sequence[Sequence[str]]


class Merged(str):
    """What a merged cell says again in the other places that it covers."""

    __slots__ = ()


_INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF], None)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_RULE = re.compile(r"^[-_=*~─—–. ]{3,}$")
"""A line that is drawn with characters."""
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")
_NUMBERED = re.compile(r"^\(?(?:\d{1,2}|[A-Z]|[IVX]{1,4})\)?$")
_FIGURE = re.compile(r"^[-+(]?\d[\d.,%)\s-]*$")


def clean(text: str) -> str:
    """Without control and invisible characters, spaces single, lines kept; NFC comes after legacy conversion."""
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in text.translate(_INVISIBLE).split("\n"))
    return "\n".join(line for line in lines if line and not _RULE.match(line))


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def paragraph(
    text: str, *, page: int | None = None, bold: bool = False, centred: bool = False, number: str = ""
) -> list[Block]:
    """A block of a paragraph, none when it has no text."""
    text = clean(text)
    return [Block(text, page, bold=bold, centred=centred, number=number)] if text else []


def table(rows: Rows, *, page: int | None = None, header_rows: int | None = None) -> list[Block]:
    """A block of a table: empty rows and columns gone, the header guessed when it is not known (None).

    None when nothing is in it; a table of one cell is a paragraph.
    """
    wide = max((len(row) for row in rows), default=0)
    cells = [[_cell(cell) for cell in row] + [""] * (wide - len(row)) for row in rows]
    used = [at for at in range(wide) if any(row[at] for row in cells)]
    kept = [(number, tuple(row[at] for at in used)) for number, row in enumerate(cells) if any(row)]
    if not kept:
        return []
    if len(kept) == 1 and len(used) == 1:
        return paragraph(kept[0][1][0], page=page)
    known = sum(number < header_rows for number, _ in kept) if header_rows is not None else None
    header = guess_header([row for _, row in kept]) if known is None else known
    body = tuple(tuple(map(str, row)) for _, row in kept)
    return [Block(table_text([row for _, row in kept]), page, rows=body, header_rows=header)]


def _cell(text: str) -> str:
    plain = clean(text).replace("\n", " ")
    return Merged(plain) if isinstance(text, Merged) else plain


def table_text(rows: Rows) -> str:
    """A line a row, cells apart by ` | `; a merged cell is said once."""
    return "\n".join(" | ".join(cell for cell in row if cell and not isinstance(cell, Merged)) for row in rows)


def guess_header(rows: Rows) -> int:
    """How many rows from the first on head the table: those before the first with figures or a running number, and
    a row that numbers the columns. 0 when the first row is no header."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    first = [cell for cell in rows[0] if cell]
    if len(set(first)) < 2 or any(_FIGURE.match(cell) for cell in first) or max(map(len, first)) > 150:
        return 0
    if len(set(first)) == 2 and max(map(len, first)) > 60:
        return 0
    header = 1
    while header < min(4, len(rows) - 1) and _goes_on(rows[header - 1], rows[header]):
        header += 1
    if header < len(rows) - 1 and _numbers_columns(rows[header]):
        header += 1
    return header


def _goes_on(above: Sequence[str], row: Sequence[str]) -> bool:
    """A row under merged header cells: it repeats a cell from above, and it splits another."""
    same = [a == b for a, b in zip(above, row, strict=True) if a]
    if all(same):
        return True
    split = any(a == b for a, b in pairwise(above) if a)
    return any(same) and split and not any(_FIGURE.match(cell) for cell in row if cell)


def _numbers_columns(row: Sequence[str]) -> bool:
    """`(1) (2) (3)`, `A B 1 2`."""
    cells = [cell for cell in row if cell]
    return len(cells) >= 2 and len(set(cells)) == len(cells) and all(_NUMBERED.match(cell) for cell in cells)


_LETTERHEAD = re.compile(
    r"C[ỘO]NG H[OÒ][AÀ] XÃ HỘI|ĐẢNG CỘNG SẢN|Độc lập\s*[-–]|Nơi nhận|^(?:TM|KT|TL|TUQ|Q)\.|Kính gửi", re.M
)


def is_layout(rows: Rows, bordered: bool) -> bool:
    """A table that only places text side by side: letterhead, signatures, what has no borders and few cells."""
    if not rows or max(map(len, rows)) > 3 or len(rows) > 6:
        return False
    if any(_LETTERHEAD.search(cell) for row in rows for cell in row):
        return True
    return not bordered and len(rows) <= 3
