import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.phonetics import LEFT_OUT, Syllable, distance, sequence_distance, syllable, syllables


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("thuận", Syllable("th", "w", "â", "n", "nặng")),
        ("hóa", Syllable("h", "w", "a", "", "sắc")),
        ("hoá", Syllable("h", "w", "a", "", "sắc")),
        ("quý", Syllable("k", "w", "i", "", "sắc")),
        ("gì", Syllable("z", "", "i", "", "huyền")),
        ("giếng", Syllable("z", "", "iê", "ng", "sắc")),
        ("già", Syllable("z", "", "a", "", "huyền")),
        ("nghiêm", Syllable("ng", "", "iê", "m", "")),
        ("nguyễn", Syllable("ng", "w", "iê", "n", "ngã")),
        ("hương", Syllable("h", "", "ươ", "ng", "")),
        ("lưới", Syllable("l", "", "ươ", "j", "sắc")),
        ("cựu", Syllable("k", "", "ư", "w", "nặng")),
        ("oanh", Syllable("", "w", "a", "nh", "")),
        ("mỹ", Syllable("m", "", "i", "", "ngã")),
        ("2", Syllable("h", "", "a", "j", "")),
    ],
)
def test_syllable(word: str, parts: Syllable) -> None:
    assert syllable(word) == parts


@pytest.mark.parametrize(
    ("heard", "known", "far"),
    [
        ("quá", "hóa", "hồ"),
        ("vĩnh", "vinh", "vang"),
        ("che", "tre", "khe"),
        ("giạ", "vạ", "hạ"),
        ("xơn", "sơn", "tơn"),
        ("nộc", "lộc", "hồ"),
        ("thuậng", "thuận", "thủy"),
        ("bác", "bát", "bài"),
        ("ngả", "ngã", "nga"),
        ("an", "anh", "ông"),
    ],
)
def test_confusions_are_nearer_than_other_words(heard: str, known: str, far: str) -> None:
    assert distance(heard, known) < 0.25
    assert distance(heard, known) < distance(heard, far)


def test_spellings_of_one_sound_cost_nothing() -> None:
    assert distance("mĩ", "mỹ") == 0
    assert distance("hai", "2") == 0
    assert distance("hoá", "hóa") == 0


def test_missing_accents_cost_little() -> None:
    assert distance("thuan", "thuận") < 0.1
    assert distance("dien", "điền") < 0.1
    assert distance("gian", "đan") > 0.2


def test_sequences() -> None:
    known = syllables("Phường Thuận Hóa")
    assert known == ("phường", "thuận", "hóa")
    assert sequence_distance(known, known) == 0
    assert sequence_distance(syllables("phương thuận quá"), known) < 0.4
    assert sequence_distance(("thuận", "hóa"), known) == LEFT_OUT
    assert sequence_distance((), known) == 3 * LEFT_OUT


@given(st.text(max_size=8), st.text(max_size=8))
@example("", "đ")
def test_any_text_has_a_distance(one: str, other: str) -> None:
    assert 0 <= distance(one, other) <= 1
    assert distance(one, one) == 0
