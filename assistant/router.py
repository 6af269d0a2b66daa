"""Which tool a question is for, learnt from the labelled examples of `prompts/routes/` (see `route_model`).

Names and times of the question are masked before (`mask`), as `{unit}`, `{person}` and `{time}` are in the examples,
so that "KPI quý một của phường Thuận Hóa" is as near to one unit as to another. Every example is learnt twice, as
written and without accents. What was learnt is kept; after a change only new examples are embedded.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict

from assistant.protocols import Embedder, Vectors
from assistant.route_model import RECIPE, Arrays, RouteModel
from assistant.vietnamese import fold, normalise
from prompts import FOLDER

_log = logging.getLogger(__name__)
MASKS = {"unit": "đơn vị", "person": "đồng chí", "time": "kỳ này"}
UNCLEAR = "clarify"
"""The label of what says too little to be any tool's: the user is asked back."""
ALIKE = 5
"""Examples that are shown to the language model beside a question."""


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
    """Learns when it is made, unless `cache` keeps what it learnt from the same examples and model."""

    def __init__(self, embedder: Embedder, routes: Sequence[RouteFile], cache: Path | None = None) -> None:
        """`routes` are of two tools at least."""
        self._embedder = embedder
        self._examples = {r.tool: [e.format_map(MASKS) for e in r.examples] for r in routes}
        labelled = {_tidy(text): tool for tool, examples in self._examples.items() for text in examples}
        self._written = {fold(text): text for text in labelled}
        self._model = _learnt(embedder, labelled, cache)

    def examples(self, tool: str, count: int) -> list[str]:
        """The first examples of a tool, masked."""
        return self._examples.get(tool, [])[:count]

    def alike(self, masked: str, count: int = ALIKE) -> list[tuple[str, str]]:
        """The examples most like a question, masked, each with its tool; the nearest first."""
        text = _tidy(masked)
        nearest = self._model.nearest(fold(text), self._embedder.queries([text])[0], count)
        return [(self._written[example], tool) for example, tool in nearest]

    def route(self, masked: str) -> Route:
        """`masked` is the question with its names and times replaced by `MASKS`."""
        text = _tidy(masked)
        shares = self._model.shares(fold(text), self._embedder.queries([text])[0])
        best = int(shares.argmax())
        candidates = {tool: round(float(share), 4) for tool, share in zip(self._model.tools, shares, strict=True)}
        return Route(self._model.tools[best], float(shares[best]), candidates)


def _tidy(text: str) -> str:
    return " ".join(normalise(text).lower().rstrip("?.! ").split())


def _learnt(embedder: Embedder, labelled: Mapping[str, str], cache: Path | None) -> RouteModel:
    """From `cache` when it was learnt from the same examples by the same embedder."""
    if cache is None:
        return _learn(labelled, _embedded(embedder, labelled, {}))
    probe = embedder.queries(["xin chào"])
    key = hashlib.sha256(probe.tobytes() + repr((RECIPE, labelled)).encode()).hexdigest()[:16]
    file = cache / f"routes-{key}.npz"
    if file.is_file():
        return RouteModel.of(_kept(file))
    vectors = _embedded(embedder, labelled, _vectors_kept(cache, probe))
    model = _learn(labelled, vectors)
    try:
        _keep(file, {"probe": probe, "written": np.array(list(labelled)), **model.arrays()})
    except OSError as exc:
        _log.warning("what the router learnt is not kept: %s", exc)
    return model


def _keep(file: Path, arrays: Arrays) -> None:
    """Whole or not at all: other processes may read and write here. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as made:
        np.savez(made, allow_pickle=False, **arrays)
    Path(made.name).replace(file)
    for old in file.parent.glob("routes-*.np[yz]"):
        if old != file:
            old.unlink(missing_ok=True)


def _learn(labelled: Mapping[str, str], vectors: Vectors) -> RouteModel:
    return RouteModel.learn([fold(text) for text in labelled], list(labelled.values()), vectors)


def _embedded(embedder: Embedder, texts: Collection[str], kept: Mapping[str, Vectors]) -> Vectors:
    """As they are written and without accents, shape (2, texts, dimension)."""
    both = [*texts, *map(fold, texts)]
    new = [text for text in dict.fromkeys(both) if text not in kept]
    found = {**kept, **dict(zip(new, embedder.queries(new), strict=True))} if new else kept
    return np.array([found[text] for text in both]).reshape(2, len(texts), -1)


def _vectors_kept(cache: Path, probe: Vectors) -> Mapping[str, Vectors]:
    """Of earlier examples, by the same embedder."""
    for file in cache.glob("routes-*.npz"):
        kept = _kept(file)
        if kept.keys() >= {"written", "texts", "vectors", "probe"} and np.array_equal(kept["probe"], probe):
            texts = [*kept["written"].tolist(), *kept["texts"].tolist()]
            return dict(zip(texts, kept["vectors"].reshape(len(texts), -1).astype(np.float32), strict=True))
    return {}


def _kept(file: Path) -> Arrays:
    with np.load(file) as arrays:
        return dict(arrays)
