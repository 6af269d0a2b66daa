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
        ("procedure", "Phí chứng thực hợp đồng thu mấy nghìn một bản vậy em", "chứng thực hợp đồng"),
        ("procedure", "Bao lâu thì được công nhận hộ nghèo ạ", "công nhận hộ nghèo"),
        ("procedure", "Dân muốn tách thửa đất thì cần những gì", "tách thửa đất"),
        ("procedure", "cấp giấy phép bán lẻ rượu làm online được không", "cấp giấy phép bán lẻ rượu"),
        ("procedure", "thủ tục đó mất mấy ngày", None),
        ("procedure", "còn thủ tục chuyển trường?", "chuyển trường"),
        ("procedure", "thế chấp quyền sử dụng đất cần gì", "thế chấp quyền sử dụng đất"),
        ("procedure", "lam the nao de dang ky giam ho", "de dang ky giam ho"),
        ("procedure", "cham dut ho kinh doanh can giay to gi", "cham dut ho kinh doanh"),
        ("task_detail", "ai đang phụ trách việc sửa nhà văn hóa", "sửa nhà văn hóa"),
        ("task_detail", "khi nào hết hạn việc lập dự toán", "lập dự toán"),
        ("task_detail", "số hóa hồ sơ ở được bao nhiêu phần trăm rồi", "số hóa hồ sơ"),
        ("task_detail", "tập huấn chữ ký số làm tới mô rồi", "tập huấn chữ ký số"),
        ("task_detail", "vì sao diễn tập phòng thủ bị chậm", "diễn tập phòng thủ"),
        ("task_list", "nhiệm vụ cải cách hành chính nào đang chậm", "cải cách hành chính"),
        ("task_list", "những đơn vị nào chậm nhiệm vụ rà soát hộ nghèo", "rà soát hộ nghèo"),
        ("task_list", "Danh sách nhiệm vụ bảo vệ trẻ em của các xã", "bảo vệ trẻ em"),
        ("task_list", "cơ quan tôi trễ việc gì", None),
        ("task_list", "việc nào hạn chót mà chưa làm", None),
        ("task_list", "số hóa hồ sơ, giao thông nông thôn giúp tôi với ạ", "số hóa hồ sơ giao thông nông thôn"),
        ("meeting_conclusions", "hội nghị sơ kết quý giao ai làm gì", "sơ kết quý"),
        ("meeting_conclusions", "có kết luận họp nào liên quan đất công không", "đất công"),
        ("meeting_conclusions", "các kết luận gần đây của Chủ tịch", None),
        ("meeting_conclusions", "thế cuộc đó chốt lại những gì", None),
        ("meeting_conclusions", "được giao làm gì theo kết luận các cuộc họp", None),
        ("meeting_conclusions", "ket luan hop giao ban", "giao ban"),
        ("meeting_conclusions", "kết luận nào đang quá hạn", None),
        ("meeting_conclusions", "kết luận xử lý hồ sơ quá hạn", "xử lý hồ sơ quá hạn"),
        ("task_list", "nhiem vu giai phong mat bang dang cham", "giai phong mat bang"),
        ("forum", "trước đây có ai hỏi vụ đường liên thôn ai bảo trì chưa", "đường liên thôn ai bảo trì"),
        ("forum", "vướng mắc về tài sản công đã được giải đáp chưa", "tài sản công"),
        ("forum", "câu hỏi mới nhất trên diễn đàn", None),
    ],
)
def test_the_subject(tool: str, text: str, thing: str | None) -> None:
    assert subject(text, tool) == thing


def test_accents_tell_words_apart_where_there_are_any() -> None:
    assert subject("Nhiệm vụ hàn đường ống", "task_detail") == "hàn đường ống"
    assert subject("Nhiệm vụ hạn bao giờ", "task_detail") is None
    assert subject("nhiem vu han duong ong", "task_detail") == "han duong ong"


@given(st.lists(st.sampled_from("nhiệm vụ thủ tục đăng ký kết hôn thế nào là gì về của hồ sơ".split()), max_size=12))
def test_what_is_left_is_a_run_of_the_words(words: list[str]) -> None:
    left = subject(" ".join(words), "procedure")
    assert f" {left or ''} ".strip() in " ".join(words)
