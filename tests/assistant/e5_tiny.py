"""Writes a tiny packed e5 file and its tokenizer, byte by byte as the format says."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

HIDDEN, LAYERS, HEADS, FEED, VOCABULARY, POSITIONS, TYPES = 32, 2, 4, 64, 40, 24, 2
WORDS = ["<s>", "<pad>", "</s>", "<unk>", "▁query", "▁passage", ":", "▁nhiệm", "▁vụ", "▁quá", "▁hạn", "▁lịch", "▁họp"]


def pack(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bytes:
    """Blocks of 32 numbers: float16 scale, then nibbles, low ones first."""
    out = b""
    for block in values.reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7)
        nibbles = np.clip(np.rint(block / np.float32(scale)) + 8, 0, 15).astype(np.uint8)
        out += scale.tobytes() + (nibbles[:16] | nibbles[16:] << 4).tobytes()
    return out


def write_packed(path: Path) -> None:
    random = np.random.default_rng(1)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (VOCABULARY, HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
        "emb.type": (TYPES, HIDDEN),
    }
    shapes |= {"emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    for n in range(LAYERS):
        for part, rows, columns in (
            *((p, HIDDEN, HIDDEN) for p in ("q", "k", "v", "ao")),
            ("fi", FEED, HIDDEN),
            ("fo", HIDDEN, FEED),
        ):
            shapes |= {f"l{n}.{part}.w": (rows, columns), f"l{n}.{part}.b": (rows,)}
        shapes |= {f"l{n}.{part}.{kind}": (HIDDEN,) for part in ("aln", "oln") for kind in "wb"}
    blobs = {}
    for name, shape in shapes.items():
        values = random.normal(0, 0.5, shape).astype(np.float32)
        packed = name == "emb.word" or (name[0] == "l" and len(shape) == 2)
        blobs[name] = (int(np.prod(shape)), pack(values) if packed else values.tobytes())
    path.write_bytes(_file(blobs))


def _file(blobs: dict[str, tuple[int, bytes]]) -> bytes:
    head = b"E5S1" + struct.pack("<I7i", 1, HIDDEN, LAYERS, HEADS, FEED, VOCABULARY, POSITIONS, TYPES)
    head += struct.pack("<fi", 1e-12, 32)
    pieces, blob, mapping = 3, b"abcde", b"\x80\x81\x82"
    head += struct.pack("<5iQ", pieces, 0, 2, 1, 3, len(blob))
    head += struct.pack(f"<{pieces + 1}I{pieces}f", *range(pieces + 1), *([0.5] * pieces)) + blob
    head += struct.pack("<iI", 1, len(mapping)) + mapping
    directory = struct.pack("<i", len(blobs))
    offset = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in blobs)
    body = b""
    for name, (count, data) in blobs.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", 1, count, offset + len(body), len(data))
        body += data
    return head + directory + body


def write_tokenizer(path: Path) -> None:
    special = [
        {"id": n, "content": WORDS[n], "single_word": False, "lstrip": False, "rstrip": False}
        | {"normalized": False, "special": True}
        for n in range(4)
    ]
    template = [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
    template.append({"SpecialToken": {"id": "</s>", "type_id": 0}})
    ids = {word: {"id": word, "ids": [n], "tokens": [word]} for n, word in ((0, "<s>"), (2, "</s>"))}
    content = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": special,
        "normalizer": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": template,
            "pair": [*template, {"Sequence": {"id": "B", "type_id": 0}}],
            "special_tokens": ids,
        },
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": [[w, -float(n)] for n, w in enumerate(WORDS)]},
    }
    path.write_text(json.dumps(content), encoding="utf-8")
