"""The tool that quotes official documents: the exact place first, with its citation, and what must be said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.access import Principal
from assistant.amendments import Amended, same
from assistant.document_library import Library
from assistant.document_query import DocumentQuery
from assistant.document_validity import Remark
from assistant.documents import Hit, Place
from assistant.pinpoint import meant, named
from assistant.retrieve import Found, Missing
from assistant.tools.entry import Arguments, Stores, Tool, beside, row
from assistant.types import Citation, Row, ToolCall, ToolResult
from assistant.vietnamese import fold

BESIDE = 0.85
"""A passage of another document is quoted too when its confidence is at least this share of the best one's."""
MOST_QUOTES = 3
_IN_FORCE = re.compile(r"\b(?:con|het|dang co) (?:co )?hieu luc\b")


class DocumentArguments(Arguments):
    question: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A place of a document, verbatim."""

    document: str
    """File."""
    number: str | None
    type: str | None
    title: str | None
    issuer: str | None
    issued: date | None
    place: Place
    path: str
    text: str
    page: int | None
    url: str
    score: float
    remark: Remark | None = None
    amended_by: str | None = None
    """Number of the amending act in which this wording stands."""


@dataclass(frozen=True, slots=True)
class Quoted:
    question: str
    quotes: tuple[Quote, ...] = ()
    missing: Missing | None = None
    """Why there are none."""
    number: str | None = None
    """That was said, of a document that is not there or lacks the place."""
    place: Place | None = None
    """That was asked for."""
    articles: int | None = None
    """Of the document that lacks the place."""
    direct: bool = False
    """A place or document was named, not searched for."""
    whether_in_force: bool = False
    """The question is whether the document is in force."""


def _documents(stores: Stores, asker: Principal, now: datetime, args: DocumentArguments) -> ToolResult:
    call = ToolCall(tool="documents", args=args.as_args())
    found = stores.library.search(args.question, asker, now)
    data = quoted(args.question, found, stores.library, asker)
    if not data.quotes:
        return ToolResult(call, "not_found", data, explain=beside(data, "number", "articles"))
    citations = tuple(dict.fromkeys(_citation(quote) for quote in data.quotes))
    return ToolResult(call, "answered", data, rows=tuple(map(_row, data.quotes)), citations=citations)


def quoted(question: str, found: Found, library: Library, asker: Principal) -> Quoted:
    """What is shown of what was found. Raises DocumentIndexError, StoreError."""
    query = found.query
    number = query.unknown or (query.numbers[0] if query.numbers else None)
    amended = _amending(found, number, library, asker)
    quotes = [_amended(one) for one in amended] if found.direct or not found.hits else []
    if not quotes:
        remarks = {remark.document: remark for remark in found.remarks}
        chosen = found.hits if found.direct else _worth_quoting(found.hits)
        quotes = [_in_force(_exact(hit, query), query, remarks, library, asker) for hit in chosen]
    return Quoted(
        question=question,
        quotes=tuple(quotes),
        missing=None if quotes else found.missing or "evidence",
        number=number,
        place=query.place,
        articles=found.articles,
        direct=found.direct,
        whether_in_force=bool(query.documents) and _IN_FORCE.search(fold(query.text)) is not None,
    )


def _amending(found: Found, number: str | None, library: Library, asker: Principal) -> Sequence[Amended]:
    """Of a place that was named: how the newest act that changes all of it, or inserts it, words it."""
    place = found.query.place
    if number is None or place is None or found.query.unknown:
        return ()
    changes = [one for one in library.amendments(number, place, asker) if same(one.place, place) or not found.hits]
    newest = changes[0].hit.passage.document if changes else None
    return [one for one in changes if one.hit.passage.document == newest]


def _in_force(
    hit: Hit, query: DocumentQuery, remarks: Mapping[str, Remark], library: Library, asker: Principal
) -> Quote:
    """A passage, or the newest amending act's wording of just this place; of an amending act that was not asked for
    itself, the place that it changes."""
    passage = hit.passage
    if passage.document not in query.documents and (changed := library.amended(hit, asker)):
        return _amended(changed)
    if passage.header.number and passage.clause.place != Place():
        for change in library.amendments(passage.header.number, passage.clause.place, asker):
            if same(change.place, passage.clause.place):
                return _amended(change)
    return _quote(hit, remarks.get(passage.document))


def _exact(hit: Hit, query: DocumentQuery) -> Hit:
    """With the part of its passage that was named, or that the question is about."""
    clause = hit.passage.clause
    part = named(clause, query.place) if query.place else meant(clause, query.words)
    return replace(hit, passage=replace(hit.passage, clause=part))


def _worth_quoting(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The best, and the best of each other document that is nearly as sure: two texts may regulate one thing."""
    chosen = list(hits[:1])
    for hit in hits[1:]:
        known = {one.passage.document for one in chosen}
        if hit.passage.document not in known and hit.score >= BESIDE * hits[0].score and len(chosen) < MOST_QUOTES:
            chosen.append(hit)
    return chosen


def _quote(hit: Hit, remark: Remark | None) -> Quote:
    passage = hit.passage
    return Quote(
        document=passage.file,
        number=passage.header.number,
        type=passage.header.type,
        title=passage.header.title,
        issuer=passage.header.issuer,
        issued=passage.header.issued,
        place=passage.clause.place,
        path=passage.clause.path,
        text=passage.clause.text,
        page=passage.clause.page,
        url=passage.url,
        score=round(hit.score, 4),
        remark=remark,
    )


def _amended(change: Amended) -> Quote:
    """Cited as a place of the act that is amended, with the amending one as its source."""
    quote, header = _quote(change.hit, None), change.header
    return replace(
        quote,
        number=header.number,
        type=header.type,
        title=header.title,
        issuer=header.issuer,
        issued=header.issued,
        place=change.place,
        amended_by=quote.number or quote.document,
    )


def _citation(quote: Quote) -> Citation:
    place = quote.place
    return Citation(
        document=quote.document,
        number=quote.number,
        article=place.article,
        clause=place.clause,
        point=place.point,
        text=quote.text,
        url=quote.url,
        annex=place.annex,
    )


def _row(quote: Quote) -> Row:
    place = {name: getattr(quote.place, name) for name in ("article", "clause", "point", "annex")}
    return {**row(quote, without=("place",)), **place}


TOOLS: Mapping[str, Tool] = {"documents": Tool(DocumentArguments, _documents)}
