"""A second decoder of packed e5 files: the forward pass in plain numpy, written from the paper, to compare with."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.e5_unpack import Tensor, read_packed

_erf = np.vectorize(math.erf, otypes=[np.float32])


def embed(packed: Path, tokens: list[int]) -> Tensor:
    """Unit vector, shape (hidden,), of one sequence of token numbers."""
    shape, w = read_packed(packed)
    x = w["emb.word"][tokens] + w["emb.pos"][: len(tokens)] + w["emb.type"][0]
    x = _normalise(x, w["emb.ln.w"], w["emb.ln.b"], shape.epsilon)
    for n in range(shape.layers):
        heads = [_heads(x @ w[f"l{n}.{p}.w"].T + w[f"l{n}.{p}.b"], shape.heads) for p in "qkv"]
        q, k, v = heads
        scores = q @ k.transpose(0, 2, 1) / math.sqrt(shape.hidden // shape.heads)
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (weights / weights.sum(axis=-1, keepdims=True)) @ v
        mixed = mixed.transpose(1, 0, 2).reshape(len(tokens), shape.hidden)
        x = x + mixed @ w[f"l{n}.ao.w"].T + w[f"l{n}.ao.b"]
        x = _normalise(x, w[f"l{n}.aln.w"], w[f"l{n}.aln.b"], shape.epsilon)
        inner = x @ w[f"l{n}.fi.w"].T + w[f"l{n}.fi.b"]
        inner = inner * 0.5 * (1 + _erf(inner / math.sqrt(2)))
        x = x + inner @ w[f"l{n}.fo.w"].T + w[f"l{n}.fo.b"]
        x = _normalise(x, w[f"l{n}.oln.w"], w[f"l{n}.oln.b"], shape.epsilon)
    mean = x.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def _heads(x: Tensor, heads: int) -> npt.NDArray[np.float32]:
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)


def _normalise(x: Tensor, weight: Tensor, bias: Tensor, epsilon: float) -> Tensor:
    centred = x - x.mean(axis=-1, keepdims=True)
    scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon)
    return np.asarray(centred / scale * weight + bias, np.float32)
