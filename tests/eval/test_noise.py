from random import Random

import jiwer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.heard_writing import in_figures, number_at
from eval.mishearing import confusions
from eval.noise import noisy
from eval.syllable_parts import Parts, inventory, parts_of, spellings
from eval.train.alignment import Edit, aligned, said_syllables
from eval.train.confusion_counts import own_syllables

pytestmark = pytest.mark.slow

SAID = (
    "Nhiệm vụ nào của phường Thuận Hóa đang quá hạn?",
    "Chiều mai chủ tịch có lịch họp lúc mấy giờ?",
    "Xếp loại quý một của Sở Tài chính thế nào?",
    "Hồ sơ đăng ký khai sinh gồm những giấy tờ gì?",
    "Kết luận cuộc họp về giải phóng mặt bằng giao cho ai?",
    "Vì sao điểm của xã Phú Lộc thấp hơn tháng trước?",
    "Năm xã có điểm cao nhất thành phố là những xã nào?",
    "Ai phụ trách chuyển đổi số ở trung tâm phục vụ hành chính công?",
)
SEEDS = range(40)


def error_rate(strength: float) -> float:
    pairs = [(text, noisy(text, strength, seed)) for text in SAID for seed in SEEDS]
    said, heard = ([" ".join(said_syllables(one)) for one in side] for side in zip(*pairs, strict=True))
    return float(jiwer.wer(said, heard))


def test_the_same_question_and_seed_are_heard_the_same() -> None:
    assert [noisy(SAID[0], 1, seed) for seed in SEEDS] == [noisy(SAID[0], 1, seed) for seed in SEEDS]
    assert len({noisy(SAID[0], 1, seed) for seed in SEEDS}) > len(SEEDS) / 2


@pytest.mark.parametrize("text", [*SAID, "", "KPI  quý 2/2026?!", "kpi phuong thuan hoa"])
def test_without_strength_nothing_changes(text: str) -> None:
    assert noisy(text, 0, 7) == text


@pytest.mark.parametrize("strength", [-0.1, 1.1, float("nan")])
def test_strength_is_between_0_and_1(strength: float) -> None:
    with pytest.raises(ValueError, match="strength"):
        noisy(SAID[0], strength, 0)


def test_errors_grow_with_strength_up_to_the_measured_rate() -> None:
    measured = confusions().measured.wer
    weak, half, full = error_rate(0.25), error_rate(0.5), error_rate(1)
    assert 0 < weak < half < full
    assert full == pytest.approx(measured, rel=0.25)
    assert half == pytest.approx(full / 2, rel=0.25)


def test_what_is_wrong_at_half_strength_is_wrong_at_full_strength() -> None:
    for seed in SEEDS:
        said = said_syllables(SAID[0])
        half, full = (aligned(said, said_syllables(noisy(SAID[0], s, seed))) for s in (0.5, 1))
        assert sum(e.said != e.heard for e in half) <= sum(e.said != e.heard for e in full)


@given(st.text(max_size=60), st.sampled_from([0.25, 0.5, 1.0]), st.integers())
@settings(max_examples=200, deadline=None)
def test_odd_text_is_heard_as_something(text: str, strength: float, seed: int) -> None:
    heard = noisy(text, strength, seed)
    assert heard.strip() or not text.strip()


@given(st.lists(st.sampled_from(sorted(inventory())), min_size=1, max_size=8), st.integers())
@settings(max_examples=100, deadline=None)
def test_any_syllables_are_heard_as_syllables(words: list[str], seed: int) -> None:
    heard = said_syllables(noisy(" ".join(words), 1, seed))
    assert heard
    assert all(parts_of(word) for word in heard)


def test_tones_are_lost_more_often_than_onsets() -> None:
    """As measured: people's tones go wrong about twice as often as their onsets."""
    pairs = [(text, noisy(text, 1, seed)) for text in SAID for seed in SEEDS]
    edits = [edit for said, heard in pairs for edit in aligned(said_syllables(said), said_syllables(heard))]
    both = [(parts_of(e.said[0]), parts_of(e.heard[0])) for e in edits if len(e.said) == len(e.heard) == 1]
    known = [(one, other) for one, other in both if one and other]
    assert sum(one.tone != other.tone for one, other in known) > 1.2 * sum(
        one.onset != other.onset for one, other in known
    )


def test_numbers_are_written_in_digits_as_whisper_does() -> None:
    heard = [noisy("Nhiệm vụ trước 30/6/2026", 0.05, seed) for seed in range(60)]
    assert sum("30" in text and "2026" in text for text in heard) > 20
    assert not any("/" in text for text in heard)


@pytest.mark.parametrize(
    ("words", "count", "number"),
    [
        ("ba mươi tháng sáu", 2, 30),
        ("hai nghìn không trăm hai mươi sáu", 7, 2026),
        ("bốn mươi lăm năm hai nghìn", 3, 45),
        ("mười một", 2, 11),
        ("năm hai nghìn", 0, 0),
        ("nhiệm vụ", 0, 0),
    ],
)
def test_a_number_is_as_long_as_it_is_said(words: str, count: int, number: int) -> None:
    assert number_at(words.split(), 0) == (count, number)


def test_figures_leave_other_words_alone() -> None:
    writing = confusions().writing.model_copy(update={"figures": 1.0, "figure": 1.0})
    words = "điều năm khoản hai năm hai nghìn không trăm hai mươi sáu".split()
    assert in_figures(words, Random(0), writing) == "điều 5 khoản 2 năm 2026".split()


@pytest.mark.parametrize(
    "word", "của nghiệm khuyến quý quyết giữa gìn giếng yên ý hòa thủy người điều ngoèo kiểm cuốc ghế uyên".split()
)
def test_a_syllable_is_spelt_from_its_parts(word: str) -> None:
    parts = parts_of(word)
    assert parts
    assert spellings()[parts] == word


@pytest.mark.parametrize("word", ["kpi", "đôgn", "bc", "", "ngi", "tạc2", "cát̀"])
def test_what_is_no_syllable_has_no_parts(word: str) -> None:
    assert parts_of(word) is None


def test_parts_are_letters_that_belong_together() -> None:
    assert parts_of("Nghiệm") == Parts("ng", "iê", "m", "nặng")
    assert parts_of("quyết") == Parts("qu", "yê", "t", "sắc")
    assert parts_of("sao") == Parts("s", "a", "o", "")
    assert parts_of("mùa") == Parts("m", "uô", "", "huyền")
    assert len(spellings()) == len(inventory()) > 15_000


def test_alignment_goes_by_sound() -> None:
    assert aligned("phường thuận hóa".split(), "phương hóa".split()) == [
        Edit(("phường",), ("phương",)),
        Edit(("thuận",), ()),
        Edit(("hóa",), ("hóa",)),
    ]
    assert Edit((), ("ơi",)) in aligned(["mai"], ["mai", "ơi"])
    assert aligned("thế anh".split(), ["thanh"]) == [Edit(("thế", "anh"), ("thanh",))]


def test_the_table_holds_shares_and_no_sentences() -> None:
    table = confusions()
    assert table.kinds.replaced + table.kinds.dropped + table.kinds.merged == pytest.approx(1, abs=0.001)
    assert sum(table.patterns.values()) == pytest.approx(1, abs=0.001)
    for of_part in table.heard.values():
        for said, shares in of_part.items():
            assert said not in shares
            assert sum(shares.values()) == pytest.approx(1, abs=0.15)  # the least are left out
    assert not [word for word in table.own.split() if parts_of(word) is None]
    assert set(table.own.split()) <= set(own_syllables())
    assert not [word for word in table.whole if " " in word]
