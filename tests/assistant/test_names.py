import random
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.names import Found, NameIndex
from assistant.types import Named
from assistant.vietnamese import fold

WARDS = """Phú Xuân, Kim Long, Vỹ Dạ, Thuận Hóa, Hương An, Thủy Xuân, An Cựu, Phong Điền, Phong Phú, Phong Dinh,
Phong Thái, Phong Quảng, Thuận An, Dương Nỗ, Mỹ Thượng, Phú Bài, Thanh Thủy, Hương Thủy, Hương Trà, Hóa Châu, Kim Trà"""
COMMUNES = """Quảng Điền, Đan Điền, Phú Hồ, Phú Vang, Phú Vinh, Bình Điền, A Lưới 1, A Lưới 2, A Lưới 3, A Lưới 4,
A Lưới 5, Phú Lộc, Vinh Lộc, Hưng Lộc, Chân Mây - Lăng Cô, Lộc An, Khe Tre, Nam Đông, Long Quảng"""
DEPARTMENTS = {
    "Sở Tài chính": ("STC",),
    "Sở Xây dựng": (),
    "Sở Khoa học và Công nghệ": ("Sở KH&CN", "Sở KHCN"),
    "Sở Nông nghiệp và Môi trường": ("Sở NN&MT",),
    "Sở Nội vụ": ("SNV",),
    "Sở Du lịch": (),
    "Sở Ngoại vụ": (),
    "Sở Văn hóa và Thể thao": (),
    "Sở Tư pháp": (),
    "Sở Công Thương": (),
    "Sở Giáo dục và Đào tạo": (),
    "Sở Y tế": (),
    "Thanh tra thành phố": (),
    "Văn phòng UBND thành phố": (),
    "Ban Quản lý Khu kinh tế, công nghiệp": (),
}


def named(name: str, level: str, aliases: tuple[str, ...] = ()) -> Named:
    return Named(name, name, "unit", aliases, level, "HUE" if level != "thanh_pho" else None)


def names_of(text: str) -> list[str]:
    return [" ".join(name.split()) for name in text.split(",")]


HUE = Named("HUE", "Ủy ban nhân dân thành phố Huế", "unit", ("UBND thành phố", "Thành phố Huế"), "thanh_pho")
LOCAL = [named(f"Phường {name}", "xa_phuong") for name in names_of(WARDS)]
LOCAL += [named(f"Xã {name}", "xa_phuong") for name in names_of(COMMUNES)]
UNITS = [HUE, *LOCAL, *(named(name, "so_nganh", aliases) for name, aliases in DEPARTMENTS.items())]


def person(code: str, name: str, unit: str) -> Named:
    return Named(code, name, "person", unit=unit, title="Chuyên viên")


PEOPLE = [
    person("P1", "Nguyễn Thị Mai", "Phường Thuận Hóa"),
    person("P2", "Lê Thị Mai", "Sở Nội vụ"),
    person("P3", "Trần Quốc Hùng", "Sở Nội vụ"),
    person("P4", "Nguyễn Phú Xuân", "Sở Tài chính"),
    person("P5", "Phạm Văn Bình", "Sở Y tế"),
    person("P6", "Phạm Văn Bình", "Sở Du lịch"),
]
INDEX = NameIndex([*UNITS, *PEOPLE])


def unit(text: str, asker: str | None = "Sở Nội vụ") -> Found:
    return INDEX.find(text, "unit", asker)


