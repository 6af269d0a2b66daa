"""Documents taken apart → points for the index, as a LlamaIndex `IngestionPipeline`: split into clauses, embed.

Its document stores and upsert strategies are left out: `ingest/sync.py` owns what is new, changed or gone. The only
module that imports LlamaIndex, which takes seconds: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import BaseNode, TextNode, TransformComponent
from llama_index.core.schema import Document as LoadedDocument
from pydantic import ConfigDict

from assistant.document_seams import Point, SparseEncoder
from assistant.documents import searchable_text
from assistant.protocols import Embedder
from ingest.draft import Draft

BATCH = 16
"""Texts that are embedded at once; questions of a running server wait no longer than this takes."""
SLICE = 512
"""Passages that are in memory with their vectors."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Points of one slice, and the drafts that are whole with it."""

    points: tuple[Point, ...]
    complete: tuple[Draft, ...]


class ClauseSplitter(TransformComponent):
    """Loaded documents → one node a clause; its text is what is embedded, `passage` in its metadata what is stored."""

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> list[BaseNode]:
        return [one for node in nodes for one in _clauses(node.metadata["draft"], node.metadata["part"])]


class ClauseEmbedder(TransformComponent):
    """Gives each node its dense and its sparse vector; texts of like length together, so that little is padded."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    dense: Any
    sparse: Any

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> Sequence[BaseNode]:
        texts = [node.get_content() for node in nodes]
        ordered = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(ordered), BATCH):
            some = ordered[start : start + BATCH]
            vectors = self.dense.passages([texts[at] for at in some])
            for at, vector in zip(some, vectors, strict=True):
                nodes[at].embedding = vector.tolist()
        for node, vector in zip(nodes, self.sparse.passages(texts), strict=True):
            node.metadata["sparse"] = vector
        return nodes


class ClausePipeline:
    """Drafts → points, a bounded number at a time whatever the size of the documents."""

    def __init__(self, embedder: Embedder, sparse: SparseEncoder) -> None:
        steps = [ClauseSplitter(), ClauseEmbedder(dense=embedder, sparse=sparse)]
        self._pipeline = IngestionPipeline(name="documents", transformations=steps, disable_cache=True)

    def run(self, drafts: Sequence[Draft]) -> Iterator[Batch]:
        """In order; a draft is complete with the batch that holds the last of its points."""
        for parts in _slices(drafts):
            loaded = [
                LoadedDocument(id_=f"{draft.document}:{part.start}", text="", metadata={"draft": draft, "part": part})
                for draft, part in parts
            ]
            nodes = self._pipeline.run(documents=loaded)
            complete = tuple(draft for draft, part in parts if part.stop == len(draft.clauses))
            yield Batch(tuple(map(_point, nodes)), complete)


def _slices(drafts: Sequence[Draft]) -> Iterator[list[tuple[Draft, range]]]:
    parts: list[tuple[Draft, range]] = []
    room = SLICE
    for draft in drafts:
        start, end = 0, len(draft.clauses)
        while True:
            stop = min(end, start + room)
            parts.append((draft, range(start, stop)))
            room -= stop - start
            if room == 0:
                yield parts
                parts, room = [], SLICE
            if stop == end:
                break
            start = stop
    if parts:
        yield parts


def _clauses(draft: Draft, part: range) -> Iterator[TextNode]:
    for made in map(draft.passage, part):
        yield TextNode(id_=made.id, text=searchable_text(made), metadata={"passage": made})


def _point(node: BaseNode) -> Point:
    dense = np.asarray(node.get_embedding(), np.float32)
    return Point(node.metadata["passage"], dense, node.metadata["sparse"])
