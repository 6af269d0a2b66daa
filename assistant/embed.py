"""Embedding through sentence-transformers: the only module that imports it."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelError
from assistant.protocols import Vectors

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

Dtype = Literal["auto", "bfloat16", "float32"]
E5_PROMPTS = {"query": "query: ", "document": "passage: "}
BFLOAT16_FLAGS = frozenset({"avx512_bf16", "amx_bf16"})
CPU_INFO = Path("/proc/cpuinfo")


class SentenceEmbedder:
    """A local sentence-transformers folder; loading takes seconds, so do it once and early. Thread-safe."""

    def __init__(self, folder: Path, *, dtype: Dtype = "auto") -> None:
        """Load from the folder alone, never from the network. Raises ModelError when it is not such a folder.

        `auto` is bfloat16 on a CPU that computes in it, else float32; vectors come out as float32 either way.
        """
        self.dtype = best_dtype() if dtype == "auto" else dtype
        self._model = _load(folder, self.dtype)
        self._busy = threading.Lock()  # the tokenizer's padding state is shared

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of questions, float32, shape (len(texts), dimension)."""
        return self._vectors("query", texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, float32, shape (len(texts), dimension)."""
        return self._vectors("document", texts)

    def _vectors(self, prompt: Literal["query", "document"], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        import torch

        encode = self._model.encode_query if prompt == "query" else self._model.encode_document
        with self._busy:
            torch.set_num_threads(1 if len(texts) == 1 else os.cpu_count() or 1)
            found = encode(list(texts), convert_to_tensor=True, show_progress_bar=False)
        vectors = np.asarray(found.float().cpu().numpy(), np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)


class SentenceJudge:
    """A local cross-encoder: how well passages answer a question. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Load from the folder alone, never from the network. Raises ModelError when it is no cross-encoder."""
        self._model = _load_judge(folder)
        self._busy = threading.Lock()

    def judge(self, question: str, passages: Sequence[str]) -> npt.NDArray[np.float64]:
        """The higher the better, shape (len(passages),)."""
        with self._busy:
            found = self._model.predict([(question, passage) for passage in passages], show_progress_bar=False)
        return np.asarray(found, np.float64).reshape(len(passages))


def best_dtype(cpu_info: Path = CPU_INFO) -> Literal["bfloat16", "float32"]:
    """bfloat16 where the CPU has instructions for it; emulated it would be slower than float32."""
    try:
        flags = next(line for line in cpu_info.read_text().splitlines() if line.startswith("flags"))
    except (OSError, StopIteration):
        return "float32"
    return "bfloat16" if BFLOAT16_FLAGS & set(flags.split()) else "float32"


def _load_judge(folder: Path) -> CrossEncoder:
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(str(folder), device="cpu", local_files_only=True)
        return model
    except (OSError, ValueError, KeyError, RuntimeError) as exc:
        raise ModelError(f"{folder}: {exc}", name=str(folder), mend="troly models fetch") from exc


def _load(folder: Path, dtype: Literal["bfloat16", "float32"]) -> SentenceTransformer:
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise ModelError(f"{folder} is no sentence-transformers folder", name=str(folder), mend="troly models fetch")
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"  # nothing is downloaded while answering
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar, set_verbosity_error

    disable_progress_bar()  # type: ignore[no-untyped-call]
    set_verbosity_error()  # type: ignore[no-untyped-call]  # e5 does without the pooler: no news
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    try:
        model = SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": getattr(torch, dtype)}
        )
    except (OSError, ValueError, KeyError, RuntimeError) as exc:
        raise ModelError(f"{folder}: {exc}", name=str(folder), mend="troly models fetch") from exc
    if not any(model.prompts.values()) and "e5" in folder.name.lower():
        model.prompts = dict(E5_PROMPTS)  # the official e5 folders do not say them
    return model
