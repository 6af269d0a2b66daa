"""The packed e5 file: decoding, building the folder, and the vectors against a second decoder."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from assistant.e5_unpack import PACKED, TOKENIZER, build_folder, check_folder, decode_vector, encode_vector, read_packed
from assistant.embed import SentenceEmbedder
from assistant.errors import ModelError
from assistant.model_lock import Check, project_lock
from assistant.models import Models
from assistant.settings import load_settings
from tests.assistant import e5_numpy, e5_tiny

TEXTS = ["nhiệm vụ quá hạn", "lịch họp"]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    e5_tiny.write_packed(folder / PACKED)
    e5_tiny.write_tokenizer(folder / TOKENIZER)
    return folder


@pytest.fixture(scope="module")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build_folder(source, folder, [])
    return folder


def tokens(folder: Path, text: str) -> list[int]:
    from tokenizers import Tokenizer

    return list(Tokenizer.from_file(str(folder / TOKENIZER)).encode(text).ids)


def test_blocks_decode_to_nibble_less_eight_times_scale(source: Path) -> None:
    shape, tensors = read_packed(source / PACKED)
    assert (shape.hidden, shape.layers, shape.heads, shape.feed_forward) == (32, 2, 4, 64)
    assert tensors["emb.word"].shape == (40, 32)
    assert tensors["l1.fi.w"].shape == (64, 32)
    assert tensors["l1.fo.w"].shape == (32, 64)
    values = np.arange(-7, 25, dtype=np.float32)  # 32 numbers; the scale is 24 / 7
    packed = np.frombuffer(e5_tiny.pack(values), np.uint8)
    scale = float(np.float16(24 / 7))
    low, high = packed[2:] & 15, packed[2:] >> 4
    assert np.allclose((np.concatenate([low, high]).astype(float) - 8) * scale, values, atol=scale / 2 + 1e-3)


@pytest.mark.slow
def test_the_folder_gives_the_vectors_of_the_second_decoder(source: Path, built: Path) -> None:
    embedder = SentenceEmbedder(built, dtype="float32")
    assert embedder.dimension == e5_tiny.HIDDEN
    for prefix, found in (("query: ", embedder.queries(TEXTS)), ("passage: ", embedder.passages(TEXTS))):
        expected = [e5_numpy.embed(source / PACKED, tokens(source, prefix + text)) for text in TEXTS]
        assert np.allclose(found, expected, atol=3e-3)  # weights are kept as float16
        assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)


def test_known_vectors_are_held(source: Path, built: Path, tmp_path: Path) -> None:
    vectors = SentenceEmbedder(built, dtype="float32").queries(TEXTS)
    checks = [Check(text=text, vector=encode_vector(vector)) for text, vector in zip(TEXTS, vectors, strict=True)]
    build_folder(source, tmp_path, checks)
    crossed = [Check(text=TEXTS[0], vector=checks[1].vector)]
    with pytest.raises(ModelError, match="cosine"):
        check_folder(tmp_path, crossed)


def test_a_vector_survives_the_lock_file() -> None:
    vector = np.random.default_rng(2).normal(size=384).astype(np.float32)
    vector /= np.linalg.norm(vector)
    assert float(decode_vector(encode_vector(vector)) @ vector) > 0.999999


@pytest.mark.parametrize("harm", ["magic", "cut", "empty", "noise"])
def test_anything_else_is_refused(source: Path, tmp_path: Path, harm: str) -> None:
    data = (source / PACKED).read_bytes()
    harmed = {"magic": b"GGUF" + data[4:], "cut": data[: len(data) // 2], "empty": b"", "noise": os.urandom(5000)}
    (tmp_path / PACKED).write_bytes(harmed[harm])
    with pytest.raises(ModelError):
        read_packed(tmp_path / PACKED)


@pytest.mark.real
def test_the_real_folder_agrees_with_the_second_decoder() -> None:
    models = Models(load_settings().models_dir)
    packed, folder = models.path("e5-small-q4"), models.path("multilingual-e5-small")
    texts = [check.text for check in project_lock().artifacts["multilingual-e5-small"].checks]
    check_folder(folder, project_lock().artifacts["multilingual-e5-small"].checks)
    found = SentenceEmbedder(folder).queries(texts)
    for text, vector in zip(texts, found, strict=True):
        expected = e5_numpy.embed(packed / PACKED, tokens(folder, "query: " + text))
        assert float(expected @ vector) > 0.999
