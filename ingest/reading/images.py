"""Scans that are image files, also of several pages (TIFF); the only import of Pillow."""

from __future__ import annotations

from pathlib import Path

from assistant.documents import Block, Reading
from ingest.reading.limits import Limits
from ingest.reading.ocr import PageReader
from ingest.reading.pdf import read_picture
from ingest.reading.refusal import RefusedError

_MOST_PIXELS = 120_000_000


def read_image(path: Path, limits: Limits, ocr: PageReader) -> Reading:
    """Raises RefusedError."""
    from PIL import Image, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    blocks: list[Block] = []
    page = 0
    try:
        with Image.open(path) as file:
            for page, frame in enumerate(ImageSequence.Iterator(file), 1):
                if page > limits.pages:
                    raise RefusedError("pages", pages=page, limit=limits.pages)
                blocks += read_picture(frame.convert("L"), ocr, page)
    except Image.DecompressionBombError as exc:
        raise RefusedError("bomb", limit=_MOST_PIXELS // 1_000_000) from exc
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as exc:
        raise RefusedError("damaged") from exc
    return Reading(tuple(blocks), page, page)
