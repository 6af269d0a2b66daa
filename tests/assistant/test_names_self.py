"""Who and what is meant without a name: oneself, the own unit, the whole city."""

import pytest

from assistant.names import Found, NameIndex
from assistant.types import Named

CITY = Named("TP", "Thành phố Huế", "unit", ("UBND thành phố Huế",), "thanh_pho")
WARD = Named("PX", "Phường Thuận Hóa", "unit", ("UBND phường Thuận Hóa",), "xa_phuong", "TP")
CENTRE = Named("TT", "Trung tâm Công ích Bến Ngự", "unit", ("Trung tâm Công ích",), "xa_phuong", "PX")
DEPARTMENT = Named("SO", "Sở Nội vụ", "unit", (), "so_nganh", "TP")
STAFF = Named("CC1", "Trần Quốc Thử", "person", unit="PX")
INDEX = NameIndex([CITY, WARD, CENTRE, DEPARTMENT, STAFF])


def find(text: str, kind: str = "person", unit: str = "PX") -> Found:
    return INDEX.find(text, "unit" if kind == "unit" else "person", unit, "CC1", spoken=False)


def code(found: Found) -> str | None:
    return found.best.code if found.best else None


@pytest.mark.parametrize(
    "text",
    [
        "KPI của tôi",
        "KPI tôi quý này",
        "em quý một xếp loại gì vậy",
        "em được bao nhiêu điểm rồi ạ",
        "quý vừa rồi mình được xếp loại gì",
        "tháng sáu tôi mấy điểm",
        "điểm của em quý 1",
        "tui quá hạn việc chi rồi",
        "tôi hoàn thành trễ hạn những việc gì",
        "việc do tôi phụ trách",
        "các việc giao cho tôi",
        "còn tôi thì sao",
        "mình còn nợ việc gì không",
        "mai tôi rảnh lúc nào",
        "tôi tuần này bận những hôm nào",
        "tôi mất điểm ở đâu",
        "lich cua toi chieu mai",
        "toi con viec gi qua han",
        "hom nay toi co lich gi khong",
    ],
)
def test_the_asker_is_meant(text: str) -> None:
    found = find(text)

    assert found.self_reference
    assert code(found) == "CC1"


@pytest.mark.parametrize(
    "text",
    [
        "cho tôi biết KPI phường Thuận Hóa",
        "KPI đơn vị tôi",
        "tôi muốn biết KPI phường",
        "tôi hỏi KPI sở",
        "nhà tôi có xây thêm được không",
        "gọi taxi đón tôi lúc 5 giờ",
        "em ơi mai họp gì",
        "thế em?",
        "em có biết lịch họp không",
        "em nghĩ gì về việc này",
        "toi nay co lich gi",
        "chúng tôi còn việc gì",
    ],
)
def test_the_asker_is_not_meant(text: str) -> None:
    assert find(text) == Found()


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("các nhiệm vụ của phường có hạn trong tuần này", "PX", "PX"),
        ("giữa tháng tám phường phải xong việc gì", "PX", "PX"),
        ("cho tôi xem điểm phường quý một", "PX", "PX"),
        ("còn phường thì sao", "PX", "PX"),
        ("UBND phường còn việc gì quá hạn", "PX", "PX"),
        ("viec cua phuong thang nay", "PX", "PX"),
        ("KPI của phường", "TT", "PX"),
        ("trung tâm còn việc gì chưa xong", "TT", "TT"),
        ("việc đang làm của sở có hạn trước 30/7", "SO", "SO"),
        ("Sở phải làm gì tuần này", "SO", "SO"),
        ("phường anh còn việc gì", "PX", "PX"),
        ("đơn vị chị quý này thế nào", "SO", "SO"),
        ("lịch của sở hôm nay", "SO", "SO"),
    ],
)
def test_the_own_unit_by_its_kind_alone(text: str, unit: str, expected: str) -> None:
    found = find(text, "unit", unit)

    assert found.self_reference
    assert code(found) == expected


