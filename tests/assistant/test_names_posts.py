"""People named by the post that they hold."""

import pytest

from assistant.names import Found, NameIndex
from assistant.types import Named
from assistant.vietnamese import expand_abbreviations, normalise

CITY = "Thành phố Huế"
LOCAL, DEPARTMENTS = ("Phường Thuận Hóa", "Xã Phú Vinh"), ("Sở Du lịch", "Sở Khoa học và Công nghệ", "Sở Y tế")
UNITS = [
    Named(CITY, CITY, "unit", ("UBND thành phố Huế", "thành phố"), "thanh_pho"),
    *(Named(name, name, "unit", (f"UBND {name.lower()}",), "xa_phuong", CITY) for name in LOCAL),
    *(Named(name, name, "unit", (), "so_nganh", CITY) for name in DEPARTMENTS),
    Named("Thanh tra thành phố", "Thanh tra thành phố", "unit", ("Thanh tra",), "so_nganh", CITY),
    Named("Văn phòng UBND thành phố", "Văn phòng UBND thành phố", "unit", ("Văn phòng UBND",), "so_nganh", CITY),
    Named("Ban Quản lý Khu kinh tế", "Ban Quản lý Khu kinh tế", "unit", ("BQL KKT",), "so_nganh", CITY),
    Named("Chi cục Tiêu chuẩn", "Chi cục Tiêu chuẩn", "unit", (), "so_nganh", "Sở Khoa học và Công nghệ"),
]
PEOPLE = [
    Named(code, name, "person", unit=unit, title=title)
    for code, name, title, unit in (
        ("MAYOR", "Hoàng Tấn Thử", "Chủ tịch UBND thành phố", CITY),
        ("VICE1", "Dương Hồng Mẫu", "Phó Chủ tịch UBND thành phố", CITY),
        ("VICE2", "Lý Thị Nháp", "Phó Chủ tịch UBND thành phố", CITY),
        ("TH1", "Trần Công Thử", "Chủ tịch UBND phường", "Phường Thuận Hóa"),
        ("TH2", "Đinh Văn Mẫu", "Phó Chủ tịch UBND phường", "Phường Thuận Hóa"),
        ("TH3", "Lê Thị Ví Dụ", "Chuyên viên", "Phường Thuận Hóa"),
        ("TH4", "Phan Bảo Ngọc", "Bí thư Đoàn phường", "Phường Thuận Hóa"),
        ("PV1", "Trương Văn Thử", "Bí thư Đảng ủy, Chủ tịch UBND xã", "Xã Phú Vinh"),
        ("DL1", "Võ Nhật Thử", "Giám đốc Sở", "Sở Du lịch"),
        ("DL2", "Phạm Văn Nháp", "Phó Giám đốc Sở", "Sở Du lịch"),
        ("DL3", "Bùi Văn Nháp", "Phó Giám đốc Sở", "Sở Du lịch"),
        ("KH1", "Lê Quỳnh Thử", "Giám đốc Sở", "Sở Khoa học và Công nghệ"),
        ("TT1", "Ngô Văn Thử", "Chánh Thanh tra thành phố", "Thanh tra thành phố"),
        ("VP1", "Đỗ Bảo Thử", "Chánh Văn phòng", "Văn phòng UBND thành phố"),
        ("BQ1", "Cao Anh Thử", "Trưởng ban", "Ban Quản lý Khu kinh tế"),
        ("CC1", "Hồ Văn Thử", "Chi cục trưởng", "Chi cục Tiêu chuẩn"),
    )
]
INDEX = NameIndex([*UNITS, *PEOPLE])


def person(text: str, asker: str = "MAYOR") -> Found:
    return INDEX.find(text, "person", _unit_of(asker), asker, spoken=False)


def _unit_of(asker: str) -> str | None:
    return next(who.unit for who in PEOPLE if who.code == asker)


def code(found: Found) -> str | None:
    return found.best.code if found.best else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chủ tịch phường Thuận Hóa hôm nay họp gì?", "TH1"),
        ("chủ tịch ủy ban nhân dân phường Thuận Hóa rảnh lúc nào", "TH1"),
        ("KPI của Chủ tịch UBND P. Thuận Hóa", "TH1"),
        ("chu tich phuong thuan hoa hom nay hop gi", "TH1"),
        ("CHỦ TỊCH PHƯỜNG THUẬN HOÁ", "TH1"),
        ("chủ tịch Thuận Hóa đi đâu", "TH1"),
        ("ct xã Phú Vinh mấy điểm", "PV1"),
        ("phó chủ tịch phường Thuận Hóa mấy điểm", "TH2"),
        ("pct phường Thuận Hóa", "TH2"),
        ("bí thư đoàn phường Thuận Hóa có lịch gì", "TH4"),
        ("bí thư xã Phú Vinh", "PV1"),
        ("bí thư đảng ủy xã Phú Vinh", "PV1"),
        ("giám đốc Sở Du lịch quý II xếp loại gì", "DL1"),
        ("giám đốc của sở du lịch", "DL1"),
        ("giam doc so khoa hoc cong nghe trong gio nao", "KH1"),
        ("Chánh Thanh tra thành phố quý 2", "TT1"),
        ("Chánh Văn phòng UBND thành phố họp gì", "VP1"),
        ("trưởng ban quản lý khu kinh tế", "BQ1"),
        ("Chi cục trưởng Chi cục Tiêu chuẩn", "CC1"),
        ("chủ tịch thành phố mai đi đâu", "MAYOR"),
        ("chủ tịch UBND thành phố Huế", "MAYOR"),
        ("lich cua chu tich UBND thanh pho tuan nay", "MAYOR"),
        ("thủ trưởng Sở Du lịch", "DL1"),
        ("người đứng đầu xã Phú Vinh", "PV1"),
    ],
)
def test_the_holder_of_a_post_of_a_unit(text: str, expected: str) -> None:
    said = expand_abbreviations(normalise(text))

    assert code(person(said)) == expected
    assert INDEX.find(said, "unit", CITY, "MAYOR", spoken=False) == Found()


