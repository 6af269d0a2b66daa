"""The full-text search: what it finds, what it does not, and that no text makes it fail."""

from string import printable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vietnamese import fold
from kpi_tools.full_text import Field, FullText
from kpi_tools.search_words import read_query, syllables_of
from tests.kpi_tools.procedures_asked import ASKED, NAMES, NOT_THERE, documents

NAME, ABOUT, LONG = Field(3, 1), Field(1, 0.8), Field(0.5, 0.6, long=True)
PROCEDURES = FullText(documents(), (NAME, ABOUT, LONG))
VIETNAMESE = "aàáạăằắâầấđeèéêềếiíoòóôồốơờớuùúưừứyýkmnpt ĐÊ.,?/-&0123456789"


def index(*names: str) -> FullText:
    return FullText({name: (name,) for name in names}, (NAME,))


def first(found: FullText, text: str) -> str | None:
    hits = found.search(text)
    return hits[0].code if hits else None


def test_questions_find_what_they_are_about() -> None:
    missed = {text: code for text, code in ASKED.items() if first(PROCEDURES, text) != code}
    assert missed == {}


@pytest.mark.parametrize("text", NOT_THERE)
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert PROCEDURES.search(text) == []


@pytest.mark.parametrize("code", NAMES)
def test_a_whole_name_is_found_with_and_without_accents(code: str) -> None:
    assert first(PROCEDURES, NAMES[code]) == first(PROCEDURES, fold(NAMES[code]).upper()) == code


def test_the_same_accents_come_first() -> None:
    found = index("Cấp má số thuế", "Cấp mã số thuế cho hộ gia đình, cá nhân trên địa bàn", "Lê phi", "Lệ phí trước bạ")

    assert first(found, "mã số") == "Cấp mã số thuế cho hộ gia đình, cá nhân trên địa bàn"
    assert first(found, "má số") == "Cấp má số thuế"
    assert {hit.code for hit in found.search("ma so")} == {hit.code for hit in found.search("mã số")}
    assert first(found, "le phi truoc ba") == "Lệ phí trước bạ"


def test_how_the_thing_is_asked_for_counts_little() -> None:
    found = index("Thủ tục hồ sơ lệ phí ở đâu bao lâu", "Đăng ký khai tử")

    assert first(found, "Thủ tục khai tử cần hồ sơ gì, lệ phí bao nhiêu, ở đâu, bao lâu?") == "Đăng ký khai tử"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("TTHC đăng ký khai sinh cần gì ạ?", "khai sinh"),
        ("thu tuc khai sinh can gi", "khai sinh"),
        ("Lệ hội là gì", "lệ hội"),
        ("le hoi", "le hoi"),
        ("sổ đỏ", "giấy chứng nhận quyền sử dụng đất"),
        ("lam so do", "giấy chứng nhận quyền sử dụng đất"),
        ("hoà giải, lí lịch, kĩ thuật", "hòa giải lý lịch kỹ thuật"),
        ("thủ tục", ""),
        ("?!", ""),
    ],
)
def test_what_a_question_looks_for(text: str, content: str) -> None:
    assert " ".join(read_query(text).content) == content


def test_everyday_words_mean_the_official_ones_on_both_sides() -> None:
    found = index("Mất sổ đỏ thì làm sao", "Đăng ký kết hôn")

    assert first(found, "cấp lại giấy chứng nhận quyền sử dụng đất") == "Mất sổ đỏ thì làm sao"
    assert first(found, "lấy vợ") == "Đăng ký kết hôn"


def test_decomposed_and_shouted_text_is_the_same() -> None:
    assert syllables_of("HÒA GIẢI") == syllables_of("hoà giải") == syllables_of("ho\u0300a gia\u0309i")
    assert syllables_of("khai\u200b sinh") == ("khai", "sinh")


def test_a_field_that_weighs_more_comes_first() -> None:
    found = FullText({"body": ("Việc khác", "karaoke"), "name": ("Karaoke", "")}, (NAME, ABOUT))

    assert [hit.code for hit in found.search("karaoke")] == ["name", "body"]
    assert [hit.whole for hit in found.search("karaoke")] == [True, False]


@pytest.mark.parametrize("documents", [{}, {"A": ("",)}, {"A": ("!",), "B": ("khai sinh",)}])
def test_empty_documents_are_no_trouble(documents: dict[str, tuple[str]]) -> None:
    found = FullText(documents, (NAME,)).search("khai sinh")

    assert [hit.code for hit in found] == (["B"] if "B" in documents else [])


@given(st.one_of(st.text(), st.text(printable + VIETNAMESE, max_size=300)))
def test_no_text_makes_it_fail(text: str) -> None:
    hits = PROCEDURES.search(text)

    assert len({hit.code for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0.5 < hit.coverage <= 1.000001 for hit in hits)


@given(st.lists(st.text(VIETNAMESE, max_size=40), max_size=6), st.text(VIETNAMESE, max_size=40))
def test_any_documents_can_be_indexed(names: list[str], text: str) -> None:
    found = FullText({str(n): (name, name) for n, name in enumerate(names)}, (NAME, LONG))

    assert {hit.code for hit in found.search(text)} <= {str(n) for n in range(len(names))}


@given(st.sampled_from(sorted(NAMES)), st.data())
def test_accents_may_be_left_out_of_any_part(code: str, data: st.DataObject) -> None:
    words = [fold(word) if data.draw(st.booleans()) else word for word in NAMES[code].split()]

    assert code in [hit.code for hit in PROCEDURES.search(" ".join(words))]


def test_a_long_question_is_cut() -> None:
    assert PROCEDURES.search("đăng ký khai sinh " * 5_000)[0].code in ("KS", "KS-LAI")