@pytest.mark.parametrize(
    "text",
    [
        "phường nào còn việc quá hạn",
        "các phường còn việc gì",
        "xếp hạng phường quý hai",
        "5 phường thấp điểm",
        "phường có điểm cao nhất quý hai",
        "mười phường đứng đầu",
        "nhiệm vụ của xã và phường",
        "phường, xã còn nợ việc gì",
        "hồ sơ nộp tại phường có được không",
        "cấp phường có thẩm quyền gì",
        "phường hội",
        "xã còn việc gì",
        "công an phường",
    ],
)
def test_a_kind_of_unit_is_not_always_the_own_one(text: str) -> None:
    assert find(text, "unit") == Found()


@pytest.mark.parametrize("text", ["cơ sở có đạt không", "số hồ sơ của cơ sở", "sở, ban, ngành", "so viec con ton"])
def test_not_every_so_is_the_own_department(text: str) -> None:
    assert find(text, "unit", "SO") == Found()


@pytest.mark.parametrize(
    "text", ["KPI Huế quý 2", "KPI của Huế", "toàn thành phố", "KPI TP Huế", "điểm thành phố mình"]
)
def test_the_whole_city(text: str) -> None:
    assert code(find(text.replace("TP", "thành phố"), "unit")) == "TP"


@pytest.mark.parametrize(
    "text", ["thành phố Đà Nẵng", "thành phố Hồ Chí Minh", "Huế có mưa không", "các thành phố lớn", "thành phố nào"]
)
def test_not_the_whole_city(text: str) -> None:
    assert find(text, "unit") == Found()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("em ở Trung tâm Công ích, muốn biết KPI phường Thuận Hóa", "PX"),
        ("tôi là chuyên viên Sở Nội vụ, cho hỏi KPI phường Thuận Hóa", "PX"),
        ("em bên Sở Nội vụ có lịch gì", "SO"),
    ],
)
def test_where_the_asker_is_from_is_not_what_is_asked_about(text: str, expected: str) -> None:
    assert code(find(text, "unit")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "lương tối thiểu xã tính thế nào",
        "các xã ai hơn ai kém",
        "trong khối phường ai đang đứng cuối",
        "cac xa ai hon ai kem",
        "kế hoạch cấp xã sáu tháng cuối năm",
        "phường thu phí thế nào",
        "phuong tien di lai",
        "xã miền núi được hỗ trợ gì",
        "ngân sách phường góp bao nhiêu",
        "bàn ghế cũ của phường thanh lý thế nào",
    ],
)
def test_words_behind_a_kind_of_unit_are_not_always_a_name(text: str) -> None:
    assert find(text, "unit", "SO") == Found()


def test_capitals_behind_a_kind_of_unit_are_a_name() -> None:
    assert find("KPI xã Thu Cúc", "unit").mentioned == "xã Thu Cúc"
    assert find("KPI Sở Kế hoạch và Đầu tư quý 1", "unit").mentioned == "Sở Kế hoạch và Đầu tư"


@pytest.mark.parametrize(
    "text",
    [
        "Trần Huế có mưa không",
        "ngập đường Trần Hưng Đạo",
        "trường tiểu học Trần Quốc Toản",
        "trường THPT Trần Phú",
        "tư tưởng Trần Nhân Tông",
    ],
)
def test_streets_and_schools_are_no_strangers(text: str) -> None:
    assert find(text) == Found()


def test_codes_name_units_and_people() -> None:
    index = NameIndex([Named("PX-THU", "Phường Thử", "unit"), Named("CC0007", "Lê Văn Thử", "person", unit="PX-THU")])

    assert code(index.find("KPI PX-THU quý 2", "unit")) == "PX-THU"
    assert code(index.find("kpi của cc0007", "person")) == "CC0007"
    assert index.has_code("CC0007")
    assert not index.has_code("NV-01")
