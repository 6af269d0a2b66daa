import pytest

from assistant.choices import chosen, with_listed

UNITS = ("Phường Thuận An", "Phường An Cựu", "Xã Phú Vinh")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", UNITS[1]),
        ("số 2", UNITS[1]),
        ("cái thứ hai", UNITS[1]),
        ("phương án 3 ạ", UNITS[2]),
        ("cái đầu tiên", UNITS[0]),
        ("cuối cùng", UNITS[2]),
        ("thu hai", UNITS[1]),
        ("xã", UNITS[2]),
        ("An Cựu nhé", UNITS[1]),
        ("phường", None),
        ("số 4", None),
        ("đúng rồi", None),
        ("quý hai", None),
        ("KPI phường An Cựu", None),
        ("", None),
    ],
)
def test_an_option_is_chosen_by_number_or_by_what_only_it_has(text: str, expected: str | None) -> None:
    assert chosen(text, UNITS) == expected


@pytest.mark.parametrize(("text", "agreed"), [("đúng rồi", True), ("vâng ạ", False), ("phải", True), ("không", False)])
def test_a_single_option_is_agreed_to(text: str, agreed: bool) -> None:
    assert (chosen(text, UNITS[:1]) == UNITS[0]) is agreed


def test_nothing_is_chosen_where_nothing_was_offered() -> None:
    assert chosen("số 1", ()) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("việc đầu tiên ai phụ trách?", "việc NV-1 ai phụ trách?"),
        ("nhiệm vụ thứ hai đến đâu rồi", "nhiệm vụ NV-2 đến đâu rồi"),
        ("việc số 2", "việc NV-2"),
        ("việc cuối cùng", "việc NV-2"),
        ("nhiệm vụ thứ ba", "nhiệm vụ thứ ba"),
        ("hai việc quá hạn", "hai việc quá hạn"),
    ],
)
def test_a_line_of_the_list_is_named_by_its_number(text: str, expected: str) -> None:
    assert with_listed(text, ("NV-1", "NV-2")) == expected
