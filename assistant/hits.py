"""Search results as the JSON of `troly search --json` and `GET /api/search`."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from assistant.access import Principal
from assistant.document_library import Library
from assistant.documents import Hit


def hits_json(library: Library, text: str, asker: Principal, now: datetime, limit: int) -> dict[str, Any]:
    """The nearest passages, best first, and how long the search took. Raises as `Library.nearest`."""
    began = time.perf_counter()
    hits = library.nearest(text, asker, now, limit)
    took = round(1000 * (time.perf_counter() - began))
    return {"hits": [_hit(rank, hit) for rank, hit in enumerate(hits, start=1)], "took_ms": took}


def _hit(rank: int, hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    place, header = passage.clause.place, passage.header
    return {
        "rank": rank,
        "score": round(hit.score, 4),
        "document": passage.file,
        "number": header.number,
        "title": header.title,
        "article": place.article,
        "clause": place.clause,
        "point": place.point,
        "annex": place.annex,
        "page": passage.clause.page,
        "path": passage.clause.path,
        "text": passage.clause.text,
        "url": passage.url,
    }
