"""Plain RAG as LlamaIndex's defaults give it: everything as text in one vector index, the nearest two into its prompt.

The documents' text and a line a row of the city's tables, cut by the default SentenceSplitter, embedded by our own
encoder, answered by our own language model. It knows no rights, since such a stack has none: leaks are counted.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from assistant.build import open_embedder
from assistant.settings import Settings
from assistant.types import Answer, Citation
from eval.cases import Case
from eval.graded import Outcome
from eval.outcome_log import fingerprint
from eval.peers.chat import opened_model, peer_answer
from ingest.tables import TABLES
from kpi_tools.document_catalogue import Catalogue
from kpi_tools.store import Store
from prompts import message

if TYPE_CHECKING:
    from llama_index.core.base.base_query_engine import BaseQueryEngine
    from llama_index.core.schema import Document, NodeWithScore

SECONDS = 120.0
"""Of one reply."""


class PlainRag:
    """An Asker over a LlamaIndex query engine."""

    name = "plain-rag"

    def __init__(self, engine: BaseQueryEngine) -> None:
        self._engine = engine

    def ask(self, case: Case, now: datetime, session: str | None) -> Outcome:
        began = perf_counter()
        try:
            text, nodes, broke = *self._found(case.question), ""
        except Exception as exc:  # noqa: BLE001  whatever breaks it is its answer
            text, nodes, broke = "", (), f"{type(exc).__name__}: {exc}"[:300]
        millis = (perf_counter() - began) * 1000
        answer = Answer(
            question=case.question,
            answer=text,
            speech=text,
            status="answered" if text else "error",
            citations=tuple(_cited(node.node.metadata, node.node.get_content()) for node in nodes),
            router="llm",
        )
        return Outcome(case, peer_answer(answer, round(millis), broke), round(millis, 1))

    def _found(self, question: str) -> tuple[str, Sequence[NodeWithScore]]:
        said = self._engine.query(question)
        return str(said).strip(), said.source_nodes


def _cited(said: dict[str, Any], text: str) -> Citation:
    """A source node; which article it is, plain text does not say."""
    return Citation(said.get("file", said.get("table", "")), said.get("number"), None, None, None, text, "")


def texts_of(store: Store) -> list[Document]:
    """Every document of the catalogue and every row of the imported tables, as LlamaIndex takes them."""
    from llama_index.core.schema import Document

    catalogue = Catalogue(store)
    made = [
        Document(
            text="\n".join(clause.text for clause in catalogue.clauses(one)),
            metadata={"file": one.file, "number": one.header.number},
            excluded_embed_metadata_keys=["number"],
        )
        for one in catalogue.records()
        if one.answers
    ]
    return [*made, *(Document(text=line, metadata={"table": table}) for table, line in rows_of(store))]


def rows_of(store: Store) -> Iterator[tuple[str, str]]:
    """(table, one row as a line): `nhiem_vu: ma_nhiem_vu: NV-1; ten: …`, columns as the workbooks name them."""
    with store.read() as session:
        for name, table in TABLES.items():
            for row in session.scalars(select(table.stored)):
                values = ((column, getattr(row, attribute, None)) for column, attribute in table.columns.items())
                cells = "; ".join(f"{column}: {_cell(value)}" for column, value in values if value not in (None, ""))
                yield name, message("peers", "row", table=name, cells=cells)


def _cell(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def engine_over(documents: Sequence[Document], embedder: Any, llm: Any, cache: Path) -> BaseQueryEngine:
    """All of it as the library's defaults have it; `cache` keeps the vectors of the same texts for the next run."""
    from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage

    texts = hashlib.sha256("\0".join(document.text for document in documents).encode()).hexdigest()
    kept = cache / texts[:16]
    if kept.is_dir():
        index = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(kept)), embed_model=embedder)
        return index.as_query_engine(llm=llm)
    made = VectorStoreIndex.from_documents(list(documents), embed_model=embedder, show_progress=sys.stderr.isatty())
    partial = kept.with_suffix(".part")
    made.storage_context.persist(persist_dir=str(partial))
    partial.rename(kept)
    return made.as_query_engine(llm=llm)


@contextmanager
def plain_rag(settings: Settings) -> Iterator[PlainRag]:
    """Embeds everything the first time (ten minutes) and opens the model. Raises ModelError, StoreError,
    LanguageModelError."""
    from langchain_openai import ChatOpenAI

    from eval.peers.llama_models import ChatOfLangChain, EmbedderOfOurs

    store = Store.open(settings.database)
    try:
        documents = texts_of(store)
    finally:
        store.close()
    embedder, cache = (
        EmbedderOfOurs(open_embedder(settings)),
        settings.home / "cache" / "peers" / fingerprint(settings.embedding_model),
    )
    with opened_model(settings, ChatOpenAI, SECONDS) as model:
        yield PlainRag(engine_over(documents, embedder, ChatOfLangChain(model), cache))