def code(found: Found) -> str | None:
    return found.best.code if found.best else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KPI quý này của phường Thuận Hóa thế nào?", "Phường Thuận Hóa"),
        ("kpi phuong thuan hoa", "Phường Thuận Hóa"),
        ("KPI PHƯỜNG THUẬN HOÁ", "Phường Thuận Hóa"),
        ("Thuận Hoá xếp thứ mấy", "Phường Thuận Hóa"),
        ("kpi phường thuận quá", "Phường Thuận Hóa"),
        ("phương thuận hóa", "Phường Thuận Hóa"),
        ("P. Vỹ Dạ", "Phường Vỹ Dạ"),
        ("UBND phường Vĩ Dạ", "Phường Vỹ Dạ"),
        ("UBND P.Vỹ Dạ còn việc gì", "Phường Vỹ Dạ"),
        ("ủy ban nhân dân phường An Cựu", "Phường An Cựu"),
        ("xã phú vĩnh", "Xã Phú Vinh"),
        ("xã Phú Lộc", "Xã Phú Lộc"),
        ("xã Phú Hồ", "Xã Phú Hồ"),
        ("X. Phú Vang", "Xã Phú Vang"),
        ("phuong phong dien", "Phường Phong Điền"),
        ("xã A Lưới 2", "Xã A Lưới 2"),
        ("xã A Lưới hai tháng 3", "Xã A Lưới 2"),
        ("a luoi nam", "Xã A Lưới 5"),
        ("A Lưới 1", "Xã A Lưới 1"),
        ("chân mây lăng cô", "Xã Chân Mây - Lăng Cô"),
        ("xã Lăng Cô", "Xã Chân Mây - Lăng Cô"),
        ("KPI của Phong Phú", "Phường Phong Phú"),
        ("Sở KH&CN", "Sở Khoa học và Công nghệ"),
        ("sở khcn", "Sở Khoa học và Công nghệ"),
        ("sở khoa học công nghệ", "Sở Khoa học và Công nghệ"),
        ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
        ("so noi vu con bao nhieu viec", "Sở Nội vụ"),
        ("SNV", "Sở Nội vụ"),
        ("sở tư pháp", "Sở Tư pháp"),
        ("thanh tra thành phố", "Thanh tra thành phố"),
        ("văn phòng UBND thành phố", "Văn phòng UBND thành phố"),
        ("UBND thành phố", "HUE"),
        ("toàn thành phố", "HUE"),
        ("KPI của thành phố Huế", "HUE"),
    ],
)
def test_units(text: str, expected: str) -> None:
    assert code(unit(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "nhiệm vụ nào quá hạn",
        "phường nào cao nhất",
        "các sở ngành",
        "nội dung phong phú",
        "xây dựng kế hoạch tài chính",
        "kết quả kiểm tra an ninh",
        "xem phụ lục 2",
        "cơ sở dữ liệu",
        "ho so cua toi",
        "xã hội hóa",
        "tôi có lịch gì chiều mai",
        "thành phố Đà Nẵng",
        "Lan cô ấy bị ốm, Mai ạ",
        "so sánh hai quý",
        "",
        "?!",
    ],
)
def test_no_unit_where_there_is_none(text: str) -> None:
    assert unit(text) == Found()


def test_own_unit() -> None:
    for text in ("đơn vị mình còn bao nhiêu việc", "KPI phường tôi", "cơ quan của tôi", "sở ta", "don vi minh"):
        found = unit(text, "Phường An Cựu")
        assert found.self_reference
        assert code(found) == "Phường An Cựu"
    assert not unit("cho tôi KPI phường Vỹ Dạ").self_reference


def test_oneself() -> None:
    for text in ("lịch của tôi", "tôi có việc gì quá hạn", "KPI của mình", "lich cua toi chieu mai"):
        found = INDEX.find(text, "person", "Sở Nội vụ", "P3")
        assert found.self_reference
        assert code(found) == "P3"
    for text in ("cho tôi biết KPI phường Vỹ Dạ", "đơn vị tôi", "toi nay co lich gi", "tối nay"):
        assert INDEX.find(text, "person", "Sở Nội vụ", "P3") == Found()


def test_the_wrong_type_is_asked_about() -> None:
    for text in ("xã Thuận Hóa", "huyện Phú Vang", "quận Thuận Hóa"):
        found = unit(text)
        assert found.best is None
        assert len(found.ambiguous) == 1


