"""Places as law texts write them: `điểm đ khoản 2 Điều 5`."""

from __future__ import annotations

from assistant.documents import Place


def describe(place: Place) -> str:
    """`điểm đ khoản 2 Điều 5`, `Điều 3 Phụ lục I`, `mục II.1`; of a whole document ``."""
    parts = []
    if place.point is not None:
        parts.append(f"điểm {place.point}")
    if place.clause is not None:
        parts.append(f"{'khoản' if place.article is not None else 'mục'} {place.clause}")
    if place.article is not None:
        parts.append(f"Điều {place.article}")
    if place.annex is not None:
        parts.append(f"Phụ lục {place.annex}".strip())
    text = " ".join(parts)
    return text[:1].upper() + text[1:]
