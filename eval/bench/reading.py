"""What reading documents yields: `python -m eval.bench.reading FOLDER… [--truth FOLDER] [--scan PDF DOCX]`.

One line a file: its kind, pages (and those read by OCR), seconds, characters, tables, the encoding found, and, where
`--truth` has a text of its name, how many of the truth's letters and digits were read right: in order (Indel ratio of
the two), and as a bag (a table read by another order of its cells is not wrong). `--scan` reads a scanned PDF without a
cache and counts the words of its DOCX that are right, in order (longest common subsequence) and as a bag, and seconds a
page. Words are compared in lower case, by their letters and digits.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from assistant.documents import Reading
from assistant.errors import DocumentError
from ingest.reading.archive import expand
from ingest.reading.reader import WorkerReader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--scan", nargs=2, type=Path, metavar=("PDF", "DOCX"))
    parser.add_argument("--ocr-cache", type=Path)
    given = parser.parse_args()
    with WorkerReader(given.ocr_cache) as reader:
        if given.folders:
            files(reader, given.folders, given.truth)
    if given.scan:
        scan(*given.scan)


def files(reader: WorkerReader, folders: Iterable[Path], truth: Path | None) -> None:
    print(
        f"{'pages':>6} {'ocr':>4} {'s':>6} {'chars':>7} {'tables':>6} {'encoding':<8} {'ordered':>7} {'bag':>6}  file"
    )
    encodings: Counter[str] = Counter()
    ratios: list[tuple[float, float, int]] = []
    for found in (
        one for folder in folders for one in expand(folder) if truth is None or truth not in one.path.parents
    ):
        begun = time.perf_counter()
        try:
            if found.refused:
                raise found.refused
            reading = reader.read(found.path)
        except DocumentError as exc:
            print(f"{'refused':>52}  {found.path.name}: {exc.values['reason']}")
            encodings["refused"] += 1
            continue
        seconds = time.perf_counter() - begun
        encodings[reading.encoding] += 1
        right = ""
        if truth is not None and (said := truth / f"{found.path.stem}.txt").is_file():
            ordered, bag, size = letters_right(said.read_text(encoding="utf-8"), text_of(reading))
            ratios.append((ordered, bag, size))
            right = f"{ordered:7.2%} {bag:6.2%}"
        size = sum(len(block.text) for block in reading.blocks)
        tables = sum(1 for block in reading.blocks if block.rows)
        print(
            f"{reading.pages:>6} {reading.ocr_pages:>4} {seconds:>6.2f} {size:>7} {tables:>6} {reading.encoding:<8} "
            f"{right:<14}  {found.path.name}"
        )
    print(", ".join(f"{name}: {count}" for name, count in encodings.most_common()))
    if ratios:
        total = sum(size for *_, size in ratios)
        ordered, bag = (sum(one[at] * one[2] for one in ratios) / total for at in (0, 1))
        print(f"letters right of {total}: {ordered:.3%} in order, {bag:.3%} as a bag; over {len(ratios)} files")


def text_of(reading: Reading) -> str:
    return "\n".join(f"{block.number} {block.text}" for block in reading.blocks)


def letters_right(truth: str, read: str) -> tuple[float, float, int]:
    from rapidfuzz.distance import Indel

    one, other = ("".join(re.findall(r"[^\W_]", unicodedata.normalize("NFC", t).lower())) for t in (truth, read))
    return Indel.normalized_similarity(one, other), _bag(one, other), len(one)


def _bag(truth: Iterable[str], read: Iterable[str]) -> float:
    wanted = Counter(truth)
    return sum((wanted & Counter(read)).values()) / max(1, sum(wanted.values()))


def scan(pdf: Path, docx: Path) -> None:
    from rapidfuzz.distance import LCSseq

    with tempfile.TemporaryDirectory() as cache, WorkerReader(Path(cache)) as reader:
        truth = words(text_of(reader.read(docx)))
        begun = time.perf_counter()
        reading = reader.read(pdf)
        seconds = time.perf_counter() - begun
        begun = time.perf_counter()
        reader.read(pdf)
        again = time.perf_counter() - begun
    read = words(text_of(reading))
    right = LCSseq.similarity(truth, read) / len(truth)
    print(
        f"{pdf.name}: {reading.ocr_pages} pages by OCR, {seconds / reading.pages:.2f} s a page ({again:.1f} s from the "
        f"cache); of {len(truth)} words {right:.2%} right in order, {_bag(truth, read):.2%} as a bag"
    )


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())


if __name__ == "__main__":
    main()