def test_a_number_left_out_is_asked_about() -> None:
    found = unit("xã A Lưới")
    assert found.best is None
    assert {option.code for option in found.ambiguous} == {f"Xã A Lưới {k}" for k in range(1, 6)}


def test_two_units_of_one_name_are_asked_about() -> None:
    index = NameIndex([*UNITS, named("Xã Phú Bài", "xa_phuong")])
    found = index.find("KPI Phú Bài", "unit")
    assert found.best is None
    assert {option.code for option in found.ambiguous} == {"Phường Phú Bài", "Xã Phú Bài"}
    assert code(index.find("KPI xã Phú Bài", "unit")) == "Xã Phú Bài"


def test_an_unknown_unit_is_mentioned() -> None:
    found = unit("KPI xã Phú Sơn quý này")
    assert found.mentioned == "xã Phú Sơn"
    assert found.near
    assert found.best is None
    assert unit("phường tân lập thế nào").mentioned == "phường tân lập"
    assert {near.code for near in unit("KPI xã Vinh").near} == {"Xã Vinh Lộc"}
    assert {near.code for near in unit("kpi phường thuận quý hai").near} == {"Phường Thuận Hóa", "Phường Thuận An"}


FIELDS = NameIndex([named("Sở Xây dựng", "so_nganh", ("Xây dựng", "SXD")), named("Sở Y tế", "so_nganh", ("Y tế",))])


@pytest.mark.parametrize(
    "text",
    ["KPI của Xây dựng", "lịch bên xây dựng", "xây dựng quý hai mấy điểm", "so sánh Xây dựng với Y tế", "sở xây dựng"],
)
def test_a_field_of_work_may_stand_for_its_department(text: str) -> None:
    assert code(FIELDS.find(text, "unit", spoken=False)) == "Sở Xây dựng"


@pytest.mark.parametrize(
    "text", ["nhiệm vụ xây dựng kế hoạch", "Xây dựng kế hoạch đến đâu", "thủ tục cấp phép xây dựng", "việc về y tế"]
)
def test_a_field_of_work_is_mostly_no_department(text: str) -> None:
    assert FIELDS.find(text, "unit", spoken=False) == Found()


def test_half_a_departments_name_is_enough() -> None:
    for half in ("sở khoa học", "Sở Công nghệ", "so khoa hoc", "Sở Khoa học quý này"):
        assert code(unit(half)) == "Sở Khoa học và Công nghệ"


@pytest.mark.parametrize("text", ["lịch của Hùng", "KPI Hùng quý 2", "sếp Hùng họp gì", "Hùng quý này mấy điểm"])
def test_a_given_name_alone_is_a_person(text: str) -> None:
    assert code(INDEX.find(text if text[0] == "H" else f"Cho xem {text}", "person", "Sở Y tế", spoken=False)) == "P3"


@pytest.mark.parametrize("text", ["Mai có lịch gì", "Hùng biện là gì", "lịch mai", "ngày mai tôi họp gì"])
def test_an_ordinary_word_is_no_given_name(text: str) -> None:
    assert not INDEX.find(text, "person", "Sở Y tế", spoken=False).matches


def test_what_is_typed_is_taken_at_its_word() -> None:
    assert code(INDEX.find("KPI phường Thuận Quá", "unit", spoken=True)) == "Phường Thuận Hóa"
    for said in ("phường Thuận Quá", "phường Thuận Hòa"):
        typed = INDEX.find(f"KPI {said} thế nào", "unit", spoken=False)
        assert typed.mentioned == said
        assert typed.near[0].code == "Phường Thuận Hóa"
    assert code(INDEX.find("KPI phường Vĩ Dạ", "unit", spoken=False)) == "Phường Vỹ Dạ"
    assert code(INDEX.find("kpi phuong thuan hoa", "unit", spoken=False)) == "Phường Thuận Hóa"


