"""A question about documents, understood: the place, the document, the kinds, the years, and the words that remain.

The text is read twice by small grammars: places ("điểm đ khoản 2 điều 5"), then documents ("nghị định bốn lăm năm hai
không hai sáu", "45/2026/nđ-cp"). What they took is cut out of the words. A number said in part is completed from the
documents that the asker may know; accents are optional throughout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.document_naming import Named, documents_named
from assistant.document_numbers import NumberKey, meant
from assistant.document_places import place_named
from assistant.document_seams import KnownDocument
from assistant.document_words import Tokens
from assistant.documents import Place
from assistant.vietnamese import expand_abbreviations, fold, normalise

_MARKS = " ,.;:?!-"
_OF_TASKS = re.compile(r"\b(?:nhiem vu|cong viec|dau viec)\b")
_OF_STATES = re.compile(r"\b(?:tien do|qua han|den han|cham)\b")
_LEGAL = frozenset({"luat", "bo luat", "nghi dinh", "thong tu"})
"""On which no task of a city rests: what is late by them is a rule."""
_OF_MEETINGS = frozenset({"thong bao", "ket luan", "thong bao ket luan"})
_HANGING = frozenset(["", *"của theo tại trong thì và ở số cua tai thi va o so".split()])


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """What a question asks of the documents."""

    text: str
    """All of it, normalised, office abbreviations written out."""
    words: str
    """Without the place and the numbers of documents; may be empty."""
    place: Place | None = None
    numbers: tuple[str, ...] = ()
    """Of known documents that were named by number, or by title beside a place; the newest first."""
    documents: tuple[str, ...] = ()
    """Their ids."""
    unknown: str | None = None
    """A document that was said by its number and is none of those that are known, as said."""
    types: tuple[str, ...] = ()
    """Kinds asked for ("thông tư nào", "các nghị định năm 2025"), lower case, with accents."""
    years: tuple[int, ...] = ()
    """Of issue, said beside a kind."""
    issuers: tuple[str, ...] = ()
    """Said behind a kind ("quyết định của UBND thành phố"), as said."""


def read_document_query(question: str, known: Sequence[KnownDocument] = ()) -> DocumentQuery:
    """Total: whatever is no place and no document stays in the words."""
    text = expand_abbreviations(normalise(question))
    tokens = Tokens(text)
    place, spans = place_named(tokens)
    named = documents_named(tokens, known, place is not None)
    found = _known(named, known)
    lost = next((n for n in named if n.keys and not _resolve(n.keys, n.kind, known)), None)
    unknown = " ".join(text[start:end] for start, end in lost.spans).strip(_MARKS) if lost else None
    numbered = [n for n in named if n.keys or n.titled]
    spans += [span for n in numbered for span in n.spans]
    filters = [n for n in named if not n.keys and not n.titled]
    words = _content(_without(text, spans))
    return DocumentQuery(
        text=text,
        words=words,
        place=place,
        numbers=tuple(dict.fromkeys(d.header.number for d in found if d.header.number)),
        documents=tuple(dict.fromkeys(d.id for d in found)),
        unknown=unknown if not found else None,
        types=tuple(dict.fromkeys(n.kind for n in filters if n.kind)),
        years=tuple(dict.fromkeys(n.year for n in filters if n.year)),
        issuers=tuple(dict.fromkeys(n.issuer for n in named if n.issuer)),
    )


def is_about_documents(question: str) -> bool:
    """Whether a question names an article by number, which nothing but a document has, or a document by its number
    without asking for the tasks that rest on it. Notices of conclusion belong to their meetings."""
    tokens = Tokens(question)
    place, _ = place_named(tokens)
    if place is not None and place.article is not None:
        return True
    named = documents_named(tokens, (), by_title=False)
    kinds = {fold(one.kind) for one in named if one.keys and one.kind is not None} - _OF_MEETINGS
    text = fold(question)
    return bool(kinds) and not _OF_TASKS.search(text) and (bool(kinds & _LEGAL) or not _OF_STATES.search(text))


def _content(rest: str) -> str:
    """Without what is left hanging where a place or number was taken out."""
    words = rest.split()
    while words and words[0].lower().strip(_MARKS) in _HANGING:
        words = words[1:]
    while words and words[-1].lower().strip(_MARKS) in _HANGING:
        words = words[:-1]
    return " ".join(words).strip(_MARKS)


def _known(named: Sequence[Named], known: Sequence[KnownDocument]) -> list[KnownDocument]:
    return [document for n in named for document in (n.titled or _resolve(n.keys, n.kind, known))]


def _resolve(keys: Sequence[NumberKey], kind: str | None, known: Sequence[KnownDocument]) -> list[KnownDocument]:
    """Of the readings of one number the first that is known."""
    return next((found for key in keys if (found := meant(key, kind, known))), [])


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept = bytearray(b"\1" * len(text))
    for start, end in spans:
        kept[start:end] = bytes(end - start)
    return "".join(c if kept[n] else " " for n, c in enumerate(text))
