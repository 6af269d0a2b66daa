"""Turns the packed 4-bit multilingual-e5-small into a sentence-transformers folder, once, at set-up.

The file is little-endian: header, tokenizer block (skipped: tokenizer.json serves instead), tensor directory, tensors.
A tensor is float32, or blocks of 18 bytes: float16 scale and 32 nibbles, value = (nibble - 8) * scale.
"""

from __future__ import annotations

import base64
import json
import shutil
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.model_lock import Check

PACKED = "e5-small-q4.bin"
TOKENIZER = "tokenizer.json"
PROMPTS = {"query": "query: ", "document": "passage: "}
LEAST_COSINE = 0.999
Tensor = npt.NDArray[np.float32]
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The header of the packed file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float

    def of(self, name: str) -> tuple[int, ...]:
        """Shape of a tensor by its name in the file."""
        h, f = self.hidden, self.feed_forward
        fixed = {"emb.word": (self.vocabulary, h), "emb.pos": (self.positions, h), "emb.type": (self.types, h)}
        if name in fixed:
            return fixed[name]
        part, kind = name.split(".")[-2:]
        if kind == "b":
            return (f,) if part == "fi" else (h,)
        return {"fi": (f, h), "fo": (h, f), "ln": (h,), "aln": (h,), "oln": (h,)}.get(part, (h, h))


class _Reader:
    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[int | float, ...]:
        values = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values

    def integer(self, form: Literal["H", "I", "i", "Q", "B"]) -> int:
        return int(self.take(form)[0])

    def skip(self, length: int) -> None:
        self.at += length

    def text(self, length: int) -> str:
        self.at += length
        return bytes(self.data[self.at - length : self.at]).decode("ascii")


def read_packed(path: Path) -> tuple[Shape, dict[str, Tensor]]:
    """Shape and float32 tensors by their names in the file. Raises ModelError for anything but such a file."""
    try:
        return _read(memoryview(path.read_bytes()))
    except (struct.error, ValueError, KeyError, IndexError) as exc:
        raise ModelError(f"{path}: {exc}", name=path.name, mend="troly models fetch") from exc


def _read(data: memoryview) -> tuple[Shape, dict[str, Tensor]]:
    reader = _Reader(data)
    if reader.text(4) != "E5S1":
        raise ValueError("not an E5S1 file")
    reader.integer("I")  # version
    hidden, layers, heads, feed, vocabulary, positions, types = (reader.integer("i") for _ in range(7))
    epsilon = float(reader.take("f")[0])
    if reader.integer("i") != 32:
        raise ValueError("block size is not 32")
    shape = Shape(hidden, layers, heads, feed, vocabulary, positions, types, epsilon)
    _skip_tokenizer(reader)
    tensors = {}
    for _ in range(reader.integer("i")):
        name = reader.text(reader.integer("H"))
        reader.integer("B")  # type: the byte length tells
        count, start, length = reader.integer("I"), reader.integer("Q"), reader.integer("Q")
        if start + length > len(data):
            raise ValueError(f"{name} lies beyond the end")
        tensors[name] = _tensor(data[start : start + length], count).reshape(shape.of(name))
    if missing := set(_names(shape)) - set(tensors):
        raise ValueError(f"missing {', '.join(sorted(missing))}")
    return shape, tensors


def _skip_tokenizer(reader: _Reader) -> None:
    pieces = reader.integer("i")
    reader.take("4i")
    blob = reader.integer("Q")
    reader.skip(4 * (pieces + 1) + 4 * pieces + blob)
    reader.integer("i")
    reader.skip(reader.integer("I"))


def _tensor(data: memoryview, count: int) -> Tensor:
    if len(data) == 4 * count:
        return np.frombuffer(data, "<f4").astype(np.float32)
    blocks = np.frombuffer(data, _BLOCK)
    if len(blocks) * 32 != count:
        raise ValueError(f"{len(data)} bytes are not {count} packed numbers")
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32)
    return ((nibbles - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _names(shape: Shape) -> Mapping[str, str]:
    """Name in the file -> name in a Hugging Face BertModel."""
    names = dict(_EMBEDDINGS)
    for number in range(shape.layers):
        for part, target in _LAYER.items():
            for kind, suffix in (("w", "weight"), ("b", "bias")):
                names[f"l{number}.{part}.{kind}"] = f"encoder.layer.{number}.{target}.{suffix}"
    return names


def build_folder(source: Path, target: Path, checks: Sequence[Check]) -> None:
    """Write the sentence-transformers folder `target` from the artifact folder `source` and check it.

    Weights are stored as float16: a nibble times a float16 scale keeps 11 bits there, but only 8 in bfloat16.
    Raises ModelError when the packed file is wrong or a known sentence's vector is off (cosine under 0.999).
    """
    from safetensors.numpy import save_file

    shape, tensors = read_packed(source / PACKED)
    names = _names(shape)
    weights = {names[name]: tensor.astype(np.float16) for name, tensor in tensors.items() if name in names}
    save_file(weights, target / "model.safetensors", metadata={"format": "pt"})
    (target / "model.safetensors").chmod(0o644)  # written for its owner alone
    shutil.copyfile(source / TOKENIZER, target / TOKENIZER)
    for file, content in _descriptions(shape).items():
        (target / file).parent.mkdir(exist_ok=True)
        (target / file).write_text(json.dumps(content, indent=2), encoding="utf-8")
    check_folder(target, checks)


def _descriptions(shape: Shape) -> Mapping[str, object]:
    library = "sentence_transformers"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": shape.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 0,
            "dtype": "float16",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{library}.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{library}.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{library}.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
    }


def check_folder(folder: Path, checks: Sequence[Check]) -> None:
    """Embed each known sentence in float32 and compare. Raises ModelError when one is off."""
    from assistant.embed import SentenceEmbedder

    if not checks:
        return
    found = SentenceEmbedder(folder, dtype="float32").queries([check.text for check in checks])
    for check, vector in zip(checks, found, strict=True):
        known = decode_vector(check.vector)
        cosine = float(known @ vector) if known.shape == vector.shape else 0.0
        if cosine < LEAST_COSINE:
            message = f"{folder}: {check.text!r} has cosine {cosine:.5f} to its known vector"
            raise ModelError(message, name=folder.name, mend="troly models fetch")


def encode_vector(vector: Tensor) -> str:
    """A unit vector as the lock file keeps it: base64 of little-endian float16."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")


def decode_vector(text: str) -> Tensor:
    """Inverse of `encode_vector`, of unit length again."""
    vector = np.frombuffer(base64.b64decode(text), "<f2").astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))
