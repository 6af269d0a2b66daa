"""Retrieval sets: the corpus is indexed for the run alone and searched as the product searches, without a threshold.

corpus rows -> a passage each -> the product's embedder, terms and index (in a folder of its own) -> Retriever.nearest
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean
from time import perf_counter
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from assistant.access import Principal
from assistant.document_seams import KnownDocument, Point, VectorIndex
from assistant.documents import Clause, Header, Passage, Place, searchable_text
from assistant.protocols import Embedder
from assistant.retrieve import Retriever
from assistant.sparse import SyllableEncoder
from eval.ranks import TOP, ndcg, recall, reciprocal_rank
from eval.run import Progress
from eval.set_files import chosen, rows_of
from eval.summary import DIGITS, Document, percentiles
from eval.train.article_search import embedded

READER = Principal("EVAL", "", "", "lanh_dao_thanh_pho")
_VERSION = "1"


class Asked(BaseModel):
    """Other keys are ignored."""

    model_config = ConfigDict(frozen=True)
    id: str
    text: str
    relevant: frozenset[str] = Field(min_length=1)


class Article(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: str
    law: str
    article: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CorpusCatalogue:
    """Every law of the corpus, open to all."""

    laws: tuple[KnownDocument, ...]

    def known(self, asker: Principal) -> Sequence[KnownDocument]:
        return self.laws

    def under(self, asker: Principal) -> tuple[str, ...]:
        return ()


def load_retrieval(file: Path) -> list[Asked]:
    """Raises InputError that names the line."""
    return [row for _, row in rows_of(file, Asked)]


def load_corpus(file: Path) -> list[Article]:
    return [row for _, row in rows_of(file, Article)]


def choose(asked: Sequence[Asked], only: Sequence[str] = (), sample: int | None = None, seed: int = 0) -> list[Asked]:
    return [asked[at] for at in chosen([one.id for one in asked], only, sample, seed)]


def corpus_retriever(
    articles: Sequence[Article], index: VectorIndex, embedder: Embedder, cache: Path, progress: Progress
) -> Retriever:
    """The product's search over the corpus, put into an empty index; vectors are kept in `cache`, block by block."""
    passages, encoder = passages_of(articles), SyllableEncoder()
    texts = [searchable_text(passage) for passage in passages]
    vectors = embedded("passages", texts, embedder, cache, progress)
    index.put([Point(*one) for one in zip(passages, vectors, encoder.passages(texts), strict=True)])
    counts: dict[str, int] = {}
    for article in articles:
        counts[article.law] = counts.get(article.law, 0) + 1
    laws = tuple(KnownDocument(_law(law), _VERSION, Header(title=law), counts[law]) for law in counts)
    return Retriever(index, embedder, encoder, CorpusCatalogue(laws))


def passages_of(articles: Sequence[Article]) -> list[Passage]:
    """An article each, its title in the path and not again in the text."""
    found = []
    for order, one in enumerate(articles):
        text = one.text.removeprefix(one.title).strip() or one.title
        clause = Clause(Place(article=one.article), f"Điều {one.article}. {one.title}", text)
        header = Header(title=one.law)
        id_ = _passage(one.id)
        found.append(Passage(id_, "eval", _law(one.law), _VERSION, order, one.law, clause, header))
    return found


def rank(
    asked: Sequence[Asked], articles: Sequence[Article], retriever: Retriever, now: datetime, progress: Progress
) -> tuple[list[list[str]], list[float]]:
    """Ids of the ten best articles of each question, and the milliseconds that each search took."""
    ids: Mapping[str, str] = {_passage(one.id): one.id for one in articles}
    rankings, millis = [], []
    for one in asked:
        began = perf_counter()
        rankings.append([ids[hit.passage.id] for hit in retriever.nearest(one.text, READER, now, 10)])
        millis.append((perf_counter() - began) * 1000)
        progress()
    return rankings, millis


def summarise_ranks(asked: Sequence[Asked], rankings: Sequence[Sequence[str]], millis: Sequence[float]) -> Document:
    """A failure is a question whose ten best hold nothing relevant."""
    failures: list[JsonValue] = [
        {"id": one.id, "expected": {"relevant": [*sorted(one.relevant)]}, "got": {"ranking": [*ranking]}}
        for one, ranking in zip(asked, rankings, strict=True)
        if not one.relevant & set(ranking)
    ]
    pairs = [(ranking, one.relevant) for one, ranking in zip(asked, rankings, strict=True)]
    return {
        "n": len(asked),
        "recall": {str(top): round(fmean(recall(*pair, top) for pair in pairs), DIGITS) for top in TOP},
        "mrr@10": round(fmean(reciprocal_rank(*pair) for pair in pairs), DIGITS),
        "ndcg@10": round(fmean(ndcg(*pair) for pair in pairs), DIGITS),
        "latency_ms": {"total": percentiles(millis)},
        "failures": failures,
    }


def _law(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"law:{name}"))


def _passage(id_: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"article:{id_}"))
