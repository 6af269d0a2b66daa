from hypothesis import given
from hypothesis import strategies as st

from voice.bias import QUESTIONS, nearest, prompt


def syllables(text: str) -> int:
    return len(text.split())


def test_names_stand_before_the_questions_in_the_order_given() -> None:
    text = prompt(["phường Kim Long", "xã Phú Lộc", "phường Kim Long", " "], syllables)
    assert text == f"phường Kim Long, xã Phú Lộc. {QUESTIONS}"


def test_without_names_the_questions_remain() -> None:
    assert prompt([], syllables) == QUESTIONS


def test_names_that_do_not_fit_are_left_out_and_the_first_stay() -> None:
    names = [f"phường Tên {chr(65 + n)}" for n in range(26)]
    limit = syllables(QUESTIONS) + 9
    assert prompt(names, syllables, limit) == f"{', '.join(names[:3])}. {QUESTIONS}"


def test_the_questions_name_no_unit() -> None:
    assert "phường" not in QUESTIONS
    assert "xã" not in QUESTIONS


@given(st.lists(st.text(max_size=30), max_size=60), st.integers(60, 220))
def test_the_limit_holds(names: list[str], limit: int) -> None:
    assert syllables(prompt(names, syllables, limit)) <= max(limit, syllables(QUESTIONS))


def test_nearest_finds_the_name_in_a_misheard_question() -> None:
    units = ["phường Phú Xuân", "phường Vỹ Dạ", "phường An Cựu", "xã Phú Lộc", "phường Hương Trà", "xã Khe Tre"]
    assert nearest("lịch công tác ngày mai có phương thương trà phê nào", units, 1) == ["phường Hương Trà"]
    assert nearest("điểm KPI quý hại của sá phu lôc là bao nhiêu", units, 2)[0] == "xã Phú Lộc"
    assert len(nearest("", units, 3)) == 3