def test_all_units_and_their_places() -> None:
    text = "so sánh phường Thuận Hóa và phường Phú Xuân"
    found = INDEX.find_all(text, "unit")
    assert [text[slice(*mention.span)] for mention in found] == ["phường Thuận Hóa", "phường Phú Xuân"]


def test_people() -> None:
    assert code(INDEX.find("lịch của anh Trần Quốc Hùng", "person")) == "P3"
    assert code(INDEX.find("nhiem vu cua tran quoc hung", "person")) == "P3"
    assert code(INDEX.find("lịch của anh Hùng", "person")) == "P3"
    assert INDEX.find("lịch chiều mai", "person") == Found()


def test_a_stranger_is_mentioned() -> None:
    for said, name in (
        ("chị Xuyến", "Xuyến"),
        ("ông Lê Quang Đạo", "Lê Quang Đạo"),
        ("Trần Quốc Bảo", "Trần Quốc Bảo"),
    ):
        found = INDEX.find(f"cho tôi lịch của {said} tuần này", "person", "Sở Nội vụ")
        assert found.mentioned == name
        assert found.best is None
    assert INDEX.find("KPI của phường Vỹ Dạ", "person") == Found()


def test_a_person_named_like_a_unit_is_no_unit() -> None:
    assert unit("lịch của Nguyễn Phú Xuân") == Found()
    assert code(INDEX.find("lịch của Nguyễn Phú Xuân", "person")) == "P4"


def test_a_given_name_means_the_colleague_or_the_one_of_the_unit_named() -> None:
    assert code(INDEX.find("lịch của chị Mai", "person", "Sở Nội vụ")) == "P2"
    assert code(INDEX.find("lịch của chị Mai phường Thuận Hóa", "person", "Sở Nội vụ")) == "P1"
    stranger = INDEX.find("lịch của chị Mai", "person", "Sở Y tế")
    assert {option.code for option in stranger.ambiguous} == {"P1", "P2"}


def test_namesakes_are_asked_about() -> None:
    found = INDEX.find("KPI của Phạm Văn Bình", "person", "Sở Y tế")
    assert {option.code for option in found.ambiguous} == {"P5", "P6"}


def test_probabilities_add_up() -> None:
    found = unit("kpi phuong thuan hoa")
    assert sum(match.probability for match in found.matches) == pytest.approx(1)
    assert found.matches[0].score > 0.8


def _other_tones(name: str, chance: random.Random) -> str:
    marks = "\u0300\u0301\u0309\u0303\u0323"
    letters = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", "".join(chance.choice(marks) if c in marks else c for c in letters))


@pytest.mark.parametrize("noise", ["none", "accents", "tones", "central", "northern"])
def test_every_local_unit_survives_noise(noise: str) -> None:
    chance = random.Random(7)
    changes: dict[str, Callable[[str], str]] = {
        "none": lambda name: name,
        "accents": fold,
        "tones": lambda name: _other_tones(name, chance),
        "central": lambda name: name.replace("n ", "ng ").replace("ỹ", "ỵ").replace("ủ", "ụ").replace("ộc", "ột"),
        "northern": lambda name: name.replace("Tr", "Ch").replace("L", "N").replace("D", "R"),
    }
    changed = changes[noise]
    for known in LOCAL:
        question = f"kpi {changed(known.name)} the nao" if noise == "accents" else f"KPI {changed(known.name)} thế nào"
        assert code(unit(question)) == known.code, question


@settings(max_examples=200)
@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from("phường xã sở của tôi mình P. X. UBND A Lưới 2 Thuận Hóa hai anh Mai , - thành phố".split()),
        max_size=10,
    ).map(" ".join)
)
def test_never_raises_and_spans_lie_inside(text: str) -> None:
    for kind in ("unit", "person"):
        for found in INDEX.find_all(text, "unit" if kind == "unit" else "person", "Sở Nội vụ", "P3"):
            assert 0 <= found.span[0] < found.span[1] <= len(text)
