"""What one file may cost; what costs more is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds of the wall clock."""

    file: int = 256_000_000
    unpacked: int = 1_000_000_000
    """Of all the parts of a zip file (`.docx`, `.xlsx`, `.pptx`) together."""
    ratio: int = 200
    """Unpacked to packed, of a part above `small`; text packs some 10 to 30 times."""
    small: int = 20_000_000
    part: int = 300_000_000
    """One part of a zip file."""
    pages: int = 5_000
    seconds: float = 180.0
    """For a file, and again for each of its pages that is read by OCR, which takes about one of them."""
    memory: int = 4_000_000_000
    """Address space of the worker process."""
    cells: int = 5_000_000
    """Of all sheets of a workbook, empty ones between the used too."""
