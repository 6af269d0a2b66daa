"""Word and letter errors."""

import pytest

from eval.graded import Counted
from eval.graders.speech import heard_words, word_errors


@pytest.mark.parametrize(
    ("said", "heard", "words", "letters"),
    [
        ("Gió đông lạnh", "gió đông lạnh", (0, 3), (0, 13)),
        ("Gió đông, lạnh.", "GIÓ ĐÔNG LẠNH", (0, 3), (0, 13)),
        ("Thuận Hoà", "thuận hòa", (0, 2), (0, 9)),
        ("hoa\u0300", "hòa", (0, 1), (0, 3)),
        ("một hai ba", "một ba", (1, 3), (4, 10)),
        ("một hai", "một hai ba", (1, 2), (3, 7)),
        ("má", "mà", (1, 1), (1, 2)),
        ("một hai", "", (2, 2), (7, 7)),
        ("", "dạ", (1, 0), (2, 0)),
        ("", "", (0, 0), (0, 0)),
    ],
)
def test_errors_are_counted(said: str, heard: str, words: tuple[int, int], letters: tuple[int, int]) -> None:
    assert word_errors(said, heard) == (Counted(*words), Counted(*letters))


def test_only_letters_and_digits_are_compared() -> None:
    assert heard_words("  KPI: quý I/2026 – “87,5”_ ") == "kpi quý i 2026 87 5"
