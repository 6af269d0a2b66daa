"""Real decrees, circulars and laws of the shared data: every article once, with its clauses and points."""

from __future__ import annotations

import itertools
import os
from datetime import date
from pathlib import Path

import pytest

from assistant.documents import Block, Place, Reading
from eval.bench.structure import lost, plain_counts
from ingest.parse import Parsed, parse

DATA = Path(os.environ.get("TROLY_SHARED_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
DECREE = DATA / "documents" / "335_2025_ND-CP.txt"
needs_data = pytest.mark.skipif(not DECREE.exists(), reason="the shared data is not beside this checkout")


@pytest.fixture(scope="module")
def reading() -> Reading:
    lines = DECREE.read_text(encoding="utf-8-sig").splitlines()
    return Reading(tuple(Block(" ".join(line.split())) for line in lines if line.strip()))


@pytest.fixture(scope="module")
def decree(reading: Reading) -> Parsed:
    return parse(reading, DECREE.name)


@needs_data
def test_decree_335_has_every_article_once(reading: Reading, decree: Parsed) -> None:
    own = [node for node in decree.tree.walk() if node.own and node.place.annex is None]
    assert [node.number for node in own if node.kind == "article"] == [str(n) for n in range(1, 30)]
    kinds = ("article", "clause", "point")
    assert tuple(sum(node.kind == kind for node in own) for kind in kinds) == plain_counts(reading.blocks)
    assert lost(reading, decree) == 0


@needs_data
def test_decree_335_says_what_it_is(decree: Parsed) -> None:
    header = decree.header
    assert (header.number, header.type, header.issuer) == ("335/2025/NĐ-CP", "Nghị định", "Chính phủ")
    assert (header.issued, header.effective, header.expires) == (date(2025, 12, 21), date(2026, 1, 1), None)
    assert (header.amends, header.replaces, header.official) == (("90/2020/NĐ-CP",), (), True)
    assert header.title is not None and header.title.startswith("Quy định về đánh giá, xếp loại chất lượng")


@needs_data
def test_decree_335_is_cited_to_the_clause(decree: Parsed) -> None:
    rating = next(clause for clause in decree.clauses if clause.place == Place("27", "1"))
    assert rating.text == "1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 01 năm 2026."
    assert rating.path == "Chương IV. ĐIỀU KHOẢN THI HÀNH › Điều 27. Hiệu lực thi hành › Khoản 1"
    runs = [place for place, _ in itertools.groupby(clause.place for clause in decree.clauses)]
    exact = [place for place in runs if place.clause or place.point]
    assert len(exact) == len(set(exact))
    assert max(len(clause.text.split()) for clause in decree.clauses) <= 260