@pytest.mark.parametrize(
    ("text", "asker", "expected"),
    [
        ("chủ tịch phường mình họp gì", "TH3", "TH1"),
        ("chủ tịch phường tôi rảnh khi nào", "TH3", "TH1"),
        ("chủ tịch phường chiều nay có lịch gì", "TH3", "TH1"),
        ("thủ trưởng cơ quan mình quý này mấy điểm", "KH1", "KH1"),
        ("giám đốc sở chiều nay họp gì", "CC1", "KH1"),
        ("chủ tịch họp gì chiều nay", "TH3", "TH1"),
        ("chủ tịch họp gì chiều nay", "KH1", "MAYOR"),
        ("Chánh Văn phòng ngày kia có lịch gì", "KH1", "VP1"),
        ("lịch của sếp chiều nay", "TH3", "TH1"),
        ("lịch của sếp chiều nay", "TH1", "MAYOR"),
        ("sếp tôi hôm nay họp gì", "TH3", "TH1"),
        ("sếp mình hôm nay họp gì", "TH3", "TH1"),
        ("giám đốc của em rảnh lúc nào", "DL2", "DL1"),
    ],
)
def test_a_post_without_a_units_name_is_the_askers_own(text: str, asker: str, expected: str) -> None:
    assert code(person(text, asker)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("phó giám đốc Sở Du lịch mấy điểm", {"DL2", "DL3"}),
        ("Phó chủ tịch thành phố mai có lịch gì", {"VICE1", "VICE2"}),
        ("giám đốc phường Thuận Hóa", {"TH1"}),
        ("chủ tịch xã Thuận Hóa", {"TH1"}),
    ],
)
def test_several_holders_and_wrong_titles_are_asked_about(text: str, expected: set[str]) -> None:
    found = person(text)

    assert found.best is None
    assert {option.code for option in found.ambiguous} == expected


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("bí thư chi bộ Sở Du lịch họp gì", "bí thư chi bộ Sở Du lịch"),
        ("phó giám đốc Sở Y tế", "phó giám đốc Sở Y tế"),
        ("KPI của chủ tịch phường Thuận Hòa", "chủ tịch phường Thuận Hòa"),
        ("chủ tịch thành phố Đà Nẵng họp gì", "chủ tịch thành phố Đà Nẵng"),
    ],
)
def test_a_post_that_nobody_known_holds(text: str, mentioned: str) -> None:
    found = person(text)

    assert found.best is None
    assert found.mentioned == mentioned


def test_near_an_unknown_unit_its_neighbours_heads_are_offered() -> None:
    assert person("chủ tịch phường Thuận Hòa họp gì").choices == ("Trần Công Thử (Phường Thuận Hóa)",)


@pytest.mark.parametrize(("text", "asker"), [("giám đốc họp gì", "MAYOR"), ("chủ tịch phường họp gì", "MAYOR")])
def test_whose_post_is_asked_when_it_may_be_anybodys(text: str, asker: str) -> None:
    found = person(text, asker)

    assert found.unnamed
    assert found.best is None


@pytest.mark.parametrize(
    "text",
    [
        "Chủ tịch nước là ai",
        "giám đốc công ty cấp nước",
        "dạ sếp, việc nào quá hạn",
        "sếp ơi việc nào quá hạn",
        "nhiệm vụ Chủ tịch UBND thành phố giao cho Sở Y tế",
        "công tác chỉ đạo điều hành",
        "xếp loại của người đứng đầu có được cao hơn đơn vị không",
        "thủ trưởng phải chịu trách nhiệm khi nào",
    ],
)
def test_no_holder_where_none_is_meant(text: str) -> None:
    assert person(text) == Found()


def test_the_unit_that_a_task_is_given_to_stays() -> None:
    found = INDEX.find("nhiệm vụ Chủ tịch UBND thành phố giao cho Sở Y tế", "unit", CITY, "MAYOR")

    assert code(found) == "Sở Y tế"


def test_a_title_before_a_name_is_no_mention_of_its_own() -> None:
    assert code(person("lịch Chủ tịch UBND phường Thuận Hóa Trần Công Thử")) == "TH1"
    assert {one.code for one in person("lịch chủ tịch Thử", "VP1").ambiguous} == {"MAYOR", "TH1", "PV1"}
    assert code(person("lịch chủ tịch Thử phường Thuận Hóa")) == "TH1"


def test_two_posts() -> None:
    text = "giám đốc Sở Du lịch và giám đốc Sở Khoa học và Công nghệ ai hơn điểm"

    assert [code(found) for found in INDEX.find_all(text, "person", CITY, "MAYOR")] == ["DL1", "KH1"]
