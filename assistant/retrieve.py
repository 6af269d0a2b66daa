"""Search of the official documents: understand, go to the place or search both ways, fuse, rerank, weigh the evidence.

question -> DocumentQuery -> place: the index in document order
                          -> words: dense and sparse search -> linear fusion -> reranker -> confidence -> Found
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from assistant.access import Principal
from assistant.answer_kind import AnswerKind, answer_kind
from assistant.document_jump import passages_at
from assistant.document_query import DocumentQuery, read_document_query
from assistant.document_seams import Catalogue, KnownDocument, SparseEncoder, VectorIndex, Where
from assistant.document_validity import Remark, precedence, remark
from assistant.documents import Hit, Place, name_of, number_key
from assistant.evidence import Evidence
from assistant.protocols import Embedder
from assistant.rerank import CANDIDATES, LIST, Reranker, TreeReranker
from assistant.rerank_features import Candidate, Comparison, fuse
from assistant.vietnamese import normalise

Missing = Literal["document", "place", "evidence"]
TIE = 0.02
"""Confidences nearer than this are equal: the higher and later text goes first."""
NAMED = 0.02
"""Share of the threshold from which a passage is quoted of a document that the question names."""
SUCCESSOR = 0.1
"""Share of the confidence in a text without force from which the one that replaced it goes before it."""
OPENING = 0.25
"""Of the confidence in what stands before the first article: title, grounds, recipients."""

UNSHOWN = 0.25
"""Of the confidence in a passage that lacks the kind of figure or name that the question asks for."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, the best first; without hits `missing` says what is not there."""

    query: DocumentQuery
    hits: tuple[Hit, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """Of the documents of the hits, in their order, those of which something must be said."""
    missing: Missing | None = None
    """`document`: no text of that number; `place`: the text has no such place; `evidence`: nothing fits well enough."""
    articles: int | None = None
    """Of a missing place: how many articles the text has."""
    direct: bool = False
    """The place or document that was named, not what a search thought near."""


class Retriever:
    """Thread-safe as far as the index and the embedder are."""

    def __init__(
        self,
        index: VectorIndex,
        embedder: Embedder,
        encoder: SparseEncoder,
        catalogue: Catalogue,
        reranker: Reranker | None = None,
        evidence: Evidence | None = None,
        threshold: float | None = None,
    ) -> None:
        """`threshold` is the confidence from which a passage is quoted; None is the calibrated one."""
        self._index = index
        self._embedder = embedder
        self._encoder = encoder
        self._catalogue = catalogue
        self._reranker = reranker or TreeReranker()
        self._evidence = evidence or Evidence()
        self._threshold = self._evidence.threshold if threshold is None else threshold

    def search(self, text: str, asker: Principal, now: datetime, limit: int = 10) -> Found:
        """Passages that this person may see. Raises DocumentIndexError, ModelError, StoreError."""
        known = {document.id: document for document in self._catalogue.known(asker)}
        query = read_document_query(text, tuple(known.values()))
        where = Where(asker, self._catalogue.under(asker), documents=query.documents)
        if query.unknown is not None:
            return Found(query, missing="document")
        if query.documents and query.place is not None:
            return self._jump(query, where, known, now, limit)
        if query.documents and not query.words:
            hits = self._index.search(where, limit)
            return self._found(query, _current(hits, known), known, now, direct=True)
        narrow = self._narrowed(query, where, known)
        bar = self._threshold * (NAMED if query.documents else 1.0)
        hits = self._near(query, narrow, known, now)
        if narrow != where and not _enough(hits, bar):
            hits = self._near(query, where, known, now)
        if not _enough(hits, bar):
            return Found(query, missing="evidence")
        return self._found(query, hits[:limit], known, now)

    def nearest(self, text: str, asker: Principal, now: datetime, limit: int = 10) -> Sequence[Hit]:
        """Whatever is nearest, without an evidence threshold: for figures and `troly search`."""
        known = {document.id: document for document in self._catalogue.known(asker)}
        where = Where(asker, self._catalogue.under(asker))
        return self._near(read_document_query(text, tuple(known.values())), where, known, now)[:limit]

    @property
    def catalogue(self) -> Catalogue:
        return self._catalogue

    def over(self, catalogue: Catalogue, evidence: Evidence) -> Retriever:
        """The same search over other documents, with another judge: for training and figures."""
        return Retriever(self._index, self._embedder, self._encoder, catalogue, self._reranker, evidence)

    def _jump(
        self, query: DocumentQuery, where: Where, known: Mapping[str, KnownDocument], now: datetime, limit: int
    ) -> Found:
        """The place in each document that was meant; of copies of one text the first that has it."""
        assert query.place is not None  # noqa: S101  # the caller has asked
        hits: list[Hit] = []
        for document in _once(query.documents, known):
            at = passages_at(self._index, replace(where, documents=(document,)), query.place)
            hits += [replace(hit, score=1.0) for hit in _current(at, known)]
        if not hits:
            return Found(query, missing="place", articles=known[query.documents[0]].articles)
        return self._found(query, hits[:limit], known, now, direct=True)

    def _narrowed(self, query: DocumentQuery, where: Where, known: Mapping[str, KnownDocument]) -> Where:
        """With the kinds, years and issuers that were asked for; types as the known documents write them."""
        types = {d.header.type for d in known.values() if d.header.type and d.header.type.lower() in query.types}
        issued = tuple(d.id for d in known.values() if d.header.issuer in query.issuers)
        documents = where.documents or (issued if query.issuers else ())
        return replace(where, types=tuple(sorted(types)), years=query.years, documents=documents)

    def _near(self, query: DocumentQuery, where: Where, known: Mapping[str, KnownDocument], now: datetime) -> list[Hit]:
        """Candidates of both searches with their confidence, the best first."""
        asked = query.words if query.documents else query.text
        dense = _current(self._index.search(where, LIST, self._embedder.queries([asked])[0]), known)
        sparse = _current(self._index.search(where, LIST, self._encoder.query(asked)), known)
        by_id = {hit.passage.id: hit for hit in (*dense, *sparse)}
        near, like = ({hit.passage.id: hit.score for hit in hits} for hits in (dense, sparse))
        hits = _distinct(list(by_id.values()), known)
        candidates = [_candidate(hit, near.get(hit.passage.id), like.get(hit.passage.id)) for hit in hits]
        fused = fuse(candidates)
        order = sorted(range(len(hits)), key=lambda n: -fused[n])[:CANDIDATES]
        seen = Comparison(asked, [candidates[n] for n in order], fused[order])
        scores = self._reranker.scores(seen)
        sure = self._evidence.confidences(seen, scores)
        ranked = sorted(range(len(order)), key=lambda n: -scores[n])
        kind = answer_kind(query.text)
        judged = [replace(hits[order[n]], score=float(sure[n]) * _weight(hits[order[n]], known, kind)) for n in ranked]
        judged.sort(key=lambda hit: -hit.score)
        return self._in_order(judged, known, now, drafts="dự thảo" in asked.lower())

    def _in_order(
        self, hits: Sequence[Hit], known: Mapping[str, KnownDocument], now: datetime, drafts: bool
    ) -> list[Hit]:
        """Official texts that are evidence before others, unless `drafts` are asked for; among equals the higher and
        later text; what replaced a text without force before it."""
        ranked: list[Hit] = []
        for equal in _ties(hits):
            ranked += sorted(equal, key=lambda hit: precedence(known[hit.passage.document], now.date()))
        if not drafts:
            ranked.sort(key=lambda hit: not (hit.passage.header.official and hit.score >= self._threshold))
        return _successors_first(ranked, known)

    def _found(
        self,
        query: DocumentQuery,
        hits: Sequence[Hit],
        known: Mapping[str, KnownDocument],
        now: datetime,
        direct: bool = False,
    ) -> Found:
        documents = dict.fromkeys(hit.passage.document for hit in hits)
        remarks = (remark(known[document], now.date()) for document in documents)
        missing: Missing | None = None if hits else "evidence"
        return Found(query, tuple(hits), tuple(r for r in remarks if r is not None), missing, direct=direct)


def _enough(hits: Sequence[Hit], bar: float) -> bool:
    return bool(hits) and max(hit.score for hit in hits) >= bar


def _current(hits: Sequence[Hit], known: Mapping[str, KnownDocument]) -> list[Hit]:
    """Of the version that answers; what the catalogue does not know is nobody's."""
    return [h for h in hits if h.passage.document in known and known[h.passage.document].version == h.passage.version]


def _once(documents: Sequence[str], known: Mapping[str, KnownDocument]) -> list[str]:
    """Without those that are copies of another that is known."""
    return [document for document in documents if known[document].duplicate_of not in known]


def _distinct(hits: Sequence[Hit], known: Mapping[str, KnownDocument]) -> list[Hit]:
    """A text that is there twice, once: of copies the original, of equal passages of one number the first."""
    kept: dict[tuple[object, ...], Hit] = {}
    for hit in hits:
        passage = hit.passage
        if known[passage.document].duplicate_of in known:
            continue
        key = (passage.header.number or passage.document, passage.clause.place, normalise(passage.clause.text).lower())
        kept.setdefault(key, hit)
    return list(kept.values())


def _ties(hits: Sequence[Hit]) -> list[list[Hit]]:
    groups: list[list[Hit]] = []
    for hit in hits:
        if groups and groups[-1][0].score - hit.score < TIE * groups[-1][0].score:
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return groups


def _weight(hit: Hit, known: Mapping[str, KnownDocument], kind: AnswerKind | None) -> float:
    clause = hit.passage.clause
    weight = OPENING if clause.place == Place() and known[hit.passage.document].articles else 1.0
    return weight if kind is None or kind.shown_in(clause.text, clause.path) else weight * UNSHOWN


def _successors_first(hits: Sequence[Hit], known: Mapping[str, KnownDocument]) -> list[Hit]:
    """Without changing more than that."""
    ranked = list(hits)
    if not ranked:
        return ranked
    best = ranked[0]
    later = {number_key(act.number) for act in known[best.passage.document].replaced_by if act.number}
    for hit in ranked[1:]:
        if hit.score >= SUCCESSOR * best.score and number_key(hit.passage.header.number or "") in later:
            return [hit, *(other for other in ranked if other is not hit)]
    return ranked


def _candidate(hit: Hit, dense: float | None, sparse: float | None) -> Candidate:
    passage = hit.passage
    return Candidate(
        name_of(passage.header), _title(passage.clause.path), passage.clause.text, passage.document, dense, sparse
    )


def _title(path: str) -> str:
    """The heading of the article or annex in a path of titles, else its last part."""
    parts = path.split(" › ")
    return next((part for part in parts if part.startswith(("Điều", "Phụ lục", "PHỤ LỤC"))), parts[-1])
