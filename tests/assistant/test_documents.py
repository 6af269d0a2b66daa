"""Validity on a day, and the order of citations."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import Clause, Header, Place, citation_rank, point_of, validity

DAY = date(2026, 7, 9)
LATER = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (Header(type="Nghị định", effective=date(2026, 7, 9)), "in_force"),
        (Header(type="Nghị định", effective=date(2026, 7, 10)), "not_yet"),
        (Header(type="Nghị định", issued=date(2026, 1, 1)), "unknown"),
        (Header(type="Kế hoạch", issued=date(2026, 1, 1)), "in_force"),
        (Header(type="Luật", effective=date(2020, 1, 1), expires=DAY), "expired"),
        (Header(type="Luật", effective=date(2020, 1, 1), expires=LATER), "in_force"),
        (Header(type="Luật", effective=date(2020, 1, 1), status="expired"), "expired"),
        (Header(), "unknown"),
    ],
)
def test_validity_on_a_day(header: Header, expected: str) -> None:
    assert validity(header, DAY) == expected


def test_a_replaced_act_ends_when_the_new_one_begins() -> None:
    old = Header(type="Nghị định", effective=date(2020, 1, 1))
    new = Header(type="Nghị định", issued=date(2026, 6, 1), effective=LATER)
    assert validity(old, DAY, [new]) == "in_force"
    assert validity(old, LATER, [new]) == "expired"
    assert validity(old, LATER, [Header(effective=LATER, official=False)]) == "in_force"


def test_higher_acts_are_cited_first() -> None:
    kinds = ["Kế hoạch", "Quyết định", "Luật", None, "Thông tư", "Nghị định", "Hiến pháp"]
    assert sorted(kinds, key=citation_rank)[:5] == ["Hiến pháp", "Luật", "Nghị định", "Thông tư", "Quyết định"]
    assert citation_rank("Kế hoạch") == citation_rank(None)


def test_a_point_is_cut_up_to_the_next_one() -> None:
    clause = Clause(Place("5", "1"), "Điều 5 › Khoản 1", "1. Gồm:\na) Một,\ncả dòng này;\nb) Hai.")
    first, second = point_of(clause, "a"), point_of(clause, "b")
    assert first is not None and first.text == "a) Một,\ncả dòng này;"
    assert second is not None and second.place.anchor == "dieu-5-khoan-1-diem-b"
    assert point_of(clause, "c") is None
