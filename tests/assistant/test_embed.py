"""Embedders: the contract of every implementation, and what is particular to the real one."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.e5_unpack import PACKED, TOKENIZER, build_folder
from assistant.embed import E5_PROMPTS, SentenceEmbedder, best_dtype
from assistant.embed_fake import FakeEmbedder
from assistant.errors import ModelError
from assistant.protocols import Embedder
from tests.assistant import e5_tiny

TEXTS = ["nhiệm vụ quá hạn", "lịch họp", "nhiệm vụ"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("tiny-e5")
    e5_tiny.write_packed(source / PACKED)
    e5_tiny.write_tokenizer(source / TOKENIZER)
    build_folder(source, target, [])
    return target


@pytest.fixture(params=["fake", "float32", "bfloat16"])
def embedder(request: pytest.FixtureRequest, folder: Path) -> Embedder:
    return FakeEmbedder() if request.param == "fake" else SentenceEmbedder(folder, dtype=request.param)


def test_the_contract_of_embedders(embedder: Embedder) -> None:
    for embed in (embedder.queries, embedder.passages):
        vectors = embed(TEXTS)
        assert vectors.dtype == np.float32
        assert vectors.shape[0] == 3
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert np.allclose(embed(TEXTS[1:2])[0], vectors[1], atol=2e-2)  # alone as in a batch, within bfloat16
        assert embed([]).shape == (0, vectors.shape[1])


def test_the_fake_puts_similar_texts_near() -> None:
    fake = FakeEmbedder()
    question, same, other = fake.queries(
        ["KPI quý này của phường Thuận Hóa", "kpi quý này phường thuận hoá", "chiều mai họp ở đâu"]
    )
    assert question @ same > 0.8 > 0.4 > question @ other


def test_questions_and_passages_have_their_prefixes(folder: Path) -> None:
    embedder = SentenceEmbedder(folder, dtype="float32")
    assert not np.allclose(embedder.queries(TEXTS), embedder.passages(TEXTS), atol=1e-3)


def test_an_official_e5_folder_gets_the_prefixes_it_does_not_say(folder: Path) -> None:
    known = SentenceEmbedder(folder, dtype="float32").queries(TEXTS)
    file = folder / "config_sentence_transformers.json"
    said = file.read_text()
    file.write_text("{}")
    try:
        assert np.allclose(SentenceEmbedder(folder, dtype="float32").queries(TEXTS), known, atol=1e-6)
    finally:
        file.write_text(said)
    assert E5_PROMPTS["query"] in said


def test_threads_share_one_embedder(folder: Path) -> None:
    embedder = SentenceEmbedder(folder, dtype="float32")
    alone = embedder.queries(TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(embedder.queries, [TEXTS] * 16):
            assert np.allclose(vectors, alone, atol=1e-5)


def test_loading_never_asks_the_network(folder: Path) -> None:
    SentenceEmbedder(folder, dtype="float32")
    assert os.environ["HF_HUB_OFFLINE"] == os.environ["TRANSFORMERS_OFFLINE"] == "1"


def test_what_is_no_model_is_a_model_error(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(ModelError):
        SentenceEmbedder(tmp_path)
    (tmp_path / "modules.json").write_text((folder / "modules.json").read_text())
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError):
        SentenceEmbedder(tmp_path)


@pytest.mark.parametrize(
    ("flags", "dtype"),
    [("avx2 avx512_bf16", "bfloat16"), ("avx2 amx_bf16", "bfloat16"), ("avx2 avx512f", "float32"), ("", "float32")],
)
def test_bfloat16_only_where_the_cpu_computes_in_it(tmp_path: Path, flags: str, dtype: str) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor : 0\nflags\t\t: fpu {flags}\n")
    assert best_dtype(tmp_path / "cpuinfo") == dtype
    assert best_dtype(tmp_path / "absent") == "float32"
