"""Which tool a question is for: nearest neighbours over the labelled examples of `prompts/routes/`.

Nearness is the cosine of embeddings plus a share of the overlap of letter n-grams, which survives mishearing.
Measured on 78 questions that are not among the examples: embeddings alone (mean of the best three) .846 right,
negative log likelihood .41; with n-grams and the nearest example counted apart .910 and .25.

Names and times of the question are masked before (`mask`), as `{unit}`, `{person}` and `{time}` are in the examples,
so that "KPI quý một của phường Thuận Hóa" is as near to one unit as to another. A question typed without accents is
compared with examples without accents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.protocols import Embedder, Vectors
from assistant.vietnamese import fold, has_accents, normalise
from prompts import FOLDER

MASKS = {"unit": "đơn vị", "person": "đồng chí", "time": "kỳ này"}
NEAREST = 3
"""Examples of a tool that speak for it."""
FIRST = 0.6
"""What the nearest example counts; the rest is the mean of the nearest three."""
LETTERS = 0.15
"""What the overlap of letter n-grams counts beside the cosine of embeddings."""
ALIKE = 5
"""Examples that are shown to the language model beside a question."""
TEMPERATURE = 0.015
"""Of the softmax over tools: cosines of e5 lie close together."""


class RouteFile(BaseModel):
    """One file of `prompts/routes/`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    tool: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    tool: str
    confidence: float
    """0 to 1: softmax over the tools."""
    candidates: Mapping[str, float]
    """Every tool's confidence."""


def load_routes(folder: Path = FOLDER / "routes") -> tuple[RouteFile, ...]:
    """Every example file, by name. Raises pydantic.ValidationError for one that does not fit."""
    return tuple(
        RouteFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.yaml"))
    )


class SemanticRouter:
    """kNN in the embedding space; the examples' vectors are kept in `cache` between runs."""

    def __init__(self, embedder: Embedder, routes: Sequence[RouteFile], cache: Path | None = None) -> None:
        self._embedder = embedder
        examples = [(r.tool, _masked(e)) for r in routes for e in r.examples]
        self._tools = sorted({tool for tool, _ in examples})
        self._labels = np.array([self._tools.index(tool) for tool, _ in examples])
        self._examples = {r.tool: [e.format_map(MASKS) for e in r.examples] for r in routes}
        texts = self._texts = [text for _, text in examples]
        plain = [fold(text) for text in texts]
        both = _cached(embedder, [*texts, *plain], cache)
        self._ngrams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        self._letters = self._ngrams.fit_transform(plain)
        self._accented, self._plain = both[: len(texts)], both[len(texts) :]

    def examples(self, tool: str, count: int) -> list[str]:
        """The first examples of a tool, masked."""
        return self._examples.get(tool, [])[:count]

    def alike(self, masked: str, count: int = ALIKE) -> list[tuple[str, str]]:
        """The examples most like a question, masked, each with its tool; the nearest first."""
        nearest = np.argsort(-self._nearness(masked))[:count]
        return [(self._texts[i], self._tools[self._labels[i]]) for i in nearest]

    def route(self, masked: str) -> Route:
        """`masked` is the question with its names and times replaced by `MASKS`."""
        nearness = self._nearness(masked)
        scores = np.array([_score(nearness[self._labels == i]) for i in range(len(self._tools))])
        weights = np.exp((scores - scores.max()) / TEMPERATURE)
        shares = weights / weights.sum()
        best = int(shares.argmax())
        candidates = {tool: round(float(share), 4) for tool, share in zip(self._tools, shares, strict=True)}
        return Route(self._tools[best], float(shares[best]), candidates)

    def _nearness(self, masked: str) -> Vectors:
        """Of a question to every example."""
        text = _tidy(masked)
        examples = self._accented if has_accents(text) else self._plain
        meaning = examples @ self._embedder.queries([text])[0]
        letters = (self._letters @ self._ngrams.transform([fold(text)]).T).toarray()[:, 0]
        nearness: Vectors = meaning + LETTERS * letters
        return nearness


def _masked(example: str) -> str:
    return _tidy(example.format_map(MASKS))


def _tidy(text: str) -> str:
    return " ".join(normalise(text).lower().rstrip("?.! ").split())


def _score(nearness: Vectors) -> float:
    best = np.sort(nearness)[-NEAREST:]
    return float(FIRST * best[-1] + (1 - FIRST) * best.mean())


def _cached(embedder: Embedder, texts: Sequence[str], cache: Path | None) -> Vectors:
    """Vectors of the examples, from `cache` when they were made from the same texts by the same model."""
    if cache is None:
        return embedder.queries(texts)
    probe = embedder.queries(["xin chào"])
    key = hashlib.sha256(probe.tobytes() + "\n".join(texts).encode()).hexdigest()[:16]
    file = cache / f"routes-{key}.npy"
    if file.is_file():
        kept: Vectors = np.load(file)
        return kept
    vectors = embedder.queries(texts)
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob("routes-*.npy"):
        old.unlink()
    np.save(file, vectors)
    return vectors
