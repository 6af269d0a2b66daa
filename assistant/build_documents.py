"""The part of `assistant/build.py` that puts the documents together: reader, index, search, pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.amendments import Amendments
from assistant.document_keeping import DocumentDesk, DocumentIndex
from assistant.document_library import IndexLibrary, Library
from assistant.document_page import Shelf
from assistant.lazy import Lazy
from assistant.protocols import Embedder
from assistant.rerank import CrossEncoderReranker, Reranker, TreeReranker
from assistant.retrieve import Retriever
from assistant.settings import Settings
from assistant.sparse import SyllableEncoder
from assistant.tools.document_shelf import StoreShelf
from ingest.document_keeper import DocumentKeeper
from ingest.parse import parse_with_side_file
from ingest.reading.reader import WorkerReader
from ingest.sync_parts import Parts
from kpi_tools.document_catalogue import Catalogue
from kpi_tools.known_documents import KnownDocuments
from kpi_tools.store import Store

if TYPE_CHECKING:
    from ingest.pipeline import ClausePipeline

READERS = "readers 2, chunks 2, terms 1"
"""Counts up when reading, splitting or the sparse terms change, so that every file is read again."""


@dataclass(frozen=True, slots=True)
class Documents:
    library: Library
    shelf: Shelf
    desk: DocumentDesk
    warm: Callable[[], object]
    """Open what a search needs. Raises DocumentIndexError, ModelError."""
    close: Callable[[], None]


def build_documents(settings: Settings, store: Store, embedder: Lazy[Embedder]) -> Documents:
    """Index and models open when first used."""
    known, encoder = KnownDocuments(store), SyllableEncoder()
    index = Lazy[DocumentIndex](lambda: _index(settings, embedder.get().passages([]).shape[1]))
    reader = WorkerReader(ocr_cache=settings.home / "cache" / "ocr")
    parts = Parts(
        catalogue=Catalogue(store),
        index=index.get,
        pipeline=lambda: _pipeline(embedder.get(), encoder),
        reader=reader,
        parser=parse_with_side_file,
        made_with=f"{READERS}, {settings.embedding_model or 'multilingual-e5-small'}",
    )
    retriever = Lazy[Retriever](
        lambda: Retriever(
            index.get(),
            embedder.get(),
            encoder,
            known,
            _reranker(settings),
            threshold=settings.evidence_threshold,
        )
    )
    amendments = Lazy[Amendments](lambda: Amendments(index.get(), known))

    def close() -> None:
        reader.close()
        if index.loaded:
            index.get().close()

    return Documents(
        library=IndexLibrary(retriever.get, amendments.get),
        shelf=StoreShelf(store, known),
        desk=DocumentKeeper(parts, settings.home / "index.lock"),
        warm=retriever.get,
        close=close,
    )


def _index(settings: Settings, dimension: int) -> DocumentIndex:
    if settings.qdrant_url:
        from ingest.index_server import Placement, ServerIndex

        key = settings.qdrant_api_key.get_secret_value() if settings.qdrant_api_key else None
        place = Placement(
            collection=settings.qdrant_collection,
            tenant=settings.qdrant_tenant,
            shards=settings.qdrant_shards,
            replicas=settings.qdrant_replicas,
        )
        return ServerIndex.connect(settings.qdrant_url, dimension, place, key)
    from ingest.index_edge import EdgeIndex

    return EdgeIndex(settings.home / "index", dimension)


def _pipeline(embedder: Embedder, encoder: SyllableEncoder) -> ClausePipeline:
    from ingest.pipeline import ClausePipeline

    return ClausePipeline(embedder, encoder)


def _reranker(settings: Settings) -> Reranker:
    return CrossEncoderReranker(Path(settings.reranker_model)) if settings.reranker_model else TreeReranker()
