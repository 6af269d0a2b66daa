"""Passages and points for tests of the index."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from assistant.document_seams import Point
from assistant.documents import Access, Clause, Header, Passage, Place
from assistant.embed_fake import FakeEmbedder
from assistant.sparse_fake import FakeSparseEncoder

DIMENSION = 32
EMBEDDER, SPARSE = FakeEmbedder(DIMENSION), FakeSparseEncoder()
HEADER = Header(
    number="45/2026/NĐ-CP",
    type="Nghị định",
    issued=date(2026, 2, 1),
    effective=date(2026, 3, 1),
    title="Về việc mẫu",
    amends=("1/2020/NĐ-CP",),
)


def passage(
    text: str,
    document: str = "d1",
    order: int = 0,
    *,
    version: str = "v1",
    place: Place | None = None,
    header: Header = HEADER,
    access: Access | None = None,
    **more: Any,
) -> Passage:
    return Passage(
        id=str(uuid5(NAMESPACE_URL, f"{document}/{version}/{order}")),
        source=more.get("source", "/kho"),
        document=document,
        version=version,
        order=order,
        file=more.get("file", f"{document}.docx"),
        clause=Clause(place or Place(), more.get("path", "Điều 1"), text, mentions=("#dieu-2",)),
        header=header,
        access=access or Access(),
    )


def points(*passages: Passage) -> list[Point]:
    texts = [one.clause.text for one in passages]
    vectors = zip(passages, EMBEDDER.passages(texts), SPARSE.passages(texts), strict=True)
    return [Point(one, dense, sparse) for one, dense, sparse in vectors]
