"""Units by the names that they had before July 2025, which a city lists among its aliases."""

import pytest

from assistant.names import Found, NameIndex
from assistant.types import Named
from assistant.vietnamese import normalise


def unit(name: str, *aliases: str, level: str = "xa_phuong") -> Named:
    return Named(name, name, "unit", aliases, level, "TP")


INDEX = NameIndex(
    [
        unit("Phường Lam Sơn", "UBND phường Lam Sơn", "Phường Vườn Đào", "Phường Bến Nghè", "Thị xã Lam Sơn"),
        unit("Phường Bến Nghé", "Xã Bãi Cát"),
        unit("Xã Đồng Mây", "Thị trấn Đồng Mây", "Huyện Đồng Mây", "Xã Suối Cạn"),
        unit("Xã Suối Trong", "Huyện Đồng Mây", "Xã Lam Sơn"),
        unit("Sở Tài chính", "STC", "Sở Kế hoạch và Đầu tư", "Sở KH&ĐT", level="so_nganh"),
        unit("Sở Nông nghiệp và Môi trường", "Sở NN&MT", "Sở Nông nghiệp", level="so_nganh"),
    ]
)


def find(text: str, spoken: bool = False) -> Found:
    return INDEX.find(normalise(text), "unit", spoken=spoken)


@pytest.mark.parametrize(
    ("text", "now", "former"),
    [
        ("KPI phường Vườn Đào quý 2", "Phường Lam Sơn", "Phường Vườn Đào"),
        ("kpi phuong vuon dao", "Phường Lam Sơn", "Phường Vườn Đào"),
        ("KPI của Vườn Đào", "Phường Lam Sơn", "Phường Vườn Đào"),
        ("thị xã Lam Sơn còn việc gì", "Phường Lam Sơn", "Thị xã Lam Sơn"),
        ("UBND xã Bãi Cát", "Phường Bến Nghé", "Xã Bãi Cát"),
        ("thị trấn Đồng Mây", "Xã Đồng Mây", "Thị trấn Đồng Mây"),
        ("Sở Kế hoạch và Đầu tư", "Sở Tài chính", "Sở Kế hoạch và Đầu tư"),
    ],
)
def test_a_former_name_means_todays_unit_and_says_so(text: str, now: str, former: str) -> None:
    found = find(text)

    assert found.best is not None
    assert (found.best.code, found.former) == (now, former)


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("xã Đồng Mây", "Xã Đồng Mây"),
        ("Đồng Mây", "Xã Đồng Mây"),
        ("phường Lam Sơn", "Phường Lam Sơn"),
        ("Lam Sơn", "Phường Lam Sơn"),
        ("phuong ben nghe", "Phường Bến Nghé"),
        ("UBND phường Lam Sơn", "Phường Lam Sơn"),
        ("Sở Nông nghiệp", "Sở Nông nghiệp và Môi trường"),
        ("Sở NN&MT", "Sở Nông nghiệp và Môi trường"),
        ("STC", "Sở Tài chính"),
    ],
)
def test_todays_name_wins_over_a_former_one(text: str, now: str) -> None:
    found = find(text)

    assert found.best is not None
    assert (found.best.code, found.former) == (now, None)


def test_a_district_is_several_of_todays_units() -> None:
    found = find("huyện Đồng Mây")

    assert found.best is None
    assert {option.code for option in found.ambiguous} == {"Xã Đồng Mây", "Xã Suối Trong"}
    assert found.former


def test_an_abolished_kind_is_asked_about_as_a_former_name() -> None:
    found = find("quận Bến Nghé")

    assert [option.code for option in found.ambiguous] == ["Phường Bến Nghé"]
    assert found.former == "quận Bến Nghé"


def test_between_todays_name_misheard_and_a_former_one_it_is_asked() -> None:
    found = find("phường Bến Nghè", spoken=True)

    assert found.best is None
    assert {option.code for option in found.ambiguous} == {"Phường Lam Sơn", "Phường Bến Nghé"}
