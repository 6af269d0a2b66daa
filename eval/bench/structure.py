"""`python -m eval.bench.structure FOLDER`: how well the structure of real documents is found, one line a file.

`articles` are those found, `last` is the number of the last one, `gaps` and `twice` what breaks the sequence; `regex`
is an independent count: lines that begin with "Điều n." outside quotation marks and before the annexes. `clauses` and
`points` stand beside theirs. `words` are the median and the most of a chunk; `lost` is the share of the words of the
file that its page does not show (0 is all).
"""

from __future__ import annotations

import importlib
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.documents import Block, Reading
from assistant.errors import AssistantError
from ingest.parse import Parsed, parse

HEAD = ("file", "articles", "last", "gaps", "twice", "regex", "clauses", "points", "chunks", "words", "lost", "ms")
WIDTHS = (46, 9, 5, 5, 6, 6, 10, 10, 7, 10, 5, 6)


def plain_counts(blocks: Sequence[Block]) -> tuple[int, int, int]:
    """Articles, clauses and points by three patterns alone, each counted up within what it stands in."""
    articles = clauses = points = clause = 0
    point, quoted = "", False
    for block in blocks:
        text = f"{block.number} {block.text}".strip()
        if re.match(r"(PHỤ LỤC|Phụ lục)\b", text) and len(text) < 80 and articles:
            break
        opened = text.count("“") - text.count("”")
        if quoted or (opened > 0 and text[0] == "“"):
            quoted = (quoted and opened >= 0) or opened > 0
            continue
        if re.match(rf"Điều {articles + 1}[.:]?(\s|$)", text):
            articles, clause, point = articles + 1, 0, ""
        elif articles and re.match(rf"{clause + 1}\. \S", text):
            clauses, clause, point = clauses + 1, clause + 1, ""
        elif articles and (found := re.match(r"([a-zđ])\) \S", text)) and _follows(point, found[1]):
            points, point = points + 1, found[1]
    return articles, clauses, points


def _follows(before: str, letter: str) -> bool:
    order = "abcdđeghiklmnopqrstuvxy"
    return letter in order and order.index(letter) == (order.index(before) + 1 if before else 0)


def measure(reading: Reading, file: str) -> tuple[str, ...]:
    start = time.perf_counter()
    found = parse(reading, file)
    took = (time.perf_counter() - start) * 1000
    own = [node for node in found.tree.walk() if node.own and node.place.annex is None]
    kinds = Counter(node.kind for node in own)
    numbers = [node.number for node in own if node.kind == "article"]
    whole = [int(number) for number in numbers if number.isdigit()]
    gaps = len(set(range(1, max(whole, default=0) + 1)) - set(whole))
    twice = len(numbers) - len(set(numbers))
    articles, clauses, points = plain_counts(reading.blocks)
    sizes = sorted(len(clause.text.split()) for clause in found.clauses) or [0]
    return (
        file[-46:], str(len(numbers)), numbers[-1] if numbers else "-", str(gaps), str(twice), str(articles),
        f"{kinds['clause']}/{clauses}", f"{kinds['point']}/{points}", str(len(found.clauses)),
        f"{sizes[len(sizes) // 2]}–{sizes[-1]}", f"{lost(reading, found):.1%}"[:5], f"{took:.0f}",
    )  # fmt: skip


def lost(reading: Reading, found: Parsed) -> float:
    words = Counter(word for block in reading.blocks for word in f"{block.number} {block.text}".split())
    shown = Counter(word for line in found.outline for word in line.text.split())
    return sum((words - shown).values()) / max(1, sum(words.values()))


def main(folder: Path, read: Callable[[Path], Reading]) -> None:
    print("  ".join(name.ljust(width) for name, width in zip(HEAD, WIDTHS, strict=True)))
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            cells = measure(read(path), path.name)
        except AssistantError as exc:
            cells = (path.name[-46:], type(exc).__name__, *[""] * (len(HEAD) - 2))
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)), flush=True)


def reader() -> Callable[[Path], Reading]:
    """The reader of this program, in its worker process."""
    found: Callable[[Path], Reading] = importlib.import_module("ingest.reading.reader").WorkerReader().read
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), reader())
