"""`.pptx` into blocks, a page a slide; the only import of python-pptx. Notes, footers and slide numbers stay out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.documents import Block
from ingest.reading.blocks import Merged, paragraph, table
from ingest.reading.refusal import RefusedError

_FURNITURE = {13, 15, 16}  # slide number, footer and date, as PowerPoint numbers its placeholders
_DEPTH = 20


def read_slides(path: Path) -> tuple[list[Block], int]:
    """Blocks and slides. Raises RefusedError."""
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError

    try:
        slides = list(Presentation(str(path)).slides)
        blocks = [block for number, slide in enumerate(slides, 1) for block in _shapes(slide.shapes, number, 0)]
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, SyntaxError, OSError) as exc:
        raise RefusedError("damaged") from exc
    return blocks, len(slides)


def _shapes(shapes: Any, page: int, depth: int) -> Iterator[Block]:
    for shape in sorted(shapes, key=_place):
        if shape.is_placeholder and shape.placeholder_format.type in _FURNITURE:
            continue
        if hasattr(shape, "shapes") and depth < _DEPTH:
            yield from _shapes(shape.shapes, page, depth + 1)
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield from _table(shape.table, page)
        elif shape.has_text_frame:
            title = shape.is_placeholder and shape.placeholder_format.type in (1, 3)  # title, centred title
            for one in shape.text_frame.paragraphs:
                runs = [run for run in one.runs if run.text.strip()]
                bold = title or (bool(runs) and all(run.font.bold for run in runs))
                yield from paragraph(one.text, page=page, bold=bold)


def _place(shape: Any) -> tuple[bool, int, int]:
    """Titles first, then from top to bottom, and from left to right within the same tenth of a slide."""
    title = shape.is_placeholder and shape.placeholder_format.type in (1, 3)
    return not title, (shape.top or 0) // 686_000, shape.left or 0


def _table(grid: Any, page: int) -> Iterator[Block]:
    rows: list[list[str]] = []
    for row in grid.rows:
        line: list[str] = []
        for at, cell in enumerate(row.cells):
            if cell.is_spanned:
                left = line[-1] if line and not cell.text else ""
                above = rows[-1][at] if rows and at < len(rows[-1]) else ""
                line.append(Merged(left or above))
            else:
                line.append(cell.text)
        rows.append(line)
    yield from table(rows, page=page, header_rows=1 if grid.first_row and len(rows) > 1 else None)
