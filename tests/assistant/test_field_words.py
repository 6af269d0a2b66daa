"""Fields of administration, and the departments that are called by them, as questions name them."""

from __future__ import annotations

import pytest

from assistant.names import NameIndex
from assistant.slots import read_slots
from assistant.types import Named
from assistant.vietnamese import normalise
from tests.assistant.fakes_city import NOW, STAFF

NAMES = NameIndex(
    [
        Named("SO-XD", "Sở Xây dựng", "unit", aliases=("Xây dựng",), level="so_nganh"),
        Named("SO-DL", "Sở Du lịch", "unit", aliases=("Du lịch",), level="so_nganh"),
        Named("SO-TP", "Sở Tư pháp", "unit", aliases=("Tư pháp",), level="so_nganh"),
        Named("PX-THUANHOA", "Phường Thuận Hóa", "unit", level="xa_phuong"),
    ]
)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Sở Xây dựng chậm việc gì", "SO-XD"),
        ("KPI xây dựng quý một", "SO-XD"),
        ("Xây dựng đang chậm việc gì", "SO-XD"),
        ("việc quá hạn của Du lịch", "SO-DL"),
        ("Du lịch", "SO-DL"),
        ("Xây dựng đề án vị trí việc làm của Sở Tư pháp đến đâu", "SO-TP"),
        ("trật tự xây dựng ở phường Thuận Hóa", "PX-THUANHOA"),
        ("kết luận về du lịch", None),
        ("thủ tục cấp phép xây dựng mất bao lâu", None),
        ("ket luan ve xay dung nong thon moi", None),
        ("nhiệm vụ xây dựng nông thôn mới", None),
        ("thẻ hướng dẫn viên du lịch nội địa", None),
        ("nhiệm vụ phát triển du lịch", None),
    ],
)
def test_a_field_is_a_unit_only_where_it_is_asked_as_one(text: str, unit: str | None) -> None:
    best = read_slots(normalise(text), NOW, STAFF, NAMES).unit.best

    assert (best.code if best else None) == unit
