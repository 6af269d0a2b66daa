"""A question that goes on about a document: "thế khoản 3?" after its Điều 5 was quoted."""

from __future__ import annotations

import re

from assistant.conversation_words import Spoken, conversation_words, phrases
from assistant.document_naming import documents_named
from assistant.document_places import place_named
from assistant.document_words import Tokens
from assistant.types import Cited, Memory
from assistant.vietnamese import EDGES, fold

_BESIDE = 2
"""Words before "bao nhiêu" at the end of a question that say of what."""
_PARTS = re.compile(
    r"\b(?:(khoan)|(diem))\s+(?:so\s+)?(?:\d+[a-z]?\b|[a-z]\b|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"
)


def names_part(text: str) -> bool:
    """Whether a clause, point, article or annex is named, and of which document is left out."""
    place, _ = place_named(Tokens(text))
    return not _names_document(text) and (place is not None or _PARTS.search(fold(text)) is not None)


def goes_on(text: str, memory: Memory) -> str:
    """The question with the place and the document that the last answer quoted, as far as it names none itself."""
    if _names_document(text):
        return text
    cited = memory.cited or Cited(number=_number(str(memory.call.args.get("question", ""))))
    words = conversation_words()
    place, _ = place_named(Tokens(text))
    said = [kind for found in _PARTS.finditer(fold(text)) for kind in ("khoan", "diem") if kind in found[0]]
    text = text.rstrip(EDGES + " ")
    if place is None and not said and (asked := _asked(str(memory.call.args.get("question", "")), text)):
        text = f"{text} {asked}"
    if place is None and said:
        if "khoan" not in said and cited.clause:
            text = f"{text} {words['clause'].format(clause=cited.clause)}"
        if cited.article:
            text = f"{text} {words['article'].format(article=cited.article)}"
    return words["of_document"].format(question=text, number=cited.number) if cited.number else text


def _names_document(text: str) -> bool:
    return any(named.keys for named in documents_named(Tokens(text), (), by_title=False))


def _asked(before: str, text: str) -> str | None:
    """What the question before asked for, where this one only names something else: "mấy ngày", "thưởng bao nhiêu"."""
    if Spoken(text).find(phrases("asked_for")):
        return None
    read = Spoken(before)
    found = read.find(phrases("asked_for"))
    if found is None:
        return None
    if read.first(found[1], phrases("of_document_words")) or found[1] >= len(read.words):
        return read.between(max(0, found[0] - _BESIDE), found[1])
    return read.between(found[0], found[1] + 1)


def _number(question: str) -> str | None:
    """The document that a question names, as said."""
    tokens = Tokens(question)
    named = next((n for n in documents_named(tokens, (), by_title=False) if n.keys and n.spans), None)
    return question[named.spans[0][0] : named.spans[-1][1]] if named else None
