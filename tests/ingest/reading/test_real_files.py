"""The real files of offices, where the checkout has them beside it: all are read, none is converted wrongly."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.documents import Reading
from ingest.reading.archive import expand
from ingest.reading.reader import WorkerReader

DATA = Path(os.environ.get("TROLY_SHARED_DATA") or Path(__file__).resolve().parents[4] / "shared" / "data")
MODERN, LEGACY = DATA / "documents", DATA / "documents-legacy"
needs_data = pytest.mark.skipif(not MODERN.is_dir(), reason=f"no shared documents at {DATA}")
pytestmark = [pytest.mark.slow, needs_data]


@pytest.fixture(scope="module")
def reader() -> Iterator[WorkerReader]:
    with WorkerReader() as worker:
        yield worker


def read_all(reader: WorkerReader, folder: Path, suffixes: set[str]) -> dict[Path, Reading]:
    files = [one.path for one in expand(folder) if one.path.suffix.lower() in suffixes and not one.refused]
    assert files
    return {path: reader.read(path) for path in files}


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFC", text).lower()))


def test_modern_files_with_text_are_read_and_never_converted(reader: WorkerReader) -> None:
    read = read_all(reader, MODERN, {".docx", ".doc", ".xlsx", ".txt"})

    assert {reading.encoding for reading in read.values()} == {"unicode"}
    assert all(sum(len(block.text) for block in reading.blocks) > 2_000 for reading in read.values())
    assert all(unicodedata.is_normalized("NFC", block.text) for reading in read.values() for block in reading.blocks)


def test_old_files_are_converted_with_99_letters_of_100_right(reader: WorkerReader) -> None:
    read = {
        path: reading
        for folder, encoding in (("tcvn3", "tcvn3"), ("vni", "vni"))
        for path, reading in read_all(reader, LEGACY / folder, {".doc", ".rtf", ".xls", ".ppt", ".pdf"}).items()
        if reading.encoding == encoding or pytest.fail(f"{path.name} is taken for {reading.encoding}")
    }
    right = total = 0
    for path, reading in read.items():
        truth = Counter(letters((LEGACY / "truth" / f"{path.stem}.txt").read_text(encoding="utf-8")))
        said = Counter(letters(" ".join(f"{block.number} {block.text}" for block in reading.blocks)))
        right += sum((truth & said).values())
        total += sum(truth.values())

    assert right / total > 0.995


def test_the_clauses_of_a_decree_begin_paragraphs_in_docx_and_txt_alike(reader: WorkerReader) -> None:
    def articles(name: str) -> list[str]:
        (path,) = MODERN.glob(name)
        found = (re.match(r"Điều (\d+)\.", block.text) for block in reader.read(path).blocks)
        return [match[1] for match in found if match]

    numbers = articles("335_2025_ND-CP__*.docx")

    assert numbers == articles("335_2025_ND-CP.txt")
    assert numbers[:3] == ["1", "2", "3"]


@pytest.mark.real
def test_a_scanned_letter_is_read_by_ocr(reader: WorkerReader) -> None:
    reading = reader.read(MODERN / "04_Van_ban_Nghe_An__Cong_van_3651.pdf")
    said = " ".join(block.text for block in reading.blocks)

    assert reading.pages == reading.ocr_pages == 4
    assert "254/2025/NĐ-CP ngày 26/9/2025" in said
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in [block.text for block in reading.blocks]
