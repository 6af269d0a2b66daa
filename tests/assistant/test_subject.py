"""What is left of a question when what only asks is taken away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.subject import subject


@pytest.mark.parametrize(
    ("tool", "text", "thing"),
    [
        ("procedure", "Lệ phí chứng thực bản sao là bao nhiêu?", "chứng thực bản sao"),
        ("procedure", "thu tuc dang ky ket hon mat bao lau", "dang ky ket hon"),
        ("procedure", "Em ơi cho chị hỏi hồ sơ cấp phép xây dựng gồm những gì ạ?", "cấp phép xây dựng"),
        ("task_detail", "Ai phụ trách nhiệm vụ số hóa hồ sơ?", "số hóa hồ sơ"),
        ("task_detail", "Nhiệm vụ chỉnh trang đô thị đến đâu rồi?", "chỉnh trang đô thị"),
        ("task_detail", "Vì sao nhiệm vụ này bị chậm?", None),
        ("meeting_conclusions", "Cuộc họp kết luận gì?", None),
        ("meeting_conclusions", "Kết luận cuộc họp giao ban", "giao ban"),
        ("forum", "Có xã nào hỏi về thẩm quyền cấp giấy phép chưa?", "thẩm quyền cấp giấy phép"),
        ("smalltalk", "", None),
    ],
)
def test_the_subject(tool: str, text: str, thing: str | None) -> None:
    assert subject(text, tool) == thing


def test_accents_tell_words_apart_where_there_are_any() -> None:
    assert subject("Nhiệm vụ hàn đường ống", "task_detail") == "hàn đường ống"
    assert subject("nhiem vu han duong ong", "task_detail") == "duong ong"


@given(st.lists(st.sampled_from("nhiệm vụ thủ tục đăng ký kết hôn thế nào là gì về của hồ sơ".split()), max_size=12))
def test_what_is_left_is_a_run_of_the_words(words: list[str]) -> None:
    left = subject(" ".join(words), "procedure")
    assert f" {left or ''} ".strip() in " ".join(words)
