"""Old Vietnamese encodings (TCVN3, VNI, VISCII, VPS), told by the text alone; the only import of viparse.

A document counts as old when its letters are those of the old encoding and, converted, read as Vietnamese, while
letters that only Unicode has are next to none. Then each block is converted that has no such letter itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from assistant.documents import Block, Encoding
from ingest.reading.blocks import nfc

_ONLY_UNICODE = re.compile("[ăĂđĐĩĨũŨơƠưƯạ-ỹẠ-Ỹ\u0300\u0301\u0303\u0309\u0323]")
_HIGH = re.compile(r"[\u0080-\u00ff\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u2122]")
_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE = 20_000
_FEW = 0.02
"""Old-encoded letters among all, below which nothing is converted: a modern text has some `é`, `°`, `–`."""
_ENCODINGS = frozenset(get_args(Encoding)) - {"unicode"}


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
    import viparse

    found = viparse.detect_text_encoding(old[:_SAMPLE])
    return found if found in _ENCODINGS else "unicode"


def _is_old(line: str) -> bool:
    return bool(_HIGH.search(line)) and not _ONLY_UNICODE.search(nfc(line))


def _converted(block: Block, encoding: Encoding) -> Block:
    def convert(text: str) -> str:
        return nfc(_fixed(text, encoding) if encoding != "unicode" and _is_old(text) else text)

    rows = tuple(tuple(map(convert, row)) for row in block.rows)
    text = "\n".join(map(convert, block.text.split("\n")))
    return replace(block, text=text, rows=rows, number=convert(block.number))


def _fixed(text: str, encoding: str) -> str:
    import viparse

    return viparse.fix(text, encoding=encoding)
