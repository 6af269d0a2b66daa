"""One answer of a question in two parts: both are said, each keeps its rows and citations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Answer, Detail

SUGGESTIONS = 3


def joined(answers: Sequence[Answer]) -> Answer:
    """In their order; of a part that is denied only that is said. Answered when any part is."""
    if len(answers) == 1:
        return answers[0]
    lead = next((answer for answer in answers if answer.status == "answered"), answers[0])
    markdown = "\n\n".join(dict.fromkeys(a.detail.markdown for a in answers if a.detail.markdown))
    tables = [a.detail.table for a in answers if a.detail.table.rows]
    suggestions = [
        one for pair in zip(*(a.suggestions for a in answers if a.suggestions), strict=False) for one in pair
    ]
    return replace(
        lead,
        answer="\n".join(dict.fromkeys(answer.answer for answer in answers)),
        speech=" ".join(dict.fromkeys(answer.speech for answer in answers)),
        calls=tuple(call for answer in answers for call in answer.calls),
        rows=tuple(row for answer in answers for row in answer.rows),
        citations=tuple(citation for answer in answers for citation in answer.citations),
        suggestions=tuple(dict.fromkeys(suggestions))[:SUGGESTIONS],
        detail=Detail(markdown, *tables[:1]),
        freshness=max((a.freshness for a in answers if a.freshness), default=None),
        explain=[answer.explain for answer in answers if answer.explain is not None] or None,
    )
