"""Old Vietnamese encodings (TCVN3, VNI, VISCII, VPS), told by the text alone; the only import of viparse.

A document counts as old when its letters are those of the old encoding and, converted, read as Vietnamese, while
letters that only Unicode has are next to none. Then each block is converted that has no such letter itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.documents import Block, Encoding
from ingest.reading.blocks import nfc
from ingest.reading.syllables import is_syllable

_ONLY_UNICODE = re.compile("[ăĂđĐĩĨũŨơƠưƯạ-ỹẠ-Ỹ\u0300\u0301\u0303\u0309\u0323]")
_HIGH = re.compile(r"[\u0080-\u00ff\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u2122]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\s!-/0-9:-@\[-`{-~]+")
_SAMPLE = 5_000
_FEW = 0.02
"""Old-encoded letters among all, below which nothing is converted: a modern text has some `é`, `°`, `–`."""
_SURE, _APART = 0.75, 0.1
"""Share of the words that must be Vietnamese syllables once converted, and how far the next encoding is behind."""
_CANDIDATES: tuple[Encoding, ...] = ("tcvn3", "vni", "viscii", "vps")
_BYTES = {ord(c): byte for byte in range(0x80, 0xA0) if (c := bytes([byte]).decode("cp1252", "ignore"))}
"""Letters of VISCII and VPS stand where Windows-1252 has signs such as `€`."""


def to_unicode(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], Encoding]:
    """The blocks in NFC, and what they were in."""
    encoding = encoding_of("\n".join(block.text for block in blocks))
    return tuple(_converted(block, encoding) for block in blocks), encoding


def encoding_of(text: str) -> Encoding:
    """`unicode` unless the text surely is in an old encoding."""
    old = "\n".join(line for line in text.split("\n") if _is_old(line))
    letters = len(_LETTER.findall(text))
    modern = len(_ONLY_UNICODE.findall(nfc(text)))
    marked = len(_HIGH.findall(old))
    if not letters or marked < max(3, _FEW * letters) or modern > marked // 4:
        return "unicode"
    words = [word for word in _WORD.findall(old) if _HIGH.search(word)][:_SAMPLE]
    shares = sorted(((_share(words, encoding), encoding) for encoding in _CANDIDATES), reverse=True)
    (best, encoding), (second, _) = shares[:2]
    return encoding if best >= _SURE and best - second >= _APART else "unicode"


def _share(words: Sequence[str], encoding: Encoding) -> float:
    """How many of the words are Vietnamese syllables when they were in that encoding."""
    converted = _fixed(" ".join(words), encoding).split()
    return sum(map(is_syllable, converted)) / max(1, len(words))


def _is_old(line: str) -> bool:
    return bool(_HIGH.search(line)) and not _ONLY_UNICODE.search(nfc(line))


def _converted(block: Block, encoding: Encoding) -> Block:
    def convert(text: str) -> str:
        return nfc(_fixed(text, encoding) if encoding != "unicode" and _is_old(text) else text)

    rows = tuple(tuple(map(convert, row)) for row in block.rows)
    text = "\n".join(map(convert, block.text.split("\n")))
    return replace(block, text=text, rows=rows, number=convert(block.number))


def _fixed(text: str, encoding: Encoding) -> str:
    import viparse

    source = text.translate(_BYTES) if encoding in ("viscii", "vps") else text
    if encoding == "tcvn3":
        source = source.replace("\u2212", "\u00ad")  # its ư, a soft hyphen, which PDF shows as a minus
    fixed: str = viparse.fix(source, encoding=encoding)
    return fixed
