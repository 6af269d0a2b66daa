"""The questions at the boundaries: well-formed, and what may not leak is really in the sample."""

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from eval.anchor import ANCHOR
from eval.cases import Case, load_cases
from eval.held_out import is_held_out
from eval.oracle.kpi import span, verdict
from eval.oracle.person import rating
from eval.oracle.workbooks import read_city
from ingest.sample import write_sample_city
from ingest.sample.city import sample_city
from ingest.sample.documents.source import sources
from ingest.sample.people import people
from ingest.sample.place import read_units

CASES = load_cases(Path(__file__).parents[2] / "eval" / "questions" / "boundaries.jsonl")
LEAKS = sorted({words for case in CASES for words in case.expect.leak})
SCORE = re.compile(r"\d+,\d")
WHOSE = {
    **{"92,0": "PX-VYDA", "89,5": "PX-KIMLONG", "70,5": "SO-TC", "82,6": "PX-PHUVINH", "94,0": "SO-KHCN"},
    **{"74,0": "SO-NV", "94,5": "CC0002", "91,8": "CC0124", "97,0": "CC0041", "59,5": "CC0014", "64,8": "CC0003"},
}
"""Scores of the second quarter that some askers may not see."""


@cache
def written_down() -> str:
    """Every text of the sample: cells of the workbooks, documents and their numbers."""
    cells = [str(cell) for rows in sample_city(ANCHOR).values() for row in rows for cell in row.values() if cell]
    texts = [text for source in sources(ANCHOR) for text in (source.body, str(source.letterhead))]
    return "\n".join(cells + texts).lower()


def kind(case: Case) -> str:
    return case.id.rsplit("-", 1)[0]


def test_there_are_enough_of_every_kind() -> None:
    count = Counter(map(kind, CASES))
    assert len(CASES) >= 120
    assert count.keys() >= {"chat", "scope", "denied", "hidden", "inject", "planted", "empty", "long", "decide"}
    assert count.keys() >= {"ambiguous", "multi"}
    held = sum(is_held_out(case.id) for case in CASES)
    assert len(CASES) / 4 < held < len(CASES) / 2


def test_who_asks_is_on_the_staff_list() -> None:
    assert {case.user for case in CASES} <= {person.code for person in people(read_units())}


def test_denied_and_injected_questions_say_what_may_not_leak() -> None:
    assert sum(bool(case.expect.leak) for case in CASES) >= 50
    named = [case for case in CASES if kind(case) == "hidden" and case.expect.status == ("not_found",)]
    assert all(case.expect.leak for case in named)


@pytest.mark.parametrize("words", [words for words in LEAKS if not SCORE.fullmatch(words)])
def test_what_may_not_leak_stands_in_the_sample(words: str) -> None:
    assert words.lower() in written_down()


@pytest.mark.slow
def test_scores_that_may_not_leak_are_scores(tmp_path: Path) -> None:
    write_sample_city(tmp_path, ANCHOR)
    city, (start, end) = read_city(tmp_path), span("2026-Q2")
    assert {words for words in LEAKS if SCORE.fullmatch(words)} <= WHOSE.keys()
    for words, code in WHOSE.items():
        if code in city.people:
            total = rating(city.of_unit(city.people[code].unit), code, start, end, ANCHOR).total
        else:
            total = verdict(city.of_unit(code), code, start, end, ANCHOR).total
        assert shown(total) == words


def shown(score: Fraction | None) -> str:
    """One decimal, half up, decimal comma."""
    assert score is not None
    exact = Decimal(score.numerator) / Decimal(score.denominator)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)).replace(".", ",")
