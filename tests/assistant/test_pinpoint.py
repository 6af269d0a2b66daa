"""The exact place within a passage."""

from __future__ import annotations

import pytest

from assistant.documents import Clause, Place
from assistant.pinpoint import meant, named

WHOLE = Clause(
    Place(article="9", clause="2"),
    "Điều 9 › Khoản 2",
    "2. Thời hạn xử lý văn bản đến:\n"
    "a) Văn bản hỏa tốc: xử lý ngay trong ngày;\n"
    "b) Văn bản thượng khẩn: trong 02 ngày làm việc;\n"
    "đ) Văn bản thường: trong 05 ngày làm việc.",
)
MERGED = Clause(Place(article="3"), "Điều 3", "1. Mức phí là 20.000 đồng.\n2. Hộ nghèo được miễn phí.")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(article="9", clause="2", point="b"), "b) Văn bản thượng khẩn: trong 02 ngày làm việc;"),
        (Place(article="9", clause="2", point="đ"), "đ) Văn bản thường: trong 05 ngày làm việc."),
        (Place(article="9", clause="2"), WHOLE.text),
        (Place(article="9", clause="2", point="h"), WHOLE.text),
    ],
)
def test_a_named_point_is_cut_out(place: Place, text: str) -> None:
    part = named(WHOLE, place)
    assert part.text == text
    assert part.place == (place if text != WHOLE.text else WHOLE.place)


def test_a_named_clause_is_cut_out_of_an_article() -> None:
    assert named(MERGED, Place(article="3", clause="2")) == Clause(
        Place(article="3", clause="2"), "Điều 3", "2. Hộ nghèo được miễn phí."
    )
    assert named(MERGED, Place(article="3", clause="4")) == MERGED


def test_the_point_that_a_question_is_about() -> None:
    assert meant(WHOLE, "văn bản thượng khẩn phải xử lý trong bao lâu").place.point == "b"
    assert meant(WHOLE, "van ban hoa toc").place.point == "a"


@pytest.mark.parametrize("question", ["thời hạn xử lý văn bản đến", "văn bản", ""])
def test_a_question_about_all_of_it_keeps_the_clause(question: str) -> None:
    assert meant(WHOLE, question) == WHOLE
    assert meant(MERGED, question) == MERGED
